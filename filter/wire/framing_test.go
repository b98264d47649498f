package wire

import (
	"fmt"
	"testing"
)

func TestFramingOf(t *testing.T) {
	for contentType, want := range map[string]Framing{
		"text/event-stream": SSEFraming, "Text/Event-Stream; charset=utf-8": SSEFraming, " text/event-stream ;x": SSEFraming,
		"application/x-ndjson": NDJSONFraming, "application/stream+json": NDJSONFraming, "application/jsonl": NDJSONFraming,
		"application/vnd.amazon.eventstream": EventStreamFraming,
		"application/json":                   NoFraming, "": NoFraming, "text/event-stream2": NoFraming,
	} {
		if got := FramingOf(contentType); got != want {
			t.Errorf("%q: %v, want %v", contentType, got, want)
		}
	}
	for f, want := range map[Framing]string{NoFraming: "<nil>", SSEFraming: "*wire.SSE", NDJSONFraming: "*wire.NDJSON",
		JSONStreamFraming: "*wire.JSONStream", EventStreamFraming: "*wire.EventStream"} {
		if got := fmt.Sprintf("%T", f.New()); got != want {
			t.Errorf("%v: %s, want %s", f, got, want)
		}
	}
}

func TestNames(t *testing.T) {
	for _, name := range []string{Kind(99).String(), Code(0).String(), Code(99).String(), Coding(99).String(), Framing(99).String(), Framing(len(framingNames)).String()} {
		if name != "unknown" {
			t.Errorf("a number without a name is %q", name)
		}
	}
	for c := FrameTooLarge; c <= RatioTooHigh; c++ {
		if c.String() == "" || c.String() == "unknown" {
			t.Errorf("code %d has no name", c)
		}
	}
	if got := (&Error{Code: BadMessageCRC, Offset: 12}).Error(); got != "wire: bad-message-crc at offset 12" {
		t.Error(got)
	}
}
