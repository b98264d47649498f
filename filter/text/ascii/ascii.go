// Package ascii compares bytes without regard to the case of ASCII letters.
// All functions take any index and any byte.
package ascii

// Lower is c as a small letter.
func Lower(c byte) byte {
	if c-'A' < 26 {
		return c | 0x20
	}
	return c
}

// Letter tells ASCII letters.
func Letter(c byte) bool { return (c|0x20)-'a' < 26 }

// Digit tells ASCII digits.
func Digit(c byte) bool { return c-'0' < 10 }

// Word tells letters, digits and the underscore.
func Word(c byte) bool { return Letter(c) || Digit(c) || c == '_' }

// Has tells whether t has s, which is in lower case, at i. It is a call at its many places, for the sake of the module's size.
//
//go:noinline
func Has(t []byte, i int, s string) bool {
	if i < 0 || len(t)-i < len(s) {
		return false
	}
	for k := range len(s) {
		if Lower(t[i+k]) != s[k] {
			return false
		}
	}
	return true
}

// Find is where s, in lower case, begins in the n bytes of t from i on; -1 if
// nowhere.
//
//go:noinline
func Find(t []byte, i int, s string, n int) int {
	for end := min(len(t)-len(s), i+n); i <= end; i++ {
		if (s == "" || i >= 0 && Lower(t[i]) == s[0]) && Has(t, i, s) {
			return i
		}
	}
	return -1
}
