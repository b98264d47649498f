package plugin_test

import (
	"strings"
	"testing"

	"github.com/chatguard/chatguard/filter/host"
	"github.com/chatguard/chatguard/filter/plugin"
)

// fuzzBodies are what a message may be made of; a step takes a piece of one.
var fuzzBodies = []string{
	`{"model":"m","messages":[{"role":"user","content":"I am jane@acme.org"}]}`,
	string(events("it is jane@a", "cme.org", "[EMAIL_ADDRESS_1]")),
	"\x81\x0ejane@acme.org!", "\x1f\x8b\x08\x00", "[[[[[[{\"a\":", "\xff\xfe\x00", "",
}

var fuzzTypes = []string{"application/json", "text/event-stream", "text/plain", "application/x-ndjson", "image/png", "application/vnd.amazon.eventstream", ""}

// FuzzCallbacks sends callbacks as a host might: streams that interleave, bodies before headers, trailers twice, clients
// that go away at any time. Whatever comes, nothing panics, and at the end every stream is forgotten.
func FuzzCallbacks(f *testing.F) {
	f.Add([]byte{0, 8, 16, 24, 32, 40, 48, 56})
	f.Add([]byte{0, 1, 8, 9, 17, 16, 25, 24, 33, 41, 40, 49, 48, 57})
	f.Add([]byte("a body before its headers"))
	f.Fuzz(func(t *testing.T, steps []byte) {
		h := host.NewNative(host.Options{AllowOnHeadersStopIteration: len(steps)%2 == 0, Register: plugin.Register})
		defer h.Close()
		doc := heldMasks
		if len(steps)%3 == 0 {
			doc = passingMasks
		}
		if len(steps)%5 == 0 {
			doc = guarded
		}
		if err := h.Start([]byte(doc)); err != nil {
			t.Fatal(err)
		}
		var open [4]*host.Stream
		for i, b := range steps[:min(len(steps), 100)] {
			s := &open[b>>6]
			if *s == nil {
				*s = h.NewStream(nil)
			}
			if fuzzStep(h, *s, b&63, i); b&63 == 62 {
				(*s).Close()
				*s = nil
			}
		}
		for _, s := range open {
			if s != nil {
				s.Close()
			}
		}
		for _, l := range h.Logs() {
			if strings.Contains(l, "internal error") || strings.Contains(l, "jane@") {
				t.Fatal(l)
			}
		}
		if err := h.Failed(); err != nil {
			t.Fatal(err)
		}
	})
}

// fuzzStep is one event of a stream; i varies what it carries.
func fuzzStep(h *host.Host, s *host.Stream, step byte, i int) {
	end, content := step&1 == 1, fuzzBodies[i%len(fuzzBodies)]
	piece := []byte(content[:len(content)*int(step>>3)/8])
	kind := fuzzTypes[i%len(fuzzTypes)]
	switch step >> 1 & 7 {
	case 0:
		s.RequestHeaders(post("/v1/chat/completions", kind), end)
	case 1:
		s.RequestData(piece, end)
	case 2:
		s.RequestTrailers(host.Headers{{"x-end", "1"}})
	case 3:
		s.ResponseHeaders(host.Headers{{":status", "200"}, {"content-type", kind}}, end)
	case 4:
		s.ResponseData(piece, end)
	case 5:
		s.ResponseTrailers(host.Headers{{"x-end", "1"}})
	case 6:
		h.Tick()
	case 7:
		s.Reset()
	}
}
