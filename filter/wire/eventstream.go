package wire

import (
	"encoding/binary"
	"hash/crc32"
)

// EventStream decodes application/vnd.amazon.eventstream. A frame is a message:
//
//	total length, headers length, CRC-32 of these 8 bytes    (big-endian uint32 each)
//	headers
//	payload
//	CRC-32 of all before it
//
// Both checksums are verified before anything is handed over, and the first that
// is wrong loses the framing. Source: the format's description in the Amazon
// Transcribe developer guide ("Event stream encoding").
type EventStream struct {
	assembly
	left    int // bytes of the message that have not come, 0 if its length is unknown
	prelude [preludeSize]byte
}

const (
	preludeSize      = 12
	messageOverhead  = preludeSize + 4
	maxMessageHeader = 128 << 10 // bytes of headers, by the format
)

// Reset implements Decoder.
func (e *EventStream) Reset(limit int) {
	e.reset(limit, e)
	e.left = 0
}

// Write implements Decoder.
func (e *EventStream) Write(p []byte, h Handler) error {
	for {
		switch {
		case e.err != nil:
			return e.err
		case len(p) == 0:
			return nil
		case e.lost:
			return e.lose(0, p, h)
		}
		if e.left == 0 {
			if len(e.buf)+len(p) < preludeSize {
				return e.keep(p, h)
			}
			if code := e.begin(p); code != 0 {
				return e.lose(code, p, h)
			}
		}
		if len(p) < e.left {
			e.left -= len(p)
			return e.keep(p, h)
		}
		part := p[:e.left]
		p = p[e.left:]
		e.left = 0
		if err := e.emit(part, h); err != nil {
			return err
		}
	}
}

// begin reads the prelude, of which p has the end, and sets what is left.
func (e *EventStream) begin(p []byte) Code {
	prelude := e.prelude[:]
	copy(prelude[copy(prelude, e.buf):], p)
	if crc32.ChecksumIEEE(prelude[:8]) != binary.BigEndian.Uint32(prelude[8:]) {
		return BadPreludeCRC
	}
	total, headers := binary.BigEndian.Uint32(prelude), binary.BigEndian.Uint32(prelude[4:])
	if total < messageOverhead || headers > maxMessageHeader || headers > total-messageOverhead || total > 1<<31-1 {
		return BadLength
	}
	e.left = int(total) - len(e.buf)
	return 0
}

// emit hands over the message that ends with part.
func (e *EventStream) emit(part []byte, h Handler) error {
	raw, err := e.end(part, h)
	if err != nil || raw == nil {
		return err
	}
	if code := e.parse(raw); code != 0 {
		if len(e.buf) > 0 {
			raw = nil
		}
		return e.lose(code, raw, h)
	}
	return e.deliver(Message, raw, h)
}

// parse sets the frame's fields by those of the message.
func (e *EventStream) parse(raw []byte) Code {
	end := len(raw) - 4
	if crc32.ChecksumIEEE(raw[:end]) != binary.BigEndian.Uint32(raw[end:]) {
		return BadMessageCRC
	}
	e.clear()
	f := &e.frame
	headers := raw[preludeSize : preludeSize+int(binary.BigEndian.Uint32(raw[4:]))]
	f.Data = raw[preludeSize+len(headers) : end]
	f.headers = headers
	for rest := headers; len(rest) > 0; {
		var hd header
		var ok bool
		if hd, rest, ok = nextHeader(rest); !ok {
			return BadHeader
		}
		switch string(hd.name) {
		case ":event-type", ":exception-type", ":error-code":
			f.Event = hd.value
		}
	}
	return 0
}

// Close implements Decoder.
func (e *EventStream) Close(h Handler) error {
	if e.err != nil {
		return e.err
	}
	return e.cutOff(h)
}

// appendWith writes the message with its headers, new lengths and new checksums.
func (e *EventStream) appendWith(dst []byte, f *Frame, data []byte) []byte {
	if f.Kind != Message {
		return e.appendRaw(dst, f)
	}
	from := len(dst)
	dst = append(beginMessage(dst), f.headers...)
	return endMessage(dst, from, data)
}

// AppendNew implements Decoder: a message of type event with a JSON payload.
func (e *EventStream) AppendNew(dst []byte, event string, data []byte) []byte {
	return appendMessage(dst, "event", ":event-type", event, data)
}

// AppendException appends a message of type exception, which clients raise as the
// error of that name, with a JSON payload.
func (e *EventStream) AppendException(dst []byte, exception string, data []byte) []byte {
	return appendMessage(dst, "exception", ":exception-type", exception, data)
}

// AppendEnd implements Decoder: an event stream may end after any message.
func (e *EventStream) AppendEnd(dst []byte) []byte { return dst }

func appendMessage(dst []byte, messageType, nameHeader, name string, data []byte) []byte {
	from := len(dst)
	dst = appendHeader(beginMessage(dst), nameHeader, name)
	dst = appendHeader(dst, ":content-type", "application/json")
	dst = appendHeader(dst, ":message-type", messageType)
	return endMessage(dst, from, data)
}

func beginMessage(dst []byte) []byte {
	return append(dst, make([]byte, preludeSize)...)
}

// endMessage appends the payload and the checksum to the message that begins at
// dst[from] and ends with its headers, and fills in its prelude.
func endMessage(dst []byte, from int, data []byte) []byte {
	headers := len(dst) - from - preludeSize
	dst = append(dst, data...)
	prelude := dst[from:]
	binary.BigEndian.PutUint32(prelude, uint32(len(prelude)+4))
	binary.BigEndian.PutUint32(prelude[4:], uint32(headers))
	binary.BigEndian.PutUint32(prelude[8:], crc32.ChecksumIEEE(prelude[:8]))
	return binary.BigEndian.AppendUint32(dst, crc32.ChecksumIEEE(dst[from:]))
}
