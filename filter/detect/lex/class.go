// Package lex reads the bytes of a text one by one: what kind each is, where
// words begin and end, and whether a word is in a list. Nothing is allocated.
//
// A word boundary is where a word character does not stand beside another.
// Word characters are ASCII letters, digits, '_' and Latin letters outside
// ASCII. Other scripts are not: Chinese or Cyrillic text directly beside a
// number or a token does not hide it.
package lex

// The bits of Class.
const (
	Digit = 1 << iota
	Letter
	Underscore
	LatinLead // first byte of a Latin letter or combining accent of two bytes
	Local     // may stand in the local part of an e-mail address
	Space
	Hex
	Trigger // digit, '@', ':'

	Alnum = Digit | Letter
	Word  = Alnum | Underscore
)

// Class says of each byte what it is.
var Class = func() (c [256]byte) {
	for b := range 256 {
		switch {
		case b >= '0' && b <= '9':
			c[b] = Digit | Hex | Trigger | Local
		case b|0x20 >= 'a' && b|0x20 <= 'z' && b < 128:
			c[b] = Letter | Local
			if b|0x20 <= 'f' {
				c[b] |= Hex
			}
		case b == '_':
			c[b] = Underscore | Local
		case b >= 0xC3 && b <= 0xC9, b == 0xCC, b == 0xCD:
			c[b] = LatinLead
		case b == ' ', b == '\t', b == '\n', b == '\r':
			c[b] = Space
		case b == '@', b == ':':
			c[b] = Trigger
		}
	}
	for _, b := range []byte(".!#$%&'*+/=?^`{|}~-") {
		c[b] |= Local
	}
	return c
}()

// WordAt reports whether a word character starts at t[i]; more says that the
// answer depends on bytes that are not there yet.
func WordAt(t []byte, i int, final bool) (word, more bool) {
	if i >= len(t) {
		return false, !final
	}
	b := t[i]
	if b < 0x80 {
		return Class[b]&Word != 0, false
	}
	if b == 0xE1 {
		if i+1 >= len(t) {
			return false, !final
		}
		return t[i+1]>>2 == 0xB8>>2, false
	}
	return Class[b]&LatinLead != 0, false
}

// WordBefore reports whether a word character ends at t[:i].
func WordBefore(t []byte, i int) bool {
	if i == 0 {
		return false
	}
	b := t[i-1]
	if b < 0x80 {
		return Class[b]&Word != 0
	}
	if b >= 0xC0 || i < 2 {
		return false
	}
	if p := t[i-2]; p >= 0xC0 {
		return Class[p]&LatinLead != 0
	}
	return i >= 3 && t[i-3] == 0xE1 && t[i-2]>>2 == 0xB8>>2
}

// LeftEdge reports whether a token may start at t[i].
func LeftEdge(t []byte, i int) bool {
	w, _ := WordAt(t, i, true)
	return !w || !WordBefore(t, i)
}

// RightEdge reports whether a token may end at t[:i].
func RightEdge(t []byte, i int, final bool) (edge, more bool) {
	if !WordBefore(t, i) {
		return true, false
	}
	w, more := WordAt(t, i, final)
	return !w, more
}

// Bytes is a set of bytes: those of s and, with alnum, ASCII letters and digits.
func Bytes(s string, alnum bool) (set [256]bool) {
	for _, b := range []byte(s) {
		set[b] = true
	}
	for b := range 128 {
		if alnum && Class[b]&Alnum != 0 {
			set[b] = true
		}
	}
	return set
}
