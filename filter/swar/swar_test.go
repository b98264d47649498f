package swar

import (
	"encoding/binary"
	"math/rand/v2"
	"testing"
)

// naive is the mask of the bytes of w that is holds for.
func naive(w uint64, is func(c byte) bool) (mask uint64) {
	for i := range 8 {
		if is(byte(w >> (8 * i))) {
			mask |= 0x80 << (8 * i)
		}
	}
	return mask
}

// words are random ones, whose bytes often are the same or near to each other.
func words(yield func(uint64) bool) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 200_000 {
		w, c := r.Uint64(), uint64(r.IntN(256))*Ones
		keep := r.Uint64() & r.Uint64() & Highs
		for i := range 8 {
			if keep>>(8*i+7)&1 != 0 {
				w = w&^(0xFF<<(8*i)) | c&(0xFF<<(8*i)) ^ uint64(r.IntN(2))<<(8*i)
			}
		}
		if !yield(w) {
			return
		}
	}
}

func TestMasks(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for w := range words {
		c, lo, n := byte(w)&0x7F, byte(r.IntN(0x80)), byte(r.IntN(0x81))
		hi := lo + byte(r.IntN(0x80-int(lo)))
		exact := map[string][2]uint64{
			"Equal":  {Equal(w, c), naive(w, func(b byte) bool { return b&0x7F == c })},
			"Within": {Within(w, lo, hi), naive(w, func(b byte) bool { return b&0x7F >= lo && b&0x7F <= hi })},
		}
		for name, m := range exact {
			if m[0] != m[1] {
				t.Fatalf("%s(%016x) is %016x, want %016x (%#x, %#x, %#x)", name, w, m[0], m[1], c, lo, hi)
			}
		}
		lowest := map[string][2]uint64{
			"Zero":  {Zero(w ^ uint64(byte(w>>8))*Ones), naive(w, func(b byte) bool { return b == byte(w>>8) })},
			"Below": {Below(w, n), naive(w, func(b byte) bool { return b < n })},
		}
		for name, m := range lowest {
			if First(m[0]) != First(m[1]) {
				t.Fatalf("%s(%016x) is %016x, want %016x (%#x)", name, w, m[0], m[1], n)
			}
		}
	}
}

func TestLoad(t *testing.T) {
	b := []byte("0123456789")
	if got := Load(b, 2); got != binary.LittleEndian.Uint64(b[2:]) || First(Equal(got, '5')) != 3 || First(0) != 8 {
		t.Errorf("%016x", got)
	}
	defer func() {
		if recover() == nil {
			t.Error("no panic behind the end")
		}
	}()
	Load(b, 3)
}
