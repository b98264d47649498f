package mask

import (
	"bytes"
	"hash/maphash"
)

// avoid is the set of placeholders that stand in the exchange's own text.
type avoid struct {
	seed   maphash.Seed
	seeded bool
	table  []uint64 // hashes of [TYPE_N], a power of two of slots; 0 is free
	used   int
	full   bool
}

const (
	maxAvoid    = 1 << 12 // placeholders in the text that are remembered
	maxTypeName = 64
)

// Avoid looks for texts that read like a placeholder, [TYPE_N], and keeps Number
// from giving these numbers, so that what somebody typed is never taken for a
// placeholder that was issued, nor given a value back. It must be called before
// the numbers are given; text must hold such a form whole. A text with more than
// a few thousand of them leaves the exchange with labels only.
//
// It matters where placeholders are restored. Where they are not, a placeholder
// in a conversation is most likely one of the turn before, and stepping aside
// would give the same value another number each turn.
func (n *Numbers) Avoid(text []byte) {
	for {
		open := bytes.IndexByte(text, '[')
		if open < 0 {
			return
		}
		text = text[open+1:]
		if end := placeholderEnd(text); end > 0 {
			n.avoid.add(text[:end])
			text = text[end:]
		}
	}
}

// ParsePlaceholder reads [TYPE_N] at the start of text and returns its parts and
// its length, which is 0 if there is none.
func ParsePlaceholder(text []byte) (typ []byte, num, length int) {
	if len(text) == 0 || text[0] != '[' {
		return nil, 0, 0
	}
	end := placeholderEnd(text[1:])
	if end == 0 {
		return nil, 0, 0
	}
	body := text[1 : 1+end]
	bar := bytes.LastIndexByte(body, '_')
	for _, c := range body[bar+1:] {
		num = num*10 + int(c-'0')
	}
	return body[:bar], num, end + 2
}

// placeholderEnd returns the length of TYPE_N if text begins with TYPE_N], where
// N is a number that can be given, else 0.
func placeholderEnd(text []byte) int {
	i := 0
	for i < len(text) && nameByte[text[i]] {
		i++
	}
	if i == len(text) || text[i] != ']' {
		return 0
	}
	digits, num := i, 0
	for scale := 1; digits > 0 && i-digits < 5 && isDigit(text[digits-1]); scale *= 10 {
		digits--
		num += scale * int(text[digits]-'0')
	}
	name := digits - 1
	if name < 1 || name > maxTypeName || text[name] != '_' || digits == i || text[digits] == '0' || num > MaxNumber {
		return 0
	}
	return i
}

func isDigit(c byte) bool { return c-'0' < 10 }

// nameByte tells the bytes that names of types are made of.
var nameByte = func() (t [256]bool) {
	for c := '0'; c <= '9'; c++ {
		t[c] = true
	}
	for c := 'a'; c <= 'z'; c++ {
		t[c], t[c-'a'+'A'] = true, true
	}
	t['_'], t['-'], t['.'] = true, true, true
	return t
}()

func (a *avoid) reset() {
	if a.used > 0 {
		clear(a.table)
	}
	a.used, a.full = 0, false
}

func (a *avoid) hash(name []byte) uint64 {
	if !a.seeded {
		a.seed, a.seeded = maphash.MakeSeed(), true
	}
	return max(maphash.Bytes(a.seed, name), 1)
}

// add notes TYPE_N.
func (a *avoid) add(name []byte) {
	if a.full {
		return
	}
	h := a.hash(name)
	if 2*(a.used+1) > len(a.table) {
		old := a.table
		a.table = make([]uint64, max(minTable, 2*len(old)))
		for _, h := range old {
			if h != 0 {
				a.table[a.slot(h)] = h
			}
		}
	}
	slot := a.slot(h)
	if a.table[slot] == h {
		return
	}
	if a.full = a.used >= maxAvoid; a.full {
		return
	}
	a.table[slot] = h
	a.used++
}

// has tells whether [typ_num] must not be issued.
func (a *avoid) has(typ string, num int) bool {
	if a.used == 0 || len(typ) > maxTypeName {
		return false
	}
	var buf [maxTypeName + 8]byte
	name := AppendPlaceholder(buf[:0], typ, num)
	h := a.hash(name[1 : len(name)-1])
	return a.table[a.slot(h)] == h
}

// slot is where h is in the table, or the free slot where it belongs.
func (a *avoid) slot(h uint64) int {
	mask := uint64(len(a.table) - 1)
	i := h & mask
	for a.table[i] != 0 && a.table[i] != h {
		i = (i + 1) & mask
	}
	return int(i)
}
