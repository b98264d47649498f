package view

import "github.com/chatguard/chatguard/filter/swar"

// signs is what a look at a text tells: which views of it differ.
type signs struct {
	fold   window // dresses of letters, letters set apart
	escape window
	run    window // may hold encoded runs
	pieces bool   // fold holds letters or words in pieces
}

// window is the range that a kind of sign was seen in.
type window struct {
	first, last int
	seen        bool
}

func (w *window) add(from, to int) {
	if !w.seen {
		w.first, w.seen = from, true
	}
	w.last = max(w.last, to)
}

// Classes of bytes that may be a sign.
const (
	cHigh  = 1 << iota // not ASCII
	cEsc               // % & \ =
	cOpen              // ( [ {
	cPlus              // +
	cSpace             // white space: no encoded run goes over it
	cApart             // may set letters apart
	cWord              // ASCII letters and digits
	cUpper             // of cApart, those with bit 6 set, as letters have
)

var class = func() (t [256]uint8) {
	for i := 0x80; i < 256; i++ {
		t[i] = cHigh
	}
	for c, k := range map[string]uint8{"%&\\=": cEsc, "([{": cOpen, "+": cPlus, " \t\r\n": cSpace, " -._*|/~": cApart, "_|~": cUpper} {
		for i := range len(c) {
			t[c[i]] |= k
		}
	}
	for i := range 256 {
		if isWord(byte(i)) {
			t[i] |= cWord
		}
	}
	return t
}()

func isWord(b byte) bool { return b-'0' < 10 || b|0x20-'a' < 26 && b|0x20 >= 'a' }

// runWords is how many words of eight bytes without white space in a row make
// an encoded run possible: one of minRun bytes holds that many.
const runWords = 2

// upper is the bit that letters have, and hardly a byte that divides others.
const upper = 0x4040404040404040

// look goes over t once. It stops only at bytes that may be a sign. What divides characters or pairs stands again two or
// three bytes further; letters that do are no reason to look closer.
func (m *Maker) look(t []byte) {
	m.signs = signs{}
	m.hidden.reset()
	i, full := 0, 0
	for ; i+8 <= len(t); i += 8 {
		b, w := t[i:i+8:i+8], swar.Load(t, i)
		if swar.Below(w, ' '+1) == 0 {
			if full++; full >= runWords {
				m.signs.run.add(i-8*(full-1), i+8)
			}
		} else {
			full = 0
			if again(w^w>>24|w&upper, 0x808080) && inPairs(b) {
				m.signs.run.add(i, i+8)
			}
		}
		letters := w & upper
		if maySign(w) {
			c := class[b[0]] | class[b[1]] | class[b[2]] | class[b[3]] | class[b[4]] | class[b[5]] | class[b[6]] | class[b[7]]
			if c&(cHigh|cEsc|cOpen|cPlus) != 0 {
				i = m.lookClose(t, i, i+8) - 8
			}
			if c&cUpper != 0 {
				letters = 0
			}
		}
		if again(w^w>>16|letters, 0x808000008080) {
			m.apart(t, i)
		}
	}
	m.lookClose(t, i, len(t))
}

// again tells if a byte of d is zero, of the lowest ones and those with a bit in at.
func again(d, at uint64) bool { return swar.Zero(d)&at != 0 }

// maySign tells if a byte of w may be of cHigh, cEsc, cOpen, cPlus or cUpper: it is not ASCII, or from % to +, =, or [ \ ] ^ _
// or { | } ~. Other bytes are hardly among these.
func maySign(w uint64) bool {
	late := (w&^swar.Highs | 0x20*swar.Ones) + (0x80-'{')*swar.Ones
	return swar.Within(w, '%', '+')|swar.Equal(w, '=')|(late|w)&swar.Highs != 0
}

// inPairs tells whether the eight bytes of b may be of a row of pairs of hexadecimal digits, divided by one byte each.
func inPairs(b []byte) bool {
	a := func(i int) uint8 { return alphabet[b[i]] }
	return b[0] == b[3] && b[3] == b[6] && a(0)&aSp != 0 && a(1)&a(2)&a(4)&a(5)&a(7)&a16 != 0 ||
		b[1] == b[4] && b[4] == b[7] && a(1)&aSp != 0 && a(0)&a(2)&a(3)&a(5)&a(6)&a16 != 0 ||
		b[2] == b[5] && a(2)&aSp != 0 && a(0)&a(1)&a(3)&a(4)&a(6)&a(7)&a16 != 0
}

// lookClose judges the bytes of t[i:end] one by one and returns where to go
// on, at least end: a character may reach over it.
func (m *Maker) lookClose(t []byte, i, end int) int {
	for i < end {
		c := class[t[i]]
		switch {
		case c&(cHigh|cEsc|cOpen|cPlus) == 0:
			i++
		case c&cHigh != 0:
			i = m.lookHigh(t, i)
		case c&cEsc != 0:
			if n, bearing := escape(t[i:]); n > 0 && bearing {
				m.signs.escape.add(i, i+n)
			}
			i++
		default:
			if n := inPieces(t, i); n > 0 {
				m.signs.fold.add(i, i+n)
				m.signs.pieces = true
			}
			i++
		}
	}
	return i
}
