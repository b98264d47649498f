package abi

import (
	"testing"
	"unsafe"
)

// get asks for n bytes as a host call does: again if there was no room.
func (a *arena) get(n int) []byte {
	b := a.alloc(n)
	if b == nil && a.extend() {
		b = a.alloc(n)
	}
	return b
}

// The host lets a module do next to nothing while it allocates: a collection would end the VM.
func TestArenaAllocatesNothingForTheHost(t *testing.T) {
	var a arena
	got := 0
	if n := testing.AllocsPerRun(100, func() {
		for _, size := range []int{1, arenaStart, 5 * arenaStart, 10} {
			got += len(a.alloc(size))
		}
	}); n != 0 || got != 0 {
		t.Errorf("%v allocations, %d bytes", n, got)
	}
	a.extend()
	if b := a.alloc(10); len(b) != 10 {
		t.Errorf("no room for what was asked for last: %d", len(b))
	}
	if a.extend() {
		t.Error("room was made that nobody asked for")
	}
}

func TestArenaReusesItsBlock(t *testing.T) {
	var a arena
	first := a.get(100)
	if len(first) != 100 || cap(first) != 100 {
		t.Fatalf("got len %d, cap %d", len(first), cap(first))
	}
	second := a.get(7)
	if addr := uintptr(unsafe.Pointer(&second[0])); addr%arenaAlign != 0 {
		t.Errorf("address %#x is not aligned", addr)
	}
	a.reset()
	if again := a.get(100); &again[0] != &first[0] {
		t.Error("the block was not reused")
	}
	if n := testing.AllocsPerRun(100, func() { a.get(5000); a.get(0); a.reset() }); n != 0 {
		t.Errorf("%v allocations a callback", n)
	}
}

func TestArenaDoesNotMoveWhatItHandedOut(t *testing.T) {
	var a arena
	b := a.get(10)
	copy(b, "0123456789")
	for range 20 {
		clear(a.get(arenaStart))
	}
	if string(b) != "0123456789" {
		t.Errorf("got %q", b)
	}
}

func TestArenaIsBounded(t *testing.T) {
	var a arena
	a.get(1 << 20)
	if a.size() < 1<<20 {
		t.Fatalf("holds %d bytes", a.size())
	}
	a.reset()
	if a.size() != arenaKeep {
		t.Errorf("keeps %d bytes after a large body, want %d", a.size(), arenaKeep)
	}
	a.get(1 << 20)
	a.reset()
	if a.size() != arenaKeep {
		t.Errorf("keeps %d bytes after another, want %d", a.size(), arenaKeep)
	}
	for _, n := range []int{arenaLimit + 1, 1 << 31, -1} {
		if b := a.get(n); b != nil {
			t.Errorf("handed out %d bytes", n)
		}
	}
	// Not in one piece either.
	a.spilled = arenaLimit - arenaKeep
	if a.get(arenaKeep+1) != nil {
		t.Error("handed out more than the limit in pieces")
	}
}

func TestArenaViewsOnlyItsOwn(t *testing.T) {
	var a arena
	inBlock, spilled := a.get(100), a.get(arenaStart*2)
	other := make([]byte, 10)
	address := func(b []byte) uintptr { return uintptr(unsafe.Pointer(&b[0])) }
	for _, c := range []struct {
		name string
		addr uintptr
		n    int
		ok   bool
	}{
		{"of the block", address(inBlock), 100, true},
		{"a part", address(inBlock) + 50, 50, true},
		{"of a spilled block", address(spilled), len(spilled), true},
		{"over the end of a spilled block", address(spilled) + 1, len(spilled), false},
		{"over the end of the block", address(inBlock), arenaStart + 1, false},
		{"other memory", address(other), 10, false},
		{"nothing", 0, 1, false},
		{"negative", address(inBlock), -1, false},
	} {
		b := a.view(c.addr, c.n)
		if (b != nil) != c.ok {
			t.Errorf("%s: got %v bytes, want some: %v", c.name, len(b), c.ok)
		} else if c.ok && (len(b) != c.n || address(b) != c.addr) {
			t.Errorf("%s: got %d bytes at %#x", c.name, len(b), address(b))
		}
	}
}

// A body of any length is read in the memory of one piece.
func TestArenaRewinds(t *testing.T) {
	var a arena
	kept := a.get(100)
	copy(kept, "kept")
	for range 1000 {
		before := a.mark()
		a.get(10)
		clear(a.get(PieceBytes))
		a.rewind(before)
	}
	if a.size()+len(a.spare) > arenaStart+PieceBytes || string(kept[:4]) != "kept" {
		t.Errorf("holds %d bytes, and %q", a.size()+len(a.spare), kept[:4])
	}
	a.reset()
	if a.size() < PieceBytes {
		t.Errorf("keeps %d bytes: the next piece does not fit", a.size())
	}
	if n := testing.AllocsPerRun(100, func() { m := a.mark(); a.get(PieceBytes); a.rewind(m); a.reset() }); n != 0 {
		t.Errorf("%v allocations a callback", n)
	}
}
