package wire

import "math/bits"

const (
	maxCode      = 15 // bits of a code
	fastCode     = 10 // bits of a code that is found at once
	maxLiterals  = 286
	maxDistances = 30
	endOfBlock   = 256
)

// tables are the codes of a block, and what is needed to read them.
type tables struct {
	literal, distance  huffman
	isFixed            bool // they are the fixed codes
	literals           int  // how many codes there are
	distances, lengths int
	have               int // how many of the lengths have been read
	bits               [maxLiterals + maxDistances]byte
}

// fixed builds the codes of RFC 1951, section 3.2.6.
func (t *tables) fixed() {
	if t.isFixed {
		return
	}
	t.isFixed = true
	var lengths [288]byte
	for i := range lengths {
		switch {
		case i < 144:
			lengths[i] = 8
		case i < 256:
			lengths[i] = 9
		case i < 280:
			lengths[i] = 7
		default:
			lengths[i] = 8
		}
	}
	t.literal.build(lengths[:])
	for i := range 32 {
		lengths[i] = 5
	}
	t.distance.build(lengths[:32])
}

// huffman decodes a canonical Huffman code (RFC 1951, section 3.2.2).
type huffman struct {
	fast    [1 << fastCode]uint16 // by the next bits: symbol<<4 | length, 0 for longer codes
	count   [maxCode + 1]uint16   // of codes by length
	symbols [288]uint16           // by code
}

// build makes the code in which the symbol i has lengths[i] bits. Not all lengths
// make a code: it has to be complete, or to have one symbol, or none.
func (h *huffman) build(lengths []byte) bool {
	h.count = [maxCode + 1]uint16{}
	for _, n := range lengths {
		h.count[n]++
	}
	used := len(lengths) - int(h.count[0])
	h.count[0] = 0
	var index, code [maxCode + 2]uint16
	left := 1
	for n := 1; n <= maxCode; n++ {
		if left = left<<1 - int(h.count[n]); left < 0 {
			return false
		}
		index[n+1] = index[n] + h.count[n]
		code[n+1] = (code[n] + h.count[n]) << 1
	}
	if left > 0 && used > 0 && !(used == 1 && h.count[1] == 1) {
		return false
	}
	clear(h.fast[:])
	for symbol, n := range lengths {
		if n == 0 {
			continue
		}
		h.symbols[index[n]] = uint16(symbol)
		index[n]++
		if n <= fastCode {
			first := bits.Reverse16(code[n]) >> (16 - n)
			for i := int(first); i < 1<<fastCode; i += 1 << n {
				h.fast[i] = uint16(symbol)<<4 | uint16(n)
			}
		}
		code[n]++
	}
	return true
}

// find returns the symbol whose code is the lowest n bits of b. n is 0 if there is
// none.
func (h *huffman) find(b uint64) (symbol int, n uint) {
	if e := h.fast[b&(1<<fastCode-1)]; e != 0 {
		return int(e >> 4), uint(e & 15)
	}
	return h.findLong(b)
}

// findLong goes through the codes by length; those of one length are consecutive.
func (h *huffman) findLong(b uint64) (symbol int, n uint) {
	code, first, index := 0, 0, 0
	for n := uint(1); n <= maxCode; n++ {
		code |= int(b & 1)
		b >>= 1
		count := int(h.count[n])
		if code-first < count {
			return int(h.symbols[index+code-first]), n
		}
		index += count
		first = (first + count) << 1
		code <<= 1
	}
	return 0, 0
}
