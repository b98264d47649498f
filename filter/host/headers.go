package host

import (
	"encoding/binary"
	"strings"
)

// Headers is a header map: names in lower case, in order, with Envoy's pseudo headers (":method", ":status", ...).
type Headers [][2]string

// Get returns the first value of a header, "" if there is none.
func (h Headers) Get(name string) string {
	for _, f := range h {
		if f[0] == name {
			return f[1]
		}
	}
	return ""
}

// Has says whether a header is there.
func (h Headers) Has(name string) bool {
	for _, f := range h {
		if f[0] == name {
			return true
		}
	}
	return false
}

// Clone returns a copy.
func (h Headers) Clone() Headers { return append(Headers(nil), h...) }

// With returns a copy in which a header has one value.
func (h Headers) With(name, value string) Headers {
	c := h.Clone()
	c.set(name, value)
	return c
}

// Without returns a copy that lacks a header.
func (h Headers) Without(name string) Headers {
	c := h.Clone()
	c.del(name)
	return c
}

func (h *Headers) add(name, value string) {
	name = strings.ToLower(name)
	// Envoy stores these once and appends to the value.
	if name[:1] == ":" || name == "content-length" || name == "content-type" || name == "host" {
		for i, f := range *h {
			if f[0] == name {
				(*h)[i][1] = f[1] + "," + value
				return
			}
		}
	}
	*h = append(*h, [2]string{name, value})
}

func (h *Headers) set(name, value string) {
	name = strings.ToLower(name)
	if !h.Has(name) {
		*h = append(*h, [2]string{name, value})
		return
	}
	kept, done := (*h)[:0:0], false
	for _, f := range *h {
		if f[0] != name {
			kept = append(kept, f)
		} else if !done {
			kept, done = append(kept, [2]string{name, value}), true
		}
	}
	*h = kept
}

func (h *Headers) del(name string) {
	name = strings.ToLower(name)
	kept := (*h)[:0:0]
	for _, f := range *h {
		if f[0] != name {
			kept = append(kept, f)
		}
	}
	*h = kept
}

// encodePairs is the ABI's form of a map: the count, the sizes, then each key and value ended by NUL.
func encodePairs(h Headers) []byte {
	b := binary.LittleEndian.AppendUint32(nil, uint32(len(h)))
	for _, f := range h {
		b = binary.LittleEndian.AppendUint32(b, uint32(len(f[0])))
		b = binary.LittleEndian.AppendUint32(b, uint32(len(f[1])))
	}
	for _, f := range h {
		b = append(append(b, f[0]...), 0)
		b = append(append(b, f[1]...), 0)
	}
	return b
}

// decodePairs reads that form; ok is false if it is not well formed.
func decodePairs(b []byte) (h Headers, ok bool) {
	if len(b) == 0 {
		return nil, true
	}
	if len(b) < 4 {
		return nil, false
	}
	n := int(binary.LittleEndian.Uint32(b))
	if n > (len(b)-4)/10 {
		return nil, false
	}
	sizes, data := b[4:4+8*n], b[4+8*n:]
	next := func() (string, bool) {
		size := int(binary.LittleEndian.Uint32(sizes))
		sizes = sizes[4:]
		if size >= len(data) || data[size] != 0 {
			return "", false
		}
		s := string(data[:size])
		data = data[size+1:]
		return s, true
	}
	for range n {
		k, ok1 := next()
		v, ok2 := next()
		if !ok1 || !ok2 {
			return nil, false
		}
		h.add(k, v)
	}
	return h, true
}
