package abi

import (
	"encoding/binary"
	"unsafe"
)

// fields holds the header maps that the running callback asked for. A host call costs far more than looking through a map:
// one for all fields is cheaper than two. What it holds lies in the arena and is of the stream that the callback is for, so
// begin and end forget it, and so does whatever changes a map or the stream.
var fields [ResponseTrailers + 1]struct {
	pairs []byte
	read  bool
}

func forgetFields() { clear(fields[:]) }

// Header returns a copy of the first value of a header and whether there is one. The name is lower case.
func Header(m Map, name string) (string, bool) {
	f := &fields[m]
	if !f.read {
		var p *byte
		var n int
		st := Status(current.ProxyGetHeaderMapPairs(uint32(m), &p, &n))
		f.pairs, _ = found(p, n, st)
		f.read = true
	}
	v, ok := firstValue(f.pairs, name)
	return string(v), ok
}

// firstValue finds a name in pairs as the ABI encodes them, see appendPairs.
func firstValue(pairs []byte, name string) (value []byte, ok bool) {
	if len(pairs) < 4 {
		return nil, false
	}
	n := int(binary.LittleEndian.Uint32(pairs))
	if n < 0 || n > (len(pairs)-4)/8 {
		return nil, false
	}
	sizes, data := pairs[4:], pairs[4+8*n:]
	for range n {
		k, v := int(binary.LittleEndian.Uint32(sizes)), int(binary.LittleEndian.Uint32(sizes[4:]))
		sizes = sizes[8:]
		if k < 0 || k >= len(data) || v < 0 || v >= len(data)-k-1 {
			return nil, false
		}
		if string(data[:k]) == name {
			return data[k+1 : k+1+v], true
		}
		data = data[k+v+2:]
	}
	return nil, false
}

// SetHeader gives a header one value, whatever it had.
func SetHeader(m Map, name, value string) Status {
	forgetFields()
	return Status(current.ProxyReplaceHeaderMapValue(uint32(m), unsafe.StringData(name), len(name), unsafe.StringData(value), len(value)))
}

// AddHeader adds a value to a header.
func AddHeader(m Map, name, value string) Status {
	forgetFields()
	return Status(current.ProxyAddHeaderMapValue(uint32(m), unsafe.StringData(name), len(name), unsafe.StringData(value), len(value)))
}

// RemoveHeader removes all values of a header.
func RemoveHeader(m Map, name string) Status {
	forgetFields()
	return Status(current.ProxyRemoveHeaderMapValue(uint32(m), unsafe.StringData(name), len(name)))
}
