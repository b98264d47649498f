package detect

import (
	"errors"

	"github.com/chatguard/chatguard/filter/detect/automaton"
)

// Set is what a policy looks for: built-in types and custom detectors. It is
// immutable and may be shared; the tables behind it are those of the program.
type Set struct {
	info    *Info
	enabled []uint64 // bit set of rules
	tail    *tail
	names   []string
	custom  []*detector
	terms   terms

	customAC   *automaton.Table // literals of custom expressions
	customLits []customLiteral
	customBack int // largest distance of a literal from the start of a match
}

// NewSet returns the set of the given types (ids, groups or aliases) and
// custom detectors. The error names the first type or detector that is wrong.
func NewSet(types []string, custom []Custom) (*Set, error) {
	info, err := builtin()
	if err != nil {
		return nil, err
	}
	return info.NewSet(types, custom)
}

// NewSet is the function NewSet for the rules of in.
func (in *Info) NewSet(types []string, custom []Custom) (*Set, error) {
	s := &Set{info: in, enabled: make([]uint64, (len(in.rules)+63)/64), names: in.Names()}
	on := make([]bool, len(in.types))
	for _, name := range types {
		ids, ok := in.Resolve(name)
		if !ok && !isCustom(name, custom) {
			return nil, errors.New("unknown type " + name)
		}
		for _, id := range ids {
			on[in.find(id)] = true
		}
	}
	for r := range in.rules {
		if on[in.rules[r].Type] {
			s.enabled[r>>6] |= 1 << (r & 63)
		}
	}
	s.tail = newTail(in, s.has)
	return s, s.addCustom(custom)
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

// RuleSet returns the set of single built-in rules, for tests of the rules.
func (in *Info) RuleSet(rules ...uint16) *Set {
	s := &Set{info: in, enabled: make([]uint64, (len(in.rules)+63)/64), names: in.Names()}
	for _, r := range rules {
		s.enabled[r>>6] |= 1 << (r & 63)
	}
	s.tail = newTail(in, s.has)
	return s
}
