package main

import (
	"errors"
	"fmt"

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
		set := info.RuleSet(uint16(r))
		before := len(errs)
		for i, s := range e.Match {
			m := samples.Unmark(s)
			found, _ := sc.Scan(set, []byte(m.Text), 0, true, nil)
			switch {
			case len(found) == 0:
				errs = append(errs, fmt.Errorf("%s: rule %s: match[%d] is not found", e.file, e.ID, i))
			case m.Marked && (found[0].Start != m.Start || found[0].End != m.End):
				errs = append(errs, fmt.Errorf("%s: rule %s: match[%d] is found at %d-%d, not %d-%d", e.file, e.ID, i, found[0].Start, found[0].End, m.Start, m.End))
			}
		}
		for i, s := range e.Skip {
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
