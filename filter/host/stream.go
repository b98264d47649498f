package host

import (
	"strconv"

	"github.com/chatguard/chatguard/filter/abi"
)

// Stream is one exchange, event by event. The methods are what reaches the filter from either side; what it lets through is
// in Upstream and Client. Close must be called at the end.
type Stream struct {
	h     *Host
	vm    *vm
	root  *root
	id    uint32
	props map[string]string
	state map[string]string

	req, resp flow
	busy      bool        // a callback of the stream runs or its result is being applied
	prepared  *localReply // waits for that to end
	details   string
	failed    bool // the failure of the VM was answered: it is not asked again
	logging   bool
	closed    bool
}

// localReply is a response made by the proxy.
type localReply struct {
	status        int
	details, body string
	headers       Headers
}

// NewStream begins a stream with its properties, by path ("xds.route_name", or with NUL between the parts).
func (h *Host) NewStream(properties map[string]string) *Stream {
	if h.vm != nil && h.vm.failed != nil && h.opts.FailurePolicy == FailReload {
		h.vm.guest.close()
		h.vm, h.plugin = nil, nil
		if err := h.load(); err != nil {
			h.logs = append(h.logs, "error: "+err.Error())
		}
	}
	s := &Stream{h: h, props: properties, state: map[string]string{}}
	s.req.s, s.resp.s, s.resp.response = s, s, true
	if h.plugin == nil {
		return s
	}
	s.vm, s.root = h.vm, h.plugin
	h.nextID++
	s.id = h.nextID
	s.root.streams++
	s.vm.stream[s.id] = s
	h.call(s.frame(), "context_create", s.id, s.root.id)
	return s
}

// ID is the stream's context ID.
func (s *Stream) ID() uint32 { return s.id }

// RequestHeaders brings the request's headers, pseudo headers included.
func (s *Stream) RequestHeaders(h Headers, end bool) { s.event(func() { s.req.onHeaders(h, end) }) }

// RequestData brings a piece of the request's body.
func (s *Stream) RequestData(b []byte, end bool) { s.event(func() { s.req.onData(b, end) }) }

// RequestTrailers brings the request's trailers and its end.
func (s *Stream) RequestTrailers(t Headers) { s.event(func() { s.req.onTrailers(t) }) }

// ResponseHeaders brings the upstream's headers, with ":status".
func (s *Stream) ResponseHeaders(h Headers, end bool) { s.event(func() { s.resp.onHeaders(h, end) }) }

// ResponseData brings a piece of the response's body.
func (s *Stream) ResponseData(b []byte, end bool) { s.event(func() { s.resp.onData(b, end) }) }

// ResponseTrailers brings the response's trailers and its end.
func (s *Stream) ResponseTrailers(t Headers) { s.event(func() { s.resp.onTrailers(t) }) }

// Reset is the client going away.
func (s *Stream) Reset() { s.reset() }

// Upstream is what the upstream has seen of the request.
func (s *Stream) Upstream() *Message { return &s.req.out }

// Client is what the client has seen of the response.
func (s *Stream) Client() *Message { return &s.resp.out }

// FilterState is what was set by set_property, as "wasm.<path>".
func (s *Stream) FilterState() map[string]string { return s.state }

// Details is the response code's details, if the response is a local reply.
func (s *Stream) Details() string { return s.details }

// Close ends the stream: log, done, delete.
func (s *Stream) Close() {
	if s.closed {
		return
	}
	s.closed = true
	s.req.aborted, s.resp.aborted = true, true
	if s.vm == nil {
		return
	}
	s.logging = true
	s.h.call(s.frame(), "log", s.id)
	s.logging = false
	s.h.call(s.frame(), "done", s.id)
	s.h.call(s.frame(), "delete", s.id)
	delete(s.vm.stream, s.id)
	s.root.streams--
	s.h.endRoot(s.root)
}

func (s *Stream) frame() *frame { return &frame{vm: s.vm, root: s.root, stream: s} }

func (s *Stream) flow(b abi.Buffer) *flow {
	if b == abi.ResponseBody {
		return &s.resp
	}
	return &s.req
}

// event applies what came from outside.
func (s *Stream) event(apply func()) {
	if s.vm == nil && !s.failed { // no configuration was ever accepted
		s.failed = true
		s.sendLocalReply(localReply{status: 500, details: "wasm_no_plugin"})
		return
	}
	apply()
}

// filter runs a callback of the stream and says what it comes to. The caller looks at answered next.
func (s *Stream) filter(d *flow, part string, args ...uint32) verdict {
	if s.failed || s.vm == nil {
		return pass
	}
	s.busy = true
	f := s.frame()
	action, _ := s.h.call(f, d.name(part), append([]uint32{s.id}, args...)...)
	if s.vm.failed != nil {
		if s.h.opts.FailurePolicy == FailOpen {
			s.busy = false
			return pass
		}
		s.failed = true
		s.sendLocalReply(localReply{status: 503, details: "wasm_fail_stream"})
		return halt
	}
	switch {
	case f.stop:
		return halt
	case action == uint32(abi.Continue):
		return pass
	}
	return pause
}

// answered ends the callback that filter began: a local reply that waited for it is sent. It says whether there was one.
func (s *Stream) answered() bool {
	s.busy = false
	if s.prepared == nil {
		return false
	}
	r := *s.prepared
	s.prepared = nil
	s.execute(r)
	return true
}

// askContinue is proxy_continue_stream: done when the running callback has returned. As in Envoy it closes the request's
// maps, whichever direction was meant.
func (s *Stream) askContinue(dir abi.Stream) abi.Status {
	if dir > abi.ResponseStream {
		return abi.BadArgument
	}
	if s == nil {
		return abi.OK
	}
	s.req.headersOpen, s.req.trailersOpen = false, false
	d := s.flow(abi.Buffer(dir))
	s.h.later(func() {
		if s.busy {
			s.h.problem("continue of a %s in its own callback", d.name("stream"))
		}
		d.buffering = false
		d.resume()
	})
	return abi.OK
}

// sendLocalReply answers the stream, once the running callback of it is over.
func (s *Stream) sendLocalReply(r localReply) {
	if s.closed {
		return
	}
	if s.prepared != nil {
		s.h.problem("two local replies in one callback")
		return
	}
	if s.busy {
		s.prepared = &r
		return
	}
	s.execute(r)
}

// execute sends a local reply: through the filter if no response has begun, around it if headers have not gone out, and
// else all that is left is a reset.
func (s *Stream) execute(r localReply) {
	s.req.aborted = true
	s.details = r.details
	if s.req.out.Started() && !s.resp.ended {
		s.req.out.Reset = true
	}
	headers := Headers{{":status", strconv.Itoa(r.status)}}
	for _, f := range r.headers {
		headers.add(f[0], f[1])
	}
	if r.body == "" {
		headers.del("content-length")
		headers.del("content-type")
	} else {
		headers.set("content-length", strconv.Itoa(len(r.body)))
		if !headers.Has("content-type") {
			headers.set("content-type", "text/plain")
		}
	}
	switch {
	case s.resp.aborted:
	case s.resp.headers == nil:
		s.resp.onHeaders(headers, r.body == "")
		if r.body != "" {
			s.resp.onData([]byte(r.body), true)
		}
	case !s.resp.started:
		s.resp.aborted, s.resp.started = true, true
		s.resp.out = Message{Headers: headers, Ended: r.body == ""}
		s.resp.out.data([]byte(r.body), true)
	default:
		s.reset()
	}
}

// reset cuts off both sides.
func (s *Stream) reset() {
	if s.req.out.Started() && !s.resp.ended {
		s.req.out.Reset = true
	}
	if !s.resp.out.Ended {
		s.resp.out.Reset = true
	}
	s.req.aborted, s.resp.aborted = true, true
}
