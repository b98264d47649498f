package plugin

import (
	"encoding/binary"
	"math"
	"strconv"

	"github.com/chatguard/chatguard/filter/mask"
)

// Envoy hands a configuration of type google.protobuf.Struct over as the bytes
// of the message, and one of type StringValue as the string. configJSON makes
// JSON of either.
func configJSON(doc []byte) ([]byte, bool) {
	if len(doc) == 0 {
		return []byte("{}"), true
	}
	// A Struct is a sequence of fields number 1 with a length: 0x0a, which in
	// JSON is a line feed. What tells them apart is that a Struct reads as one.
	if doc[0] != fieldTag(1, wireBytes) {
		return doc, true
	}
	if out, ok := appendStruct(nil, doc, 0); ok {
		return out, true
	}
	return doc, looksLikeJSON(doc)
}

func looksLikeJSON(doc []byte) bool {
	for _, c := range doc {
		switch c {
		case ' ', '\t', '\r', '\n':
		default:
			return c == '{'
		}
	}
	return false
}

// Wire types of the protobuf encoding.
const (
	wireVarint  = 0
	wireFixed64 = 1
	wireBytes   = 2
)

func fieldTag(number, wire byte) byte { return number<<3 | wire }

// maxStructDepth bounds the recursion; policies need a quarter of it.
const maxStructDepth = 32

// message reads the fields of a protobuf message one after another.
type message struct{ rest []byte }

// next returns a field's number and content; ok is false at the end, with rest
// empty, or where the bytes are no message.
func (m *message) next() (number int, wire byte, content []byte, ok bool) {
	tag, n := binary.Uvarint(m.rest)
	if n <= 0 {
		return 0, 0, nil, false
	}
	b := m.rest[n:]
	number, wire = int(tag>>3), byte(tag&7)
	var size int
	switch wire {
	case wireVarint:
		_, size = binary.Uvarint(b)
	case wireFixed64:
		size = 8
	case wireBytes:
		length, k := binary.Uvarint(b)
		if k <= 0 || length > uint64(len(b)-k) {
			return 0, 0, nil, false
		}
		b, size = b[k:], int(length)
	default:
		return 0, 0, nil, false
	}
	if size <= 0 && wire != wireBytes || size > len(b) {
		return 0, 0, nil, false
	}
	m.rest = b[size:]
	return number, wire, b[:size], true
}

// done tells whether all of the message was read.
func (m *message) done() bool { return len(m.rest) == 0 }

// appendStruct writes a google.protobuf.Struct {map<string, Value> fields = 1}
// as JSON.
func appendStruct(dst, b []byte, depth int) ([]byte, bool) {
	if depth > maxStructDepth {
		return dst, false
	}
	dst = append(dst, '{')
	m := message{b}
	for first := true; ; first = false {
		number, wire, entry, ok := m.next()
		if !ok {
			return append(dst, '}'), m.done()
		}
		if number != 1 || wire != wireBytes {
			return dst, false
		}
		if !first {
			dst = append(dst, ',')
		}
		if dst, ok = appendEntry(dst, entry, depth); !ok {
			return dst, false
		}
	}
}

// appendEntry writes one entry {string key = 1; Value value = 2} of a map.
func appendEntry(dst, entry []byte, depth int) ([]byte, bool) {
	var key, value []byte
	m := message{entry}
	for {
		number, wire, content, ok := m.next()
		if !ok {
			break
		}
		switch {
		case number == 1 && wire == wireBytes:
			key = content
		case number == 2 && wire == wireBytes:
			value = content
		}
	}
	if !m.done() {
		return dst, false
	}
	dst = appendString(dst, key)
	dst = append(dst, ':')
	return appendValue(dst, value, depth+1)
}

func appendString(dst, s []byte) []byte {
	return append(mask.AppendJSON(append(dst, '"'), s), '"')
}

// appendValue writes a google.protobuf.Value, a oneof of null (1), number (2),
// string (3), bool (4), struct (5) and list (6).
func appendValue(dst, b []byte, depth int) ([]byte, bool) {
	m := message{b}
	number, wire, content, ok := m.next()
	if !ok {
		return append(dst, "null"...), m.done()
	}
	if !m.done() || wire != [...]byte{wireBytes, wireVarint, wireFixed64, wireBytes, wireVarint, wireBytes, wireBytes}[min(number, 6)] {
		return dst, false
	}
	switch number {
	case 1:
		return append(dst, "null"...), true
	case 2:
		f := math.Float64frombits(binary.LittleEndian.Uint64(content))
		return strconv.AppendFloat(dst, f, 'g', -1, 64), !math.IsInf(f, 0) && !math.IsNaN(f)
	case 3:
		return appendString(dst, content), true
	case 4:
		return strconv.AppendBool(dst, content[0] != 0), true
	case 5:
		return appendStruct(dst, content, depth+1)
	case 6:
		return appendList(dst, content, depth+1)
	}
	return dst, false
}

// appendList writes a google.protobuf.ListValue {repeated Value values = 1}.
func appendList(dst, b []byte, depth int) ([]byte, bool) {
	if depth > maxStructDepth {
		return dst, false
	}
	dst = append(dst, '[')
	m := message{b}
	for first := true; ; first = false {
		number, wire, item, ok := m.next()
		if !ok {
			return append(dst, ']'), m.done()
		}
		if number != 1 || wire != wireBytes {
			return dst, false
		}
		if !first {
			dst = append(dst, ',')
		}
		if dst, ok = appendValue(dst, item, depth); !ok {
			return dst, false
		}
	}
}
