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

var placeholderWords = [...]string{"example", "xxxxxx", "placeholder", "changeme", "your_", "your-", "yourkey", "dummy", "000000000000", "abcdefghijklmnop", "0123456789abcdef"}

func placeholder(v []byte) bool {
	for _, w := range placeholderWords {
		if holds(v, w) {
			return true
		}
	}
	tail := v
	if len(tail) > 12 {
		tail = tail[len(tail)-12:]
	}
	same, up := true, true
	for i := 1; i < len(tail); i++ {
		same = same && tail[i] == tail[0]
		up = up && tail[i] == tail[i-1]+1
	}
	return len(v) >= 8 && (same || up)
}
