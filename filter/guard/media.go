package guard

import (
	"strings"

	"github.com/chatguard/chatguard/filter/policy"
	"github.com/chatguard/chatguard/filter/wire"
)

// form is how a body is read.
type form uint8

const (
	formJSON  form = iota // must be JSON
	formSniff             // JSON if it looks so, else text
	formText
	formOther // not inspected
)

// bodyForm reads the media type (RFC 9110, section 8.3). Parameters do not
// matter: JSON is UTF-8 (RFC 8259, section 8.1), and other charsets fail that
// test.
func bodyForm(contentType string) form {
	t, _, _ := strings.Cut(contentType, ";")
	t = strings.ToLower(strings.TrimSpace(t))
	switch {
	case t == "":
		return formSniff
	case t == "application/json", strings.HasSuffix(t, "+json"), t == "application/csp-report":
		return formJSON
	case strings.HasPrefix(t, "text/"), t == "application/javascript", t == "application/x-javascript":
		if t == "text/event-stream" {
			return formOther
		}
		return formSniff
	}
	return formOther
}

// framing is the decoder for a streamed response; nil if it is none.
func framing(b Body) wire.Decoder {
	if b.WebSocket {
		return wire.NewWebSocket(b.Direction == policy.Request)
	}
	t, _, _ := strings.Cut(b.ContentType, ";")
	switch strings.ToLower(strings.TrimSpace(t)) {
	case "text/event-stream":
		return &wire.SSE{}
	case "application/x-ndjson", "application/jsonl", "application/stream+json":
		return &wire.NDJSON{}
	case "application/vnd.amazon.eventstream":
		return &wire.EventStream{}
	case "application/json":
		if strings.Contains(b.Path, ":stream") { // Gemini's array, sent as it grows
			return &wire.JSONStream{}
		}
	}
	return nil
}

// textFraming tells whether a body of this type stays valid when a part of its
// text is replaced by text of another length.
func textFraming(contentType string) bool {
	t, _, _ := strings.Cut(contentType, ";")
	t = strings.ToLower(strings.TrimSpace(t))
	return t == "application/x-www-form-urlencoded" || t == "application/xml" || strings.HasSuffix(t, "+xml") ||
		strings.HasPrefix(t, "multipart/")
}

// identity tells whether a content coding leaves the bytes as they are.
func identity(encoding string) bool {
	e := strings.TrimSpace(encoding)
	return e == "" || strings.EqualFold(e, "identity")
}
