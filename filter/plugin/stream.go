package plugin

import (
	"errors"
	"math"
	"strconv"

	"github.com/tetratelabs/proxy-wasm-go-sdk/proxywasm/types"

	"github.com/chatguard/chatguard/filter/abi"
	"github.com/chatguard/chatguard/filter/guard"
	"github.com/chatguard/chatguard/filter/policy"
)

// stream is one HTTP exchange.
type stream struct {
	types.DefaultHttpContext
	p  *pluginContext
	id uint32
	x  *guard.Exchange

	path, requestID string
	route           string      // its name, for the audit
	gate            *gate       // nil if the policy has none
	head            *guard.Head // of the request, as long as it is not recorded
	request         half
	response        half
	replied         bool // by us: the response is our own answer
	overwritten     bool // the response's body was replaced: the rest of it is dropped
	done            bool // nothing more to look at
	panicPhase      string
}

// half is one direction of a stream.
type half struct {
	in      *guard.Inspector
	stream  *guard.Stream // of a response that arrives in events
	relay   *guard.Relay  // of a request that goes on while it comes
	pending []byte        // events that wait for the first verdict
	active  bool          // its body is being read
	held    bool          // its headers wait
	rescued bool          // its headers waited in vain and went on
	seen    int           // bytes of the buffered body already read
	length  int           // content-length, -1 if there was none
	outcome *guard.Outcome
	report  report
	shadow  report // of the policy on trial
}

// side is what differs between the directions for the proxy.
type side struct {
	dir     policy.Direction
	body    abi.Buffer
	headers abi.Map
	stream  abi.Stream
	counter counter
}

var requestSide = side{
	dir: policy.Request, body: abi.RequestBody, headers: abi.RequestHeaders,
	stream: abi.RequestStream, counter: countRequests,
}

var responseSide = side{
	dir: policy.Response, body: abi.ResponseBody, headers: abi.ResponseHeaders,
	stream: abi.ResponseStream, counter: countResponses,
}

// wholeBuffer is a size not below any buffer's: setting that much replaces all.
const wholeBuffer = math.MaxInt32

func (d *side) replace(body []byte) abi.Status {
	return abi.SetBuffer(d.body, 0, wholeBuffer, body)
}

func (s *stream) half(d *side) *half {
	if d.dir == policy.Response {
		return &s.response
	}
	return &s.request
}

func (s *stream) OnHttpRequestBody(size int, end bool) types.Action {
	testPanic(s, "request-body")
	return s.onBody(&requestSide, size, end)
}

func (s *stream) OnHttpRequestTrailers(int) types.Action {
	testPanic(s, "request-trailers")
	return s.onTrailers(&requestSide)
}

func (s *stream) OnHttpResponseBody(size int, end bool) types.Action {
	testPanic(s, "response-body")
	return s.onBody(&responseSide, size, end)
}

func (s *stream) OnHttpResponseTrailers(int) types.Action {
	testPanic(s, "response-trailers")
	return s.onTrailers(&responseSide)
}

// onBody reads what is new in the buffered body and holds it until the end.
func (s *stream) onBody(d *side, size int, end bool) types.Action {
	h := s.half(d)
	if h.held {
		s.p.hold.confirm()
	}
	if s.gate != nil && (!h.active || h.stream != nil || h.relay != nil) {
		s.gate.bytes += size // what is held counts once it is whole
	}
	if !h.active {
		return s.pass(d, size)
	}
	if h.stream != nil {
		return s.onEvents(d, size, end)
	}
	if h.relay != nil {
		return s.onRelay(d, size, end)
	}
	if size > h.seen {
		st, refused := abi.Pieces(d.body, h.seen, size-h.seen, h.in.Write)
		if st != abi.OK {
			return s.fail(d)
		}
		h.seen = size
		if refused != nil {
			return s.finish(d) // no need to wait for the rest
		}
	}
	if !end {
		return types.ActionPause
	}
	return s.finish(d)
}

// onTrailers is the end of a body that has trailers: its last data callback
// did not say so.
func (s *stream) onTrailers(d *side) types.Action {
	h := s.half(d)
	switch {
	case !h.active:
	case h.stream != nil:
		// Text that is still held has no event left to go on with: the host
		// takes no more body once trailers have come.
		if len(h.stream.Write(nil, true)) > 0 {
			h.stream.Lost()
			s.p.metrics.add(countErrors, 1)
		}
		s.endStream(d)
	case h.relay != nil:
		return s.endRelay(d)
	case h.rescued:
		// The host drops a body that waits for such trailers: refuse, do not
		// pass on a message without it.
		return s.fail(d)
	default:
		return s.finish(d)
	}
	return types.ActionContinue
}

// pass lets a piece of a body go, unless an answer stands in its place.
func (s *stream) pass(d *side, size int) types.Action {
	if s.overwritten && size > 0 && d.replace(nil) != abi.OK {
		return types.ActionPause
	}
	return types.ActionContinue
}

// finish decides on a body and carries the verdict out.
func (s *stream) finish(d *side) types.Action {
	h := s.half(d)
	h.active = false
	return s.enact(d, h.in.Close(s.again(d)))
}

// errBuffer says that the proxy does not give a body that it held.
var errBuffer = errors.New("no buffer")

// again gives the complete buffered body.
func (s *stream) again(d *side) guard.Again {
	return func(do func([]byte) error) error {
		st, err := abi.Pieces(d.body, 0, s.half(d).seen, do)
		if st != abi.OK {
			return errBuffer
		}
		return err
	}
}

// enact carries an outcome out and lets the stream go on.
func (s *stream) enact(d *side, o *guard.Outcome) types.Action {
	h := s.half(d)
	s.note(d, o)
	if o.Verdict == guard.Block {
		return s.block(d, o)
	}
	if len(o.Edits) > 0 {
		size := int(h.in.Size())
		if !s.edit(d, o) {
			return s.fail(d)
		}
		abi.LetGo(size)
		if s.gone() {
			return types.ActionPause
		}
	}
	if h.held && d.dir == policy.Response {
		s.tell()
	}
	h.held = false
	return types.ActionContinue
}

// edit puts the edited body in place of the buffered one. The proxy takes it only whole, so this is the one copy of a body
// that the module ever holds.
func (s *stream) edit(d *side, o *guard.Outcome) bool {
	h := s.half(d)
	room := int(h.in.Size() + o.Growth())
	out := s.p.out[:0]
	if s.p.out = nil; cap(out) < room {
		out = make([]byte, 0, room)
	}
	edited, err := h.in.Rewrite(out, s.again(d))
	if err != nil {
		return false
	}
	if cap(edited) <= maxOut {
		s.p.out = edited
	}
	if h.in.Coded() && abi.RemoveHeader(d.headers, "content-encoding") != abi.OK {
		return false
	}
	if h.held && h.length >= 0 {
		if abi.SetHeader(d.headers, "content-length", strconv.Itoa(len(edited))) != abi.OK {
			return false
		}
	}
	return d.replace(edited) == abi.OK
}

// gone tells whether the stream ended inside a host call. A body that is put in place may be more than the proxy's buffer
// takes: then the proxy answers 413 or 500 by itself at once, and may end the stream before the call returns. Answering such
// a stream ourselves would take Envoy down.
func (s *stream) gone() bool { return s.x == nil }

// fail answers an exchange that cannot be inspected because the filter itself
// failed, as the policy says.
func (s *stream) fail(d *side) types.Action {
	s.half(d).active = false
	s.p.metrics.add(countErrors, 1)
	if s.gone() {
		return types.ActionPause
	}
	return s.enact(d, s.x.Fail(d.dir))
}

func (s *stream) OnHttpStreamDone() {
	s.endStream(&requestSide)
	s.endStream(&responseSide)
	s.noteHead()
	s.settle()
	s.audit()
	s.close()
}

// close gives back what the stream holds. A stream that was aborted comes
// here, too.
func (s *stream) close() {
	s.done = true
	s.request.active, s.response.active = false, false
	s.p.hold.forget(s.id)
	delete(s.p.streams, s.id)
	delete(byID, s.id)
	s.p.release(s.x)
	s.x = nil
}
