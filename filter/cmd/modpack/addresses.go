package main

// stackPointer is the local of a Go function that holds the stack's end.
const stackPointer = 1

// maxFrame is more than any offset into a frame: the sum of it and a stack's end does not overflow.
const maxFrame = 1 << 24

// foldAddresses shortens addresses on the stack. The compiler widens the stack's end, adds an offset and narrows the sum; a
// load or a store takes an offset itself.
func foldAddresses(code []instruction) []instruction {
	out := make([]instruction, 0, len(code))
	for i := 0; i < len(code); i++ {
		offset, ok := stackAddress(code[i:])
		out = append(out, code[i])
		if !ok {
			continue
		}
		i += 4
		if j := user(code, i+1); j >= 0 {
			code[j].value += offset
			code[j].raw = nil
			continue
		}
		out = append(out, instruction{op: opI32Const, value: offset}, instruction{op: opAdd})
	}
	return out
}

// stackAddress tells if code begins with five instructions that push an address on the stack.
func stackAddress(code []instruction) (offset int, ok bool) {
	if len(code) < 5 || !code[0].is(opGet, stackPointer) || code[1].op != opExtend || code[2].op != opI64Const ||
		code[3].op != opI64Add || code[4].op != opWrap {
		return 0, false
	}
	offset = code[2].value
	return offset, offset >= 0 && offset < maxFrame
}

// user finds the load or store that takes the address on top of the stack before code[i]; -1 if anything else takes it, or
// something comes between them that is not plain.
func user(code []instruction, i int) int {
	above := 0 // how many values lie on the address
	for ; i < len(code); i++ {
		in := &code[i]
		takes, leaves, plain := effect(in.op)
		switch {
		case above == 0 && isLoad(in.op), above == 1 && isStore(in.op):
			if in.value < maxFrame {
				return i
			}
			return -1
		case !plain || takes > above:
			return -1
		}
		above += leaves - takes
	}
	return -1
}

// effect is how many values an instruction takes from the stack and leaves there, if it does no more than compute.
func effect(op byte) (takes, leaves int, plain bool) {
	switch {
	case op == opGet, op == opGetGlobal, op >= opI32Const && op <= opF64Const:
		return 0, 1, true
	case op == opSet, op == opSetGlobal, op == opDrop:
		return 1, 0, true
	case op == opTee, isLoad(op):
		return 1, 1, true
	case isStore(op):
		return 2, 0, true
	case op == opSelect:
		return 3, 1, true
	case op == 0x45, op == 0x50, // eqz
		op >= 0x67 && op <= 0x69, op >= 0x79 && op <= 0x7b, // clz, ctz, popcnt
		op >= 0x8b && op <= 0x91, op >= 0x99 && op <= 0x9f, // abs, neg, ceil, floor, trunc, nearest, sqrt
		op >= 0xa7 && op <= opLast: // conversions
		return 1, 1, true
	case op > 0x45 && op < 0xa7:
		return 2, 1, true
	}
	return 0, 0, false
}
