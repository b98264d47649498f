package view

import (
	_ "embed"
	"errors"
	"strings"
)

// Kind says how a character relates to plain letters.
type Kind uint8

// The kinds of characters.
const (
	None   Kind = iota // it is itself
	Compat             // a letter, digit or sign in another dress: full width, mathematical, another script's digit
	Soft               // white space, a dash, a quote: worth folding only inside a value
	Accent             // a Latin letter with its marks
	Alike              // a letter of another script that looks like an ASCII letter
	Mark               // combines with what stands before it
	Drop               // takes no room
	Bidi               // controls the direction
)

// Layout of fold.bin: a byte for each block of 64 characters up to TableEnd,
// the number of its page; then the pages, 64 entries of two bytes each, the
// lower first; then MaxFold+1 bytes for each fold of more than one byte: its
// length and the bytes. An entry is a Kind in the upper byte and, in the
// lower, an ASCII character or, with the top bit set, the number of a fold.
const (
	// TableEnd is the first character that the table does not know.
	TableEnd = 0x20000
	// MaxFold is the length of the longest fold.
	MaxFold = 4

	blockSize = 64
	blocks    = TableEnd / blockSize
	pageBytes = 2 * blockSize
	manyBit   = 0x80
)

//go:embed fold.bin
var table string

// folds is the part of the table that holds longer folds.
var folds = func() string {
	last := 0
	for i := 0; i < min(blocks, len(table)); i++ {
		last = max(last, int(table[i]))
	}
	return table[min(len(table), blocks+(last+1)*pageBytes):]
}()

// Fold returns what r stands for; to is empty for what is left out, and for
// None. Lower and upper case stay as they are.
func Fold(r rune) (k Kind, to string) {
	k, b := entry(r)
	if k == None || b == 0 {
		return k, ""
	}
	if b&manyBit == 0 {
		return k, ascii[b : b+1]
	}
	at := int(b&^manyBit) * (MaxFold + 1)
	return k, folds[at+1 : at+1+int(folds[at])]
}

// entry is the raw entry of r.
func entry(r rune) (Kind, byte) {
	if uint32(r) >= TableEnd {
		if r >= 0xE0100 && r <= 0xE01EF {
			return Drop, 0
		}
		return None, 0
	}
	at := blocks + int(table[r/blockSize])*pageBytes + int(r%blockSize)*2
	return Kind(table[at+1]), table[at]
}

// ascii holds every ASCII character, for one to be sliced.
var ascii = func() string {
	var b [128]byte
	for i := range b {
		b[i] = byte(i)
	}
	return string(b[:])
}()

// TableWriter builds the table; only the generator uses it.
type TableWriter struct {
	entries []byte
	folds   []string
}

// Set says what r stands for. Characters come in order from 0x80 on.
func (w *TableWriter) Set(r rune, k Kind, to string) error {
	if w.entries == nil {
		w.entries = make([]byte, 2*TableEnd)
	}
	low := byte(0)
	switch {
	case len(to) == 1:
		low = to[0]
	case len(to) > 1:
		i := 0
		for i < len(w.folds) && w.folds[i] != to {
			i++
		}
		if i == len(w.folds) {
			w.folds = append(w.folds, to)
		}
		if i >= manyBit || len(to) > MaxFold {
			return errors.New("too many long folds")
		}
		low = manyBit | byte(i)
	}
	w.entries[2*r], w.entries[2*r+1] = low, byte(k)
	return nil
}

// Bytes is the table.
func (w *TableWriter) Bytes() []byte {
	var pages []string
	out := make([]byte, blocks)
	for i := range out {
		page := string(w.entries[i*pageBytes : (i+1)*pageBytes])
		n := 0
		for n < len(pages) && pages[n] != page {
			n++
		}
		if n == len(pages) {
			pages = append(pages, page)
		}
		out[i] = byte(n)
	}
	out = append(out, strings.Join(pages, "")...)
	for _, f := range w.folds {
		out = append(out, byte(len(f)))
		out = append(out, f...)
		out = append(out, make([]byte, MaxFold-len(f))...)
	}
	return out
}
