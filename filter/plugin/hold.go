package plugin

import (
	"time"

	"github.com/tetratelabs/proxy-wasm-go-sdk/proxywasm"

	"github.com/chatguard/chatguard/filter/abi"
)

// holding runs the way in which headers wait for the verdict. It works only
// if the host passes StopIteration through: otherwise no body callback comes
// while headers wait, and the exchange would hang. So until one body callback
// has proved the setting, waiting streams are watched; one that waits too
// long goes on, its body still inspected, and the log says what to set. After
// a few of them this worker stops holding headers.
type holding struct {
	enabled bool
	proved  bool
	missed  int
	waiting map[uint32]int64 // since when each stream waits, in milliseconds
}

const (
	watchEvery = 250  // milliseconds
	watchLimit = 1000 // milliseconds
	maxMissed  = 3
)

const holdAdvice = "chatguard: headers waited but no body came: set allow_on_headers_stop_iteration: true " +
	"in the filter's PluginConfig (Envoy 1.35 or newer), or holdHeaders: false in the policy document"

// uptime is a clock that nobody sets, in milliseconds. A time.Time in a context would bring everything that prints one.
func uptime() int64 { return time.Since(started).Milliseconds() }

var started = time.Now()

func (h *holding) reset(enabled bool) {
	*h = holding{enabled: enabled, waiting: map[uint32]int64{}}
}

// watch begins to look after a stream whose headers wait.
func (h *holding) watch(s *stream) {
	if h.proved {
		return
	}
	if len(h.waiting) == 0 {
		_ = proxywasm.SetTickPeriodMilliSeconds(watchEvery)
	}
	h.waiting[s.id] = uptime()
}

// confirm notes that a body callback came while headers waited.
func (h *holding) confirm() {
	if h.proved {
		return
	}
	h.proved = true
	clear(h.waiting)
	_ = proxywasm.SetTickPeriodMilliSeconds(0)
}

func (h *holding) forget(id uint32) { delete(h.waiting, id) }

func (h *holding) tick(p *pluginContext) {
	if h.proved {
		return
	}
	now := uptime()
	for id, since := range h.waiting {
		s := p.streams[id]
		if s == nil || now-since < watchLimit {
			continue
		}
		delete(h.waiting, id)
		h.missed++
		abi.Log(abi.Warn, holdAdvice)
		p.metrics.add(countErrors, 1)
		s.letHeadersGo()
	}
	if h.missed >= maxMissed {
		h.enabled = false
	}
	if len(h.waiting) == 0 {
		_ = proxywasm.SetTickPeriodMilliSeconds(0)
	}
}

// letHeadersGo resumes the direction whose headers wait, as if they had not
// been held: the body is inspected all the same.
func (s *stream) letHeadersGo() {
	d := &requestSide
	if s.response.held {
		d = &responseSide
	}
	h := s.half(d)
	if !h.held {
		return
	}
	if abi.SetEffectiveContext(s.id) != abi.OK {
		return
	}
	h.held, h.rescued = false, true
	abi.RemoveHeader(d.headers, "content-length")
	abi.ContinueStream(d.stream)
}
