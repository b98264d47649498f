package main

// Where unpacking has its things, from a place in memory on: the lengths of a block's codes, a table for each of the two
// alphabets, and the packed data. A table has for each maxCode bits that may come the symbol that they begin with, times
// sixteen, and the length of its code.
const (
	lengthsAt       = 0
	symbolTableAt   = 512
	distanceTableAt = symbolTableAt + tableSize
	packedAt        = distanceTableAt + tableSize
	tableSize       = 2 << maxCode
	allSymbols      = symbols + distances
	overread        = 4 // bits are read by words
)

// Locals of the function that unpacks.
const (
	pos    = iota // the next bit of the packed data
	dst           // the next byte to write
	left          // how many tokens of the block are left
	entry         // an entry of a table, or the symbol in it
	length        // of a match
	last          // the distance of the last match
	i             // a symbol
	n             // the length of a code
	codeOf        // the next code of that length
	t             // a place in a table, a bit, a value
	locals
)

// unpacker is the body of a function that unpacks what pack wrote, to where the image was, and leaves zeroes where the packed
// data and its tables were.
func unpacker(to image, from, packed int) []byte {
	a := &assembler{}
	a.constant(to.start)
	a.set(dst)
	a.loop(func() {
		a.bits(from, func() { a.constant(16) })
		a.set(left)
		a.readLengths(from)
		a.buildTable(from+lengthsAt, symbols, from+symbolTableAt)
		a.buildTable(from+lengthsAt+symbols, distances, from+distanceTableAt)
		a.loop(func() {
			a.token(from)
			a.addTo(left, -1)
			a.get(left)
			a.op(opBrIf, 0)
		})
		a.get(dst)
		a.constant(to.end())
		a.op(opLess)
		a.op(opBrIf, 0)
	})
	a.constant(from)
	a.constant(0)
	a.constant(packedAt + packed)
	a.op(opBulk, bulkFill, 0)
	a.op(opEnd)
	return a.out
}

// localTypes declares the locals: all are i32.
func localTypes() []byte { return []byte{1, locals, 0x7f} }

func (a *assembler) readLengths(from int) {
	a.constant(0)
	a.set(i)
	a.loop(func() {
		a.get(i)
		a.bits(from, func() { a.constant(4) })
		a.op(opStore8, 0, from+lengthsAt)
		a.addTo(i, 1)
		a.get(i)
		a.constant(allSymbols)
		a.op(opLess)
		a.op(opBrIf, 0)
	})
}

// buildTable goes through the codes as func codes does.
func (a *assembler) buildTable(lengths, symbols, table int) {
	a.constant(0)
	a.set(codeOf)
	a.constant(1)
	a.set(n)
	a.loop(func() {
		a.constant(0)
		a.set(i)
		a.loop(func() {
			a.get(i)
			a.op(opLoad8, 0, lengths)
			a.get(n)
			a.op(opEqual)
			a.when(func() {
				a.fill(table)
				a.following()
			})
			a.addTo(i, 1)
			a.get(i)
			a.constant(symbols)
			a.op(opLess)
			a.op(opBrIf, 0)
		})
		a.addTo(n, 1)
		a.get(n)
		a.constant(maxCode)
		a.op(opLessEqual)
		a.op(opBrIf, 0)
	})
}

// fill writes the entry of symbol i wherever the bits begin with its code.
func (a *assembler) fill(table int) {
	a.get(codeOf)
	a.set(t)
	a.loop(func() {
		a.get(t)
		a.constant(1)
		a.op(opShl)
		a.get(i)
		a.constant(4)
		a.op(opShl)
		a.get(n)
		a.op(opOr)
		a.op(opStore16, 0, table)
		a.get(t)
		a.constant(1)
		a.get(n)
		a.op(opShl)
		a.op(opAdd)
		a.tee(t)
		a.constant(1 << maxCode)
		a.op(opLess)
		a.op(opBrIf, 0)
	})
}

// following is func following.
func (a *assembler) following() {
	a.constant(1)
	a.get(n)
	a.constant(1)
	a.op(opSub)
	a.op(opShl)
	a.set(t)
	a.block(func() {
		a.loop(func() {
			a.get(codeOf)
			a.get(t)
			a.op(opAnd)
			a.op(opZero)
			a.op(opBrIf, 1)
			a.get(codeOf)
			a.get(t)
			a.op(opXor)
			a.set(codeOf)
			a.get(t)
			a.constant(1)
			a.op(opShr)
			a.set(t)
			a.op(opBr, 0)
		})
	})
	a.get(codeOf)
	a.get(t)
	a.op(opOr)
	a.set(codeOf)
}

// token writes what the next token stands for.
func (a *assembler) token(from int) {
	a.symbol(from, symbolTableAt)
	a.get(entry)
	a.constant(256)
	a.op(opLess)
	a.op(opIf, noResult)
	a.get(dst)
	a.get(entry)
	a.op(opStore8, 0, 0)
	a.addTo(dst, 1)
	a.op(opElse)
	a.addTo(entry, -256)
	a.value(from)
	a.get(t)
	a.constant(minMatch)
	a.op(opAdd)
	a.set(length)
	a.symbol(from, distanceTableAt)
	a.value(from)
	a.get(t)
	a.when(func() {
		a.get(t)
		a.set(last)
	})
	a.loop(func() {
		a.get(dst)
		a.get(dst)
		a.get(last)
		a.op(opSub)
		a.op(opLoad8, 0, 0)
		a.op(opStore8, 0, 0)
		a.addTo(dst, 1)
		a.addTo(length, -1)
		a.get(length)
		a.op(opBrIf, 0)
	})
	a.op(opEnd)
}

// symbol reads a symbol to entry.
func (a *assembler) symbol(from, table int) {
	a.peek(from)
	a.constant(1<<maxCode - 1)
	a.op(opAnd)
	a.constant(1)
	a.op(opShl)
	a.op(opLoad16, 0, from+table)
	a.set(entry)
	a.get(pos)
	a.get(entry)
	a.constant(15)
	a.op(opAnd)
	a.op(opAdd)
	a.set(pos)
	a.get(entry)
	a.constant(4)
	a.op(opShr)
	a.set(entry)
}

// value reads the rest of the value whose class is in entry, to t.
func (a *assembler) value(from int) {
	a.get(entry)
	a.set(t)
	a.constant(3)
	a.get(entry)
	a.op(opLess)
	a.when(func() {
		a.get(entry)
		a.constant(1)
		a.op(opShr)
		a.constant(1)
		a.op(opSub)
		a.set(n)
		a.get(entry)
		a.constant(1)
		a.op(opAnd)
		a.constant(2)
		a.op(opOr)
		a.get(n)
		a.op(opShl)
		a.bits(from, func() { a.get(n) })
		a.op(opOr)
		a.set(t)
	})
}

// peek leaves the next bits of the packed data on the stack, 25 at least.
func (a *assembler) peek(from int) {
	a.get(pos)
	a.constant(3)
	a.op(opShr)
	a.op(opLoad32, 0, from+packedAt)
	a.get(pos)
	a.constant(7)
	a.op(opAnd)
	a.op(opShr)
}

// bits reads as many bits as count leaves on the stack, and leaves them there.
func (a *assembler) bits(from int, count func()) {
	a.peek(from)
	a.constant(1)
	count()
	a.op(opShl)
	a.constant(1)
	a.op(opSub)
	a.op(opAnd)
	a.get(pos)
	count()
	a.op(opAdd)
	a.set(pos)
}
