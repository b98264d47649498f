package main

// A function's frame: from the stack's end, which it lowers when it begins and raises before it returns.

const typeI32 = 0x7f

// steady lets local 1 keep the stack's end over calls: the room for the address to return to is told to global 0 only, by way of
// the local spare. A stack moves when it grows or shrinks. All that is on it is unwound for the one (newstack), and has been for
// the other: one whose goroutine runs on the system's stack does not shrink (isShrinkStackSafe). Where a function goes on after
// that, it begins by reading global 0. Assembly that sets the stack's end in other ways stays as it is, and false is returned.
//
// A function in quiet calls none and returns: nobody reads the address to return to, and nothing is unwound behind it.
func steady(code []instruction, spare int, quiet map[int]bool) ([]instruction, bool) {
	leaves := leaving(code)
	out := make([]instruction, 0, len(code))
	for i := 0; i < len(code); i++ {
		switch n := calls(code, i); {
		case n == direct && quiet[code[i+n-1].value] && reloads(code, i+n) && code[i+n+2].op == opBrIf && leaves[code[i+n+2].labels[0]]:
			out = append(out, code[i:i+3]...)
			out = append(out, code[i+4], code[i+n-2], code[i+n-1], instruction{op: opDrop})
			i += n + 2
			continue
		case n > 0:
			out = append(out, code[i:i+3]...)
			out = append(out, instruction{op: opTee, value: spare}, code[i+4], instruction{op: opGet, value: spare})
			out = append(out, code[i+6:i+n]...)
			i += n - 1
			continue
		case i > 0 && reloads(code, i):
			if !called(code[i-1]) {
				return code, false
			}
			i++
			continue
		case i > 1 && (code[i].is(opTee, stackPointer) || code[i].is(opSet, stackPointer)) && !moves(code, i):
			return code, false
		}
		out = append(out, code[i])
	}
	return out, true
}

// direct and indirect are how many instructions a call takes.
const (
	pushed   = 8
	direct   = pushed + 2
	indirect = pushed + 7
)

func called(in instruction) bool { return in.op == opCall || in.op == opIndirect }

// calls is how many instructions from code[i] on are a call, from the room for the address to the call itself; 0 if they are none.
func calls(code []instruction, i int) int {
	if !pushes(code, i) {
		return 0
	}
	rest := code[i+pushed:]
	if len(rest) > 1 && rest[0].is(opI32Const, 0) && rest[1].op == opCall {
		return direct
	}
	// The number of the function is on the stack, over the place in it.
	if len(rest) > 6 && rest[0].is(opI64Const, placeBits) && rest[1].op == opShr64 && rest[2].op == opWrap && rest[3].is(opSet, placeLocal) &&
		rest[4].is(opI32Const, 0) && rest[5].is(opGet, placeLocal) && rest[6].op == opIndirect {
		return indirect
	}
	return 0
}

// moves tells if code[i] and what is around it make a frame, or give it back.
func moves(code []instruction, i int) bool {
	return i > 2 && i+1 < len(code) && code[i].op == opTee && code[i+1].is(opSetGlobal, 0) && code[i-3].is(opGet, stackPointer) &&
		code[i-2].op == opI32Const && (code[i-1].op == opSub || code[i-1].op == opAdd)
}

// giveBack gives back the frame and the room of the address in one step before a return, and does not note it in local 1.
func giveBack(code []instruction) []instruction {
	out := make([]instruction, 0, len(code))
	for i := 0; i < len(code); i++ {
		if size, n := frame(code, i); n > 0 {
			out = append(out, code[i], instruction{op: opI32Const, value: size}, code[i+2], code[i+4])
			i += n - 1
			continue
		}
		out = append(out, code[i])
	}
	return out
}

// frame is what n instructions from code[i] on give back before the function returns.
func frame(code []instruction, i int) (size, n int) {
	for i+n+4 < len(code) && code[i+n].is(opGet, stackPointer) && code[i+n+1].op == opI32Const && code[i+n+2].op == opAdd && moves(code, i+n+3) {
		size += code[i+n+1].value
		n += 5
	}
	if i+n+1 < len(code) && code[i+n].is(opI32Const, 0) && code[i+n+1].op == opReturn {
		return size, n
	}
	return 0, 0
}

// countLocals counts a function's locals and its parameter.
func countLocals(locals []byte) int {
	r := reader{b: locals}
	n := 1
	for range r.number() {
		n += r.number()
		r.bytes(1)
	}
	return n
}

// addLocal adds a local of a type.
func addLocal(locals []byte, typ byte) []byte {
	r := reader{b: locals}
	groups := r.number()
	return append(append(appendNumber(nil, groups+1), r.b...), 1, typ)
}

// isQuiet tells if a function calls none, and returns if it ends.
func isQuiet(code []instruction) bool {
	for i := range code {
		switch in := &code[i]; {
		case called(*in), in.op == opReturn && (i == 0 || !code[i-1].is(opI32Const, 0)):
			return false
		}
	}
	last := len(code) - 1
	for last > 0 && code[last].op == opEnd {
		last--
	}
	return last >= 0 && (code[last].op == opReturn || code[last].op == opUnreachable)
}
