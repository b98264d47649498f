// Package swar looks at eight bytes of a text at once, in one word ("SIMD within a register"; H. S. Warren, Hacker's
// Delight, 2nd edition, section 6-1).
//
// A mask has the high bit of each byte that is meant, and other bits never. Nothing allocates, loops or panics but Load.
package swar

import (
	"encoding/binary"
	"math/bits"
)

const (
	Ones  = 0x0101010101010101 // of each byte the lowest bit
	Highs = 0x8080808080808080 // of each byte the highest bit
)

// Load is the word of b[i:i+8], the first byte lowest. It panics if b ends before.
func Load(b []byte, i int) uint64 { return binary.LittleEndian.Uint64(b[i : i+8 : i+8]) }

// First is the index of the lowest byte that mask means, 8 if it means none.
func First(mask uint64) int { return bits.TrailingZeros64(mask) >> 3 }

// Equal means the bytes of w that are c, of ASCII, and those above 0x80 that are c without their high bit: callers that do
// not want these take &^ w.
func Equal(w uint64, c byte) uint64 { return ^((w&^Highs ^ uint64(c)*Ones) + 0x7F*Ones) & Highs }

// Within means the bytes of w from lo to hi, of ASCII, and those above 0x80 that are so without their high bit.
func Within(w uint64, lo, hi byte) uint64 {
	low := w &^ Highs
	return (low + uint64(0x80-lo)*Ones) &^ (low + uint64(0x7F-hi)*Ones) & Highs
}

// Zero means bytes of w that are zero, and perhaps bytes above the first of these: its lowest byte is right, and so is zero.
func Zero(w uint64) uint64 { return (w - Ones) &^ w & Highs }

// Below means bytes of w that are less than n, which is at most 0x80, and perhaps bytes above the first of these.
func Below(w uint64, n byte) uint64 { return (w - uint64(n)*Ones) &^ w & Highs }
