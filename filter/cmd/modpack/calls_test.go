package main

import (
	"bytes"
	"testing"
)

// Parts of functions as Go's compiler writes them. Place 3 of function 0 is where the calls return to.
var (
	place   = appendSigned([]byte{opI64Const}, firstFunction<<placeBits|3)
	room    = []byte{opI32Const, 8, opSub, opTee, stackPointer, opSetGlobal, 0, opGet, stackPointer}
	store   = []byte{opStore64, 3, 0}
	reload  = []byte{opGetGlobal, 0, opSet, stackPointer}
	leave   = []byte{opBrIf, 0}
	lowered = []byte{opGet, stackPointer, opI32Const, 24, opSub, opTee, stackPointer, opSetGlobal, 0}
	raised  = []byte{opGet, stackPointer, opI32Const, 24, opAdd, opTee, stackPointer, opSetGlobal, 0}
	popped  = []byte{opGet, stackPointer, opI32Const, 8, opAdd, opTee, stackPointer, opSetGlobal, 0}
	returns = []byte{opI32Const, 0, opReturn}
)

func pushed8() []byte { return join([]byte{opGet, stackPointer}, room, place, store) }

func callOf(function byte) []byte { return []byte{opI32Const, 0, opCall, function} }

func join(parts ...[]byte) []byte { return bytes.Join(parts, nil) }

// whole is a function's code: the parts in the block that it leaves if it is unwound.
func whole(parts ...[]byte) []byte {
	return join([]byte{opGetGlobal, 0, opSet, stackPointer, opBlock, noResult}, join(parts...), []byte{opEnd, opI32Const, 1, opEnd})
}

func rewritten(t *testing.T, name string, code []byte, rewrite func([]instruction) []instruction) []byte {
	t.Helper()
	in, err := readCode(code)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return appendCode(nil, rewrite(in))
}

func TestLeaver(t *testing.T) {
	const never, other, own = 7, 9, 100
	trap := []byte{opUnreachable}
	gone := func(i byte) []byte { return join(place, []byte{opCall, own + i, opBr, 0}) }
	for name, c := range map[string]struct{ have, want []byte }{
		"never comes back":    {join(pushed8(), callOf(never), reload, leave), gone(0)},
		"panics":              {join(pushed8(), callOf(other), reload, leave, trap), join(gone(0), trap)},
		"panics at the end":   {join([]byte{opLoop, noResult}, pushed8(), callOf(other), reload, []byte{opBrIf, 1, opEnd}, trap), join([]byte{opLoop, noResult}, place, []byte{opCall, own, opBr, 1, opEnd}, trap)},
		"with arguments":      {join([]byte{opGet, stackPointer, opGet, 2, opStore64, 3, 0, opGet, stackPointer, opI64Const, 4, opStore64, 3, 8}, pushed8(), callOf(never), leave), join([]byte{opGet, 2, opI64Const, 4}, gone(0))},
		"with one":            {join([]byte{opGet, stackPointer, opGet, 2, opStore64, 3, 0}, pushed8(), callOf(never), leave), join([]byte{opGet, stackPointer, opGet, 2, opStore64, 3, 0}, gone(0))},
		"two":                 {join(pushed8(), callOf(never), reload, leave, pushed8(), callOf(other), leave, trap), join(gone(0), gone(1), trap)},
		"comes back":          {join(pushed8(), callOf(other), reload, leave), join(pushed8(), callOf(other), reload, leave)},
		"goes on elsewhere":   {join([]byte{opBlock, noResult}, pushed8(), callOf(never), reload, leave, []byte{opEnd}), join([]byte{opBlock, noResult}, pushed8(), callOf(never), reload, leave, []byte{opEnd})},
		"has another address": {join([]byte{opGet, stackPointer}, room, place, []byte{opStore64, 3, 8}, callOf(never), reload, leave), join([]byte{opGet, stackPointer}, room, place, []byte{opStore64, 3, 8}, callOf(never), reload, leave)},
	} {
		l := leaver{never: map[int]bool{never: true}, first: own}
		if got := rewritten(t, name, whole(c.have), l.shorten); !bytes.Equal(got, whole(c.want)) {
			t.Errorf("%s: % x, want % x", name, got, whole(c.want))
		}
	}
}

func TestShortCalls(t *testing.T) {
	const quiet = 7
	same := func(parts ...[]byte) struct{ have, want []byte } {
		return struct{ have, want []byte }{join(parts...), join(parts...)}
	}
	for name, c := range map[string]struct{ have, want []byte }{
		"of a quiet one":   {join(lowered, pushed8(), callOf(quiet), reload, leave), join(lowered, []byte{opGet, stackPointer, opI32Const, 8, opSub, opSetGlobal, 0}, callOf(quiet), []byte{opDrop})},
		"of another":       same(pushed8(), callOf(9), reload, leave),
		"without a reload": same(pushed8(), callOf(quiet), leave),
		"that stays":       same([]byte{opBlock, noResult}, pushed8(), callOf(quiet), reload, leave, []byte{opEnd}),
	} {
		got := rewritten(t, name, whole(c.have), func(code []instruction) []instruction { return shortCalls(code, map[int]bool{quiet: true}) })
		if !bytes.Equal(got, whole(c.want)) {
			t.Errorf("%s: % x, want % x", name, got, whole(c.want))
		}
	}
}

func TestGiveBack(t *testing.T) {
	back := func(n byte) []byte { return []byte{opGet, stackPointer, opI32Const, n, opAdd, opSetGlobal, 0} }
	for name, c := range map[string]struct{ have, want []byte }{
		"a frame":      {join(raised, popped, returns), join(back(32), returns)},
		"none":         {join(popped, returns), join(back(8), returns)},
		"and goes on":  {join(raised, callOf(9), []byte{opReturn}), join(raised, callOf(9), []byte{opReturn})},
		"another sum":  {join([]byte{opGet, 2, opI32Const, 8, opAdd, opTee, 2, opSetGlobal, 0}, returns), join([]byte{opGet, 2, opI32Const, 8, opAdd, opTee, 2, opSetGlobal, 0}, returns)},
		"returns more": {join(popped, []byte{opI32Const, 1, opReturn}), join(popped, []byte{opI32Const, 1, opReturn})},
	} {
		if got := rewritten(t, name, whole(c.have), giveBack); !bytes.Equal(got, whole(c.want)) {
			t.Errorf("%s: % x, want % x", name, got, whole(c.want))
		}
	}
}

func TestIsQuiet(t *testing.T) {
	for name, c := range map[string]struct {
		code []byte
		want bool
	}{
		"returns":      {join(popped, returns, []byte{opUnreachable, opEnd}), true},
		"calls":        {join(callOf(9), []byte{opDrop}, popped, returns, []byte{opEnd}), false},
		"unwinds":      {[]byte{opI32Const, 1, opReturn, opUnreachable, opEnd}, false},
		"ends unwound": {join([]byte{opBlock, noResult}, popped, returns, []byte{opEnd, opI32Const, 1, opEnd}), false},
	} {
		code, err := readCode(c.code)
		if err != nil || isQuiet(code) != c.want {
			t.Errorf("%s: %v, want %v (%v)", name, !c.want, c.want, err)
		}
	}
}
