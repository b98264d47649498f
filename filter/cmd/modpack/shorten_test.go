package main

import (
	"bytes"
	"context"
	"testing"

	"github.com/tetratelabs/wazero"
)

// Every comparison and its opposite, run on numbers of both signs.
func TestOpposite(t *testing.T) {
	pairs := [][2]int{{0, 0}, {1, 2}, {2, 1}, {-1, 1}, {1, -1}, {-2, -1}, {-1, -2}}
	for op, want := range opposite {
		if want == 0 {
			continue
		}
		constant := byte(opI32Const)
		if op >= 0x51 {
			constant = opI64Const
		}
		for _, p := range pairs {
			var a assembler
			a.out = appendSigned(append(a.out, constant), p[0])
			a.out = appendSigned(append(a.out, constant), p[1])
			a.op(byte(op))
			a.op(opZero)
			a.op(opEnd)
			short, err := newPass().straightened(append([]byte{0}, a.out...), 0)
			if err != nil || len(short) != len(a.out) {
				t.Fatalf("%#x: % x, %v", op, short, err)
			}
			if got, want := result(t, withCode(short[1:])), result(t, withCode(a.out)); got != want {
				t.Errorf("%#x of %v: %d, want %d", op, p, got, want)
			}
		}
	}
}

// result is what a module's function returns.
func result(t *testing.T, code []byte) uint64 {
	t.Helper()
	ctx := context.Background()
	r := wazero.NewRuntimeWithConfig(ctx, wazero.NewRuntimeConfigInterpreter())
	defer r.Close(ctx)
	m, err := r.Instantiate(ctx, code)
	if err != nil {
		t.Fatal(err)
	}
	v, err := m.ExportedFunction("run").Call(ctx, 0)
	if err != nil {
		t.Fatal(err)
	}
	return v[0]
}

func TestShorten(t *testing.T) {
	const wide, local = opExtend, 4
	for name, c := range map[string]struct{ have, want []byte }{
		"constant":              {[]byte{opI64Const, 0x7f, opWrap}, []byte{opI32Const, 0x7f}},
		"constant of 33 bits":   {append(appendSigned([]byte{opI64Const}, 1<<32+5), opWrap), []byte{opI32Const, 5}},
		"zero":                  {[]byte{opGet, local, wide, opI64Zero}, []byte{opGet, local, opZero}},
		"set and get":           {[]byte{opSet, local, opGet, local}, []byte{opTee, local}},
		"set and get another":   {[]byte{opSet, local, opGet, 5}, []byte{opSet, local, opGet, 5}},
		"get and set":           {[]byte{opGet, 5, opGet, local, opSet, local}, []byte{opGet, 5}},
		"nothing":               {[]byte{opNop, opGet, local, opNop}, []byte{opGet, local}},
		"comparison of a float": {[]byte{0x63, opZero}, []byte{0x63, opZero}},
		"an end between":        {[]byte{opBlock, noResult, opSet, local, opEnd, opGet, local}, []byte{opBlock, noResult, opSet, local, opEnd, opGet, local}},
	} {
		code, err := readCode(append(c.have, opEnd))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if got := appendCode(nil, shorten(code)); !bytes.Equal(got, append(c.want, opEnd)) {
			t.Errorf("%s: % x, want % x", name, got, c.want)
		}
	}
}
