package wire

import (
	"encoding/binary"
	"unicode/utf8"
)

// WebSocket decodes one direction of a WebSocket connection (RFC 6455, section 5).
// A frame is a whole message, of one or more fragments, or a control frame, which
// is handed over at once, before the message between whose fragments it stood. Data
// is unmasked.
//
// No extension is understood: the offers must be removed from the handshake. What
// the RFC forbids loses the framing, but for a text that is not UTF-8 and a close
// frame with a payload that may not be: these are handed over with Err set.
type WebSocket struct {
	assembly
	// Client says that the stream is what the client sends, which must be masked;
	// what the server sends must not be.
	Client bool

	head    [maxHeader]byte // bytes of a header that is cut, from pieces before
	headLen int
	hd      wsHeader // of the frame that is being read
	inside  bool     // in its payload
	left    uint64   // bytes of it that have not come
	open    bool     // in a message, between its first and its last fragment
	op      Op       // of that message
	control [maxHeader + maxControl]byte
	ctlLen  int
	data    []byte // unmasked and joined payload
	key     [4]byte
}

// NewWebSocket returns the decoder of what the client sends, or of what the server
// sends.
func NewWebSocket(client bool) *WebSocket { return &WebSocket{Client: client} }

// Reset implements Decoder.
func (w *WebSocket) Reset(limit int) {
	w.reset(limit, w)
	data := w.data[:0]
	if data == nil || cap(data) > keptBuffer {
		data = make([]byte, 0, maxControl) // not nil, so that an empty payload is not
	}
	*w = WebSocket{assembly: w.assembly, Client: w.Client, data: data}
}

// Buffered implements Decoder.
func (w *WebSocket) Buffered() int { return len(w.buf) + w.headLen + w.ctlLen }

// Write implements Decoder.
func (w *WebSocket) Write(p []byte, h Handler) (err error) {
	if w.err != nil {
		return w.err
	}
	if w.lost {
		return w.lose(0, p, h)
	}
	start, i := 0, 0 // p[start:i] belongs to the message that is being read
	for i < len(p) {
		if !w.inside {
			if start, i, err = w.begin(p, start, i, h); err != nil || w.lost {
				return err
			}
			if !w.inside { // the header is cut, and is held where headers are
				return w.keep(p[start:i], h)
			}
		}
		n := int(min(w.left, uint64(len(p)-i)))
		i += n
		if w.left -= uint64(n); w.left > 0 {
			break
		}
		w.inside = false
		if !w.hd.op.control() && !w.hd.fin {
			continue
		}
		if err := w.emit(p[start:i], h); err != nil {
			return err
		}
		start = i
	}
	if w.inside && w.hd.op.control() {
		w.ctlLen += copy(w.control[w.ctlLen:], p[start:])
		return nil
	}
	return w.keep(p[start:], h)
}

// begin begins the frame whose header, or its rest, is at p[i]. It returns where
// what is being read begins and where its payload does.
func (w *WebSocket) begin(p []byte, start, i int, h Handler) (int, int, error) {
	n, code := w.readHeader(p[i:])
	switch {
	case code != 0:
		if w.over { // what came before the header is not lost
			if err := w.spill(p[start:i], false, h); err != nil {
				return start, i, err
			}
			start = i
		}
		return start, i, w.loseHeader(code, p[start:], h)
	case n == 0:
		return start, i, nil
	case w.hd.op.control():
		return i, i + n, w.keep(p[start:i], h)
	}
	err := w.beginData(p[start:i+n], h)
	if w.over {
		start = i + n
	}
	return start, i + n, err
}

// readHeader reads a header whose rest p begins with, and returns how many bytes
// of p it took, 0 if p does not have all of it.
func (w *WebSocket) readHeader(p []byte) (n int, code Code) {
	before := w.headLen
	have := before + copy(w.head[before:], p)
	hd, code := parseHeader(w.head[:have])
	if code == 0 && hd.size > 0 {
		code = w.allowed(hd)
	}
	if code != 0 {
		return 0, code
	}
	if hd.size == 0 {
		w.headLen = have
		return 0, 0
	}
	w.hd, w.inside, w.left = hd, true, hd.payload
	if hd.masked {
		w.key = hd.key
	}
	if hd.op.control() {
		w.ctlLen = copy(w.control[:], w.head[:before])
		w.headLen = 0
	}
	return hd.size - before, 0
}

// allowed checks the header against what came before it.
func (w *WebSocket) allowed(hd wsHeader) Code {
	switch {
	case hd.masked != w.Client:
		return Protocol
	case hd.op.control():
		return 0
	case (hd.op == OpContinuation) != w.open:
		return Protocol
	}
	return 0
}

// beginData begins a data frame. part is the message's bytes in this piece, up to
// and with the header, but for what of the header came in pieces before.
func (w *WebSocket) beginData(part []byte, h Handler) error {
	if w.hd.op != OpContinuation {
		w.op = w.hd.op
	}
	w.open = !w.hd.fin
	head := w.head[:w.headLen]
	w.headLen = 0
	if !w.over && uint64(len(w.buf)+len(head)+len(part))+w.hd.payload <= uint64(w.limit) {
		return w.keep(head, h)
	}
	if len(head) > 0 {
		if err := w.spill(head, false, h); err != nil {
			return err
		}
	}
	return w.spill(part, false, h)
}

// loseHeader hands over what is held of the message, of the header, and part.
func (w *WebSocket) loseHeader(code Code, part []byte, h Handler) error {
	head := w.head[:w.headLen]
	w.headLen = 0
	if err := w.lose(code, head, h); err != nil {
		return err
	}
	return w.lose(code, part, h)
}

// emit hands over the control frame or the message that ends with part.
func (w *WebSocket) emit(part []byte, h Handler) error {
	if w.hd.op.control() {
		raw := part
		if w.ctlLen > 0 {
			raw = w.control[:w.ctlLen+copy(w.control[w.ctlLen:], part)]
			w.ctlLen = 0
		}
		return w.emitControl(raw, h)
	}
	raw, err := w.end(part, h)
	if err != nil || raw == nil {
		return err
	}
	w.clear()
	f := &w.frame
	f.Op = w.op
	f.Data = w.payload(raw)
	if f.Op == OpText && !utf8.Valid(f.Data) {
		w.fail(NotUTF8)
	}
	return w.deliver(Message, raw, h)
}

// emitControl hands over a control frame. What is held of a message stays held.
func (w *WebSocket) emitControl(raw []byte, h Handler) error {
	fault := w.fault
	w.clear()
	f := &w.frame
	f.Op = w.hd.op
	f.Data = raw[w.hd.size:]
	if w.hd.masked {
		w.data = unmask(w.data[:0], f.Data, w.hd.key)
		f.Data = w.data
	}
	if code := closeFault(f); code != 0 {
		w.fail(code)
	}
	f.Kind, f.Raw, f.Offset = Control, raw, w.seen
	w.seen += int64(len(raw))
	w.err = h.Frame(f)
	w.fault = fault
	return w.err
}

// payload joins and unmasks the payloads of the frames of a message.
func (w *WebSocket) payload(raw []byte) []byte {
	hd, _ := parseHeader(raw)
	if !hd.masked && hd.fin {
		return raw[hd.size:]
	}
	w.data = w.data[:0]
	for len(raw) > 0 {
		hd, _ = parseHeader(raw)
		body := raw[hd.size:][:hd.payload]
		raw = raw[hd.size+len(body):]
		if hd.masked {
			w.data = unmask(w.data, body, hd.key)
		} else {
			w.data = append(w.data, body...)
		}
	}
	return w.data
}

// closeFault checks the payload of a close frame (RFC 6455, section 5.5.1): empty,
// or a status code that may be sent and a reason in UTF-8.
func closeFault(f *Frame) Code {
	if f.Op != OpClose || len(f.Data) == 0 {
		return 0
	}
	code, reason := f.CloseReason()
	switch {
	case code < 1000 || code >= 5000 || code >= 1004 && code <= 1006 || code >= 1015 && code < 3000:
		return Protocol
	case !utf8.Valid(reason):
		return NotUTF8
	}
	return 0
}

// CloseReason returns the status code and reason of a close frame, 0 if it has
// none.
func (f *Frame) CloseReason() (code int, reason []byte) {
	if f.Op != OpClose || len(f.Data) < 2 {
		return 0, nil
	}
	return int(binary.BigEndian.Uint16(f.Data)), f.Data[2:]
}

// Close implements Decoder.
func (w *WebSocket) Close(h Handler) error {
	if w.err != nil {
		return w.err
	}
	if w.lost {
		return nil
	}
	// What is held of a header or of a control frame is the stream's last bytes.
	rest := w.head[:w.headLen]
	if w.ctlLen > 0 {
		rest = w.control[:w.ctlLen]
	}
	if w.over {
		if len(rest) > 0 {
			if err := w.spill(rest, false, h); err != nil {
				return err
			}
		}
		w.headLen, w.ctlLen = 0, 0
		return w.cutOff(h)
	}
	w.hold(rest)
	w.headLen, w.ctlLen = 0, 0
	return w.cutOff(h)
}
