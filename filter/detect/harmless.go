package detect

import (
	"github.com/chatguard/chatguard/filter/detect/check"
	"github.com/chatguard/chatguard/filter/detect/table"
)

// isHarmless reports whether v is a documented example value, an address of no host,
// or evidently none: one character throughout, a sequence, or a word such as EXAMPLE in it.
func (in *Info) isHarmless(rule *table.Rule, v []byte) bool {
	if h := table.ValueHash(v); in.documented(h) || check.NoHost(v) {
		return true
	}
	if rule.Flags&table.PlainValue != 0 {
		return false
	}
	return check.Placeholder(v)
}

// documented reports whether a hash is that of a documented example value.
func (in *Info) documented(h uint64) bool {
	lo, hi := 0, len(in.harmless)
	for lo < hi {
		if mid := (lo + hi) / 2; in.harmless[mid] < h {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo < len(in.harmless) && in.harmless[lo] == h
}
