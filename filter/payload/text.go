package payload

// Small readers of text, without regard to case. All of them take any index.

func lower(c byte) byte {
	if c-'A' < 26 {
		return c | 0x20
	}
	return c
}

func letter(c byte) bool   { return lower(c)-'a' < 26 }
func digit(c byte) bool    { return c-'0' < 10 }
func wordByte(c byte) bool { return letter(c) || digit(c) || c == '_' }
func space(c byte) bool    { return c == ' ' || c-'\t' < 5 }

// hasFold tells whether t has s, in lower case, at i.
func hasFold(t []byte, i int, s string) bool {
	if i < 0 || len(t)-i < len(s) {
		return false
	}
	for k := range len(s) {
		if lower(t[i+k]) != s[k] {
			return false
		}
	}
	return true
}

func at(t []byte, i int) byte {
	if i < 0 || i >= len(t) {
		return 0
	}
	return t[i]
}

// skipSpace is the index behind white space from i on, at most reach of it.
func skipSpace(t []byte, i int) int {
	for end := min(len(t), i+reach); i < end && space(t[i]); {
		i++
	}
	return i
}

// skipBlank skips what separates words of SQL: white space, + of a query
// string, and comments.
func skipBlank(t []byte, i int) int {
	end := min(len(t), i+reach)
	for i < end {
		switch {
		case space(t[i]) || t[i] == '+':
			i++
		case hasFold(t, i, "/*"):
			k := find(t, i+2, "*/", reach)
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

// find is where s, in lower case, stands in the next n bytes from i on; -1 if
// nowhere.
func find(t []byte, i int, s string, n int) int {
	for end := min(len(t)-len(s), i+n); i <= end; i++ {
		if hasFold(t, i, s) {
			return i
		}
	}
	return -1
}

// maxWord bounds the words that are looked up.
const maxWord = 24

// word is the word at i; empty if there is none, or a longer one.
func word(t []byte, i int) []byte {
	k := i
	for k < len(t) && k-i <= maxWord && wordByte(t[k]) {
		k++
	}
	if k-i > maxWord {
		return nil
	}
	return t[min(i, len(t)):k]
}

// before is the word that ends in front of i.
func before(t []byte, i int) []byte {
	k := i
	for k > 0 && i-k <= maxWord && wordByte(t[k-1]) {
		k--
	}
	if i-k > maxWord {
		return nil
	}
	return t[k:i]
}

// words is a set of words in lower case.
type words map[string]bool

func (w words) has(b []byte) bool {
	var low [maxWord]byte
	if len(b) == 0 || len(b) > maxWord {
		return false
	}
	for i, c := range b {
		low[i] = lower(c)
	}
	return w[string(low[:len(b)])]
}

// contains tells whether any of list is in t[i:end].
func contains(t []byte, i, end int, list []string) bool {
	for _, s := range list {
		if k := find(t, i, s, end-i); k >= 0 && k+len(s) <= end {
			return true
		}
	}
	return false
}
