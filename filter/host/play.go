package host

// played are what the messages of Play are made of; a step sends the beginning of one.
var played = []string{
	`{"model":"m","messages":[{"role":"user","content":"I am jane@acme.org"}]}`,
	"data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"it is jane@a\"}}]}\n\ndata: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"cme.org [EMAIL_ADDRESS_1]\"}}]}\n\ndata: [DONE]\n\n",
	"\x81\x0ejane@acme.org!", "\x1f\x8b\x08\x00", "[[[[[[{\"a\":", "\xff\xfe\x00", "",
}

var playedTypes = []string{"application/json", "text/event-stream", "text/plain", "application/x-ndjson", "image/png", "application/vnd.amazon.eventstream", ""}

// Play sends callbacks as no host should and any might, a byte of steps deciding each: four streams that interleave, bodies
// before headers, trailers twice, clients that go away, ticks, and updates to one of the configurations. It is for tests to
// which a guest that is still alive is the answer.
func (h *Host) Play(steps []byte, configurations ...[]byte) error {
	var open [4]*Stream
	for i, b := range steps {
		s := &open[b>>6]
		if *s == nil {
			*s = h.NewStream(nil)
		}
		switch b & 63 {
		case 61:
			if err := h.Reconfigure(configurations[i%len(configurations)]); err != nil {
				return err
			}
		case 62:
			(*s).Close()
			*s = nil
		default:
			h.playStep(*s, b&63, i)
		}
	}
	for _, s := range open {
		if s != nil {
			s.Close()
		}
	}
	return h.Failed()
}

// playStep is one event of a stream; i varies what it carries.
func (h *Host) playStep(s *Stream, step byte, i int) {
	end, content := step&1 == 1, played[i%len(played)]
	piece := []byte(content[:len(content)*int(step>>3)/7])
	kind := playedTypes[i%len(playedTypes)]
	switch step >> 1 & 7 {
	case 0:
		s.RequestHeaders(Post("/v1/chat/completions", kind, -1), end)
	case 1:
		s.RequestData(piece, end)
	case 2:
		s.RequestTrailers(Headers{{"x-end", "1"}})
	case 3:
		s.ResponseHeaders(Headers{{":status", "200"}, {"content-type", kind}}, end)
	case 4:
		s.ResponseData(piece, end)
	case 5:
		s.ResponseTrailers(Headers{{"x-end", "1"}})
	case 6:
		h.Tick()
	case 7:
		s.Reset()
	}
}
