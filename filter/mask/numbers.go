package mask

import (
	"hash/maphash"
	"sort"
)

// Numbers gives the values of one exchange their placeholder numbers: for each
// type 1, 2, 3 and so on in the order of first appearance, and the same value
// the same number. The zero value is ready. It is not safe for concurrent use.
//
// It holds a seeded 128-bit hash of each value, so that two values share a
// number with a chance of n*n/2^129, and not the value itself unless Keep was
// called.
type Numbers struct {
	seeds  [2]maphash.Seed
	seeded bool

	entries []entry
	table   []uint32 // index in entries + 1, a power of two of slots; 0 is free
	kinds   []kind

	keep   int // bytes of values that may be stored
	values []byte

	avoid avoid
}

// entry is one value that has a number.
type entry struct {
	hash     [2]uint64
	kind     int32
	number   int32
	from, to int32 // its place in values; to is 0 if it is not stored
}

// kind is one type that has numbers.
type kind struct {
	name   string
	last   int      // number given last
	issued []uint32 // indexes in entries, by ascending number
}

const (
	// MaxValues is how many distinct values of an exchange get a number.
	MaxValues = 1 << 14

	// MaxNumber is the largest number that can be given: each of MaxValues after
	// stepping over every number that Avoid remembers.
	MaxNumber = MaxValues + maxAvoid

	minTable = 64
	maxKept  = 1 << 12 // slots and entries that Reset keeps
	maxBytes = 1 << 16 // of values that Reset keeps
)

// Reset forgets the exchange, switches Keep off, and keeps buffers of moderate
// size.
func (n *Numbers) Reset() {
	if !n.seeded {
		n.seeds, n.seeded = [2]maphash.Seed{maphash.MakeSeed(), maphash.MakeSeed()}, true
	}
	clear(n.values)
	if cap(n.values) > maxBytes {
		n.values = nil
	}
	n.values, n.keep = n.values[:0], 0
	if len(n.table) > maxKept {
		n.table, n.entries, n.kinds = nil, nil, nil
	} else if len(n.entries) > 0 {
		clear(n.table)
	}
	n.entries, n.kinds = n.entries[:0], n.kinds[:0]
	n.avoid.reset()
}

// Keep stores the values that get a number from now on, up to maxBytes of them
// in all, so that Value can give them back. Reset switches it off again.
func (n *Numbers) Keep(maxBytes int) { n.keep = min(max(maxBytes, 0), 1<<30) }

// Len is how many values have a number.
func (n *Numbers) Len() int { return len(n.entries) }

// Number returns the number of value among those of type typ, and false if it
// has none and can get none because the exchange has too many values.
func (n *Numbers) Number(typ string, value []byte) (num int, ok bool) {
	if !n.seeded {
		n.Reset()
	}
	k := n.kindOf(typ)
	h := [2]uint64{maphash.Bytes(n.seeds[0], value), maphash.Bytes(n.seeds[1], value)}
	if 2*(len(n.entries)+1) > len(n.table) {
		n.grow()
	}
	slot := n.slot(h, int32(k))
	if i := n.table[slot]; i != 0 {
		return int(n.entries[i-1].number), true
	}
	if len(n.entries) >= MaxValues || n.avoid.full {
		return 0, false
	}
	num = n.next(&n.kinds[k])
	e := entry{hash: h, kind: int32(k), number: int32(num)}
	if len(value) > 0 && len(value) <= n.keep-len(n.values) {
		e.from = int32(len(n.values))
		n.values = append(n.values, value...)
		e.to = int32(len(n.values))
	}
	n.kinds[k].last = num
	n.kinds[k].issued = append(n.kinds[k].issued, uint32(len(n.entries)))
	n.entries = append(n.entries, e)
	n.table[slot] = uint32(len(n.entries))
	return num, true
}

// Value returns the value that has the number num of type typ, if it was stored.
// It is valid until the next Reset.
func (n *Numbers) Value(typ string, num int) ([]byte, bool) {
	for i := range n.kinds {
		if n.kinds[i].name != typ {
			continue
		}
		issued := n.kinds[i].issued
		at := sort.Search(len(issued), func(j int) bool { return int(n.entries[issued[j]].number) >= num })
		if at == len(issued) {
			return nil, false
		}
		e := &n.entries[issued[at]]
		if int(e.number) != num || e.to == 0 {
			return nil, false
		}
		return n.values[e.from:e.to:e.to], true
	}
	return nil, false
}

// next is the number after the last one of k that does not stand in the text.
func (n *Numbers) next(k *kind) int {
	num := k.last + 1
	for n.avoid.has(k.name, num) {
		num++
	}
	return num
}

// kindOf is the index of typ in kinds. An exchange sees few types.
func (n *Numbers) kindOf(typ string) int {
	for i := range n.kinds {
		if n.kinds[i].name == typ {
			return i
		}
	}
	if len(n.kinds) < cap(n.kinds) {
		n.kinds = n.kinds[:len(n.kinds)+1]
		k := &n.kinds[len(n.kinds)-1]
		k.name, k.last, k.issued = typ, 0, k.issued[:0]
	} else {
		n.kinds = append(n.kinds, kind{name: typ})
	}
	return len(n.kinds) - 1
}

// slot is where the value is in the table, or the free slot where it belongs.
func (n *Numbers) slot(h [2]uint64, kind int32) int {
	mask := uint64(len(n.table) - 1)
	at := h[0] & mask
	for {
		i := n.table[at]
		if i == 0 || n.entries[i-1].hash == h && n.entries[i-1].kind == kind {
			return int(at)
		}
		at = (at + 1) & mask
	}
}

func (n *Numbers) grow() {
	n.table = make([]uint32, max(minTable, 2*len(n.table)))
	for i := range n.entries {
		n.table[n.slot(n.entries[i].hash, n.entries[i].kind)] = uint32(i + 1)
	}
}
