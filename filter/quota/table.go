// Package quota counts what callers do, over many exchanges and for all workers
// of a proxy, in memory that the workers share.
//
// The memory is a table of fixed size: buckets of a few callers each, one value
// of the Store a bucket. A caller's bucket and tag come from a keyed hash, so
// that nobody without the key can aim at a bucket, and nothing of the caller
// can be read from it. Nothing is ever deleted, because the host's shared data
// cannot delete: what is over is overwritten.
//
// Safe by construction: the size of the table is a constant; a bucket that
// cannot be read is an empty one; each change is compared and swapped, so no
// count is lost between workers; every count ends with its window, so that one
// which nobody takes back (a worker that died) goes away by itself.
package quota

import (
	"encoding/binary"
	"strconv"
)

// Store is memory that workers share: the host's shared data.
type Store interface {
	// Get returns a value with its version; ok is false if the host fails. A
	// value that nobody has set is empty.
	Get(key string) (value []byte, version uint32, ok bool)
	// Swap sets a value if its version is still the one given.
	Swap(key string, value []byte, version uint32) Result
}

// Result is what became of a change.
type Result uint8

const (
	Done     Result = iota
	Conflict        // somebody else was first
	Full            // there is no room
	Failed          // the host failed, or others were first too often
)

// Size of the table. A bucket is read and written as a whole.
const (
	buckets = 2048
	ways    = 8
	// MaxCallers is how many callers there is room for.
	MaxCallers = buckets * ways
)

// maxTries bounds how often a change is tried again after a conflict.
const maxTries = 16

// ID is a caller: a keyed hash, of which the first part chooses the bucket.
type ID struct {
	bucket uint32
	tag    uint64
}

// Table is the table as one worker sees it.
type Table struct {
	Store Store
	slots [ways]slot
	out   []byte
}

// slot is what is kept of one caller.
type slot struct {
	tag     uint64
	expires int64 // milliseconds since 1970: nothing of it counts from then on
	locked  int64 // it makes no room for another caller before: this one has to cool down
	cells   []byte
}

// Layout of a slot in a bucket: tag, expires, locked, number of cells, cells.
const (
	slotHead = 8 + 8 + 8 + 1
	cellSize = 4 + 8 + 8 + 8
	maxCells = 8
)

// update changes the cells of a caller; edit is called again after each
// conflict, and tells when they expire and until when they must stay. evicted
// tells that another caller made room.
func (t *Table) update(id ID, now int64, count int, edit func([]cell) (expires, locked int64)) (r Result, evicted bool) {
	key := bucketKey(id.bucket)
	for range maxTries {
		value, version, ok := t.Store.Get(key)
		if !ok {
			return Failed, false
		}
		n := t.decode(value, now)
		i := t.find(id.tag, n, count)
		var cells [maxCells]cell
		evicted = false
		switch {
		case i < n:
			readCells(cells[:count], t.slots[i].cells)
		case n < ways:
			n++
		default:
			if i = t.victim(now); i < 0 {
				return Full, false
			}
			evicted = true
		}
		expires, locked := edit(cells[:count])
		// The caller moves to the front: buckets are in the order in which callers were seen.
		copy(t.slots[1:i+1], t.slots[:i])
		t.slots[0] = slot{tag: id.tag, expires: expires, locked: locked}
		switch t.Store.Swap(key, t.encode(n, cells[:count]), version) {
		case Done:
			return Done, evicted
		case Failed:
			return Failed, false
		}
	}
	return Failed, false
}

func bucketKey(n uint32) string { return "chatguard.quota." + strconv.Itoa(int(n)) }

// decode reads the slots that are still of use and returns their number.
func (t *Table) decode(b []byte, now int64) (n int) {
	for len(b) >= slotHead && n < ways {
		s := slot{
			tag: binary.LittleEndian.Uint64(b), expires: int64(binary.LittleEndian.Uint64(b[8:])),
			locked: int64(binary.LittleEndian.Uint64(b[16:])),
		}
		size := int(b[slotHead-1]) * cellSize
		if size > len(b)-slotHead {
			break
		}
		s.cells = b[slotHead : slotHead+size]
		b = b[slotHead+size:]
		if s.expires > now {
			t.slots[n] = s
			n++
		}
	}
	return n
}

// find is the slot of a caller, n if there is none.
func (t *Table) find(tag uint64, n, count int) int {
	for i := range n {
		if t.slots[i].tag == tag && len(t.slots[i].cells) == count*cellSize {
			return i
		}
	}
	return n
}

// victim is the slot of the caller that makes room, -1 if all must stay.
func (t *Table) victim(now int64) int {
	for i := ways - 1; i >= 0; i-- {
		if t.slots[i].locked <= now {
			return i
		}
	}
	return -1
}

// encode writes the first n slots; the cells are those of the first.
func (t *Table) encode(n int, first []cell) []byte {
	b := t.out[:0]
	for i := range n {
		s := &t.slots[i]
		b = binary.LittleEndian.AppendUint64(b, s.tag)
		b = binary.LittleEndian.AppendUint64(b, uint64(s.expires))
		b = binary.LittleEndian.AppendUint64(b, uint64(s.locked))
		count := byte(len(s.cells) / cellSize)
		if i == 0 {
			count = byte(len(first))
		}
		b = append(b, count)
		if i > 0 {
			b = append(b, s.cells...)
			continue
		}
		for j := range first {
			b = first[j].append(b)
		}
	}
	t.out = b
	return b
}

// secretKey is where workers that were given no key share one.
const secretKey = "chatguard.quota.key"

// Secret is a key that all workers of the proxy share as long as it runs: the
// one that is in the store, or else fresh. It is nil if the host fails.
func Secret(s Store, fresh []byte) []byte {
	for range maxTries {
		value, version, ok := s.Get(secretKey)
		switch {
		case !ok:
			return nil
		case len(value) == len(fresh):
			return append([]byte(nil), value...)
		case s.Swap(secretKey, fresh, version) == Done:
			return fresh
		}
	}
	return nil
}
