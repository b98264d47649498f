package abi

import (
	"encoding/binary"
	"unsafe"
)

// fields holds the header maps that the running callback asked for. A host call costs far more than looking through a map:
// one for all fields is cheaper than two. What it holds lies in the arena and is of the stream that the callback is for, so
// begin and end forget it, and so does whatever changes a map or the stream.
var fields [ResponseTrailers + 1]struct {
	pairs  []byte
	status Status
	read   bool
}

func forgetFields() { clear(fields[:]) }

// Header returns a copy of the first value of a header and whether there is one. The name is lower case.
func Header(m Map, name string) (value string, ok bool) {
	Fields(m, func(n, v []byte) bool {
		if ok = string(n) == name; ok {
			value = string(v)
		}
		return !ok
	})
	return value, ok
}

// Fields hands the name and the value of each field of a header map to do, in order, until that returns false. They lie in the
// arena; do must not call the host.
func Fields(m Map, do func(name, value []byte) bool) Status {
	f := &fields[m]
	if !f.read {
		var p *byte
		var n int
		f.status = Status(current.ProxyGetHeaderMapPairs(uint32(m), &p, &n))
		f.pairs, _ = found(p, n, f.status)
		f.read = true
	}
	eachPair(f.pairs, do)
	return f.status
}

// eachPair reads pairs as the ABI encodes them, see appendPairs.
func eachPair(pairs []byte, do func(name, value []byte) bool) {
	if len(pairs) < 4 {
		return
	}
	n := int(binary.LittleEndian.Uint32(pairs))
	if n < 0 || n > (len(pairs)-4)/8 {
		return
	}
	sizes, data := pairs[4:], pairs[4+8*n:]
	for range n {
		k, v := int(binary.LittleEndian.Uint32(sizes)), int(binary.LittleEndian.Uint32(sizes[4:]))
		sizes = sizes[8:]
		if k < 0 || k >= len(data) || v < 0 || v >= len(data)-k-1 || !do(data[:k], data[k+1:k+1+v]) {
			return
		}
		data = data[k+v+2:]
	}
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
