package wire

import (
	"encoding/binary"
	"unicode/utf8"
)

const (
	maxHeader  = 14  // bytes of a frame's header
	maxControl = 125 // bytes of a control frame's payload
)

// wsHeader is the header of a frame (RFC 6455, section 5.2).
type wsHeader struct {
	op      Op
	fin     bool
	masked  bool
	key     [4]byte
	payload uint64
	size    int // of the header itself, 0 if it is not complete
}

// parseHeader reads the header that b begins with. A fault is told once the header
// is complete, so that a cut changes nothing.
func parseHeader(b []byte) (hd wsHeader, code Code) {
	if len(b) < 2 {
		return hd, 0
	}
	length := b[1] & 0x7f
	size := 2
	switch length {
	case 126:
		size += 2
	case 127:
		size += 8
	}
	hd.masked = b[1]&0x80 != 0
	key := size
	if hd.masked {
		size += 4
	}
	if len(b) < size {
		return hd, 0
	}
	hd.op, hd.fin = Op(b[0]&0xf), b[0]&0x80 != 0
	least := uint64(0) // lengths must be written in the shortest form
	switch length {
	case 126:
		hd.payload, least = uint64(binary.BigEndian.Uint16(b[2:])), 126
	case 127:
		hd.payload, least = binary.BigEndian.Uint64(b[2:]), 1<<16
	default:
		hd.payload = uint64(length)
	}
	if hd.masked {
		copy(hd.key[:], b[key:])
	}
	reserved := b[0]&0x70 != 0 || !hd.op.known() || hd.payload>>63 != 0 || hd.payload < least
	if reserved || hd.op.control() && (!hd.fin || hd.payload > maxControl) {
		return hd, Protocol
	}
	hd.size = size
	return hd, 0
}

// unmask appends b under the key, which is also how to mask (RFC 6455, section
// 5.3).
func unmask(dst, b []byte, key [4]byte) []byte {
	from := len(dst)
	dst = append(dst, b...)
	xorKey(dst[from:], key)
	return dst
}

func xorKey(b []byte, key [4]byte) {
	k := uint64(binary.LittleEndian.Uint32(key[:]))
	k |= k << 32
	for ; len(b) >= 8; b = b[8:] {
		binary.LittleEndian.PutUint64(b, binary.LittleEndian.Uint64(b)^k)
	}
	for i := range b {
		b[i] ^= key[i&3]
	}
}

// appendFrame appends a frame that is a whole message. key is nil for what a
// server sends.
func appendFrame(dst []byte, op Op, key *[4]byte, data []byte) []byte {
	var mask byte
	if key != nil {
		mask = 0x80
	}
	dst = append(dst, 0x80|byte(op))
	switch n := len(data); {
	case n < 126:
		dst = append(dst, mask|byte(n))
	case n < 1<<16:
		dst = binary.BigEndian.AppendUint16(append(dst, mask|126), uint16(n))
	default:
		dst = binary.BigEndian.AppendUint64(append(dst, mask|127), uint64(n))
	}
	if key == nil {
		return append(dst, data...)
	}
	return unmask(append(dst, key[:]...), data, *key)
}

// appendWith writes the message as one frame, masked with the key of its first
// fragment.
func (w *WebSocket) appendWith(dst []byte, f *Frame, data []byte) []byte {
	if f.Kind == Partial {
		return w.appendRaw(dst, f)
	}
	if string(data) == string(f.Data) { // keeps the fragments, too
		return append(dst, f.Raw...)
	}
	hd, _ := parseHeader(f.Raw)
	if !hd.masked {
		return appendFrame(dst, f.Op, nil, data)
	}
	return appendFrame(dst, f.Op, &hd.key, data)
}

// AppendNew implements Decoder: a text message. What a client sends is masked with
// the key that it used last, which it chose and the server has seen.
func (w *WebSocket) AppendNew(dst []byte, _ string, data []byte) []byte {
	return appendFrame(dst, OpText, w.mask(), data)
}

// AppendEnd implements Decoder: a close frame with status 1000.
func (w *WebSocket) AppendEnd(dst []byte) []byte {
	return w.AppendClose(dst, CloseNormal, "")
}

// AppendClose appends a close frame in the stream's direction.
func (w *WebSocket) AppendClose(dst []byte, code int, reason string) []byte {
	return appendClose(dst, w.mask(), code, reason)
}

func (w *WebSocket) mask() *[4]byte {
	if w.Client {
		return &w.key
	}
	return nil
}

// Status codes of close frames (RFC 6455, section 7.4.1).
const (
	CloseNormal        = 1000
	CloseProtocolError = 1002
	CloseUnsupported   = 1003
	CloseNotUTF8       = 1007
	ClosePolicy        = 1008
	CloseTooBig        = 1009
	CloseInternalError = 1011
)

// AppendClose appends a server's close frame. Of the reason, what does not fit in
// 123 bytes is left out.
func AppendClose(dst []byte, code int, reason string) []byte {
	return appendClose(dst, nil, code, reason)
}

// AppendMaskedClose appends a client's close frame.
func AppendMaskedClose(dst []byte, key [4]byte, code int, reason string) []byte {
	return appendClose(dst, &key, code, reason)
}

func appendClose(dst []byte, key *[4]byte, code int, reason string) []byte {
	const most = maxControl - 2
	if len(reason) > most {
		cut := most
		for cut > 0 && !utf8.RuneStart(reason[cut]) {
			cut--
		}
		reason = reason[:cut]
	}
	var payload [maxControl]byte
	binary.BigEndian.PutUint16(payload[:], uint16(code))
	n := 2 + copy(payload[2:], reason)
	return appendFrame(dst, OpClose, key, payload[:n])
}
