package abi

import "unsafe"

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
}

// alloc returns n bytes (at least one, so that there is an address), or nil if that is more than the arena may hold.
// A refused allocation becomes an error status of the host call it was for; running out of memory would end the VM.
func (a *arena) alloc(n int) []byte {
	if n < 0 || n > arenaLimit-a.used-a.spilled {
		return nil
	}
	n = max(n, 1)
	if a.block == nil {
		a.block = make([]byte, arenaStart)
	}
	if n <= len(a.block)-a.used {
		b := a.block[a.used : a.used+n : a.used+n]
		a.used = min((a.used+n+arenaAlign-1)&^(arenaAlign-1), len(a.block))
		return b
	}
	b := make([]byte, n)
	a.spill = append(a.spill, b)
	a.spilled += n
	return b
}

// reset starts over. The block grows to what the last callback needed, up to arenaKeep: a large body is not paid for by
// the rest of the VM's life.
func (a *arena) reset() {
	if a.spilled > 0 {
		want := min(a.used+a.spilled, arenaKeep)
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
	a.used = 0
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
