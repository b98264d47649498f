package eval

import "github.com/chatguard/chatguard/filter/detect"

// Detector returns a scan function over one set. It is not safe for use by
// several goroutines.
func Detector(set *detect.Set) func(text string) []Found {
	var sc detect.Scanner
	var buf []detect.Finding
	in := detect.Catalog()
	return func(text string) []Found {
		buf, _ = sc.Scan(set, []byte(text), 0, true, buf[:0])
		out := make([]Found, 0, len(buf))
		for _, f := range buf {
			rule := "custom"
			if int(f.Rule) < in.RuleCount() {
				rule = in.RuleID(f.Rule)
			}
			out = append(out, Found{f.Start, f.End, set.Name(f.Type), rule})
		}
		return out
	}
}
