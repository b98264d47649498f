package wire

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
)

// sink takes frames as cheaply as can be.
type sink struct{ frames, bytes int }

func (s *sink) Frame(f *Frame) error {
	s.frames++
	s.bytes += len(f.Data)
	return nil
}

// rewriter writes every frame with its own payload.
type rewriter struct{ out []byte }

func (r *rewriter) Frame(f *Frame) error {
	r.out = f.AppendWith(r.out[:0], f.Data)
	return nil
}

const delta = `{"id":"chatcmpl-AbCdEfGhIjKlMnOpQrStUvWxYz","object":"chat.completion.chunk","created":1732000000,"model":"gpt-4o-2024-08-06",` +
	`"service_tier":"default","system_fingerprint":"fp_1234567890","choices":[{"index":0,"delta":{"content":" word"},"logprobs":null,"finish_reason":null}],"obfuscation":"aBcDeFgHi"}`

// benchStreams are 64 KB of frames as the APIs send them.
func benchStreams() []struct {
	name   string
	dec    Decoder
	stream []byte
} {
	repeat := func(frame string) []byte { return []byte(strings.Repeat(frame, 64<<10/len(frame))) }
	pretty := "{\n  \"candidates\": [\n    {\n      \"content\": {\n        \"parts\": [\n          {\n            \"text\": \"" +
		strings.Repeat("Some words of an answer. ", 8) + "\"\n          }\n        ],\n        \"role\": \"model\"\n      },\n      \"index\": 0\n    }\n  ]\n}\n,\r\n"
	event := naiveMessage(stringHeader(":event-type", "contentBlockDelta")+stringHeader(":content-type", "application/json")+stringHeader(":message-type", "event"),
		`{"contentBlockIndex":0,"delta":{"text":" a word"},"p":"abcdefghijklmnopqrstuvw"}`)
	return []struct {
		name   string
		dec    Decoder
		stream []byte
	}{
		{"sse", &SSE{}, repeat("data: " + delta + "\n\n")},
		{"sse-named-crlf", &SSE{}, repeat("event: content_block_delta\r\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\" a few words\"}}\r\n\r\n")},
		{"ndjson", &NDJSON{}, repeat(`{"model":"llama3","created_at":"2024-05-24T20:26:46.294874Z","message":{"role":"assistant","content":" word"},"done":false}` + "\n")},
		{"json-stream", &JSONStream{}, append([]byte("["), repeat(pretty)...)},
		{"eventstream", &EventStream{}, repeat(event)},
		{"websocket", NewWebSocket(false), repeat(naiveFrame(0x81, none, delta))},
		{"websocket-masked", NewWebSocket(true), repeat(naiveFrame(0x81, key1, delta))},
	}
}

func BenchmarkDecode(b *testing.B) {
	for _, c := range benchStreams() {
		for _, size := range []int{16 << 10, 100} { // as Envoy reads, and less than a frame
			b.Run(fmt.Sprintf("%s/%d", c.name, size), func(b *testing.B) {
				b.SetBytes(int64(len(c.stream)))
				b.ReportAllocs()
				h := &sink{}
				for b.Loop() {
					feed(b, c.dec, h, c.stream, size)
				}
			})
		}
		b.Run(c.name+"/rewrite", func(b *testing.B) {
			b.SetBytes(int64(len(c.stream)))
			b.ReportAllocs()
			h := &rewriter{}
			for b.Loop() {
				feed(b, c.dec, h, c.stream, 16<<10)
			}
		})
	}
}

func feed(t testing.TB, d Decoder, h Handler, stream []byte, size int) {
	d.Reset(0)
	for len(stream) > 0 {
		n := min(size, len(stream))
		if err := d.Write(stream[:n], h); err != nil {
			t.Fatal(err)
		}
		stream = stream[n:]
	}
	if err := d.Close(h); err != nil {
		t.Fatal(err)
	}
}

func TestNoAllocationWhenWarm(t *testing.T) {
	for _, c := range benchStreams() {
		for _, size := range []int{16 << 10, 100} {
			h := &rewriter{}
			feed(t, c.dec, h, c.stream, size)
			if n := testing.AllocsPerRun(5, func() { feed(t, c.dec, h, c.stream, size) }); n != 0 {
				t.Errorf("%s in pieces of %d: %v allocations", c.name, size, n)
			}
		}
	}
	var chunk BedrockChunk
	payload := []byte(`{"bytes":"eyJhIjoiaGVsbG8ifQ==","p":"abcdefgh"}`)
	var out []byte
	if n := testing.AllocsPerRun(5, func() {
		inner, _ := chunk.Decode(payload)
		out = chunk.AppendWith(out[:0], payload, inner)
	}); n != 0 {
		t.Errorf("a chunk of Bedrock's: %v allocations", n)
	}
}

// TestFramesAreNotCopied holds that a frame that lies in one piece is that piece.
func TestFramesAreNotCopied(t *testing.T) {
	for _, c := range benchStreams() {
		c.dec.Reset(0)
		whole := c.stream
		h := handlerFunc(func(f *Frame) error {
			if !bytes.HasPrefix(whole, f.Raw) || len(f.Raw) > 0 && &whole[0] != &f.Raw[0] {
				t.Fatalf("%s: a frame at %d is a copy", c.name, f.Offset)
			}
			whole = whole[len(f.Raw):]
			return nil
		})
		if err := c.dec.Write(c.stream, h); err != nil {
			t.Fatal(err)
		}
	}
}

func BenchmarkInflate(b *testing.B) {
	for _, c := range []struct {
		name  string
		flush int
	}{{"whole", 0}, {"flushed-events", 300}} {
		text := []byte(strings.Repeat("data: "+delta+"\n\n", 200))
		if c.name == "whole" {
			text = texts()["stream"]
		}
		body := compress(b, "gzip", 6, text, c.flush)
		b.Run(c.name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			var out []byte
			var d Decompressor
			for b.Loop() {
				d.Reset(Gzip, generous)
				var err error
				if out, err = d.Append(out[:0], body); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
