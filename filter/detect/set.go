package detect

import (
	"errors"
	"slices"

	"github.com/chatguard/chatguard/filter/detect/automaton"
	"github.com/chatguard/chatguard/filter/detect/table"
)

// Set is what a policy looks for: built-in types and custom detectors. It is
// immutable and may be shared; the tables behind it are those of the program.
type Set struct {
	info    *Info
	enabled []uint64 // bit set of rules
	weak    []uint64 // of these, the rules that find something without the context they need
	anyWeak bool
	capital bool // some rule looks for names at words with a capital
	tail    *tail
	names   []string
	custom  []*detector
	terms   terms

	customAC   *automaton.Table // literals of custom expressions
	customLits []customLiteral
	customBack int // largest distance of a literal from the start of a match
}

// Usual is the least score of what is found where nobody asks for less. Below
// it is what has the form of the thing and no word beside it that says so: nine
// digits are an order number first.
const Usual = 0.35

// NewSet returns the set of the given types (ids, groups or aliases), with
// findings of a usual score, and custom detectors. The error names a type
// or detector that is wrong.
func NewSet(types []string, custom []Custom) (*Set, error) {
	least := make(map[string]float32, len(types))
	for _, name := range types {
		least[name] = Usual
	}
	return NewSetFrom(least, custom)
}

// NewSetFrom returns the set of the given types, each with the least score that
// its findings must have to be of use. Rules that cannot reach it are left out:
// they cost nothing, and take no text from others.
func NewSetFrom(least map[string]float32, custom []Custom) (*Set, error) {
	info, err := builtin()
	if err != nil {
		return nil, err
	}
	return info.NewSetFrom(least, custom)
}

// NewSetFrom is the function NewSetFrom for the rules of in.
func (in *Info) NewSetFrom(least map[string]float32, custom []Custom) (*Set, error) {
	s := in.newSet()
	ask := make([]float32, len(in.types))
	for i := range ask {
		ask[i] = none
	}
	for name, score := range least {
		ids, ok := in.Resolve(name)
		if !ok && !isCustom(name, custom) {
			return nil, errors.New("unknown type " + name)
		}
		for _, id := range ids {
			t := in.find(id)
			ask[t] = min(ask[t], score)
		}
	}
	for r := range in.rules {
		rule := &in.rules[r]
		s.add(uint16(r), rule, ask[rule.Type])
	}
	s.finish()
	return s, s.addCustom(custom)
}

// none is more than any score.
const none = 2

func (in *Info) newSet() *Set {
	words := (len(in.rules) + 63) / 64
	return &Set{info: in, enabled: make([]uint64, words), weak: make([]uint64, words), names: in.Names()}
}

// add enables rule r as far as its findings can have a score of least.
func (s *Set) add(r uint16, rule *table.Rule, least float32) {
	best := rule.Base
	if rule.Context > 0 {
		best = max(best, rule.InText)
	}
	if rule.Check > 0 || rule.Match > 0 {
		best = max(best, rule.Valid)
	}
	if percent(best) >= least {
		s.enabled[r>>6] |= 1 << (r & 63)
	}
	if rule.Weak > 0 && percent(rule.Weak) >= least {
		s.weak[r>>6] |= 1 << (r & 63)
		s.anyWeak = true
	}
}

func isCustom(name string, custom []Custom) bool {
	for i := range custom {
		if custom[i].Name == name {
			return true
		}
	}
	return false
}

// Name returns the id of a type of the set.
func (s *Set) Name(t Type) string { return s.names[t] }

// Len returns the number of types: the built-in ones, enabled or not, and the
// custom ones.
func (s *Set) Len() int { return len(s.names) }

func (s *Set) has(rule uint16) bool { return s.enabled[rule>>6]>>(rule&63)&1 != 0 }

// typeOf returns the number of a type name, adding it if it is new.
func (s *Set) typeOf(name string) Type {
	for i, n := range s.names {
		if n == name {
			return Type(i)
		}
	}
	s.names = append(s.names, name)
	return Type(len(s.names) - 1)
}

// finish computes what follows from the rules that are enabled.
func (s *Set) finish() {
	s.tail = newTail(s.info, s.has)
	s.capital = slices.ContainsFunc(s.info.trigCapital, s.has)
}

// isWeak reports whether a rule finds something without the context it needs.
func (s *Set) isWeak(rule uint16) bool { return s.anyWeak && s.weak[rule>>6]>>(rule&63)&1 != 0 }

// RuleSet returns the set of single built-in rules, for tests of the rules.
func (in *Info) RuleSet(rules ...uint16) *Set { return in.ruleSet(Usual, rules) }

// WeakRuleSet is RuleSet with findings of any score.
func (in *Info) WeakRuleSet(rules ...uint16) *Set { return in.ruleSet(0, rules) }

func (in *Info) ruleSet(least float32, rules []uint16) *Set {
	s := in.newSet()
	for _, r := range rules {
		s.add(r, &in.rules[r], least)
		s.enabled[r>>6] |= 1 << (r & 63)
	}
	s.finish()
	return s
}
