package match

import (
	"strings"

	"github.com/chatguard/chatguard/filter/detect/check"
	"github.com/chatguard/chatguard/filter/detect/lex"
)

// streetMax bounds the first line of an address, lineMax and moreLines what
// follows it on lines of its own.
const (
	streetMax = 140
	lineMax   = 48
	moreLines = 4
)

// streetLoose is the argument of matchStreet for words that say less, such as
// "send to": the address must then begin with a number and prove itself.
const streetLoose = 1

// streetPlot is the argument for what begins with the number of a plot: a comma and
// a post code at the end must prove it.
const streetPlot = 2

// matchStreet finds the postal address that begins at the window, after words
// such as "I live at": to the end of the line or sentence, with a capitalised
// word and a number in it, and the lines after it that go on with flat, town and
// post code.
func matchStreet(w *Window, args []int32) Hit {
	t, start := w.Text, w.Start
	limit := min(len(t), start+streetMax)
	end := start
	for end < limit && !streetEnds(t, start, end) {
		end++
	}
	if end == len(t) && !w.Final || end+1 >= len(t) && !w.Final {
		return Hit{Start: start, More: true}
	}
	if end == limit && limit < len(t) && end-start == streetMax {
		return none // prose
	}
	line := end
	if cut := start + addressEnd(t[start:end]); cut < end {
		end, line = cut, len(t)
	}
	for end > start && strings.IndexByte(" .,:-\r\t", t[end-1]) >= 0 {
		end--
	}
	if !isStreet(t[start:end]) || lowerFirst(t[start:end]) || len(args) > 0 && args[0] == streetLoose && !provenStreet(t[start:end]) {
		return none
	}
	if len(args) > 0 && args[0] == streetPlot {
		if end = plotEnd(t[:end], start); end == 0 {
			return none
		}
		return Hit{Start: start, End: end, Verdict: check.Plain}
	}
	if line < len(t) && t[line] == '\n' {
		more := false
		if end, more = addressLines(t, line, end, w.Final); more {
			return Hit{Start: start, More: true}
		}
	}
	return Hit{Start: start, End: end, Verdict: check.Plain}
}

// addressLines returns the end of the lines after the line break t[i] that go on
// with an address which ends at end so far: each holds a number, or a name with
// such a line after it.
func addressLines(t []byte, i, end int, final bool) (to int, more bool) {
	for range moreLines {
		for i = quoted(t, i+1); i < len(t) && (t[i] == ' ' || t[i] == '\t' || t[i] == ','); i++ {
		}
		start := i
		for i < len(t) && i-start <= lineMax && !lineEnds(t, start, i) {
			i++
		}
		if i == len(t) && !final {
			return end, true
		}
		last := i
		for last > start && strings.IndexByte(" .,?!\"\r\t", t[last-1]) >= 0 {
			last--
		}
		named, numbered := addressLine(t[start:last])
		if numbered {
			end = last
		}
		if !named && !numbered || i == len(t) || t[i] != '\n' {
			break
		}
	}
	return end, false
}

// lineEnds reports whether a line of an address that began at start ends before
// t[i]: prose may follow a post code.
func lineEnds(t []byte, start, i int) bool {
	switch t[i] {
	case '\n', '?', '!', ';', '"', '<', '>', '(', ')', '{', '}', '[', ']', '|', '\\':
		return true
	case ' ':
		return i >= start+4 && allDigits(t[i-4:i]) && i+1 < len(t) && t[i+1] >= 'a' && t[i+1] <= 'z'
	case '.':
		return i+1 == len(t) || t[i+1] == ' ' && i > start && lex.Class[t[i-1]]&lex.Digit != 0
	}
	return false
}

// addressLine reports whether v is a line of an address: capitalised words, with
// a number or without.
func addressLine(v []byte) (named, numbered bool) {
	if len(v) < 3 || len(v) > lineMax {
		return len(v) == 2 && v[0] >= 'A' && v[0] <= 'Z' && v[1] >= 'A' && v[1] <= 'Z', false // a state
	}
	digits, run := 0, 0
	for i, b := range v {
		switch class := lex.Class[b]; {
		case class&lex.Digit != 0:
			if digits++; run == 8 {
				return false, false // a telephone number
			}
			run++
		case class&lex.Letter != 0 || b >= 0x80:
			run = 0
			first := i == 0 || strings.IndexByte(" ,./'", v[i-1]) >= 0
			if first && b >= 'a' && b <= 'z' && i > 0 && !lowerInPlace(v[i:]) {
				return false, false
			}
			if i == 0 && b >= 'a' && b <= 'z' {
				return false, false
			}
		case strings.IndexByte(" ,.#/'-", b) < 0:
			return false, false
		case b != ' ' && b != '-':
			run = 0
		}
	}
	letters := false
	for _, b := range v {
		letters = letters || lex.Class[b]&lex.Letter != 0 || b >= 0x80
	}
	return letters && digits <= 10, digits > 0 && digits <= 10 && (letters || digits >= 4)
}

// lowerInPlace reports whether v begins with a word that the names of places
// hold in lower case.
func lowerInPlace(v []byte) bool {
	i := 0
	for i < len(v) && lex.Class[v[i]]&lex.Letter != 0 {
		i++
	}
	return lex.Listed("of the de la le les los las du des di da do dos das del della upon on am an der den aan bei im in sur sous en y e et s d l u apt ste no ", v[:i])
}

// provenStreet reports whether v begins with a house number or a box, and holds a
// second number or the word for a street.
func provenStreet(v []byte) bool {
	if lex.Class[v[0]]&lex.Digit == 0 && v[0] != 'P' && v[0] != 'U' && v[0] != 'S' {
		return false
	}
	numbers, last, flat := 0, v[:0], false
	var buf [16]byte
	for i := 0; i < len(v); {
		j := i
		for j < len(v) && (lex.Class[v[j]]&lex.Alnum != 0 || v[j] >= 0x80) {
			j++
		}
		switch {
		case j == i:
			i++
			continue
		case lex.Class[v[i]]&lex.Digit != 0:
			numbers, last = numbers+1, v[i:j]
		case flatWords.Has(lex.Fold(v[i:j], &buf)), lex.Listed("box ", lex.Fold(v[i:j], &buf)):
			flat = true
		case i > 0 && v[i-1] == ' ' && check.StreetTypes.Has(lex.Fold(v[i:j], &buf)), check.StreetStarts.Has(lex.Fold(v[i:j], &buf)):
			return numbers > 0
		}
		i = j
	}
	return numbers > 1 && (flat || len(last) > 3 && len(last) < 7 && !isYear(last) && lex.Class[v[len(v)-1]]&lex.Digit != 0)
}

// streetEnds reports whether an address that began at start ends before t[i]:
// at a line break, a bracket or quote, or a full stop after a word that is no
// abbreviation.
func streetEnds(t []byte, start, i int) bool {
	switch t[i] {
	case '\n', '?', '!', ';', '"', '<', '>', '(', ')', '{', '}', '[', ']', '|', '\\', '*', '=':
		return true
	case ' ':
		if i >= start+5 && check.IsNumeric(t[i-5:i]) && i+1 < len(t) && t[i+1] >= 'a' && t[i+1] <= 'z' {
			return true // prose after a post code
		}
		for _, w := range [...]string{"and ", "und ", "but ", "aber ", "et ", "mais ", "pero ", "maar ", "please "} {
			if i+1+len(w) <= len(t) && string(t[i+1:i+1+len(w)]) == w {
				return true
			}
		}
	case 0xE0:
		return i+2 < len(t) && t[i+1] == 0xA5 && t[i+2]|1 == 0xA5 // the full stop of Hindi
	case '.':
		if i+1 < len(t) && t[i+1] != ' ' && t[i+1] != '\n' && t[i+1] != '"' {
			return false
		}
		n := 0
		for n < i-start && (lex.Class[t[i-1-n]]&lex.Letter != 0 || t[i-1-n] >= 0x80) {
			n++
		}
		return n == 0 || n > 5 || i+2 < len(t) && n > 2 && t[i+1] == ' ' && t[i+2] >= 'A' && t[i+2] <= 'Z' && !abbreviated(t[i-n:i])
	}
	return false
}

func abbreviated(w []byte) bool {
	var c [8]byte
	n := 0
	for _, b := range w[:min(len(w), len(c))] {
		c[n] = lex.Lower(b)
		n++
	}
	return lex.Listed("apt apto bldg blvd ave edif depto dept str strs ctra avda plaza pza urb col int ext esc piso psc box ste suite unit flat fl nr no num ul al os pl via vle p.zza bd cad sok mah sk cd ", c[:n])
}

// isStreet reports whether v reads as an address: a word of three letters or more
// with a capital, a number of at most six digits as house number or post code, and
// nothing of addresses in networks.
func isStreet(v []byte) bool {
	if len(v) < 8 || len(v) > streetMax {
		return false
	}
	numbers, capitals, words := 0, 0, 0
	for i := 0; i < len(v); {
		j := i
		class := uint8(0)
		for j < len(v) && (lex.Class[v[j]]&lex.Alnum != 0 || v[j] >= 0x80) {
			class |= lex.Class[v[j]]
			j++
		}
		switch {
		case j == i:
			if v[i] == '@' || v[i] == '_' || v[i] == ':' && !numberLabel(v, i) || v[i] == '.' && i > 0 && i+1 < len(v) && lex.Class[v[i-1]]&lex.Class[v[i+1]]&lex.Digit != 0 {
				return false
			}
			i++
			continue
		case isYear(v[i:j]) && sinceBefore(v[:i]):
		case class&lex.Digit != 0 && j-i <= 8:
			numbers++
		case class&lex.Digit != 0:
			return false
		case j-i >= 3 && (v[i] >= 'A' && v[i] <= 'Z' || v[i] >= 0xC3):
			capitals++
		}
		words++
		i = j
	}
	return numbers > 0 && capitals > 0 && words <= 24 && numbers <= 8 && capitals*4 >= words-numbers
}
