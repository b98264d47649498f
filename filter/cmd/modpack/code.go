package main

import "fmt"

// Instructions that Go's compiler writes, besides those of the assembler.
const (
	opNop       = 0x01
	opEnd       = 0x0b
	opBrTable   = 0x0e
	opReturn    = 0x0f
	opCall      = 0x10
	opIndirect  = 0x11
	opDrop      = 0x1a
	opSelect    = 0x1b
	opGetGlobal = 0x23
	opSetGlobal = 0x24
	opLoadLast  = 0x35
	opStore     = 0x36
	opStoreLast = 0x3e
	opSize      = 0x3f
	opGrow      = 0x40
	opI32Const  = 0x41
	opI64Const  = 0x42
	opF32Const  = 0x43
	opF64Const  = 0x44
	opI64Add    = 0x7c
	opWrap      = 0xa7
	opExtend    = 0xad
	opLast      = 0xc4

	bulkCopy       = 10
	lastSaturating = 7
)

// instruction is one instruction of a function.
type instruction struct {
	op     byte
	value  int      // a local, a global, a function or a constant; the offset of a load or a store
	align  int      // of a load or a store
	labels []*label // what a branch goes to; what a block, a loop, an if or an end belongs to
	raw    []byte   // as it is in the module, if it is still so
}

func (in *instruction) is(op byte, value int) bool { return in.op == op && in.value == value }

func isLoad(op byte) bool { return op >= opLoad32 && op <= opLoadLast }

func isStore(op byte) bool { return op >= opStore && op <= opStoreLast }

// label is where a branch goes: to the beginning of a loop, or to the end of a block, an if or the function.
type label struct{ op byte }

// readCode reads the instructions of a function, without its locals.
func readCode(body []byte) ([]instruction, error) {
	r := codeReader{reader: reader{b: body}, open: []*label{{opEnd}}}
	var code []instruction
	for len(r.b) > 0 && r.err == nil {
		before := r.b
		in := instruction{op: r.bytes(1)[0]}
		r.arguments(&in)
		in.raw = before[:len(before)-len(r.b)]
		code = append(code, in)
	}
	if r.err == nil && len(r.open) > 0 {
		r.err = fmt.Errorf("%d blocks have no end", len(r.open))
	}
	return code, r.err
}

type codeReader struct {
	reader
	open []*label
}

// label reads how many open blocks a branch leaves.
func (r *codeReader) label() *label {
	n := r.number()
	if n >= len(r.open) {
		r.bytes(-1)
		return nil
	}
	return r.open[len(r.open)-1-n]
}

func (r *codeReader) arguments(in *instruction) {
	switch op := in.op; {
	case op == opBlock, op == opLoop, op == opIf:
		in.value = int(r.bytes(1)[0])
		r.open = append(r.open, &label{op})
		in.labels = r.open[len(r.open)-1:]
		in.labels = append([]*label(nil), in.labels...)
	case op == opEnd:
		if len(r.open) == 0 {
			r.bytes(-1)
			return
		}
		last := len(r.open) - 1
		in.labels, r.open = []*label{r.open[last]}, r.open[:last]
	case op == opBr, op == opBrIf:
		in.labels = []*label{r.label()}
	case op == opBrTable:
		for n := r.number(); n >= 0 && r.err == nil; n-- {
			in.labels = append(in.labels, r.label())
		}
	case op == opCall, op >= opGet && op <= opSetGlobal:
		in.value = r.number()
	case op == opIndirect:
		r.number()
		r.number()
	case isLoad(op), isStore(op):
		in.align, in.value = r.number(), r.number()
	case op == opSize, op == opGrow:
		r.bytes(1)
	case op == opI32Const, op == opI64Const:
		in.value = r.signed()
	case op == opF32Const:
		r.bytes(4)
	case op == opF64Const:
		r.bytes(8)
	case op == opBulk:
		r.bulk()
	case op <= opElse, op == opReturn, op == opDrop, op == opSelect, op >= opZero && op <= opLast:
	default:
		r.err = fmt.Errorf("unknown instruction %#x", op)
	}
}

func (r *codeReader) bulk() {
	switch n := r.number(); {
	case n == bulkCopy:
		r.bytes(2)
	case n == bulkFill:
		r.bytes(1)
	case n > lastSaturating:
		r.err = fmt.Errorf("unknown instruction %#x %d", opBulk, n)
	}
}

// appendCode writes instructions. Branches are written anew: there may be other blocks around them.
func appendCode(b []byte, code []instruction) []byte {
	open := []*label{nil}
	for i := range code {
		in := &code[i]
		switch op := in.op; {
		case op == opBlock, op == opLoop, op == opIf:
			open = append(open, in.labels[0])
			b = append(b, op, byte(in.value))
		case op == opEnd:
			open = open[:len(open)-1]
			b = append(b, op)
		case op == opBr, op == opBrIf:
			b = appendNumber(append(b, op), depth(open, in.labels[0]))
		case op == opBrTable:
			b = appendNumber(append(b, op), len(in.labels)-1)
			for _, l := range in.labels {
				b = appendNumber(b, depth(open, l))
			}
		case in.raw != nil:
			b = append(b, in.raw...)
		case op == opI32Const:
			b = appendSigned(append(b, op), in.value)
		case isLoad(op), isStore(op):
			b = appendNumber(appendNumber(append(b, op), in.align), in.value)
		case op == opCall, op >= opGet && op <= opSetGlobal:
			b = appendNumber(append(b, op), in.value)
		default:
			b = append(b, op)
		}
	}
	return b
}

// depth is how many open blocks a branch to a label leaves.
func depth(open []*label, to *label) int {
	for i := len(open) - 1; i > 0; i-- {
		if open[i] == to {
			return len(open) - 1 - i
		}
	}
	return len(open) - 1 // the function
}
