package wire

import (
	"bytes"
	"math/rand/v2"
	"testing"
)

// fuzzDecoder holds, for any stream and any cuts, what Decoder promises: the same
// frames and output as for the whole, every byte in exactly one frame, never more
// held than the limit.
func fuzzDecoder(t *testing.T, d Decoder, stream []byte, cuts uint64, small bool) {
	limit := 0
	if small {
		limit = MinLimit
	}
	whole := decode(t, d, limit, stream)
	rng := rand.New(rand.NewPCG(cuts, 0))
	compare(t, "cut at random", decode(t, d, limit, randomCuts(stream, rng, 1+int(cuts%97))...), whole)
	if len(stream) < 500 {
		compare(t, "byte by byte", decode(t, d, limit, bytewise(stream)...), whole)
	}
	if _, isSocket := d.(*WebSocket); isSocket {
		if len(whole.raw) != len(stream) {
			t.Fatalf("%d bytes of %d", len(whole.raw), len(stream))
		}
		return
	}
	if !bytes.Equal(whole.raw, stream) {
		t.Fatalf("%q comes out as %q", stream, whole.raw)
	}
}

// rewritten is the stream with every payload written over itself.
func rewritten(t *testing.T, d Decoder, stream []byte) []byte {
	return decode(t, d, 0, stream).same
}

func FuzzSSE(f *testing.F) {
	for _, c := range sseStreams {
		f.Add([]byte(c.stream), uint64(3), false)
	}
	f.Fuzz(func(t *testing.T, stream []byte, cuts uint64, small bool) {
		fuzzDecoder(t, &SSE{}, stream, cuts, small)
		sameEvents(t, string(stream))
		want, _ := naiveSSE(string(stream))
		got, _ := naiveSSE(string(rewritten(t, &SSE{}, stream)))
		if len(got) != len(want) {
			t.Fatalf("%q rewritten has events %q, want %q", stream, got, want)
		}
		for i := range want {
			if got[i] != want[i] {
				t.Fatalf("%q rewritten has events %q, want %q", stream, got, want)
			}
		}
	})
}

func FuzzNDJSON(f *testing.F) {
	f.Add([]byte("{\"a\":1}\n\r\n {} \r\n{}"), uint64(3), false)
	f.Fuzz(func(t *testing.T, stream []byte, cuts uint64, small bool) {
		fuzzDecoder(t, &NDJSON{}, stream, cuts, small)
		if got := rewritten(t, &NDJSON{}, stream); !bytes.Equal(got, stream) {
			t.Fatalf("%q rewritten is %q", stream, got)
		}
	})
}

func FuzzJSONStream(f *testing.F) {
	f.Add([]byte("[{\"a\":\"]\\\"\"}\r\n, 1 ,[[]]]{}"), uint64(3), false)
	f.Add([]byte("1 \"x\"}{[,,]"), uint64(3), true)
	f.Fuzz(func(t *testing.T, stream []byte, cuts uint64, small bool) {
		fuzzDecoder(t, &JSONStream{}, stream, cuts, small)
		if got := rewritten(t, &JSONStream{}, stream); !bytes.Equal(got, stream) {
			t.Fatalf("%q rewritten is %q", stream, got)
		}
	})
}

func FuzzEventStream(f *testing.F) {
	f.Add([]byte(allTypes), []byte("{}"), []byte("rest"), uint64(3), false)
	f.Add([]byte(stringHeader(":event-type", "delta")), []byte(`{"a":1}`), []byte{}, uint64(9), true)
	f.Fuzz(func(t *testing.T, headers, payload, rest []byte, cuts uint64, small bool) {
		message := naiveMessage(string(headers), string(payload))
		stream := append([]byte(message+message), rest...)
		fuzzDecoder(t, &EventStream{}, stream, cuts, small)
		if got := rewritten(t, &EventStream{}, stream); !bytes.Equal(got, stream) {
			t.Fatalf("%q rewritten is %q", stream, got)
		}
	})
}

func FuzzWebSocket(f *testing.F) {
	f.Add([]byte(naiveFrame(0x01, key1, "hello ")+naiveFrame(0x89, key2, "p")+naiveFrame(0x80, key2, "world")), true, uint64(3), false)
	f.Add([]byte(naiveFrame(0x81, none, "hello")+naiveFrame(0x88, none, "\x03\xe8")), false, uint64(3), true)
	f.Fuzz(func(t *testing.T, stream []byte, client bool, cuts uint64, small bool) {
		fuzzDecoder(t, NewWebSocket(client), stream, cuts, small)
	})
}

// FuzzWebSocketMessages builds streams without faults, so that the independent
// parser can follow.
func FuzzWebSocketMessages(f *testing.F) {
	f.Add(uint64(1), true, uint64(5))
	f.Fuzz(func(t *testing.T, seed uint64, client bool, cuts uint64) {
		stream := randomSocket(rand.New(rand.NewPCG(seed, 1)), client, 3)
		w := NewWebSocket(client)
		fuzzDecoder(t, w, stream, cuts, false)
		got, want := messagesOf(t, w, stream), naiveMessages(stream)
		for i := range want {
			if i >= len(got) || got[i] != want[i] {
				t.Fatalf("message %d of %d differs", i, len(want))
			}
		}
	})
}
