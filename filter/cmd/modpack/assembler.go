package main

// Instructions of WebAssembly, all of 32 bits and without sign (https://webassembly.github.io/spec/core/binary/instructions.html).
const (
	opUnreachable = 0x00
	opBlock       = 0x02
	opLoop        = 0x03
	opIf          = 0x04
	opElse        = 0x05
	opBr          = 0x0c
	opBrIf        = 0x0d
	opGet         = 0x20
	opSet         = 0x21
	opTee         = 0x22
	opLoad32      = 0x28
	opLoad8       = 0x2d
	opLoad16      = 0x2f
	opStore8      = 0x3a
	opStore16     = 0x3b
	opZero        = 0x45
	opEqual       = 0x46
	opLess        = 0x49
	opLessEqual   = 0x4d
	opAdd         = 0x6a
	opSub         = 0x6b
	opAnd         = 0x71
	opOr          = 0x72
	opXor         = 0x73
	opShl         = 0x74
	opShr         = 0x76
	opBulk        = 0xfc

	bulkFill = 11
	noResult = 0x40
)

// assembler writes instructions. A load and a store take an alignment, of which none is promised, and an offset.
type assembler struct{ out []byte }

func (a *assembler) op(op byte, arguments ...int) {
	a.out = append(a.out, op)
	for _, v := range arguments {
		a.out = appendNumber(a.out, v)
	}
}

func (a *assembler) constant(v int) { a.out = appendSigned(append(a.out, opI32Const), v) }

func (a *assembler) get(local int) { a.op(opGet, local) }

func (a *assembler) set(local int) { a.op(opSet, local) }

func (a *assembler) tee(local int) { a.op(opTee, local) }

// addTo adds a constant to a local.
func (a *assembler) addTo(local, v int) {
	a.get(local)
	a.constant(v)
	a.op(opAdd)
	a.set(local)
}

func (a *assembler) within(op byte, body func()) {
	a.op(op, noResult)
	body()
	a.op(opEnd)
}

// block is left by a branch, loop begun again.
func (a *assembler) block(body func()) { a.within(opBlock, body) }

func (a *assembler) loop(body func()) { a.within(opLoop, body) }

// when runs its body if the number on the stack is not zero.
func (a *assembler) when(body func()) { a.within(opIf, body) }
