package mask

import "unicode/utf8"

// appendPartial appends value with its characters hidden but for KeepFirst and
// KeepLast of them, and with its separators as they are, so that the number of
// characters stays and the shape can be read. If that would hide no character
// it hides all, separators too. A byte that is not UTF-8 counts as a character
// and is always hidden.
func appendPartial(dst []byte, spec *Spec, value []byte) []byte {
	char := spec.Char
	if char == "" {
		char = "*"
	}
	first, last := max(spec.KeepFirst, 0), max(spec.KeepLast, 0)
	total := 0
	for i := 0; i < len(value); {
		r, n := utf8.DecodeRune(value[i:])
		if !isSeparator(r) {
			total++
		}
		i += n
	}
	// Compared so that no sum can overflow.
	all := first >= total || last >= total-first
	for i, at := 0, 0; i < len(value); {
		r, n := utf8.DecodeRune(value[i:])
		keep := isSeparator(r)
		if !keep {
			keep = (at < first || at >= total-last) && !(r == utf8.RuneError && n == 1)
			at++
		}
		if keep && !all {
			dst = append(dst, value[i:i+n]...)
		} else {
			dst = append(dst, char...)
		}
		i += n
	}
	return dst
}

// isSeparator tells the characters that group the digits and parts of numbers,
// phone numbers, dates, addresses and the like.
func isSeparator(r rune) bool {
	switch r {
	case ' ', '-', '.', '/', ':', '(', ')', '+', '@',
		'\u00a0', '\u2007', '\u2009', '\u202f', // spaces within numbers
		'\u2010', '\u2011', '\u2012', '\u2013', '\u2212': // hyphens, dashes, minus
		return true
	}
	return false
}
