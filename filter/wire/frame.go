package wire

import "bytes"

// Kind says what a frame is.
type Kind uint8

const (
	// Other is bytes without a payload: comments, blank lines, a byte order mark,
	// events without data, the brackets and the white space of a JSON array. White
	// space between JSON values may come in as many frames as it was cut into.
	Other Kind = iota
	// Message is a frame with a payload.
	Message
	// Control is a WebSocket close, ping or pong.
	Control
	// Partial is a frame inside of which the stream ended. Clients drop such an
	// event of an SSE stream; in other framings Err is set.
	Partial
	// Oversize is a part of a frame that is longer than the limit. Its parts follow
	// each other, the last has Last set and may be empty. Err is set. Nothing may be
	// inserted between the parts.
	Oversize
	// Broken is bytes in which the framing is lost; all that follow are Broken too.
	// Err is set.
	Broken
)

var kindNames = [...]string{Other: "other", Message: "message", Control: "control", Partial: "partial", Oversize: "oversize", Broken: "broken"}

// String is the kind in lower case.
func (k Kind) String() string {
	if int(k) >= len(kindNames) {
		return "unknown"
	}
	return kindNames[k]
}

// Frame is one frame of a stream. It and its slices are valid during the call
// that hands it over.
type Frame struct {
	Kind   Kind
	Op     Op     // WebSocket: text or binary, or which control frame
	Last   bool   // Oversize: the frame ends here
	Raw    []byte // as it stands in the stream
	Data   []byte // the payload
	Offset int64  // bytes handed over before Raw

	// Event is the event's name: SSE's event field, an event stream's :event-type,
	// :exception-type or :error-code. Empty if there is none.
	Event []byte

	ID    []byte // SSE: the id field, nil if there is none
	Retry int    // SSE: the retry field in milliseconds, -1 if there is none

	// Err is what is wrong with the frame. A handler that accepts no such frame
	// returns it; a handler that does accept it goes on as with any other.
	Err *Error

	codec   codec
	first   bool   // Oversize: the first part
	lines   int    // SSE: data fields
	dataAt  int    // SSE: where the value of the only one is in Raw
	headers []byte // event stream
}

// codec writes the frames of one framing.
type codec interface {
	appendRaw(dst []byte, f *Frame) []byte
	appendWith(dst []byte, f *Frame, data []byte) []byte
}

// Clone is a copy that stays valid behind the call that handed the frame over.
// It is written as the frame is, in its turn.
func (f *Frame) Clone() *Frame {
	c := *f
	c.Raw, c.Event, c.ID, c.headers = bytes.Clone(f.Raw), bytes.Clone(f.Event), bytes.Clone(f.ID), bytes.Clone(f.headers)
	c.Data = bytes.Clone(f.Data)
	return &c
}

// AppendRaw appends the frame as it is. Frames are to be written at most once and
// in the order they came, because the commas of a JSON array depend on what is
// before them.
func (f *Frame) AppendRaw(dst []byte) []byte {
	if f.codec == nil {
		return append(dst, f.Raw...)
	}
	return f.codec.appendRaw(dst, f)
}

// AppendWith appends the frame with another payload and everything else as it is.
// Only a Message, a Control and an SSE Partial have a payload; other
// frames are appended as they are.
func (f *Frame) AppendWith(dst, data []byte) []byte {
	if f.codec == nil || f.Kind == Other || f.Kind >= Oversize {
		return f.AppendRaw(dst)
	}
	return f.codec.appendWith(dst, f, data)
}

// IsDone reports whether the payload is the [DONE] that ends OpenAI's streams.
func (f *Frame) IsDone() bool {
	return f.Kind == Message && string(trimSpace(f.Data)) == "[DONE]"
}

// Handler is given the frames of a stream. An error ends the decoding: Write and
// Close return it, then and ever after.
type Handler interface {
	Frame(f *Frame) error
}

// Decoder cuts a stream into frames. The zero value of each of them must be Reset
// before use.
type Decoder interface {
	// Reset prepares for a new stream, with a bound in bytes for a frame's Raw (0:
	// DefaultLimit).
	Reset(limit int)
	// Write takes the next piece of the stream and hands over the frames that end
	// in it.
	Write(p []byte, h Handler) error
	// Close is the end of the stream. It hands over what is left.
	Close(h Handler) error
	// Buffered is the number of bytes held, never more than the limit. (A WebSocket
	// may hold one control frame or header beside it.)
	Buffered() int

	// AppendNew appends a frame of our own in the stream's style. It may stand
	// before the frame that is being handed over, or after all of them. event is
	// ignored where the framing has no names.
	AppendNew(dst []byte, event string, data []byte) []byte
	// AppendEnd appends what the framing needs for the stream to end where
	// AppendNew would stand.
	AppendEnd(dst []byte) []byte
}

// DefaultLimit is the limit of a frame where none is set, and MinLimit the least
// that can be set, in bytes.
const (
	DefaultLimit = 1 << 20
	MinLimit     = 64
)

func trimSpace(b []byte) []byte {
	for len(b) > 0 && isSpace[b[0]] {
		b = b[1:]
	}
	for len(b) > 0 && isSpace[b[len(b)-1]] {
		b = b[:len(b)-1]
	}
	return b
}

// isSpace is JSON's white space (RFC 8259, section 2).
var isSpace = [256]bool{' ': true, '\t': true, '\r': true, '\n': true}
