package wire

import "encoding/binary"

// HeaderType is the type of an event stream header's value.
type HeaderType uint8

// The types. Numbers are big-endian; a timestamp is an int64 of milliseconds since
// 1970, a UUID 16 bytes. True and false have no bytes.
const (
	HeaderTrue HeaderType = iota
	HeaderFalse
	HeaderByte
	HeaderShort
	HeaderInt
	HeaderLong
	HeaderBytes
	HeaderString
	HeaderTimestamp
	HeaderUUID
)

// headerSizes is the size of a type's values in bytes, -1 if a uint16 tells it.
var headerSizes = [...]int{
	HeaderTrue: 0, HeaderFalse: 0, HeaderByte: 1, HeaderShort: 2, HeaderInt: 4, HeaderLong: 8,
	HeaderBytes: -1, HeaderString: -1, HeaderTimestamp: 8, HeaderUUID: 16,
}

type header struct {
	name, value []byte
	typ         HeaderType
}

// nextHeader reads the header that b begins with: the length of the name in a
// byte, the name, the type in a byte, the value.
func nextHeader(b []byte) (h header, rest []byte, ok bool) {
	name := int(b[0])
	if name == 0 || len(b) < name+2 {
		return h, nil, false
	}
	h.name, h.typ = b[1:1+name], HeaderType(b[1+name])
	b = b[name+2:]
	if int(h.typ) >= len(headerSizes) {
		return h, nil, false
	}
	size := headerSizes[h.typ]
	if size < 0 {
		if len(b) < 2 {
			return h, nil, false
		}
		size = int(binary.BigEndian.Uint16(b))
		b = b[2:]
	}
	if len(b) < size {
		return h, nil, false
	}
	h.value = b[:size]
	return h, b[size:], true
}

// Header returns a header of an event stream message, the last if there are
// several of that name. The headers of interest are :message-type (event,
// exception or error), :content-type and, in errors, :error-message.
func (f *Frame) Header(name string) (value []byte, typ HeaderType, ok bool) {
	for rest := f.headers; len(rest) > 0; {
		var h header
		var fine bool
		if h, rest, fine = nextHeader(rest); !fine {
			break
		}
		if string(h.name) == name {
			value, typ, ok = h.value, h.typ, true
		}
	}
	return value, typ, ok
}

// appendHeader appends a header of type string. The name must be shorter than 256
// bytes; of the value what is over 32,767 bytes, the format's limit, is left out.
func appendHeader(dst []byte, name, value string) []byte {
	value = value[:min(len(value), 1<<15-1)]
	dst = append(append(dst, byte(len(name))), name...)
	dst = append(dst, byte(HeaderString))
	dst = binary.BigEndian.AppendUint16(dst, uint16(len(value)))
	return append(dst, value...)
}
