package wire

import "encoding/binary"

// readBlock reads the header of a block (RFC 1951, section 3.2.3).
func (d *Decompressor) readBlock() bool {
	if !d.need(3) {
		return false
	}
	d.final = d.take(1) == 1
	switch d.take(2) {
	case 0:
		d.take(d.nbits & 7)
		d.stage = stageStoredLen
	case 1:
		d.tables.fixed()
		d.stage = stageSymbols
	case 2:
		d.stage = stageDynamic
	default:
		return d.fail(BadCompression)
	}
	return true
}

// endBlock is the end of a block.
func (d *Decompressor) endBlock() {
	d.stage = stageBlock
	if d.final {
		d.take(d.nbits & 7)
		d.stage = stageSum
	}
}

func (d *Decompressor) readStoredLen() bool {
	if !d.need(32) {
		return false
	}
	n, complement := d.take(16), d.take(16)
	if n != complement^0xffff {
		return d.fail(BadCompression)
	}
	d.stored, d.stage = n, stageStored
	return true
}

func (d *Decompressor) readStored() bool {
	for d.stored > 0 {
		n := 0
		if d.nbits > 0 { // whole bytes that were read ahead
			d.window[d.next] = byte(d.take(8))
			n = 1
		} else if n = copy(d.window[d.next:min(d.next+d.stored, windowSize)], d.in[d.pos:]); n == 0 {
			return false
		} else {
			d.pos += n
		}
		d.stored -= n
		if d.next += n; d.next == windowSize {
			if d.flush(); d.err != nil {
				return false
			}
		}
	}
	d.endBlock()
	return true
}

func (d *Decompressor) readDynamic() bool {
	if !d.need(14) {
		return false
	}
	t := &d.tables
	t.literals, t.distances, t.lengths = 257+d.take(5), 1+d.take(5), 4+d.take(4)
	if t.literals > maxLiterals || t.distances > maxDistances {
		return d.fail(BadCompression)
	}
	t.have, t.isFixed = 0, false
	clear(t.bits[:])
	d.stage = stageLengths
	return true
}

// lengthOrder is the order in which the lengths of the code for code lengths come.
var lengthOrder = [19]byte{16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15}

func (d *Decompressor) readLengths() bool {
	t := &d.tables
	for ; t.have < t.lengths; t.have++ {
		if !d.need(3) {
			return false
		}
		t.bits[lengthOrder[t.have]] = byte(d.take(3))
	}
	if !t.distance.build(t.bits[:19]) { // the distances' table is free as yet
		return d.fail(BadCompression)
	}
	t.have = 0
	clear(t.bits[:])
	d.stage = stageCodes
	return true
}

// readCodes reads the code lengths of the two alphabets, which are run-length
// coded (RFC 1951, section 3.2.7).
func (d *Decompressor) readCodes() bool {
	t := &d.tables
	for all := t.literals + t.distances; t.have < all; {
		d.need(7 + 7)
		symbol, n := t.distance.find(d.bits)
		if n == 0 && d.nbits >= 7 {
			return d.fail(BadCompression)
		}
		value, repeat, extra := byte(symbol), 1, uint(0)
		switch symbol {
		case 16:
			repeat, extra = 3, 2
			if t.have > 0 {
				value = t.bits[t.have-1]
			}
		case 17:
			value, repeat, extra = 0, 3, 3
		case 18:
			value, repeat, extra = 0, 11, 7
		}
		if n == 0 || n+extra > d.nbits {
			return false
		}
		d.take(n)
		repeat += d.take(extra)
		if symbol == 16 && t.have == 0 || t.have+repeat > all {
			return d.fail(BadCompression)
		}
		for range repeat {
			t.bits[t.have] = value
			t.have++
		}
	}
	if !t.literal.build(t.bits[:t.literals]) || !t.distance.build(t.bits[t.literals:t.have]) {
		return d.fail(BadCompression)
	}
	d.stage = stageSymbols
	return true
}

// lengthCodes and distanceCodes are the least value of a code and how many bits
// are added to it (RFC 1951, section 3.2.5).
var (
	lengthCodes   [29]codeRange
	distanceCodes [maxDistances]codeRange
)

type codeRange struct {
	least uint16
	extra uint8
}

func init() {
	for i, least := 0, 3; i < 28; i++ {
		extra := uint8(max(i-4, 0) / 4)
		lengthCodes[i] = codeRange{uint16(least), extra}
		least += 1 << extra
	}
	lengthCodes[28] = codeRange{258, 0}
	for i, least := 0, 1; i < maxDistances; i++ {
		extra := uint8(max(i-2, 0) / 2)
		distanceCodes[i] = codeRange{uint16(least), extra}
		least += 1 << extra
	}
}

// readSymbols reads literals and matches. A match takes at most 48 bits, so what
// is refilled suffices unless the piece ends.
func (d *Decompressor) readSymbols() bool {
	b, nb, in, pos := d.bits, d.nbits, d.in, d.pos
	more := true
	for more {
		if len(in)-pos >= 8 { // the bits above nb are set again by the next refill
			b |= binary.LittleEndian.Uint64(in[pos:]) << nb
			pos += int(63-nb) >> 3
			nb |= 56
		} else {
			for nb < 56 && pos < len(in) {
				b |= uint64(in[pos]) << nb
				pos++
				nb += 8
			}
		}
		symbol, n := d.tables.literal.find(b)
		if n == 0 || n > nb {
			more = false
			if n == 0 && nb >= maxCode {
				d.fail(BadCompression)
			}
			break
		}
		if symbol < endOfBlock {
			b >>= n
			nb -= n
			d.window[d.next] = byte(symbol)
			if d.next++; d.next == windowSize {
				d.pos = pos
				d.flush()
				more = d.err == nil
			}
			continue
		}
		if symbol == endOfBlock {
			b >>= n
			nb -= n
			break
		}
		length, distance, used, ok := d.match(symbol, b>>n, nb-n)
		if !ok {
			more = false
			break
		}
		b >>= n
		b >>= used
		nb -= n + used
		d.pos = pos
		d.copy(length, distance)
		more = d.err == nil
	}
	// The bits above nb are bytes from pos on.
	d.bits, d.nbits, d.pos = b&(1<<nb-1), nb, pos
	if more {
		d.endBlock()
	}
	return more
}

// match reads the rest of a match, of whose length symbol is the code, from the nb
// bits b. It is not ok if there are too few or they are wrong.
func (d *Decompressor) match(symbol int, b uint64, nb uint) (length, distance int, used uint, ok bool) {
	if symbol >= maxLiterals {
		return 0, 0, 0, d.fail(BadCompression)
	}
	l := lengthCodes[symbol-endOfBlock-1]
	length = int(l.least) + int(b&(1<<l.extra-1))
	used = uint(l.extra)
	code, n := d.tables.distance.find(b >> used)
	if n == 0 {
		if nb >= used+maxCode {
			d.fail(BadCompression)
		}
		return 0, 0, 0, false
	}
	used += n
	if used <= nb && code >= maxDistances {
		return 0, 0, 0, d.fail(BadCompression)
	}
	if code >= maxDistances {
		return 0, 0, 0, false
	}
	c := distanceCodes[code]
	distance = int(c.least) + int(b>>used&(1<<c.extra-1))
	used += uint(c.extra)
	if used > nb {
		return 0, 0, 0, false
	}
	if int64(distance) > d.written-d.history+int64(d.next-d.flushed) {
		return 0, 0, 0, d.fail(BadCompression)
	}
	return length, distance, used, true
}

// copy repeats length bytes from distance back. They may overlap what they make.
func (d *Decompressor) copy(length, distance int) {
	from := (d.next - distance) & (windowSize - 1)
	for length > 0 && d.err == nil {
		n := min(length, windowSize-d.next, windowSize-from, distance)
		copy(d.window[d.next:d.next+n], d.window[from:from+n])
		from = (from + n) & (windowSize - 1)
		length -= n
		if d.next += n; d.next == windowSize {
			d.flush()
		}
	}
}
