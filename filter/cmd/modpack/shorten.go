package main

// Instructions that are only looked for here.
const (
	opI64Zero = 0x50 // i64.eqz
	opExtendS = 0xac
)

// opposite is the comparison that is true when another is not. Those of floating point have none.
var opposite = func() (t [256]byte) {
	for _, first := range []byte{0x46, 0x51} { // i32.eq, i64.eq; then ne, lt, gt, le, ge, each but the first two with and without sign
		for i, j := range [...]byte{1, 0, 8, 9, 6, 7, 4, 5, 2, 3} {
			t[first+byte(i)] = first + j
		}
	}
	return t
}()

// shorten replaces pairs of instructions by one that does the same. An end lies between those that are not always run together.
func shorten(code []instruction) []instruction {
	out := make([]instruction, 0, len(code))
	for _, in := range code {
		if in.op == opNop {
			continue
		}
		out = append(out, in)
		if n := len(out); n > 1 {
			if pair, ok := shorter(&out[n-2], &out[n-1]); ok {
				out = append(out[:n-2], pair...)
			}
		}
	}
	return out
}

func shorter(a, b *instruction) ([]instruction, bool) {
	switch {
	case b.op == opZero && opposite[a.op] != 0:
		return []instruction{{op: opposite[a.op]}}, true
	case b.op == opI64Zero && (a.op == opExtend || a.op == opExtendS):
		return []instruction{{op: opZero}}, true
	case b.op == opWrap && a.op == opI64Const:
		return []instruction{{op: opI32Const, value: int(int32(a.value))}}, true
	case a.op == opSet && b.is(opGet, a.value):
		return []instruction{{op: opTee, value: a.value}}, true
	case a.op == opGet && b.is(opSet, a.value):
		return nil, true
	}
	return nil, false
}

// leaving are the labels behind which there is nothing but the end of the function.
func leaving(code []instruction) map[*label]bool {
	n := len(code)
	if n < 3 || code[n-1].op != opEnd || code[n-2].op != opI32Const || code[n-3].op != opEnd {
		return nil
	}
	l := code[n-3].labels[0]
	return map[*label]bool{l: l.op == opBlock}
}

// traps tells if code begins with the instruction that traps, apart from ends of blocks and loops.
func traps(code []instruction) bool {
	for i := range code {
		switch in := &code[i]; {
		case in.op == opUnreachable:
			return true
		case in.op == opNop, in.op == opEnd && (in.labels[0].op == opBlock || in.labels[0].op == opLoop):
		default:
			return false
		}
	}
	return false
}
