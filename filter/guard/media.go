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
	formLines   // a JSON document on each line
	formPackets // socket.io over HTTP
	formFields  // application/x-www-form-urlencoded
	formParts   // multipart
	formOther   // not inspected
)

const formType = "application/x-www-form-urlencoded"

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
	switch {
	case wire.FramingOf(t) == wire.NDJSONFraming:
		return formLines
	case t == formType:
		return formFields
	case strings.HasPrefix(t, "multipart/") && boundary(contentType) != "":
		return formParts
	}
	return formOther
}

// framing is the decoder for a streamed response; nil if it is none.
func framing(b Body) wire.Decoder {
	if b.WebSocket {
		return wire.NewWebSocket(b.Direction == policy.Request)
	}
	if bodyForm(b.ContentType) == formJSON && (strings.Contains(b.Path, ":stream") || strings.Contains(b.Path, ":serverStream")) {
		return &wire.JSONStream{} // Gemini's array, sent as it grows
	}
	return wire.FramingOf(b.ContentType).New()
}

// textFraming tells whether a body of this type stays valid when a part of its
// text is replaced by text of another length.
func textFraming(contentType string) bool {
	t, _, _ := strings.Cut(contentType, ";")
	t = strings.ToLower(strings.TrimSpace(t))
	return t == "application/x-www-form-urlencoded" || t == "application/xml" || strings.HasSuffix(t, "+xml") ||
		strings.HasPrefix(t, "multipart/")
}

// coding reads a Content-Encoding header. ok is false if the body cannot be
// read: by a coding that is not decoded, by several, or because the header
// could not be taken away after an edit.
func coding(b Body) (c wire.Coding, ok bool) {
	list := wire.Encodings(b.ContentEncoding)
	switch {
	case len(list) == 0:
		return 0, true
	case len(list) > 1 || !list[0].Decodable() || b.Sealed:
		return 0, false
	}
	return list[0], true
}

// maxExpansion is how many times its size a compressed body may become.
const maxExpansion = 200

func expansion(bytes int64) wire.Expansion {
	return wire.Expansion{Bytes: bytes, Ratio: maxExpansion}
}
