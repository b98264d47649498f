package detect

import (
	"sort"

	"github.com/chatguard/chatguard/filter/detect/table"
)

// isHarmless reports whether v is a documented example value, or evidently
// none: one character throughout, a sequence, or a word such as EXAMPLE in it.
func (in *Info) isHarmless(rule *table.Rule, v []byte) bool {
	h := table.ValueHash(v)
	i := sort.Search(len(in.harmless), func(i int) bool { return in.harmless[i] >= h })
	if i < len(in.harmless) && in.harmless[i] == h {
		return true
	}
	if rule.Flags&table.PlainValue != 0 {
		return false
	}
	return placeholder(v)
}

// placeholderMax bounds how much of a value is searched for placeholders.
const placeholderMax = 128

var placeholderWords = [...]string{"example", "xxxxxx", "placeholder", "changeme", "change_me", "your_", "your-", "yourkey", "dummy", "000000000000", "abcdefghijklmnop", "0123456789abcdef"}

var placeholderStart = func() (s [256]bool) {
	for _, w := range placeholderWords {
		s[w[0]] = true
		s[w[0]&^0x20] = true
	}
	return s
}()

// placeholder reports whether v is evidently not a real value.
func placeholder(v []byte) bool {
	head := v[:min(len(v), placeholderMax)]
	for i, b := range head {
		if placeholderStart[b] && startsPlaceholder(head[i:]) {
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
		if len(v) >= len(w) && w[0] == lower(v[0]) && holds(v[:len(w)], w) {
			return true
		}
	}
	return false
}
