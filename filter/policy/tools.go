package policy

import (
	"math"
	"strconv"

	"github.com/chatguard/chatguard/filter/document"
	"github.com/chatguard/chatguard/filter/regex"
)

// Tools says which tools a conversation may have: in what a caller offers to
// the model, in what the model calls, and in what comes back. A name that is not
// allowed is TOOL_DENIED, and arguments that break a rule are TOOL_ARGUMENTS. It
// holds for the APIs whose data (policies/apis) says where tools stand. A result
// has the name of its call; one whose call is not in the body has none.
//
//	allow      list of text: names of tools, * is any run of characters; with such a list all others are denied
//	deny       list of text: names that are denied even if they are allowed
//	arguments  list of Argument: what the arguments of calls must be
//	action     Block | Strip; Block: unless one of the policy's rules says what to do; Strip takes the definition, the call or the result out
//	notice     text; [tool removed by policy]: what Strip leaves in the place of a call or a result
type Tools struct {
	Allow, Deny []string
	Arguments   []Argument
	Action      Consequence
	Notice      string
}

// Argument is a rule for the values at one place of a tool's arguments.
//
//	tool      required text: name of the tools that it is for, * is any run of characters
//	path      required text: JSONPath of members and elements: $.to, $.items[*].id, $.argv[0], $['a key']
//	regex     text: RE2 expression that the whole of each value must match
//	notRegex  text: that nothing in a value may match
//	oneOf     list of text or number or boolean: values that are allowed
//	min       number: least value; the values must be numbers
//	max       number: largest value
//	required  boolean; false: some value must be there
//	absent    boolean; false: no value may be there
type Argument struct {
	Tool            string
	Path            string
	Steps           []Step
	Regex, NotRegex *regex.Regexp
	OneOf           []string // as the value stands in JSON, a text without its quotes
	Min, Max        float64  // infinite if there is none
	Required        bool
	Absent          bool
}

// Step leads from a value to values in it: to the member Key of an object if
// Array is false, else to the element Index of an array, or all if it is -1.
type Step struct {
	Key   string
	Array bool
	Index int
}

const (
	maxArguments = 200
	maxSteps     = 16
	toolNotice   = "[tool removed by policy]"
)

// Allowed tells whether a tool may be there.
func (t *Tools) Allowed(name string) bool {
	return !anyGlob(t.Deny, name) && (len(t.Allow) == 0 || anyGlob(t.Allow, name))
}

// Constrains tells whether some rule is for the arguments of a tool.
func (t *Tools) Constrains(name string) bool {
	for i := range t.Arguments {
		if Glob(t.Arguments[i].Tool, name) {
			return true
		}
	}
	return false
}

func anyGlob(patterns []string, name string) bool {
	for _, p := range patterns {
		if Glob(p, name) {
			return true
		}
	}
	return false
}

// Glob matches a pattern in which * stands for any run of bytes. It goes back
// to the last star only, so that its time is bounded by the product of lengths.
func Glob(pattern, s string) bool {
	p, i, star, from := 0, 0, -1, 0
	for i < len(s) {
		switch {
		case p < len(pattern) && pattern[p] == '*':
			star, from = p, i
			p++
		case p < len(pattern) && pattern[p] == s[i]:
			p++
			i++
		case star >= 0:
			from++
			p, i = star+1, from
		default:
			return false
		}
	}
	for p < len(pattern) && pattern[p] == '*' {
		p++
	}
	return p == len(pattern)
}

func (l *loader) tools(p *Policy) func(*document.Node) {
	return func(n *document.Node) {
		if p.Tools == nil {
			p.Tools = &Tools{Notice: toolNotice}
		}
		to := p.Tools
		again := func(list *[]string) func(*document.Node) {
			return func(x *document.Node) {
				*list = nil
				l.strings(list)(x)
			}
		}
		l.object(n, []field{
			{"allow", again(&to.Allow)},
			{"deny", again(&to.Deny)},
			{"arguments", func(x *document.Node) {
				to.Arguments = nil
				if l.is(x, document.Array) && l.atMost(x, len(x.Items), maxArguments) {
					for _, item := range x.Items {
						to.Arguments = append(to.Arguments, l.argument(item))
					}
				}
			}},
			{"action", enum(&l.reader, &to.Action, consequenceNames, 0)},
			{"notice", l.text(&to.Notice)},
		})
	}
}

func (l *loader) argument(n *document.Node) Argument {
	a := Argument{Min: math.Inf(-1), Max: math.Inf(1)}
	number := func(to *float64) func(*document.Node) {
		return func(x *document.Node) {
			if l.is(x, document.Number) {
				*to = x.Number
			}
		}
	}
	l.object(n, []field{
		{"tool", l.text(&a.Tool)},
		{"path", func(x *document.Node) {
			var ok bool
			l.text(&a.Path)(x)
			if a.Steps, ok = parseSteps(a.Path); !ok && a.Path != "" {
				l.fail(x, "no JSONPath that is understood: $.key, $['key'], [0] and [*], 16 steps at most")
			}
		}},
		{"regex", func(x *document.Node) { a.Regex = l.regex(x, wholeText) }},
		{"notRegex", func(x *document.Node) { a.NotRegex = l.regex(x, "") }},
		{"oneOf", func(x *document.Node) {
			if l.filled(x) {
				l.list(func(v *document.Node) { a.OneOf = append(a.OneOf, l.literal(v)) })(x)
			}
		}},
		{"min", number(&a.Min)},
		{"max", number(&a.Max)},
		{"required", l.bool(&a.Required)},
		{"absent", l.bool(&a.Absent)},
	})
	if n.Kind != document.Object {
		return a
	}
	switch {
	case n.Get("tool") == nil || n.Get("path") == nil:
		l.fail(n, "a rule for arguments needs a tool and a path")
	case len(n.Names) == 2:
		l.fail(n, "a rule for arguments says something of the value: regex, notRegex, oneOf, min, max, required or absent")
	case a.Min > a.Max:
		l.fail(n.Get("min"), "is larger than max")
	case a.Required && a.Absent:
		l.fail(n.Get("absent"), "a value cannot be required and absent")
	}
	return a
}

// literal is a value as calls have it: a text without its quotes.
func (l *loader) literal(n *document.Node) string {
	switch n.Kind {
	case document.String:
		return n.Text
	case document.Number, document.Boolean:
		return string(n.Raw)
	}
	l.fail(n, "must be a text, a number or a boolean")
	return ""
}

// parseSteps reads a JSONPath (RFC 9535) that names members and elements.
func parseSteps(s string) (steps []Step, ok bool) {
	if len(s) > 0 && s[0] == '$' {
		s = s[1:]
	} else if len(s) > 0 && s[0] != '.' && s[0] != '[' {
		s = "." + s
	}
	for s != "" && len(steps) < maxSteps {
		switch {
		case s[0] == '.':
			i := 1
			for i < len(s) && s[i] != '.' && s[i] != '[' {
				i++
			}
			if i == 1 {
				return nil, false
			}
			steps = append(steps, Step{Key: s[1:i]})
			s = s[i:]
		case len(s) > 1 && s[0] == '[' && (s[1] == '\'' || s[1] == '"'):
			i := 2
			for i < len(s) && s[i] != s[1] {
				i++
			}
			if i+1 >= len(s) || s[i+1] != ']' {
				return nil, false
			}
			steps = append(steps, Step{Key: s[2:i]})
			s = s[i+2:]
		case len(s) > 2 && s[:3] == "[*]":
			steps, s = append(steps, Step{Array: true, Index: -1}), s[3:]
		default:
			i := 1
			for i < len(s) && s[i]-'0' < 10 {
				i++
			}
			v, err := strconv.Atoi(s[1:min(i, len(s))])
			if s[0] != '[' || err != nil || i >= len(s) || s[i] != ']' {
				return nil, false
			}
			steps, s = append(steps, Step{Array: true, Index: v}), s[i+1:]
		}
	}
	return steps, s == "" && len(steps) > 0
}

// Bounded tells whether the values have to be numbers.
func (a *Argument) Bounded() bool { return !math.IsInf(a.Min, -1) || !math.IsInf(a.Max, 1) }
