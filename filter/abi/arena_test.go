package abi

import (
	"testing"
	"unsafe"
)

func TestArenaReusesItsBlock(t *testing.T) {
	var a arena
	first := a.alloc(100)
	if len(first) != 100 || cap(first) != 100 {
		t.Fatalf("got len %d, cap %d", len(first), cap(first))
	}
	second := a.alloc(7)
	if addr := uintptr(unsafe.Pointer(&second[0])); addr%arenaAlign != 0 {
		t.Errorf("address %#x is not aligned", addr)
	}
	a.reset()
	if again := a.alloc(100); &again[0] != &first[0] {
		t.Error("the block was not reused")
	}
	if n := testing.AllocsPerRun(100, func() { a.alloc(5000); a.alloc(0); a.reset() }); n != 0 {
		t.Errorf("%v allocations a callback", n)
	}
}

func TestArenaDoesNotMoveWhatItHandedOut(t *testing.T) {
	var a arena
	b := a.alloc(10)
	copy(b, "0123456789")
	for range 20 {
		clear(a.alloc(arenaStart))
	}
	if string(b) != "0123456789" {
		t.Errorf("got %q", b)
	}
}

func TestArenaIsBounded(t *testing.T) {
	var a arena
	a.alloc(1 << 20)
	if a.size() < 1<<20 {
		t.Fatalf("holds %d bytes", a.size())
	}
	a.reset()
	if a.size() != arenaKeep {
		t.Errorf("keeps %d bytes after a large body, want %d", a.size(), arenaKeep)
	}
	a.alloc(1 << 20)
	a.reset()
	if a.size() != arenaKeep {
		t.Errorf("keeps %d bytes after another, want %d", a.size(), arenaKeep)
	}
	for _, n := range []int{arenaLimit + 1, 1 << 31, -1} {
		if b := a.alloc(n); b != nil {
			t.Errorf("handed out %d bytes", n)
		}
	}
	// Not in one piece either.
	a.spilled = arenaLimit - 10
	if a.alloc(11) != nil {
		t.Error("handed out more than the limit in pieces")
	}
}

func TestArenaViewsOnlyItsOwn(t *testing.T) {
	var a arena
	inBlock, spilled := a.alloc(100), a.alloc(arenaStart*2)
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
