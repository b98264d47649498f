package detect

import "github.com/chatguard/chatguard/filter/detect/lex"

// longSigns are the operators of more than one byte: ?= of make, != of comparisons, <-
// of R, the colon and the equals sign of East Asian texts, dashes and arrows
// of prose, and verbs.
var longSigns = [...]string{"?=", "!=", "<-", "\uff1a", "\uff1d", "\u2013", "\u2014", "\u2192", " is ", " ist ", " lautet ", " est ", " es ", " \u00e9 ", " \u00e8 "}

// signFirst holds the bytes that longSigns begin with.
var signFirst = func() (set [256]bool) {
	for _, j := range longSigns {
		set[j[0]] = true
	}
	return set
}()

// longSign returns the length of the one of longSigns that t begins with, in any case; more says
// that t is too short to tell.
func longSign(t []byte) (n int, more bool) {
	for _, j := range longSigns {
		i := 0
		for i < len(j) && i < len(t) && lex.Lower(t[i]) == j[i] {
			i++
		}
		if i == len(j) {
			return i, false
		}
		more = more || i == len(t)
	}
	return 0, more
}
