package main

import (
	"slices"
	"strings"
)

// A Go function keeps the stack's end in local 1, and in global 0 for the function that it calls. Before a call it makes room for
// the address to return to and stores it; after it, it reads global 0 again, and leaves if the stack is to be unwound. Nearly
// half of all calls are of functions that never come back.

const opStore64 = 0x37

// address is how much room the address to return to takes.
const address = 8

// pushed is how many instructions store the address to return to.
const pushed = 8

// pushes tells if code[i] and those after it store the address to return to.
func pushes(code []instruction, i int) bool {
	return i+pushed <= len(code) && code[i].is(opGet, stackPointer) &&
		code[i+1].is(opI32Const, address) && code[i+2].op == opSub && code[i+3].is(opTee, stackPointer) &&
		code[i+4].is(opSetGlobal, 0) && code[i+5].is(opGet, stackPointer) && code[i+6].op == opI64Const &&
		code[i+7].is(opStore64, 0)
}

// reloads tells if code[i] and the next read the stack's end again.
func reloads(code []instruction, i int) bool {
	return i+1 < len(code) && code[i].is(opGetGlobal, 0) && code[i+1].is(opSet, stackPointer)
}

// leavingCall tells if code[i] begins the direct call of a function, from the address to return to up to the branch that leaves
// if the stack is to be unwound, and where that is. The stack's end is read again before it, or not.
func leavingCall(code []instruction, i int, leaves map[*label]bool) (end int, ok bool) {
	if end = i + pushed + 2; !pushes(code, i) || end >= len(code) || !code[i+pushed].is(opI32Const, 0) || code[i+pushed+1].op != opCall {
		return 0, false
	}
	if reloads(code, end) {
		end += 2
	}
	return end, end < len(code) && code[end].op == opBrIf && leaves[code[end].labels[0]]
}

// neverReturns tells by its name that a function of the runtime never comes back. The compiler does not put a trap behind all.
func neverReturns(name string) bool {
	name, ok := strings.CutPrefix(name, "runtime.")
	return ok && (strings.HasPrefix(name, "goPanic") || slices.Contains([]string{
		"sigpanic", "morestack", "morestack_noctxt", "gopanic", "throw", "panicdivide", "panicshift", "panicwrap", "panicdottypeE",
		"panicdottypeI", "panicnildottype", "panicmakeslicelen", "panicmakeslicecap",
	}, name))
}

// leaver makes the calls that never come back shorter: a function of its own stores the address, which traces and the search
// for deferred calls need, and calls.
type leaver struct {
	never map[int]bool // functions that never come back, besides those behind which the compiler put a trap
	first int          // the index of the first function of its own
	calls []farewell   // what each of these calls
}

// farewell is a call for good. Of those that panic many have two arguments at the stack's end: an index and a length.
type farewell struct {
	function  int
	arguments bool
}

// shorten replaces the calls that never come back.
func (l *leaver) shorten(code []instruction) []instruction {
	leaves := leaving(code)
	out := make([]instruction, 0, len(code))
	for i := 0; i < len(code); i++ {
		end, ok := leavingCall(code, i, leaves)
		if !ok || !l.never[code[i+pushed+1].value] && !traps(code[end+1:]) {
			out = append(out, code[i])
			continue
		}
		f := farewell{function: code[i+pushed+1].value}
		out, f.arguments = unstored(out)
		out = append(out, code[i+6], instruction{op: opCall, value: l.function(f)}, branch(opBr, code[end].labels[0]))
		i = end
	}
	return out
}

// unstored leaves two values that code ends with storing as arguments on WebAssembly's stack.
func unstored(code []instruction) ([]instruction, bool) {
	at := len(code) - 6
	if at < 0 {
		return code, false
	}
	for i, in := range code[at:] {
		switch i % 3 {
		case 0:
			if !in.is(opGet, stackPointer) {
				return code, false
			}
		case 1:
			if in.op != opI64Const && (in.op != opGet || in.value == stackPointer) {
				return code, false
			}
		case 2:
			if !in.is(opStore64, i/3*8) {
				return code, false
			}
		}
	}
	return append(code[:at], code[at+1], code[at+4]), true
}

// function is the index of the function that makes a call for good.
func (l *leaver) function(f farewell) int {
	at := slices.Index(l.calls, f)
	if at < 0 {
		at = len(l.calls)
		l.calls = append(l.calls, f)
	}
	return l.first + at
}

// owns tells if an instruction calls one of these functions.
func (l *leaver) owns(in instruction) bool { return in.op == opCall && in.value >= l.first }

// add adds the functions to the module. The last of their parameters is the address to return to.
func (l *leaver) add(m module) error {
	if len(l.calls) == 0 {
		return nil
	}
	var types [2]int
	for i, entry := range []string{"\x60\x01\x7e\x00", "\x60\x03\x7e\x7e\x7e\x00"} {
		var err error
		if types[i], err = m.push(typeSection, []byte(entry)); err != nil {
			return err
		}
	}
	for _, f := range l.calls {
		typ := types[0]
		if f.arguments {
			typ = types[1]
		}
		if _, err := m.push(functionSection, appendNumber(nil, typ)); err != nil {
			return err
		}
		if _, err := m.push(codeSection, appendSized(nil, append([]byte{0}, f.code()...))); err != nil {
			return err
		}
	}
	return nil
}

// code is the code of such a function. It traps if the other comes back.
func (f farewell) code() []byte {
	var a assembler
	local := 0
	store := func(offset int) {
		a.op(opGetGlobal, 0)
		a.get(local)
		a.op(opStore64, 0, offset)
		local++
	}
	if f.arguments {
		store(0)
		store(8)
	}
	a.op(opGetGlobal, 0)
	a.constant(address)
	a.op(opSub)
	a.op(opSetGlobal, 0)
	store(0)
	a.constant(0)
	a.op(opCall, f.function)
	a.op(opZero)
	a.within(opIf, func() { a.op(opUnreachable) })
	a.op(opEnd)
	return a.out
}
