package main

import (
	"errors"
	"fmt"
	"slices"
)

// firstFunction is the number that Go gives to the first function that is not imported, in the upper bits of an address in
// code; the lower placeBits are the place in the function.
const (
	firstFunction = 0x1000
	placeBits     = 16
)

// straighten rewrites all functions that are as Go's compiler writes them.
func (m module) straighten() error {
	isGo, err := m.goFunctions()
	if err != nil {
		return err
	}
	imported, err := m.length(importSection)
	if err != nil {
		return err
	}
	deferReturn, err := m.function("runtime.deferreturn")
	if err != nil {
		return err
	}
	s, err := m.find(codeSection)
	if err != nil {
		return err
	}
	r := reader{b: s.body}
	if n := r.number(); n != len(isGo) {
		return errors.New("the module has not as many bodies as functions")
	}
	out := appendNumber(nil, len(isGo))
	for i := range isGo {
		body := r.bytes(r.number())
		if isGo[i] && r.err == nil {
			if body, err = straightened(body, i, imported, deferReturn); err != nil {
				return fmt.Errorf("function %d: %w", i+imported, err)
			}
		}
		out = appendSized(out, body)
	}
	s.body = out
	return r.err
}

// goFunctions tells for each function of the module if it has the type that Go gives to its functions: the first.
func (m module) goFunctions() ([]bool, error) {
	s, err := m.find(functionSection)
	if err != nil {
		return nil, err
	}
	r := reader{b: s.body}
	out := make([]bool, r.number())
	for i := range out {
		out[i] = r.number() == 0
	}
	return out, r.err
}

// straightened rewrites the function of an index.
func straightened(body []byte, index, imported, deferReturn int) ([]byte, error) {
	r := reader{b: body}
	for range r.number() {
		r.number()
		r.bytes(1)
	}
	locals := slices.Clip(body[:len(body)-len(r.b)])
	code, err := readCode(r.b)
	if err != nil {
		return nil, err
	}
	code = foldAddresses(code)
	if f, ok := layOut(code); ok {
		f.directJumps()
		named := f.returns(index, deferReturn)
		f.makeLoops(named)
		f.dropEntries(named)
		f.dropBlocks()
		code = f.code
	}
	return appendCode(locals, shorten(dropReloads(code))), nil
}

// returns are the places that the function may go on at: its beginning, and those that it stores as the address to return to
// when it calls. A function whose deferred calls recover goes on at the call of deferreturn, the place before the one that it
// would return to.
func (f *function) returns(index, deferReturn int) map[int]bool {
	places := map[int]bool{0: true}
	deferred := slices.ContainsFunc(f.code, func(in instruction) bool { return in.is(opCall, deferReturn) })
	for i := range f.code {
		in := &f.code[i]
		if in.op != opI64Const || in.value>>placeBits != firstFunction+index {
			continue
		}
		place := in.value & (1<<placeBits - 1)
		places[place] = true
		if deferred && place > 0 {
			places[place-1] = true
		}
	}
	return places
}
