package main

// A function's frame: from the stack's end, which it lowers when it begins and raises before it returns.

// shortCalls drops what is around the call of a function in quiet, which calls none and returns: nobody reads the address to
// return to, nothing is unwound behind it, and the stack is where it was. After any other call it may be elsewhere, even if
// nothing was unwound: a host that is called may call another function, which lets the stack grow.
func shortCalls(code []instruction, quiet map[int]bool) []instruction {
	leaves := leaving(code)
	out := make([]instruction, 0, len(code))
	for i := 0; i < len(code); i++ {
		end, ok := leavingCall(code, i, leaves)
		if !ok || !reloads(code, i+pushed+2) || !quiet[code[i+pushed+1].value] {
			out = append(out, code[i])
			continue
		}
		out = append(out, code[i:i+3]...)
		out = append(out, code[i+4], code[i+pushed], code[i+pushed+1], instruction{op: opDrop})
		i = end
	}
	return out
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
	for i+n+4 < len(code) && code[i+n].is(opGet, stackPointer) && code[i+n+1].op == opI32Const && code[i+n+2].op == opAdd &&
		code[i+n+3].is(opTee, stackPointer) && code[i+n+4].is(opSetGlobal, 0) {
		size += code[i+n+1].value
		n += 5
	}
	if i+n+1 < len(code) && code[i+n].is(opI32Const, 0) && code[i+n+1].op == opReturn {
		return size, n
	}
	return 0, 0
}

// isQuiet tells if a function calls none, and returns if it ends.
func isQuiet(code []instruction) bool {
	for i := range code {
		switch in := &code[i]; {
		case in.op == opCall, in.op == opIndirect, in.op == opReturn && (i == 0 || !code[i-1].is(opI32Const, 0)):
			return false
		}
	}
	last := len(code) - 1
	for last > 0 && code[last].op == opEnd {
		last--
	}
	return last >= 0 && (code[last].op == opReturn || code[last].op == opUnreachable)
}
