package attack

import (
	"encoding/binary"
	"unicode/utf8"
)

// Sizes of the model.
const (
	wordBits = 18
	gramBits = 18

	// Features is the number of features: words, pairs and triples of words
	// first, then character sequences.
	Features = 1<<wordBits + 1<<gramBits
	// TypeFeatures is the number of features that tell the type of an attack,
	// see TypeFeature.
	TypeFeatures = 1 << typeBits

	typeBits = 13
)

// TypeFeature maps a feature to the one that tells the type of an attack;
// character sequences tell nothing of it.
func TypeFeature(f uint32) (t uint32, ok bool) { return f >> (wordBits - typeBits), f < 1<<wordBits }

// chunkBytes is the grid of windows, in bytes of normalised text.
const chunkBytes = 64

// maxWordBytes bounds the part of a word that is hashed.
const maxWordBytes = 24

// features sets s.feats to the features of s.norm, in order of where they end,
// and s.ends to their number at the end of each chunk.
func (s *Scorer) features(l *lexicon) {
	b := s.norm
	feats, ends := s.feats[:0], s.ends[:0]
	var last, beforeLast uint32 // hashes of the words before
	s.turns = [3]int{}
	var classes classRun
	for lo := 0; lo < len(b); lo += chunkBytes {
		hi := min(lo+chunkBytes, len(b))
		feats = grams(feats, b, lo, hi)
		for i := max(lo, s.wordEnd); i < hi; {
			if !wordByte[b[i]] {
				i++
				continue
			}
			h, end := word(b, i)
			feats = append(feats, wordFeature(h), wordFeature(h*31+last), wordFeature((h*31+last)*37+beforeLast))
			of, n := classes.add(l.class(b, i, end, h))
			feats = append(feats, of[:n]...)
			i = end
			last, beforeLast = h, last
			if turnedMaybe[h>>26]>>(h>>21&31)&1 != 0 {
				s.turns[turnedWords[h]]++
			}
			s.wordEnd = i
		}
		ends = append(ends, int32(len(feats)))
	}
	s.wordEnd = 0
	s.feats, s.ends = feats, ends
}

// word hashes the word at b[i] and returns its end. Characters of scripts
// without spaces are words of their own.
func word(b []byte, i int) (h uint32, end int) {
	h = 2166136261
	if b[i] >= 0xE0 {
		if r, n := utf8.DecodeRune(b[i:]); ideograph(r) {
			for _, c := range b[i : i+n] {
				h = (h ^ uint32(c)) * 16777619
			}
			return h, i + n
		}
	}
	start := i
	for i < len(b) && wordByte[b[i]] {
		if i > start && b[i] >= 0xE3 && i-start >= 3 {
			if r, _ := utf8.DecodeRune(b[i:]); ideograph(r) {
				break
			}
		}
		if i-start < maxWordBytes {
			h = (h ^ uint32(b[i])) * 16777619
		}
		i++
	}
	return h, i
}

// ideograph tells the scripts that set no spaces between words.
func ideograph(r rune) bool {
	return r >= 0xE00 && r < 0xF00 || r >= 0x3040 && r < 0xA000 || r >= 0x20000
}

func wordFeature(h uint32) uint32 { return (h * 0x9E3779B1) >> (32 - wordBits) }

// grams appends the character sequences that begin in b[lo:hi]: four and six
// bytes of ASCII, six where other characters are.
func grams(feats []uint32, b []byte, lo, hi int) []uint32 {
	limit := min(hi, len(b)-3)
	for i := lo; i < limit; i++ {
		w := binary.LittleEndian.Uint32(b[i:])
		if w&0x80808080 == 0 {
			feats = append(feats, shortGram(w))
			if i+6 <= len(b) {
				feats = append(feats, longGram(w, uint32(binary.LittleEndian.Uint16(b[i+4:]))))
			}
			continue
		}
		if b[i] >= 0x80 && b[i] < 0xC0 || i+6 > len(b) {
			continue // inside a character
		}
		feats = append(feats, longGram(w, uint32(binary.LittleEndian.Uint16(b[i+4:]))))
	}
	return feats
}

// What character sequences are multiplied by: their upper bits are then as good as drawn by lot.
const gramFactor, longFactor, lastFactor = 0x9E3779B1, 0x85EBCA6B, 0xC2B2AE35

// shortGram is the feature of the four bytes w.
func shortGram(w uint32) uint32 { return 1<<wordBits | (w*gramFactor)>>(32-gramBits) }

// longGram is the feature of six bytes: w, then v.
func longGram(w, v uint32) uint32 {
	return 1<<wordBits | ((w^v*longFactor)*gramFactor+v)*lastFactor>>(32-gramBits)
}
