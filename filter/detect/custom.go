package detect

import (
	"errors"
	"regexp"
)

// Custom is a detector of a policy: a regular expression (RE2), a list of
// terms, or both. Terms match whole words. Context words, if any, must stand
// near a match. Group is the capture group that is the finding; 0 is the whole
// match.
type Custom struct {
	Name, Regex   string
	Terms         []string
	Context       []string
	Score         float32
	CaseSensitive bool
	Group         int
}

// CustomMax is the longest match of a custom regular expression, in bytes.
const CustomMax = 1024

// detector is a compiled Custom.
type detector struct {
	re    *regexp.Regexp
	typ   Type
	group int
	score float32
}

type customState struct{}

type terms struct{}

func (s *Set) addCustom(custom []Custom) error {
	for i := range custom {
		c := &custom[i]
		d := detector{typ: s.typeOf(c.Name), group: c.Group, score: c.Score}
		if c.Regex != "" {
			re, err := regexp.Compile(c.Regex)
			if err != nil {
				return errors.New(c.Name + ": " + err.Error())
			}
			if c.Group < 0 || c.Group > re.NumSubexp() {
				return errors.New(c.Name + ": no such capture group")
			}
			d.re = re
		}
		s.custom = append(s.custom, d)
	}
	return nil
}

func (sc *Scanner) runCustom() {
	if len(sc.set.custom) > 0 {
		sc.hold(len(sc.text) - CustomMax)
	}
	for i := range sc.set.custom {
		d := &sc.set.custom[i]
		if d.re == nil {
			continue
		}
		for _, m := range d.re.FindAllSubmatchIndex(sc.text[sc.from:], -1) {
			start, end := m[2*d.group]+sc.from, m[2*d.group+1]+sc.from
			if m[2*d.group] < 0 || start == end {
				continue
			}
			sc.cands = append(sc.cands, candidate{match: m[0] + sc.from, start: start, end: end,
				rule: uint16(len(sc.in.rules) + i), typ: d.typ, score: d.score})
		}
	}
}
