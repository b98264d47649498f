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
	names, err := m.functionNames()
	if err != nil {
		return err
	}
	s, err := m.find(codeSection)
	if err != nil {
		return err
	}
	p := pass{imported: imported, deferReturn: -1, leaver: leaver{never: map[int]bool{}, first: imported + len(isGo)}, idle: idleFunctions(names)}
	for index, name := range names {
		switch {
		case name == "runtime.deferreturn":
			p.deferReturn = index
		case neverReturns(name) || p.idle[index]:
			p.leaver.never[index] = true
		}
	}
	if p.deferReturn < 0 || len(p.leaver.never) == 0 {
		return errors.New("the module lacks functions of Go's runtime")
	}
	if err := p.find(s.body, isGo); err != nil {
		return err
	}
	r := reader{b: s.body}
	r.number()
	out := appendNumber(nil, len(isGo))
	for i := range isGo {
		body := r.bytes(r.number())
		switch {
		case p.idle[i+imported]:
			body = trap
		case isGo[i] && r.err == nil:
			if body, err = p.straightened(body, i); err != nil {
				return fmt.Errorf("function %d: %w", i+imported, err)
			}
		}
		out = appendSized(out, body)
	}
	s.body = out
	if r.err != nil {
		return r.err
	}
	return p.leaver.add(m)
}

// find finds the functions that are quiet.
func (p *pass) find(bodies []byte, isGo []bool) error {
	p.quiet = map[int]bool{}
	r := reader{b: bodies}
	if n := r.number(); n != len(isGo) {
		return errors.New("the module has not as many bodies as functions")
	}
	for i := range isGo {
		body := r.bytes(r.number())
		if !isGo[i] || p.idle[i+p.imported] || r.err != nil {
			continue
		}
		code, err := readCode(body[localsSize(body):])
		if err != nil {
			return fmt.Errorf("function %d: %w", i+p.imported, err)
		}
		if isQuiet(code) {
			p.quiet[i+p.imported] = true
		}
	}
	return r.err
}

// localsSize is how many bytes the locals of a function take.
func localsSize(body []byte) int {
	r := reader{b: body}
	for range r.number() {
		r.number()
		r.bytes(1)
	}
	return len(body) - len(r.b)
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

// pass is what is known while functions are rewritten, one after the other.
type pass struct {
	imported, deferReturn int
	leaver                leaver
	idle                  map[int]bool // functions that nothing calls
	quiet                 map[int]bool
}

// straightened rewrites the function of an index.
func (p *pass) straightened(body []byte, index int) ([]byte, error) {
	n := localsSize(body)
	locals := slices.Clip(body[:n])
	code, err := readCode(body[n:])
	if err != nil {
		return nil, err
	}
	code = giveBack(shortCalls(p.leaver.shorten(foldAddresses(code)), p.quiet))
	if f, ok := layOut(code); ok {
		f.directJumps()
		named := p.returns(f, index)
		f.makeLoops(named)
		f.dispatch(named)
		f.dropBlocks()
		code = f.code
	}
	return appendCode(locals, shorten(code)), nil
}

// returns are the places that the function may go on at: its beginning, and those that it stores as the address to return to
// when it calls. A function whose deferred calls recover goes on at the call of deferreturn, the place before the one that it
// would return to.
func (p *pass) returns(f *function, index int) map[int]bool {
	places := map[int]bool{0: true}
	deferred := slices.ContainsFunc(f.code, func(in instruction) bool { return in.is(opCall, p.deferReturn) })
	for i := range f.code {
		in := &f.code[i]
		if in.op != opI64Const || in.value>>placeBits != firstFunction+index || p.leaver.owns(f.code[i+1]) {
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
