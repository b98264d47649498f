package policy

import (
	"slices"
	"strings"
	"unicode"

	"github.com/chatguard/chatguard/filter/document"
	"github.com/chatguard/chatguard/filter/mask"
	"github.com/chatguard/chatguard/filter/order"
)

// Rule says what to do with the findings it matches.
//
//	name         required text: 64 characters at most; unique in its policy
//	description  text: for people
//	match        required list of text: entity ids, groups, aliases, own detectors
//	scopes       list of SystemPrompt | Messages | ToolInput | ToolOutput | Reasoning | ToolDefinition | Other: all of them if absent
//	direction    Request | Response | Both; Both
//	minScore     number 0..1; 0.35, for PROMPT_INJECTION and JAILBREAK 0.8, for own detectors 0: findings with less are not matched, and not looked for
//	action       required Allow | Log | Mask | Block
//	mask         Spec: what stands in for the value; with action Mask only
type Rule struct {
	Name      string
	Types     []string // entity ids and names of detectors, sorted; groups and aliases are resolved
	Scopes    Scope
	Direction Direction
	MinScore  float32
	Graded    bool            // minScore is given
	own       map[string]bool // names of own detectors among the types
	Action    Action
	Mask      mask.Spec
}

// Entities of attacks on the model, whose findings have the score of a text.
const (
	PromptInjection = "PROMPT_INJECTION"
	Jailbreak       = "JAILBREAK"
)

// What a finding must score to be matched by a rule that does not say what: every text has some score as an attack, and
// below usualScore is what has a form that much else has, too, and no word beside it that names it. Who writes a detector
// of his own gives it a score of his own.
const (
	attackScore = 0.8
	usualScore  = 0.35
)

// Least is the score from which on the rule matches findings of a type.
func (r *Rule) Least(typ string) float32 {
	if r.Graded {
		return r.MinScore
	}
	return r.usual(typ)
}

func (r *Rule) usual(typ string) float32 {
	switch {
	case r.own[typ]:
		return 0
	case typ == PromptInjection, typ == Jailbreak:
		return attackScore
	}
	return usualScore
}

// rules puts the rules of a list before those of p, or in their places.
func (l *loader) rules(p *Policy, n *document.Node) {
	if !l.is(n, document.Array) || !l.atMost(n, len(n.Items), maxRules) {
		return
	}
	var front []Rule
	names := map[string]bool{}
	for _, item := range n.Items {
		r := l.rule(p, item)
		if r.Name != "" && names[r.Name] {
			l.fail(item.Get("name"), "a rule of this name is above")
		}
		names[r.Name] = true
		if i := slices.IndexFunc(p.Rules, func(x Rule) bool { return x.Name == r.Name }); i >= 0 {
			p.Rules[i] = r
		} else {
			front = append(front, r)
		}
	}
	p.Rules = append(front, p.Rules...)
}

func (l *loader) rule(p *Policy, n *document.Node) Rule {
	r := Rule{Scopes: AllScopes, Direction: Both}
	types := map[string]bool{}
	var note string
	l.object(n, []field{
		{"name", l.str(&r.Name)},
		{"description", l.str(&note)},
		{"match", func(x *document.Node) {
			l.match(p, x, types)
			l.filled(x)
		}},
		{"scopes", func(x *document.Node) { r.Scopes = l.scopes(x) }},
		{"direction", enum(&l.reader, &r.Direction, directionNames, 1)},
		{"minScore", func(x *document.Node) {
			l.score(&r.MinScore)(x)
			r.Graded = true
		}},
		{"action", enum(&l.reader, &r.Action, actionNames, 0)},
		{"mask", l.mask(&r.Mask)},
	})
	if n.Kind == document.Object {
		l.ruleParts(n, &r)
	}
	r.Types = order.Keys(types)
	r.own = ownTypes(p, r.Types)
	return r
}

// ownTypes are the names of p's own detectors among types.
func ownTypes(p *Policy, types []string) (own map[string]bool) {
	for i := range p.Detectors {
		if name := p.Detectors[i].Name; slices.Contains(types, name) {
			if own == nil {
				own = map[string]bool{}
			}
			own[name] = true
		}
	}
	return own
}

func (l *loader) scopes(n *document.Node) (all Scope) {
	if !l.is(n, document.Array) || !l.filled(n) {
		return AllScopes
	}
	for _, item := range n.Items {
		var i uint8
		if enum(&l.reader, &i, scopeNames, 1)(item); i > 0 {
			all |= 1 << (i - 1)
		}
	}
	return all
}

// ruleParts checks what a rule must have, and what goes together.
func (l *loader) ruleParts(n *document.Node, r *Rule) {
	name, action, spec := n.Get("name"), n.Get("action"), n.Get("mask")
	switch {
	case name == nil:
		l.fail(n, "a rule needs a name")
	case name.Kind == document.String && !validTitle(r.Name):
		l.fail(name, "a rule's name is 1 to 64 printable characters")
	}
	if n.Get("match") == nil {
		l.fail(n, "a rule needs a match: a list of entities, groups or detectors")
	}
	switch {
	case action == nil:
		l.fail(n, "a rule needs an action: Allow, Log, Mask or Block")
	case action.Text == actionNames[Mask]:
		l.maskParts(n, r)
	case spec != nil && slices.Contains(actionNames, action.Text):
		l.failKey(spec, "goes with action Mask only")
	}
}

// validTitle tells names that people read: in logs, audit lines, answers.
func validTitle(s string) bool {
	return s != "" && len(s) <= maxName && strings.TrimSpace(s) == s &&
		!strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsPrint(r) || r == unicode.ReplacementChar })
}

func (l *loader) mask(to *mask.Spec) func(*document.Node) {
	return func(n *document.Node) {
		l.object(n, []field{
			{"style", func(x *document.Node) {
				if !l.is(x, document.String) {
					return
				}
				var ok bool
				if to.Style, ok = mask.ParseStyle(x.Text); !ok {
					l.fail(x, unknown("value", x.Text, mask.Styles()))
				}
			}},
			{"keepFirst", integer(&l.reader, &to.KeepFirst, 0, mask.MaxKeep)},
			{"keepLast", integer(&l.reader, &to.KeepLast, 0, mask.MaxKeep)},
			{"char", l.str(&to.Char)},
			{"text", l.str(&to.Text)},
			{"context", l.str(&to.Context)},
		})
	}
}

// standInKey lets policies be checked where no key is at hand.
var standInKey = []byte("chatguard: no key was given")

// maskParts checks a mask as a whole. What fails is said once: not if the
// style is unknown.
func (l *loader) maskParts(n *document.Node, r *Rule) {
	spec := n.Get("mask")
	if style := spec.Get("style"); style != nil {
		if _, ok := mask.ParseStyle(style.Text); !ok {
			return
		}
	}
	if r.Mask.Style == mask.Hash {
		r.Mask.Key = l.o.Key
		if len(l.o.Key) == 0 {
			if l.o.RequireKey {
				l.fail(spec, "style Hash needs a key of 16 bytes or more in the environment of the filter, as CHATGUARD_KEY")
			}
			r.Mask.Key = standInKey
		}
	}
	if r.Mask.Style == mask.Token && !l.tokens(spec, &r.Mask) {
		return
	}
	if e, ok := r.Mask.Validate().(*mask.SpecError); ok {
		at := spec
		if f := spec.Get(e.Field); f != nil {
			at = f
		}
		l.fail(at, e.Msg)
	}
}
