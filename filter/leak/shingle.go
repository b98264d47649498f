package leak

import (
	"hash/maphash"
	"unicode"
	"unicode/utf8"
)

// A text is compared by its letters and digits alone, in lower case: spaces,
// punctuation, markdown and escapes do not matter. A shingle is a run of
// shingleRunes of them, and is known by a 64-bit rolling hash (Rabin and Karp)
// of a seed that changes with the program.
const (
	shingleRunes = 24
	shingleStep  = 6 // every so many shingles of a prompt one is kept

	// Shortest is the length of text, in letters and digits, of which anything can be told.
	Shortest = shingleRunes
	// MaxShingles bounds a set.
	MaxShingles = 1 << 13
)

// shingler is the rolling hash over the last shingleRunes runes of a text. The
// zero value is at the beginning of one.
type shingler struct {
	ring    [shingleRunes]rune
	count   int64 // runes so far
	hash    uint64
	escaped bool // the last byte was a backslash
	skip    int8 // digits of an escape that are still to come
}

// shingleBase is odd, so that no factor is lost modulo 2^64, and unknown to who
// writes the texts.
var (
	shingleSeed = maphash.MakeSeed()
	shingleBase = maphash.String(shingleSeed, "base")<<3 | 5
	shingleTop  = func() uint64 { // base to the power of shingleRunes
		p := uint64(1)
		for range shingleRunes {
			p *= shingleBase
		}
		return p
	}()
)

// add takes the next rune; false if it does not count. What
// belongs to an escape ("\n", "\u00e9" in JSON inside a string) does not.
func (s *shingler) add(r rune) bool {
	if r == '\\' {
		s.escaped = true
		return false
	}
	escaped := s.escaped
	s.escaped = false
	if s.skip > 0 && (r >= utf8.RuneSelf || !isWord(byte(r))) {
		s.skip = 0
	}
	switch {
	case r < utf8.RuneSelf:
		if c := byte(r) | 0x20; c-'a' >= 26 && byte(r)-'0' >= 10 {
			return false
		} else if byte(r)-'0' >= 10 {
			r = rune(c)
		}
	case !unicode.IsLetter(r) && !unicode.IsDigit(r):
		return false
	default:
		r = unicode.ToLower(r)
	}
	switch {
	case escaped && r == 'u':
		s.skip = 4
		return false
	case escaped:
		return false
	case s.skip > 0:
		s.skip--
		return false
	}
	at := s.count % shingleRunes
	old := s.ring[at]
	s.ring[at] = r
	s.count++
	s.hash = s.hash*shingleBase + mixRune(r) - mixRune(old)*shingleTop
	return true
}

// mixRune spreads runes; that of none is 0.
func mixRune(r rune) uint64 { return uint64(r) * 0x9e3779b97f4a7c15 }

// whole tells whether there are runes enough for a shingle.
func (s *shingler) whole() bool { return s.count >= shingleRunes }

// sum is the hash of the shingle, never 0.
func (s *shingler) sum() uint64 {
	h := s.hash
	h ^= h >> 32
	h *= 0xd6e8feb86659fd93
	return max(h^h>>32, 1)
}

// Set is some shingles of texts, evenly spaced: hashes, and no text. The zero value is empty.
type Set struct {
	table []uint64 // a power of two of slots; 0 is free
	used  int
	runes int // letters and digits of the texts
}

// Sample appends the hashes of every shingleStep-th shingle of text and of its
// last one to dst, up to max of them, and returns how many letters and digits text has.
func Sample(dst []uint64, text []byte, max int) ([]uint64, int) {
	var s shingler
	for i := 0; i < len(text); {
		r, n := rune(text[i]), 1
		if r >= utf8.RuneSelf {
			r, n = utf8.DecodeRune(text[i:])
		}
		if s.add(r) && s.whole() && s.count%shingleStep == 0 && len(dst) < max {
			dst = append(dst, s.sum())
		}
		i += n
	}
	if s.whole() && s.count%shingleStep != 0 && len(dst) < max {
		dst = append(dst, s.sum())
	}
	return dst, int(s.count)
}

// Reset empties the set.
func (t *Set) Reset() {
	if t.used > 0 {
		clear(t.table)
	}
	if len(t.table) > MaxShingles {
		t.table = nil
	}
	t.used, t.runes = 0, 0
}

// Add puts hashes of a text of so many letters and digits into the set.
func (t *Set) Add(sums []uint64, runes int) {
	t.runes += runes
	for _, h := range sums {
		if t.used == MaxShingles {
			return
		}
		if 2*(t.used+1) > len(t.table) {
			old := t.table
			t.table = make([]uint64, max(64, 2*len(old)))
			for _, h := range old {
				if h != 0 {
					t.table[t.slot(h)] = h
				}
			}
		}
		if at := t.slot(h); t.table[at] == 0 {
			t.table[at] = h
			t.used++
		}
	}
}

func (t *Set) slot(h uint64) uint64 {
	mask := uint64(len(t.table) - 1)
	i := h & mask
	for t.table[i] != 0 && t.table[i] != h {
		i = (i + 1) & mask
	}
	return i
}

func (t *Set) has(h uint64) bool { return t.table[t.slot(h)] == h }

// Empty tells whether the set holds nothing.
func (t *Set) Empty() bool { return t.used == 0 }

// Letters is how many letters and digits the texts have that it was made of.
func (t *Set) Letters() int { return t.runes }

func isWord(c byte) bool { return c == '_' || c-'0' < 10 || c|0x20-'a' < 26 && c|0x20 >= 'a' }
