package detect

import (
	"errors"
	"unicode/utf8"

	"github.com/chatguard/chatguard/filter/detect/automaton"
	"github.com/chatguard/chatguard/filter/regex/syntax"
)

// Custom is a detector of a policy: a regular expression (RE2), a list of
// terms, or both. Terms match whole words, in any case unless CaseSensitive is
// set; expressions say (?i) themselves. Context words, if there are any,
// must stand within Window bytes of a match; of the words in Unless none may. Group
// is the capture group that is the finding; 0 is the whole match.
//
// A match of the expression begins at most CustomMax bytes before its literal;
// in a stream, a match longer than CustomMax may be found in part only.
type Custom struct {
	Name, Regex   string
	Terms         []string
	Context       []string
	Unless        []string
	Window        int     // 0 is ContextWindow, WindowMax the most
	Score         float32 // 0 is 1
	CaseSensitive bool
	Group         int
}

// Limits of custom detectors.
const (
	CustomMax     = 1024 // bytes a pending match may hold back
	ContextWindow = 60   // bytes before and after a match
	WindowMax     = 200
	programMax    = 8192 // instructions of one expression
	detectorMax   = 4096 // detectors of a set
)

// Price says how the matches of a custom expression are found.
type Price uint8

// The prices, from nothing to much.
const (
	ByLiteral Price = iota // only where a literal of it stands
	ByClass                // only where a rare byte stands
	WholeText              // everywhere: costs as much as all other rules together, or more
)

// String returns a word for p.
func (p Price) String() string {
	return [...]string{"literal", "class", "whole-text"}[p]
}

// Cost tells how the expression of c would be run. Terms are cheap always.
func Cost(c Custom) (Price, error) {
	d, err := newDetector(&c)
	if err != nil || d.prog == nil {
		return ByLiteral, err
	}
	return d.price, nil
}

// detector is a compiled Custom.
type detector struct {
	prog    *syntax.Prog
	group   int
	firsts  [256]bool // bytes that a match may start with
	price   Price
	need    literals // what every match holds, if price is ByLiteral
	typ     Type
	score   float32
	context phraseSet
	unless  phraseSet
	window  int
}

// customLiteral connects a literal of the automaton of custom expressions with
// its detector.
type customLiteral struct {
	detector uint16
	length   uint16
	back     int
}

func newDetector(c *Custom) (*detector, error) {
	d := &detector{group: c.Group, score: c.Score, window: c.Window}
	if d.score == 0 {
		d.score = 1
	}
	if c.Name == "" {
		return nil, errors.New("detector without a name")
	}
	if c.Regex == "" && len(c.Terms) == 0 {
		return nil, errors.New("detector " + c.Name + ": needs regex or terms")
	}
	if d.window == 0 {
		d.window = ContextWindow
	}
	for _, w := range c.Context {
		if !d.context.add(w, 1) {
			return nil, errors.New("detector " + c.Name + ": context word without letters")
		}
	}
	for _, w := range c.Unless {
		if !d.unless.add(w, 1) {
			return nil, errors.New("detector " + c.Name + ": a word of unless without letters")
		}
	}
	if d.window < 0 || d.window > WindowMax {
		return nil, errors.New("detector " + c.Name + ": a window that is too wide")
	}
	if c.Regex == "" {
		return d, nil
	}
	re, groups, err := syntax.Parse(c.Regex)
	if err != nil {
		return nil, errors.New("detector " + c.Name + ": " + err.Error())
	}
	if c.Group < 0 || c.Group > groups {
		return nil, errors.New("detector " + c.Name + ": no such capture group")
	}
	d.need = requiredLiterals(re)
	if d.prog, err = syntax.Compile(re); err != nil {
		return nil, errors.New("detector " + c.Name + ": " + err.Error())
	}
	if len(d.prog.Inst) > programMax {
		return nil, errors.New("detector " + c.Name + ": the expression is too large")
	}
	d.setPrice()
	return d, nil
}

// setPrice chooses how the expression is run.
func (d *detector) setPrice() {
	d.findFirsts()
	if len(d.need.words) > 0 {
		d.price = ByLiteral
		return
	}
	d.price = ByClass
	for b := 'a'; b <= 'z'; b++ {
		if d.firsts[b] || d.firsts[' '] {
			d.price = WholeText
		}
	}
}

// findFirsts computes the bytes a match may start with.
func (d *detector) findFirsts() {
	seen := make([]bool, len(d.prog.Inst))
	stack := []uint32{uint32(d.prog.Start)}
	for len(stack) > 0 {
		pc := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if seen[pc] {
			continue
		}
		seen[pc] = true
		inst := &d.prog.Inst[pc]
		switch inst.Op {
		case syntax.InstAlt:
			stack = append(stack, inst.Out, inst.Arg)
		case syntax.InstCapture, syntax.InstEmpty:
			stack = append(stack, inst.Out)
		case syntax.InstRune, syntax.InstRune1, syntax.InstAny, syntax.InstAnyNotNL:
			for b := range utf8.RuneSelf {
				if inst.MatchRune(rune(b)) {
					d.firsts[b] = true
				}
			}
			for b := utf8.RuneSelf; b < 256; b++ {
				d.firsts[b] = true
			}
		}
	}
}

// addCustom compiles the detectors of a policy.
func (s *Set) addCustom(custom []Custom) error {
	if len(custom) > detectorMax {
		return errors.New("too many detectors")
	}
	var words []string
	for i := range custom {
		d, err := newDetector(&custom[i])
		if err != nil {
			return err
		}
		d.typ = s.typeOf(custom[i].Name)
		if d.prog != nil && d.price == ByLiteral {
			for _, w := range d.need.words {
				words = append(words, w)
				s.customLits = append(s.customLits, customLiteral{uint16(i), uint16(len(w)), d.need.back})
				s.customBack = max(s.customBack, d.need.back)
			}
		}
		if err := s.terms.add(&custom[i], uint16(i)); err != nil {
			return err
		}
		s.custom = append(s.custom, d)
	}
	s.terms.finish()
	if len(words) == 0 {
		return nil
	}
	if len(words) > 1<<15 {
		return errors.New("the detectors have too many literals")
	}
	var err error
	if s.customAC, err = automaton.Literals(words); err != nil {
		return errors.New("detectors: " + err.Error())
	}
	return nil
}
