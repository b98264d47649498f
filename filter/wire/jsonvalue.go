package wire

import (
	"encoding/binary"
	"math/bits"
)

// jsonStops marks the bytes outside strings at which a value may begin, nest or
// end; with jsonBreaks, those that end a scalar.
var (
	jsonStops  = [256]bool{'"': true, '{': true, '}': true, '[': true, ']': true}
	jsonBreaks = [256]bool{'"': true, '{': true, '}': true, '[': true, ']': true, ',': true, ' ': true, '\t': true, '\r': true, '\n': true}
)

// scan reads on in a value at p[i] and reports whether the value ends before the
// index that it returns.
func (j *JSONStream) scan(p []byte, i int) (int, bool) {
	if j.state == jsonScalar {
		for i < len(p) && !jsonBreaks[p[i]] {
			i++
		}
		return i, i < len(p)
	}
	for i < len(p) {
		if j.text {
			if i = j.scanString(p, i); !j.text && j.depth == 0 {
				return i, true
			}
			continue
		}
		for i < len(p) && !jsonStops[p[i]] {
			i++
		}
		if i == len(p) {
			break
		}
		c := p[i]
		i++
		switch {
		case c == '"':
			j.text = true
		case c == '{' || c == '[':
			j.depth++
		default:
			if j.depth--; j.depth == 0 {
				return i, true
			}
		}
	}
	return i, false
}

// scanString reads on in a string at p[i], to behind its closing quote.
func (j *JSONStream) scanString(p []byte, i int) int {
	if j.escape {
		j.escape = false
		i++
	}
	for {
		i = quoteOrBackslash(p, i)
		switch {
		case i == len(p):
			return i
		case p[i] == '"':
			j.text = false
			return i + 1
		case i+1 == len(p):
			j.escape = true
			return i + 1
		}
		i += 2
	}
}

// quoteOrBackslash is the index of the first of them from p[i] on, len(p) if there
// is none. It looks at eight bytes at a time: a byte of x that is zero is found by
// the borrow that it causes, and the lowest such mark is always right.
func quoteOrBackslash(p []byte, i int) int {
	const low, high = 0x0101010101010101, 0x8080808080808080
	for ; len(p)-i >= 8; i += 8 {
		w := binary.LittleEndian.Uint64(p[i:])
		x, y := w^low*'"', w^low*'\\'
		if m := ((x-low)&^x | (y-low)&^y) & high; m != 0 {
			return i + bits.TrailingZeros64(m)>>3
		}
	}
	for i < len(p) && p[i] != '"' && p[i] != '\\' {
		i++
	}
	return i
}
