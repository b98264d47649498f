package match

import (
	"bytes"
	"unicode/utf8"

	"github.com/chatguard/chatguard/filter/detect/check"
	"github.com/chatguard/chatguard/filter/detect/lex"
)

// Bounds of a licence plate: how far after the word for one it may begin, its bytes,
// the groups of letters or digits in it, and its letters and digits.
const (
	plateAhead  = 64
	plateMax    = 32
	plateGroups = 5
	plateLeast  = 4
	plateMost   = 10
)

// notPlates begin what has the form of a plate and is none: standards, makes of
// cars, months, words for a number.
var notPlates = lex.SetOf("no nr num hrb hra rtx gtx gpu cpu asus iso en din iec rfc ec eu euro bmw vw audi kia seat fiat ford opel mini gti tdi suv jan feb mar apr may jun jul aug sep oct nov dec covid sql utf http pin dob tel fax usd eur gbp id ")

// matchPlate finds a licence plate in the clause after a word for one: "the plate
// of the van is AB12 CDE".
func matchPlate(w *Window, _ []int32) Hit {
	t := w.Text
	i, limit := w.Start, w.Start+plateAhead
	for i < limit {
		if i+plateMax > len(t) && !w.Final {
			return Hit{Start: w.Start, More: true}
		}
		if i >= len(t) || t[i] == '\n' || t[i] == ';' || t[i] == '?' || t[i] == '!' || t[i] == '.' && i+1 < len(t) && t[i+1] == ' ' && i > w.Start+3 {
			return none
		}
		if start, end := widePlate(t, i, w.Start); end > start {
			return Hit{Start: start, End: end, Verdict: check.Plain}
		}
		if !upper(t, i) && lex.Class[t[i]]&lex.Digit == 0 {
			i += size(t[i:])
			continue
		}
		if end := plateEnd(t, i); end > i {
			return Hit{Start: i, End: end, Verdict: check.Plain}
		}
		for i < len(t) && (lex.Class[t[i]]&lex.Word != 0 || t[i] >= 0xC3 && t[i] < 0xE0) {
			i += size(t[i:])
		}
	}
	return none
}

func size(t []byte) int {
	_, n := utf8.DecodeRune(t)
	return n
}

// upper reports whether a capital letter of the Latin, Greek or Cyrillic alphabet
// stands at t[i].
func upper(t []byte, i int) bool {
	b := t[i]
	if b < 0x80 {
		return b >= 'A' && b <= 'Z'
	}
	if i+1 == len(t) {
		return false
	}
	return b == 0xD0 && t[i+1] >= 0x84 && t[i+1] <= 0xAF || b == 0xCE && t[i+1] >= 0x91 && t[i+1] <= 0xA9
}

// plateEnd returns the end of the plate at t[i], made of groups of capitals and of
// digits that at most one separator divides; i if there is none.
func plateEnd(t []byte, i int) int {
	if i > 0 && (lex.Class[t[i-1]]&lex.Word != 0 || t[i-1] == '-' || t[i-1] >= 0x80 && t[i-1] < 0xE0) {
		return i
	}
	if i > 1 && t[i-2] >= 0xC3 && t[i-2] < 0xE0 && t[i-1] >= 0x80 {
		return i
	}
	letters, digits, end := 0, 0, i
	for at, group := i, 0; group < plateGroups; group++ {
		begin, n := at, 0
		digit := lex.Class[t[at]]&lex.Digit != 0
		for at < len(t) && (digit && lex.Class[t[at]]&lex.Digit != 0 || !digit && upper(t, at)) {
			at += size(t[at:])
			n++
		}
		var buf [16]byte
		if n > 4+b2i(digit) || !digit && notPlates.Has(lex.Fold(t[begin:at], &buf)) {
			break
		}
		if digit {
			digits += n
		} else {
			letters += n
		}
		if letters+digits > plateMost || letters > 5 || digits > 7 {
			break
		}
		more := at < len(t) && (lex.Class[t[at]]&lex.Digit != 0 || upper(t, at))
		if !more && wordEnds(t, at) && isPlate(letters, digits) {
			end = at
		}
		if !more {
			at = skipJoint(t, at)
			more = at < len(t) && (lex.Class[t[at]]&lex.Digit != 0 || upper(t, at))
		}
		if !more {
			break
		}
	}
	return end
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

// isPlate reports whether a plate may have so many letters and digits.
func isPlate(letters, digits int) bool {
	return letters > 0 && digits > 1 && letters+digits > plateLeast || letters > 2 && digits > 0 && letters+digits > plateLeast
}

// wordEnds reports whether no letter, digit or glued number goes on after t[:i].
func wordEnds(t []byte, i int) bool {
	if i == len(t) {
		return true
	}
	return lex.Class[t[i]]&lex.Word == 0 && !(t[i] >= 0xC3 && t[i] < 0xE0) && t[i] != '%' && t[i] != '/' && t[i] != '@' && !(t[i] == ',' && i+1 < len(t) && lex.Class[t[i+1]]&lex.Digit != 0)
}

// skipJoint skips what may divide two groups of a plate at t[i].
func skipJoint(t []byte, i int) int {
	for _, joint := range [...]string{" ", "-", ".", "·", "•", "–"} {
		if bytes.HasPrefix(t[i:], []byte(joint)) {
			return i + len(joint)
		}
	}
	return i
}

// widePlate returns the Japanese, Chinese or Korean plate whose first sign or number
// stands at t[i], nothing before least; an empty range if there is none.
func widePlate(t []byte, i, least int) (start, end int) {
	if i > 0 && lex.Class[t[i-1]]&lex.Alnum != 0 {
		return i, i
	}
	if t[i] >= 0xE4 && t[i] <= 0xE9 && i+4 < len(t) && t[i+3] >= 'A' && t[i+3] <= 'Z' { // 京A·12345
		at := skipJoint(t, i+4)
		stop := at
		for stop < len(t) && (lex.Class[t[stop]]&lex.Digit != 0 || t[stop] >= 'A' && t[stop] <= 'Z') {
			stop++
		}
		if n := stop - at; (n == 5 || n == 6) && hasDigit(t[at:stop]) {
			return i, stop
		}
		return i, i
	}
	at := i
	for at < len(t) && lex.Class[t[at]]&lex.Digit != 0 {
		at++
	}
	if n := at - i; n < 2 || n > 3 {
		return i, i
	}
	if at < len(t) && t[at] == ' ' {
		at++
	}
	if at+3 > len(t) || t[at] < 0xE3 || t[at] == 0xE3 && t[at+1] > 0x82 || t[at] > 0xE3 && t[at] < 0xEA || t[at] > 0xED {
		return i, i // the sign is neither of Hiragana nor Korean
	}
	kana := t[at] == 0xE3
	if at += 3; at < len(t) && t[at] == ' ' {
		at++
	}
	stop, digits := at, 0
	for stop < len(t) && (lex.Class[t[stop]]&lex.Digit != 0 || kana && t[stop] == '-' && digits > 0) {
		if t[stop] != '-' {
			digits++
		}
		stop++
	}
	if digits < 2 || digits > 4 || digits < 4 && !kana {
		return i, i
	}
	if kana {
		i = regionBefore(t, i, least)
	}
	return i, stop
}

// regionBefore returns where the name of a place begins that stands before the number
// of a plate at t[i].
func regionBefore(t []byte, i, least int) int {
	at := i
	if at > least && t[at-1] == ' ' {
		at--
	}
	start := i
	for range 4 {
		if at < least+3 || t[at-3] < 0xE4 || t[at-3] > 0xE9 {
			break
		}
		at -= 3
		start = at
	}
	return start
}
