package jsonscan

import (
	"hash/maphash"
	"math/bits"

	"github.com/chatguard/chatguard/filter/swar"
)

// seen tells whether an object has a key already. It keeps one word of each key
// (see wordOfKey): the key itself if it is short, else a seeded hash, so that
// the chance that two different keys of one object are taken for the same is
// below n*n/2^63, and nobody who does not know the seed can choose them.
//
// An object of few keys keeps their words in a stack, where they are compared
// one by one; they leave with the object. Those of larger objects go to one open
// table. They are hashed together with the object's serial number, which is
// never used again, so that they need not be taken out when it closes.
type seen struct {
	seed   [2]uint64
	serial uint64
	few    []uint64
	table  []uint64 // a power of two of slots; 0 is free
	used   int
}

// frame is one open container.
type frame struct {
	object uint64 // serial number of the object
	few    int    // where its keys begin in seen.few
	many   bool   // its keys are in the table
	after  state  // what follows a value in it
}

const (
	manyKeys = 16 // more keys than this go to the table
	minTable = 8 * manyKeys
)

func (s *seen) reset() {
	for s.seed[1] == 0 {
		seed := maphash.MakeSeed()
		s.seed = [2]uint64{maphash.String(seed, "a"), maphash.String(seed, "b")}
	}
	s.few = s.few[:0]
	if len(s.table) > maxKeep {
		s.table, s.used = nil, 0
	}
	// Keys of earlier documents match nothing, they only take room. Clearing
	// only once they fill a quarter makes it cost no more than adding them did.
	if s.used > len(s.table)/4 {
		clear(s.table)
		s.used = 0
	}
}

// object is the frame of an object that opens.
func (s *seen) object() frame {
	s.serial++
	return frame{object: s.serial, few: len(s.few), after: stInObject}
}

// forget drops the keys of the innermost object.
func (s *seen) forget(f frame) { s.few = s.few[:f.few] }

// wordOfKey is the key itself if it has at most 7 bytes, else a hash with the
// topmost bit set, which no short key has.
func (s *seen) wordOfKey(key []byte) uint64 {
	if len(key) > 7 {
		return s.hash(key) | 1<<63
	}
	var w [8]byte
	copy(w[:], key)
	return shortKey(swar.Load(w[:], 0), len(key))
}

// shortKey is the word of the key that the first n bytes of w are, n at most 7.
func shortKey(w uint64, n int) uint64 {
	return w&(1<<(8*uint(n))-1) | uint64(n)<<56
}

// hash reads a key of more than 7 bytes as wyhash does, 16 bytes a step and the
// last two words overlapping: every product depends on the seed, so that no two
// keys can be chosen whose differences cancel.
func (s *seen) hash(key []byte) uint64 {
	h, rest := s.seed[0], key
	for len(rest) > 16 {
		h = fold(swar.Load(rest, 0)^s.seed[1], swar.Load(rest, 8)^h)
		rest = rest[16:]
	}
	first := key[max(len(key)-16, 0):]
	h = fold(swar.Load(first, 0)^s.seed[1], swar.Load(key, len(key)-8)^h)
	return h ^ uint64(len(key))
}

// add notes the word of a key of the innermost object f, and tells whether it
// was there.
func (s *seen) add(f *frame, w uint64) (again bool) {
	if f.many {
		return s.insert(s.mix(f, w))
	}
	words := s.few[f.few:]
	for _, v := range words {
		if v == w {
			return true
		}
	}
	if len(words) < manyKeys {
		s.few = append(s.few, w)
		return false
	}
	f.many = true
	for _, v := range words {
		s.insert(s.mix(f, v))
	}
	s.few = s.few[:f.few]
	return s.insert(s.mix(f, w))
}

// mix is what stands in the table for the word of a key of f, never 0.
func (s *seen) mix(f *frame, w uint64) uint64 {
	return max(fold(w^s.seed[0], f.object*0x9e3779b97f4a7c15^s.seed[1]), 1)
}

// fold is the 128-bit product of a and b, its halves xored.
func fold(a, b uint64) uint64 {
	hi, lo := bits.Mul64(a, b)
	return hi ^ lo
}

// insert adds h to the table, and tells whether it was there.
func (s *seen) insert(h uint64) bool {
	if 4*(s.used+1) > 3*len(s.table) {
		s.grow()
	}
	i := slot(s.table, h)
	if s.table[i] == h {
		return true
	}
	s.table[i] = h
	s.used++
	return false
}

func (s *seen) grow() {
	old := s.table
	s.table = make([]uint64, max(minTable, 2*len(old)))
	for _, h := range old {
		if h != 0 {
			s.table[slot(s.table, h)] = h
		}
	}
}

// slot is where h is in the table, or the free slot where it belongs.
func slot(table []uint64, h uint64) int {
	mask := uint64(len(table) - 1)
	i := h & mask
	for table[i] != 0 && table[i] != h {
		i = (i + 1) & mask
	}
	return int(i)
}
