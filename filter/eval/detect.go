package eval

import (
	"strings"

	"github.com/chatguard/chatguard/filter/detect"
	"github.com/chatguard/chatguard/filter/text/sight"
)

// Alone returns a scan that looks in each case only for the types that the case
// annotates, at any score, as a test of one recogniser does: digits that are the
// number of a passport, an account and a practice are then what was asked for.
func Alone() func(c *Case) []Found {
	scans := map[string]func(text string) []Found{}
	return func(c *Case) []Found {
		key := strings.Join(c.Annotated, " ")
		if scans[key] == nil {
			least := map[string]float32{}
			for _, id := range detect.Catalog().Names() {
				if labelOf(id, c.Annotated) != "" {
					least[id] = 0
				}
			}
			set, err := detect.NewSetFrom(least, nil)
			if err != nil {
				panic(err) // the names are those of the catalogue
			}
			scans[key] = Detector(set)
		}
		return scans[key](c.Text)
	}
}

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
