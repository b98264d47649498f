package abi

import (
	"slices"
	"unsafe"
)

const (
	arenaStart = 16 << 10 // first block
	arenaKeep  = 256 << 10
	arenaLimit = 256 << 20
	arenaAlign = 8
)

// arena holds what the host writes during one outermost callback: one block that is reused, and blocks made for what did
// not fit, which are let go when the arena starts over.
type arena struct {
	block   []byte
	used    int // bytes of block handed out
	spill   [][]byte
	spilled int
	spare   []byte // made for what did not fit, not handed out
	peak    int    // most bytes handed out at a time since reset
	lacking int    // bytes that were asked for and did not fit; 0 if nothing was
}

// alloc returns n bytes (at least one, so that there is an address), or nil if they do not fit in what the arena has. It runs
// while the host allows next to no call, not even those by which Go's scheduler looks for timers, and Envoy ends a VM that
// makes one. So it must not begin or end a collection: it allocates nothing. A refused allocation becomes an error status of
// the host call it was for, which is repeated once extend has made room.
func (a *arena) alloc(n int) []byte {
	if n < 0 {
		return nil
	}
	n = max(n, 1)
	if n <= len(a.block)-a.used {
		b := a.block[a.used : a.used+n : a.used+n]
		a.used = min((a.used+n+arenaAlign-1)&^(arenaAlign-1), len(a.block))
		return b
	}
	if n <= len(a.spare) && len(a.spill) < cap(a.spill) {
		b := a.spare[:n:n]
		a.spill = append(a.spill, b)
		a.spilled += n
		a.spare = nil
		return b
	}
	a.lacking = n
	return nil
}

// extend makes room for what alloc refused and tells whether it did. It does not beyond arenaLimit: a host call that fails
// is better than a VM without memory.
func (a *arena) extend() bool {
	n := a.lacking
	a.lacking = 0
	if n == 0 || n > arenaLimit-a.used-a.spilled {
		return false
	}
	if a.block == nil {
		a.block = make([]byte, arenaStart)
	}
	if n > len(a.block)-a.used {
		a.spare = make([]byte, n)
		a.spill = slices.Grow(a.spill, 1)
	}
	return true
}

// ahead makes room for the result of a call that cannot be repeated. A larger one is lost.
func (a *arena) ahead() {
	a.lacking = arenaStart
	a.extend()
}

// mark is a moment in the life of an arena.
type mark struct{ used, spills int }

func (a *arena) mark() mark { return mark{a.used, len(a.spill)} }

// rewind takes back what was handed out since the mark. The memory of the last of it serves for the next.
func (a *arena) rewind(m mark) {
	a.peak = max(a.peak, a.used+a.spilled)
	for i := len(a.spill) - 1; i >= m.spills; i-- {
		a.spilled -= len(a.spill[i])
		a.spare, a.spill[i] = a.spill[i], nil
	}
	a.used, a.spill = m.used, a.spill[:m.spills]
}

// reset starts over. The block grows to what the last callback needed, up to arenaKeep: a large body is not paid for by
// the rest of the VM's life.
func (a *arena) reset() {
	if need := max(a.peak, a.used+a.spilled); need > len(a.block) {
		want := min(need, arenaKeep)
		if want > len(a.block) {
			size := len(a.block)
			for size < want {
				size *= 2
			}
			a.block = make([]byte, size)
		}
		clear(a.spill)
		if cap(a.spill) > 64 {
			a.spill = nil
		}
		a.spill, a.spilled = a.spill[:0], 0
	}
	a.used, a.peak, a.lacking, a.spare = 0, 0, 0, nil
}

// view returns the n bytes at addr if they lie inside memory that the arena has handed out or keeps, else nil: an address
// from the host is never trusted further than that.
func (a *arena) view(addr uintptr, n int) []byte {
	if b := within(a.block, addr, n); b != nil {
		return b
	}
	for i := len(a.spill) - 1; i >= 0; i-- {
		if b := within(a.spill[i], addr, n); b != nil {
			return b
		}
	}
	return nil
}

func within(b []byte, addr uintptr, n int) []byte {
	base := uintptr(unsafe.Pointer(unsafe.SliceData(b)))
	if n < 0 || addr < base || addr-base > uintptr(len(b)) || uintptr(n) > uintptr(len(b))-(addr-base) {
		return nil
	}
	off := int(addr - base)
	return b[off : off+n : off+n]
}

// size is the memory that the arena holds on to, in bytes.
func (a *arena) size() int { return len(a.block) + a.spilled }
