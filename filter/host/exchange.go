package host

import "strconv"

// End is how the end of a body comes.
type End uint8

// The ways a body ends without trailers.
const (
	EndWithLast End = iota // the last piece says so
	EndAfter               // an empty piece follows that says so, as for chunked bodies
)

// Request is a request as the client sends it.
type Request struct {
	Headers    Headers
	Body       [][]byte // pieces as they arrive; none for a request that ends with its headers
	Trailers   Headers
	End        End
	Properties map[string]string // see NewStream
	TickAfter  int               // tick once after this many pieces of the body
	Ticks      int               // ticks to wait for a request that hangs, if the plugin asked for ticks
}

// Response is a response as the upstream sends it.
type Response struct {
	Headers  Headers // ":status" 200 is added if it lacks one
	Body     [][]byte
	Trailers Headers
	End      End
	Reset    bool // the upstream goes away after what it sent
}

// Result is what an exchange came to.
type Result struct {
	Upstream    *Message // not Started if the upstream was not reached
	Client      *Message // not Started if the client got nothing
	FilterState map[string]string
	Details     string // response code details of a local reply
	Hung        bool   // a direction was paused for ever
}

// Status is the response's status, 0 if there was none.
func (r *Result) Status() int {
	n, _ := strconv.Atoi(r.Client.Headers.Get(":status"))
	return n
}

// Post makes the headers of a POST request with a body of n bytes, with content-length if n is not negative.
func Post(path, contentType string, n int) Headers {
	h := Headers{{":method", "POST"}, {":scheme", "http"}, {":authority", "chat.example.com"}, {":path", path},
		{"x-request-id", "8ef4bd0a-5a4f-4c0b-9a5e-3c2f3c1d2e4f"}}
	if contentType != "" {
		h = append(h, [2]string{"content-type", contentType})
	}
	if n >= 0 {
		h = append(h, [2]string{"content-length", strconv.Itoa(n)})
	}
	return h
}

// Exchange runs a request and, if the whole of it reaches the upstream, the upstream's response; nil answers an empty 200.
func (h *Host) Exchange(r Request, upstream func(received *Message) Response) Result {
	s := h.NewStream(r.Properties)
	sent := 0
	data := func(b []byte, end bool) {
		s.RequestData(b, end)
		if sent++; sent == r.TickAfter {
			h.Tick()
		}
	}
	feed(r.Headers, r.Body, r.Trailers, r.End, s.RequestHeaders, data, s.RequestTrailers)
	settled := func() bool { return s.req.out.Ended || s.resp.out.Ended || s.resp.out.Reset }
	for range r.Ticks {
		if !settled() {
			h.Tick()
		}
	}
	if s.req.out.Ended && !s.req.out.Reset && s.resp.headers == nil {
		h.checkLength("request", &s.req.out)
		var resp Response
		if upstream != nil {
			resp = upstream(&s.req.out)
		}
		if !resp.Headers.Has(":status") {
			resp.Headers = append(Headers{{":status", "200"}}, resp.Headers...)
		}
		if resp.Reset {
			s.ResponseHeaders(resp.Headers, false)
			for _, b := range resp.Body {
				s.ResponseData(b, false)
			}
			s.reset()
		} else {
			feed(resp.Headers, resp.Body, resp.Trailers, resp.End, s.ResponseHeaders, s.ResponseData, s.ResponseTrailers)
		}
		for range r.Ticks {
			if !s.resp.out.Ended && !s.resp.out.Reset {
				h.Tick()
			}
		}
	}
	result := Result{Upstream: &s.req.out, Client: &s.resp.out, FilterState: s.state, Details: s.details}
	result.Hung = !result.Client.Ended && !result.Client.Reset
	if result.Client.Ended {
		h.checkLength("response", result.Client)
	}
	s.Close()
	return result
}

func feed(h Headers, body [][]byte, trailers Headers, end End, headers func(Headers, bool), data func([]byte, bool), last func(Headers)) {
	inLast := trailers == nil && end == EndWithLast
	headers(h, trailers == nil && len(body) == 0)
	for i, b := range body {
		data(b, inLast && i == len(body)-1)
	}
	switch {
	case trailers != nil:
		last(trailers)
	case len(body) > 0 && !inLast:
		data(nil, true)
	}
}

// checkLength notes a content-length that does not agree with the body: an HTTP/1 peer would break on it.
func (h *Host) checkLength(what string, m *Message) {
	if l := m.Headers.Get("content-length"); l != "" && l != strconv.Itoa(len(m.Body())) && len(m.Pieces) > 0 {
		h.problem("%s content-length is %s, the body has %d bytes", what, l, len(m.Body()))
	}
}
