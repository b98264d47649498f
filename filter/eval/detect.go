package eval

import (
	"github.com/chatguard/chatguard/filter/detect"
	"github.com/chatguard/chatguard/filter/text/sight"
)

// Detector returns a scan function over one set, and over the
// plain views of the text. It is not safe for use by
// several goroutines.
func Detector(set *detect.Set) func(text string) []Found {
	var l sight.Looker
	in := detect.Catalog()
	return func(text string) []Found {
		found, _ := l.Look(set, []byte(text), 0, true, true)
		out := make([]Found, 0, len(found))
		for _, f := range found {
			rule := "custom"
			if int(f.Rule) < in.RuleCount() {
				rule = in.RuleID(f.Rule)
			}
			out = append(out, Found{f.Start, f.End, set.Name(f.Type), rule, f.Score})
		}
		return out
	}
}
