package view

import (
	"strings"
	"unicode/utf8"
)

// escape reads the escape at the start of b, whose first byte is one of
// % & \ =. It returns its length, 0 if there is none, what it stands for, and
// whether that may be part of a value or of words.
func escape(b []byte) (n int, bearing bool) {
	n, to, single := unescape(b)
	switch {
	case n == 0:
		return 0, false
	case single:
		return n, b[0] != '=' || n < len(b) && (isWord(b[n]) || b[n] == '=') && to != '='
	}
	return n, b[0] != '&' && (to < utf8.RuneSelf && to >= ' ' || to >= 0x370) || b[0] == '&' && b[1] == '#' && (isText(to) || to >= 0x370)
}

func isText(r rune) bool {
	return r < utf8.RuneSelf && (isWord(byte(r)) || strings.IndexByte(" @.:/-_+(", byte(r)) >= 0)
}

// unescape is escape with the character, or the single byte, that comes out.
func unescape(b []byte) (n int, to rune, single bool) {
	if len(b) < 3 {
		return 0, 0, false
	}
	switch b[0] {
	case '%':
		return hexByte(b, 1)
	case '=':
		if b[1] >= 'a' || b[2] >= 'a' {
			return 0, 0, false
		}
		return hexByte(b, 1)
	case '\\':
		switch b[1] {
		case 'x':
			return hexByte(b, 2)
		case 'u', 'U':
			n, to = hexRune(b)
			return n, to, false
		}
	case '&':
		n, to = entity(b)
		return n, to, false
	}
	return 0, 0, false
}

// hexByte reads two hexadecimal digits behind skip bytes.
func hexByte(b []byte, skip int) (n int, to rune, single bool) {
	if len(b) < skip+2 {
		return 0, 0, false
	}
	hi, lo := hexVal[b[skip]], hexVal[b[skip+1]]
	if hi|lo > 15 {
		return 0, 0, false
	}
	return skip + 2, rune(hi<<4 | lo), true
}

// hexVal is the value of a hexadecimal digit, 0xFF for other bytes.
var hexVal = func() (t [256]byte) {
	for i := range t {
		t[i] = 0xFF
	}
	for i, c := range "0123456789abcdef" {
		t[c] = byte(i)
	}
	for i, c := range "ABCDEF" {
		t[c] = byte(10 + i)
	}
	return t
}()

// hexRune reads \uXXXX, a pair of surrogates, \UXXXXXXXX or \u{X}.
func hexRune(b []byte) (n int, r rune) {
	digits := 4
	if b[1] == 'U' {
		digits = 8
	}
	i := 2
	if b[2] == '{' {
		for i = 3; i < len(b) && i < 9 && hexVal[b[i]] < 16; i++ {
			r = r<<4 | rune(hexVal[b[i]])
		}
		if i == 3 || i == len(b) || b[i] != '}' || !utf8.ValidRune(r) {
			return 0, 0
		}
		return i + 1, r
	}
	if len(b) < i+digits {
		return 0, 0
	}
	for ; i < 2+digits; i++ {
		if hexVal[b[i]] > 15 {
			return 0, 0
		}
		r = r<<4 | rune(hexVal[b[i]])
	}
	if r >= 0xD800 && r < 0xDC00 && len(b) >= i+6 && b[i] == '\\' && b[i+1] == 'u' {
		if m, low := hexRune(b[i:]); m == 6 && low >= 0xDC00 && low < 0xE000 {
			return i + 6, (r-0xD800)<<10 + (low - 0xDC00) + 0x10000
		}
	}
	if !utf8.ValidRune(r) {
		return 2 + digits, utf8.RuneError
	}
	return i, r
}

// entities are the named ones that stand for signs within values, and those
// that every page has.
var entities = map[string]rune{
	"amp": '&', "lt": '<', "gt": '>', "quot": '"', "apos": '\'', "nbsp": ' ', "commat": '@', "period": '.', "colon": ':', "sol": '/', "lowbar": '_',
	"hyphen": '-', "plus": '+', "num": '#', "lpar": '(', "rpar": ')', "dollar": '$', "Tab": '\t', "NewLine": '\n', "shy": softHyphen, "zwnj": 0x200C, "zwj": 0x200D,
}

// entity reads an HTML character reference.
func entity(b []byte) (n int, r rune) {
	if b[1] != '#' {
		for i := 1; i < len(b) && i < 10; i++ {
			if b[i] == ';' {
				if r, ok := entities[string(b[1:i])]; ok {
					return i + 1, r
				}
				return 0, 0
			}
		}
		return 0, 0
	}
	i, base := 2, rune(10)
	if b[2]|0x20 == 'x' {
		i, base = 3, 16
	}
	first := i
	for ; i < len(b) && i-first < 8 && rune(hexVal[b[i]]) < base; i++ {
		r = r*base + rune(hexVal[b[i]])
		if r > utf8.MaxRune {
			return 0, 0
		}
	}
	if i == first || !utf8.ValidRune(r) {
		return 0, 0
	}
	if i < len(b) && b[i] == ';' {
		i++
	}
	return i, r
}

// unescaped appends t[lo:hi] with its escapes undone.
func (v *View) unescaped(t []byte, lo, hi int) {
	done := lo
	var buf [utf8.UTFMax]byte
	for i := lo; i < hi; {
		if class[t[i]]&cEsc == 0 {
			i++
			continue
		}
		n, to, single := unescape(t[i:hi])
		switch {
		case n > 0 && single:
			buf[0] = byte(to)
			v.escaped(t, &done, i, n, buf[:1])
		case n > 0:
			v.escaped(t, &done, i, n, utf8.AppendRune(buf[:0], to))
		case t[i] == '=' && i+2 < hi && t[i+1] == '\r' && t[i+2] == '\n':
			n = 3
			v.escaped(t, &done, i, n, nil)
		}
		i += max(n, 1)
	}
	v.literal(t[done:hi], done)
}

func (v *View) escaped(t []byte, done *int, i, n int, to []byte) {
	v.literal(t[*done:i], *done)
	if len(to) > 0 {
		v.marks = append(v.marks, mark{int32(len(v.text)), int32(i), int32(n)})
		v.text = append(v.text, to...)
	}
	*done = i + n
}
