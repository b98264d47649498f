package payload

import "github.com/chatguard/chatguard/filter/text/ascii"

// Small readers of text, without regard to case. All of them take any index.

func space(c byte) bool { return c == ' ' || c-'\t' < 5 }

func at(t []byte, i int) byte {
	if i < 0 || i >= len(t) {
		return 0
	}
	return t[i]
}

// skipSpace is the index behind white space from i on, at most reach of it.
//
//go:noinline
func skipSpace(t []byte, i int) int {
	for end := min(len(t), i+reach); i < end && space(t[i]); {
		i++
	}
	return i
}

// skipBlank skips what separates words of SQL: white space, + of a query
// string, and comments.
//
//go:noinline
func skipBlank(t []byte, i int) int {
	end := min(len(t), i+reach)
	for i < end {
		switch {
		case space(t[i]) || t[i] == '+':
			i++
		case t[i] == '/' && at(t, i+1) == '*':
			k := ascii.Find(t, i+2, "*/", reach)
			if k < 0 {
				return i
			}
			i = k + 2
		default:
			return i
		}
	}
	return i
}

// maxWord bounds the words that are looked up.
const maxWord = 24

// word is the word at i; empty if there is none, or a longer one.
//
//go:noinline
func word(t []byte, i int) []byte {
	k := i
	for k < len(t) && k-i <= maxWord && ascii.Word(t[k]) {
		k++
	}
	if k-i > maxWord {
		return nil
	}
	return t[min(i, len(t)):k]
}

// before is the word that ends in front of i.
//
//go:noinline
func before(t []byte, i int) []byte {
	k := i
	for k > 0 && i-k <= maxWord && ascii.Word(t[k-1]) {
		k--
	}
	if i-k > maxWord {
		return nil
	}
	return t[k:i]
}

// words is a set of words in lower case.
type words map[string]bool

//go:noinline
func (w words) has(b []byte) bool {
	var low [maxWord]byte
	if len(b) == 0 || len(b) > maxWord {
		return false
	}
	for i, c := range b {
		low[i] = ascii.Lower(c)
	}
	return w[string(low[:len(b)])]
}

// contains tells whether any of list is in t[i:end].
func contains(t []byte, i, end int, list []string) bool {
	for _, s := range list {
		if k := ascii.Find(t, i, s, end-i); k >= 0 && k+len(s) <= end {
			return true
		}
	}
	return false
}

// is tells whether t is s, which is in lower case.
func is(t []byte, s string) bool { return len(t) == len(s) && ascii.Has(t, 0, s) }
