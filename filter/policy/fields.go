package policy

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/chatguard/chatguard/filter/document"
)

// defaultMessage answers a blocked call where the policy has no own words.
const defaultMessage = "The message was blocked by policy."

// fields reads a policy over what it extends. extra are further members that
// are allowed where it stands.
func (l *loader) fields(p *Policy, n *document.Node, extra []field) *Policy {
	name := p.Name
	base := l.base(n)
	*p = *base
	p.Name = name
	p.Description = ""
	var rules []Rule
	l.object(n, append([]field{
		{"extends", func(*document.Node) {}}, // read by base
		{"description", l.str(&p.Description)},
		{"mode", enum(&l.reader, &p.Mode, modeNames, 0)},
		{"failureMode", enum(&l.reader, &p.FailureMode, failureNames, 0)},
		{"onUninspected", enum(&l.reader, &p.OnUninspected, uninspectedNames, 0)},
		{"onInvalid", enum(&l.reader, &p.OnInvalid, refusalNames, 0)},
		{"onOverLimit", enum(&l.reader, &p.OnOverLimit, refusalNames, 0)},
		{"limits", l.limits(&p.Limits)},
		{"detectors", l.list(func(d *document.Node) { l.detector(p, d) })},
		{"rules", func(*document.Node) {}}, // read below, when all detectors are known
		{"allow", l.allow(&p.Allow)},
		{"restore", l.restore(&p.Restore)},
		{"response", l.response(&p.Response)},
		{"responseHeader", l.bool(&p.ResponseHeader)},
	}, extra...))
	if r := n.Get("rules"); r != nil {
		l.list(func(x *document.Node) { rules = append(rules, l.rule(p, x, rules)) })(r)
	}
	for _, r := range base.Rules {
		if !slices.ContainsFunc(rules, func(own Rule) bool { return own.Name == r.Name }) {
			rules = append(rules, r)
		}
	}
	p.Rules = rules
	return p
}

// base merges what a policy extends: of several, the first named wins.
func (l *loader) base(n *document.Node) *Policy {
	root := &Policy{
		Limits:   DefaultLimits,
		Response: Answer{Status: 403, Message: defaultMessage},
		Restore:  Restore{Enabled: true},
	}
	if l.o.Catalog != nil {
		root.Restore.Never = l.ids("secrets")
	}
	if n.Kind != document.Object || n.Get("extends") == nil {
		return root
	}
	e := n.Get("extends")
	switch e.Kind {
	case document.String:
		if b := l.extended(e); b != nil {
			return clone(b)
		}
	case document.Array:
		var merged *Policy
		l.list(func(x *document.Node) {
			if !l.is(x, document.String) {
				return
			}
			if b := l.extended(x); b != nil {
				merged = merge(merged, b)
			}
		})(e)
		if merged != nil {
			return merged
		}
	default:
		l.fail(e, "must be the name of a policy or a list of names")
	}
	return root
}

// extended finds the policy that x names.
func (l *loader) extended(x *document.Node) *Policy {
	self := len(l.loading) > 0 && l.loading[len(l.loading)-1] == x.Text
	if l.nodes.Get(x.Text) != nil && !self {
		if slices.Contains(l.loading, x.Text) {
			l.fail(x, "extends itself: "+strings.Join(append(slices.Clone(l.loading), x.Text), " -> "))
			return nil
		}
		return l.named(x.Text)
	}
	if p := l.presetPolicy(x.Text); p != nil {
		return p
	}
	if self {
		l.fail(x, "extends itself")
		return nil
	}
	l.fail(x, unknown("policy", x.Text, l.policyNames()))
	return nil
}

// clone copies what a policy that extends p may add to.
func clone(p *Policy) *Policy {
	c := *p
	c.Rules = slices.Clone(p.Rules)
	c.Detectors = slices.Clone(p.Detectors)
	c.Allow.Values = maps.Clone(p.Allow.Values)
	c.Allow.Regex = slices.Clone(p.Allow.Regex)
	c.Response.Headers = maps.Clone(p.Response.Headers)
	c.Restore.Never = maps.Clone(p.Restore.Never)
	return &c
}

// merge adds to a the rules, detectors and allowed values of b that it lacks.
func merge(a, b *Policy) *Policy {
	if a == nil {
		return clone(b)
	}
	for _, r := range b.Rules {
		if !slices.ContainsFunc(a.Rules, func(own Rule) bool { return own.Name == r.Name }) {
			a.Rules = append(a.Rules, r)
		}
	}
	for _, d := range b.Detectors {
		if !slices.ContainsFunc(a.Detectors, func(own Detector) bool { return own.Name == d.Name }) {
			a.Detectors = append(a.Detectors, d)
		}
	}
	for v := range b.Allow.Values {
		a.Allow.add(v)
	}
	a.Allow.Regex = append(a.Allow.Regex, b.Allow.Regex...)
	return a
}

func (a *AllowList) add(v string) {
	if a.Values == nil {
		a.Values = map[string]bool{}
	}
	a.Values[v] = true
}

func (l *loader) limits(to *Limits) func(*document.Node) {
	return func(n *document.Node) {
		l.object(n, []field{
			{"bodyBytes", integer(&l.reader, &to.BodyBytes, 1, 1<<30)},
			{"depth", integer(&l.reader, &to.Depth, 1, 512)},
			{"keys", integer(&l.reader, &to.Keys, 1, 10_000_000)},
			{"keyBytes", integer(&l.reader, &to.KeyBytes, 1, 1<<20)},
			{"stringBytes", integer(&l.reader, &to.StringBytes, 1, 1<<30)},
			{"numberBytes", integer(&l.reader, &to.NumberBytes, 1, 1<<20)},
			{"messages", integer(&l.reader, &to.Messages, 1, 1_000_000)},
			{"holdBytes", integer(&l.reader, &to.HoldBytes, 64, 1<<20)},
			{"eventBytes", integer(&l.reader, &to.EventBytes, 1024, 1<<28)},
			{"duplicateKeys", enum(&l.reader, &to.DuplicateKeys, duplicateNames, 0)},
		})
	}
}

func (l *loader) allow(to *AllowList) func(*document.Node) {
	return func(n *document.Node) {
		var values []string
		l.object(n, []field{
			{"values", l.strings(&values)},
			{"regex", l.list(func(x *document.Node) {
				if l.regex(x) != nil {
					to.Regex = append(to.Regex, whole(x.Text))
				}
			})},
		})
		for _, v := range values {
			to.add(v)
		}
	}
}

// regex checks a regular expression (RE2 syntax).
func (l *loader) regex(n *document.Node) *regexp.Regexp {
	if !l.is(n, document.String) {
		return nil
	}
	r, err := regexp.Compile(n.Text)
	if err != nil {
		l.fail(n, "not a regular expression: "+strings.TrimPrefix(err.Error(), "error parsing regexp: "))
		return nil
	}
	return r
}

func (l *loader) restore(to *Restore) func(*document.Node) {
	return func(n *document.Node) {
		l.object(n, []field{
			{"enabled", l.bool(&to.Enabled)},
			{"never", func(x *document.Node) {
				to.Never = map[string]bool{}
				l.list(func(m *document.Node) {
					if l.is(m, document.String) {
						for id := range l.match(m, nil) {
							to.Never[id] = true
						}
					}
				})(x)
			}},
		})
	}
}

func (l *loader) response(to *Answer) func(*document.Node) {
	return func(n *document.Node) {
		l.object(n, []field{
			{"status", integer(&l.reader, &to.Status, 400, 599)},
			{"message", l.str(&to.Message)},
			{"format", enum(&l.reader, &to.Format, formatNames, 0)},
			{"headers", func(h *document.Node) {
				l.table(&to.Headers)(h)
				for name := range to.Headers {
					if !validHeader(name) || !validHeaderValue(to.Headers[name]) {
						l.fail(h, "not a header: "+name)
					}
				}
			}},
			{"revealRule", l.bool(&to.RevealRule)},
		})
	}
}

// validHeader is a field name of RFC 9110, section 5.1, in lower case, that a
// policy may set.
func validHeader(s string) bool {
	for i := range len(s) {
		c := s[i]
		if !(c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || strings.IndexByte("!#$%&'*+-.^_`|~", c) >= 0) {
			return false
		}
	}
	return s != "" && s != "content-length" && s != "transfer-encoding" && s != "content-type"
}

func validHeaderValue(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' && s[i] != '\t' || s[i] == 0x7f {
			return false
		}
	}
	return true
}
