package main

import (
	"errors"
	"slices"
)

// image is what the data segments put into memory, with the zeroes between them, and where.
type image struct {
	start int
	bytes []byte
}

func (i image) end() int { return i.start + len(i.bytes) }

// readImage reads the data segments of a memory of the given size.
func readImage(data []byte, size int) (image, error) {
	memory := make([]byte, size)
	start, end := size, 0
	r := reader{b: data}
	for range r.number() {
		if kind := r.bytes(1)[0]; kind != 0 || r.bytes(1)[0] != opI32Const {
			return image{}, errors.New("the module has a data segment without a place")
		}
		at := r.signed()
		if r.bytes(1)[0] != opEnd {
			return image{}, errors.New("the place of a data segment is no constant")
		}
		b := r.bytes(r.number())
		if r.err != nil {
			return image{}, r.err
		}
		if at < 0 || at+len(b) > size {
			return image{}, errors.New("a data segment lies outside of the memory")
		}
		copy(memory[at:], b)
		start, end = min(start, at), max(end, at+len(b))
	}
	if start >= end {
		return image{}, errors.New("the module has no data")
	}
	return image{start, slices.Clip(memory[start:end])}, nil
}

// segment is a data section of one segment.
func segment(at int, b []byte) []byte {
	out := append(appendNumber(nil, 1), 0, opI32Const)
	out = append(appendSigned(out, at), opEnd)
	return appendSized(out, b)
}
