package host

import (
	"bytes"
	"slices"
)

// Message is what one side has seen of a request or a response.
type Message struct {
	Headers  Headers // nil until they came
	Pieces   [][]byte
	Trailers Headers
	Ended    bool
	Reset    bool // cut off before its end; a request also while its response was awaited
}

// Body returns the pieces in one.
func (m *Message) Body() []byte { return bytes.Join(m.Pieces, nil) }

// Started says whether headers came.
func (m *Message) Started() bool { return m.Headers != nil }

func (m *Message) data(b []byte, end bool) {
	if len(b) > 0 {
		m.Pieces = append(m.Pieces, slices.Clone(b))
	}
	m.Ended = m.Ended || end
}

// iteration is the state of the filter chain at the filter.
type iteration uint8

const (
	iterating  iteration = iota
	stopped              // headers or data wait, the filter still gets what follows
	stoppedAll           // everything waits, the filter gets nothing
)

// verdict is what a callback comes to.
type verdict uint8

const (
	pass  verdict = iota
	pause         // the callback said so
	halt          // the stream is answered or failed: nothing of it goes on
)

// flow is one direction of a stream through the filter, as Envoy's filter manager and its Wasm filter see it together.
type flow struct {
	s        *Stream
	response bool
	out      Message // what went on

	headers, trailers         *Headers
	headersOpen, trailersOpen bool // the guest can use the map
	state                     iteration
	started                   bool // headers went on
	ended                     bool // the end of the stream has come
	aborted                   bool // nothing of it is looked at any more

	buffer    []byte // what waits
	buffered  bool   // something waits, even if it is empty
	buffering bool   // the last body callback paused
	chunk     *[]byte
}

func (d *flow) name(part string) string {
	if d.response {
		return "response_" + part
	}
	return "request_" + part
}

func (d *flow) onHeaders(h Headers, end bool) {
	if d.aborted {
		return
	}
	h = h.Clone()
	d.headers, d.headersOpen, d.ended = &h, true, end
	v := d.s.filter(d, "headers", uint32(len(h)), bit(end))
	if d.s.answered() {
		return
	}
	switch {
	case v == pass:
		d.headersOpen = false
		d.passHeaders(end)
	case v == pause && d.s.h.opts.AllowOnHeadersStopIteration:
		d.state = stopped
	default:
		d.state = stoppedAll
	}
}

func (d *flow) onData(b []byte, end bool) {
	if d.aborted {
		return
	}
	d.ended = end
	if d.state == stoppedAll {
		d.hold(b) // over the limit Envoy stops reading; it does not answer
		return
	}
	d.filterData(slices.Clone(b), end)
}

func (d *flow) onTrailers(t Headers) {
	if d.aborted {
		return
	}
	t = t.Clone()
	d.trailers, d.ended = &t, true
	if d.state != stoppedAll {
		d.filterTrailers()
	}
}

func (d *flow) filterData(chunk []byte, end bool) {
	if d.buffering {
		d.hold(chunk)
		chunk = nil
		if d.tooLarge() && d.aborted {
			return
		}
	}
	d.chunk = &chunk
	v := d.s.filter(d, "body", uint32(len(*d.body())), bit(end))
	d.chunk, d.buffering = nil, v == pause
	if d.s.answered() {
		return
	}
	switch {
	case v == pass && d.state == stopped:
		d.hold(chunk)
		d.resume()
	case v == pass:
		d.out.data(chunk, end)
	case v == pause:
		d.state = stopped
		d.hold(chunk)
		d.tooLarge()
		d.s.answered()
	default:
		d.state = stopped
		d.buffered = d.buffered || end
	}
}

func (d *flow) filterTrailers() {
	d.trailersOpen = true
	v := d.s.filter(d, "trailers", uint32(len(*d.trailers)))
	if d.s.answered() {
		return
	}
	switch {
	case v != pass:
		d.state = stopped
	case d.state == stopped:
		d.trailersOpen = false
		d.resume()
	default:
		d.trailersOpen = false
		d.passTrailers()
	}
}

// resume lets go on what waits. What the filter has not seen it sees now.
func (d *flow) resume() {
	if d.aborted {
		return
	}
	if d.state == iterating {
		d.s.h.problem("continue of a %s that is not paused", d.name("stream"))
		return
	}
	again, trailers := d.state == stoppedAll, d.trailers != nil
	d.state = iterating
	if !d.started {
		d.passHeaders(d.ended && !d.buffered && !trailers)
	}
	if d.buffered {
		b := d.buffer
		d.buffer, d.buffered = nil, false
		if again {
			d.filterData(b, d.ended && !trailers)
			if trailers && d.state == stopped {
				// The trailers' own resumption starts at this filter again, and the body is gone by then.
				d.s.h.problem("pause of a %s's body that was held whole, with trailers behind it: Envoy loses the body", d.name("stream"))
				d.buffer = nil
			}
		} else {
			d.out.data(b, d.ended && !trailers)
		}
	}
	if trailers && !d.aborted {
		if again {
			d.filterTrailers()
		} else {
			d.passTrailers()
		}
	}
}

func (d *flow) passHeaders(end bool) {
	d.started = true
	d.out.Headers, d.out.Ended = d.headers.Clone(), end
}

func (d *flow) passTrailers() {
	d.out.Trailers, d.out.Ended = d.trailers.Clone(), true
}

func (d *flow) hold(b []byte) {
	d.buffer, d.buffered = append(d.buffer, b...), true
}

// tooLarge answers as Envoy does when the filter has it hold more than the limit.
func (d *flow) tooLarge() bool {
	if len(d.buffer) <= d.s.h.opts.BufferLimit {
		return false
	}
	if d.response {
		d.s.sendLocalReply(localReply{status: 500, details: "response_payload_too_large", body: "Internal Server Error"})
	} else {
		d.s.sendLocalReply(localReply{status: 413, details: "request_payload_too_large", body: "Payload Too Large"})
	}
	return true
}

func bit(b bool) uint32 {
	if b {
		return 1
	}
	return 0
}
