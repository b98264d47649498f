package main

import (
	"errors"
	"fmt"
	"slices"

	"github.com/chatguard/chatguard/filter/detect"
	"github.com/chatguard/chatguard/filter/detect/samples"
)

// checkSamples runs every rule alone on its samples and notes in refused those
// that fail.
func checkSamples(src *source, file []byte, refused map[string]bool) error {
	info, err := detect.Open(string(file))
	if err != nil {
		return err
	}
	var sc detect.Scanner
	var errs []error
	for r := range src.Rules {
		e := &src.Rules[r]
		set, any := info.RuleSet(uint16(r)), info.WeakRuleSet(uint16(r))
		before := len(errs)
		find := func(set *detect.Set, list string, texts []string) {
			for i, s := range texts {
				m := samples.Unmark(s)
				found, _ := sc.Scan(set, []byte(m.Text), 0, true, nil)
				switch {
				case len(found) == 0:
					errs = append(errs, fmt.Errorf("%s: rule %s: %s[%d] is not found", e.file, e.ID, list, i))
				case m.Marked && (found[0].Start != m.Start || found[0].End != m.End):
					errs = append(errs, fmt.Errorf("%s: rule %s: %s[%d] is found at %d-%d, not %d-%d", e.file, e.ID, list, i, found[0].Start, found[0].End, m.Start, m.End))
				}
			}
		}
		find(set, "match", e.Match)
		find(any, "alone", e.Alone)
		skip := e.Skip
		for _, s := range e.Alone {
			skip = append(slices.Clip(skip), samples.Unmark(s).Text)
		}
		for i, s := range skip {
			if found, _ := sc.Scan(set, []byte(s), 0, true, nil); len(found) > 0 {
				errs = append(errs, fmt.Errorf("%s: rule %s: skip[%d] is found at %d-%d", e.file, e.ID, i, found[0].Start, found[0].End))
			}
		}
		if len(errs) > before {
			refused[e.file+e.ID] = true
		}
	}
	return errors.Join(errs...)
}
