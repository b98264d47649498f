package wire

import "strings"

// Framing is how a stream is cut into frames.
type Framing uint8

// The framings.
const (
	NoFraming Framing = iota
	SSEFraming
	NDJSONFraming
	JSONStreamFraming
	EventStreamFraming
)

var framingNames = [...]string{NoFraming: "none", SSEFraming: "sse", NDJSONFraming: "ndjson", JSONStreamFraming: "json-stream", EventStreamFraming: "eventstream"}

// String is the framing's name, as it stands in metrics and in data about APIs.
func (f Framing) String() string {
	if int(f) >= len(framingNames) {
		return "unknown"
	}
	return framingNames[f]
}

// FramingOf is the framing that a Content-Type announces. That of a JSON array is
// not announced: it is application/json, and known by the API. Nor is WebSocket's,
// which is an upgrade.
func FramingOf(contentType string) Framing {
	media, _, _ := strings.Cut(contentType, ";")
	switch strings.ToLower(strings.TrimSpace(media)) {
	case "text/event-stream":
		return SSEFraming
	case "application/x-ndjson", "application/ndjson", "application/jsonl", "application/x-jsonl", "application/jsonlines",
		"application/x-jsonlines", "application/stream+json", "application/x-json-stream":
		return NDJSONFraming
	case "application/vnd.amazon.eventstream":
		return EventStreamFraming
	}
	return NoFraming
}

// New returns the framing's decoder, nil if there is none. It must be Reset before
// use.
func (f Framing) New() Decoder {
	switch f {
	case SSEFraming:
		return new(SSE)
	case NDJSONFraming:
		return new(NDJSON)
	case JSONStreamFraming:
		return new(JSONStream)
	case EventStreamFraming:
		return new(EventStream)
	}
	return nil
}
