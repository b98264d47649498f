package check

import "github.com/chatguard/chatguard/filter/detect/lex"

// placeholderMax bounds how much of a value is searched for placeholders.
const placeholderMax = 128

var placeholderWords = [...]string{"example", "xxxxxx", "placeholder", "changeme", "change_me", "your_", "your-", "yourkey", "dummy", "000000000000", "abcdefghijklmnop", "0123456789abcdef"}

// placeholderPairs holds, by the first byte of a word, the bytes that may come
// second.
var placeholderPairs = func() (p [256][2]byte) {
	for _, w := range placeholderWords {
		for _, first := range [2]byte{w[0], w[0] &^ 0x20} {
			if p[first][0] != 0 && p[first][0] != w[1] {
				p[first][1] = w[1]
			} else {
				p[first][0] = w[1]
			}
		}
	}
	return p
}()

// Placeholder reports whether v is evidently not a real value.
func Placeholder(v []byte) bool {
	head := v[:min(len(v), placeholderMax)]
	for i := 0; i+1 < len(head); i++ {
		pair := &placeholderPairs[head[i]]
		if pair[0] == 0 {
			continue
		}
		if b := head[i+1] | 0x20; (b == pair[0] || b == pair[1]) && startsPlaceholder(head[i:]) {
			return true
		}
	}
	tail := v[max(0, len(v)-12):]
	same, up := true, true
	for i := 1; i < len(tail); i++ {
		same = same && tail[i] == tail[0]
		up = up && tail[i] == tail[i-1]+1
	}
	return len(v) >= 8 && (same || up)
}

func startsPlaceholder(v []byte) bool {
	for _, w := range placeholderWords {
		if len(v) >= len(w) && w[0] == lex.Lower(v[0]) && lex.Holds(v[:len(w)], w) {
			return true
		}
	}
	return false
}
