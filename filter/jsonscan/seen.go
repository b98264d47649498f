package jsonscan

import "hash/maphash"

// seen tells whether an object has a key already. It keeps a seeded 64-bit hash
// of each key: the chance that two different keys of one object are taken for
// the same is n*n/2^65, and nobody who does not know the seed can choose them.
//
// An object of few keys keeps them in a stack, where they are compared one by
// one; they leave with the object. The keys of larger objects go to one open
// table. They are hashed together with the object's serial number, which is
// never used again, so that they need not be taken out when it closes.
type seen struct {
	seed   maphash.Seed
	seeded bool
	serial uint64
	few    []uint64
	table  []uint64 // a power of two of slots; 0 is free
	used   int
}

// frame is one open container.
type frame struct {
	object uint64 // serial number of the object, 0 for an array
	few    int    // where its keys begin in seen.few
	many   bool   // its keys are in the table
}

const (
	manyKeys = 16 // more keys than this go to the table
	minTable = 8 * manyKeys
)

func (s *seen) reset() {
	if !s.seeded {
		s.seed, s.seeded = maphash.MakeSeed(), true
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
	return frame{object: s.serial, few: len(s.few)}
}

// forget drops the keys of the innermost object.
func (s *seen) forget(f frame) { s.few = s.few[:f.few] }

// add notes a key of the innermost object f, and tells whether it was there.
func (s *seen) add(f *frame, key []byte) (again bool) {
	h := maphash.Bytes(s.seed, key) ^ f.object*0x9e3779b97f4a7c15
	if h == 0 {
		h = 1
	}
	if f.many {
		return s.insert(h)
	}
	keys := s.few[f.few:]
	for _, k := range keys {
		if k == h {
			return true
		}
	}
	if len(keys) < manyKeys {
		s.few = append(s.few, h)
		return false
	}
	f.many = true
	for _, k := range keys {
		s.insert(k)
	}
	s.few = s.few[:f.few]
	return s.insert(h)
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
