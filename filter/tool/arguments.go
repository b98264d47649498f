// Package tool judges the arguments of tool calls by the rules of a policy.
//
// Arguments are a JSON document, or a JSON string that holds one. What is no
// document satisfies no rule: nobody can say what its receiver makes of it. A
// member that stands twice is judged twice, because receivers disagree on which
// of the two counts.
//
// Cost: one pass over the arguments, with a look at the rules for each value.
// It does not recurse; the scanner's limits bound it.
package tool

import (
	"strconv"

	"github.com/chatguard/chatguard/filter/jsonscan"
	"github.com/chatguard/chatguard/filter/policy"
)

// maxRules is how many rules can be followed at once: as many as a policy may
// have.
const maxRules = 256

type ruleSet [maxRules / 64]uint64

func (s *ruleSet) has(i int) bool { return s[i>>6]&(1<<(i&63)) != 0 }
func (s *ruleSet) add(i int)      { s[i>>6] |= 1 << (i & 63) }

// Arguments judges the arguments of one call after the other. The zero value is
// ready.
type Arguments struct {
	scan   jsonscan.Scanner
	inner  unquoter
	rules  []policy.Argument
	live   ruleSet // rules for this tool
	met    ruleSet // whose value was seen
	frames []frame
	text   []byte
	at     ruleSet // rules whose path ends at the string being read
	broken bool
}

type frame struct {
	on    ruleSet // rules whose path leads here
	array bool
	index int
	key   string
}

// Check tells whether args, a JSON value, is as all rules for the tool say.
func (a *Arguments) Check(rules []policy.Argument, name string, args []byte, l jsonscan.Limits) bool {
	a.rules, a.live, a.met, a.frames, a.broken = rules, ruleSet{}, ruleSet{}, a.frames[:0], false
	any := false
	for i := range rules {
		if i < maxRules && policy.Glob(rules[i].Tool, name) {
			a.live.add(i)
			any = true
		}
	}
	if !any {
		return true
	}
	if len(args) > 0 && args[0] == '"' {
		var ok bool
		if args, ok = a.inner.unquote(args, l); !ok {
			return false
		}
	}
	if blank(args) || string(args) == "null" {
		args = []byte("{}")
	}
	l.AllowDuplicateKeys = true
	a.scan.Reset(l, a)
	if a.scan.Write(args) != nil || a.scan.Close() != nil {
		return false
	}
	for i := range rules {
		a.broken = a.broken || a.live.has(i) && rules[i].Required && !a.met.has(i)
	}
	return !a.broken
}

func blank(b []byte) bool {
	for _, c := range b {
		if c != ' ' && c != '\t' && c != '\r' && c != '\n' {
			return false
		}
	}
	return true
}

// reach steps to the next value: rules whose path goes on through it, and
// those whose path ends there.
func (a *Arguments) reach() (on, ends ruleSet) {
	depth := len(a.frames)
	if depth == 0 {
		return a.live, ends
	}
	f := &a.frames[depth-1]
	if f.array {
		f.index++
	}
	if f.on == (ruleSet{}) {
		return
	}
	for i := range min(len(a.rules), maxRules) {
		if !f.on.has(i) || len(a.rules[i].Steps) < depth {
			continue
		}
		s := &a.rules[i].Steps[depth-1]
		if s.Array != f.array || f.array && s.Index >= 0 && s.Index != f.index || !f.array && s.Key != f.key {
			continue
		}
		if len(a.rules[i].Steps) == depth {
			ends.add(i)
			a.met.add(i)
			a.broken = a.broken || a.rules[i].Absent
		} else {
			on.add(i)
		}
	}
	return
}

func (a *Arguments) open(array bool) {
	on, ends := a.reach()
	for i := range min(len(a.rules), maxRules) {
		if r := &a.rules[i]; ends.has(i) && (r.Regex != nil || r.NotRegex != nil || r.OneOf != nil || r.Bounded()) {
			a.broken = true // no scalar, where one is asked for
		}
	}
	a.frames = append(a.frames, frame{on: on, array: array, index: -1})
}

func (a *Arguments) close() { a.frames = a.frames[:len(a.frames)-1] }

// The events of the scanner, see jsonscan.Handler.

func (a *Arguments) BeginObject(int64) { a.open(false) }
func (a *Arguments) EndObject(int64)   { a.close() }
func (a *Arguments) BeginArray(int64)  { a.open(true) }
func (a *Arguments) EndArray(int64)    { a.close() }

func (a *Arguments) Key(key []byte, _ int64, _ int) {
	if f := &a.frames[len(a.frames)-1]; f.on != (ruleSet{}) {
		f.key = string(key)
	}
}

func (a *Arguments) BeginString(int64) bool {
	_, a.at = a.reach()
	a.text = a.text[:0]
	return a.at != ruleSet{}
}

func (a *Arguments) Text(b []byte, _ int64, _ int) { a.text = append(a.text, b...) }
func (a *Arguments) EndString(int64)               { a.judge(&a.at, a.text, true) }

func (a *Arguments) Scalar(raw []byte, _ int64) {
	_, ends := a.reach()
	a.judge(&ends, raw, false)
}

// judge holds a scalar to the rules whose path ends there.
func (a *Arguments) judge(ends *ruleSet, value []byte, text bool) {
	if *ends == (ruleSet{}) {
		return
	}
	for i := range min(len(a.rules), maxRules) {
		if ends.has(i) && !satisfies(&a.rules[i], value, text) {
			a.broken = true
		}
	}
}

func satisfies(r *policy.Argument, value []byte, text bool) bool {
	if r.Regex != nil && !r.Regex.Match(value) || r.NotRegex != nil && r.NotRegex.Match(value) {
		return false
	}
	if r.OneOf != nil && !contains(r.OneOf, value) {
		return false
	}
	if !r.Bounded() {
		return true
	}
	v, err := strconv.ParseFloat(string(value), 64)
	return err == nil && !text && v >= r.Min && v <= r.Max
}

func contains(list []string, value []byte) bool {
	for _, s := range list {
		if s == string(value) {
			return true
		}
	}
	return false
}

// unquoter decodes a JSON string.
type unquoter struct {
	scan jsonscan.Scanner
	text []byte
}

func (u *unquoter) unquote(s []byte, l jsonscan.Limits) ([]byte, bool) {
	u.text = u.text[:0]
	u.scan.Reset(l, u)
	err := u.scan.Write(s)
	if err == nil {
		err = u.scan.Close()
	}
	return u.text, err == nil
}

func (u *unquoter) BeginObject(int64)             {}
func (u *unquoter) EndObject(int64)               {}
func (u *unquoter) BeginArray(int64)              {}
func (u *unquoter) EndArray(int64)                {}
func (u *unquoter) Key([]byte, int64, int)        {}
func (u *unquoter) BeginString(int64) bool        { return true }
func (u *unquoter) Text(b []byte, _ int64, _ int) { u.text = append(u.text, b...) }
func (u *unquoter) EndString(int64)               {}
func (u *unquoter) Scalar([]byte, int64)          {}
