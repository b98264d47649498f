package main

import (
	"slices"
	"strconv"

	"github.com/chatguard/chatguard/filter/detect"
	parsed "github.com/chatguard/chatguard/filter/document"
	"github.com/chatguard/chatguard/filter/mask"
	"github.com/chatguard/chatguard/filter/policy"
)

// linter collects warnings: what is valid and hardly meant.
type linter struct {
	doc    *document
	config *policy.Config
	hasKey bool // there is a key for Hash masks
	tokens bool // there are keys for Token masks
	list   []problem
}

// lint looks at a document that parsed without errors.
func lint(doc *document, c *policy.Config, hasKey, tokens bool) []problem {
	root, _ := parsed.Parse(doc.JSON)
	l := &linter{doc: doc, config: c, hasKey: hasKey, tokens: tokens}
	if nodes := root.Get("policies"); nodes != nil {
		for _, name := range nodes.Keys() {
			l.policy(nodes.Get(name), c.Policies[name])
		}
	} else if root.Get("rules") != nil || root.Get("extends") != nil {
		l.policy(root, c.Default)
	}
	l.routes(root.Get("routes"))
	return l.list
}

func (l *linter) warn(n *parsed.Node, msg string) {
	l.list = append(l.list, problem{l.doc.Position(n.Offset), n.Path, msg, true})
}

func (l *linter) policy(n *parsed.Node, p *policy.Policy) {
	if len(p.Rules) == 0 && p.Mode != policy.Off {
		l.warn(n, "has no rules: nothing is masked or blocked")
	}
	for _, r := range n.Get("rules").List() {
		l.rule(r, p)
	}
	for _, d := range n.Get("detectors").List() {
		l.detector(d, p)
	}
	l.quotas(n.Get("quotas"), p)
}

func (l *linter) rule(n *parsed.Node, p *policy.Policy) {
	i := slices.IndexFunc(p.Rules, func(r policy.Rule) bool { return r.Name == n.Get("name").Str() })
	if i < 0 {
		return
	}
	if by := shadows(p.Rules[:i], &p.Rules[i]); by != "" {
		l.warn(n, "can never match: "+by+" what it would match")
	}
	l.reversible(n, &p.Rules[i], p)
	if m := n.Get("mask"); m != nil && p.Rules[i].Mask.Style == mask.Hash && !l.hasKey {
		l.warn(m, "style Hash needs a key of 16 bytes or more in the filter's environment as "+keyVariable)
	}
	if m := n.Get("mask"); m != nil && p.Rules[i].Mask.Style == mask.Token && !l.tokens {
		l.warn(m, "style Token needs keys in the filter's environment as "+tokensVariable)
	}
}

// reversible warns of masks that look as if they were turned back in the
// response, and are not.
func (l *linter) reversible(n *parsed.Node, r *policy.Rule, p *policy.Policy) {
	m := n.Get("mask")
	style := r.Mask.Style
	if r.Action != policy.Mask || m == nil || style != mask.Placeholder && style != mask.Token {
		return
	}
	never := !slices.ContainsFunc(r.Types, func(t string) bool { return !p.Restore.Never[t] })
	switch {
	case r.Direction == policy.Response:
		if style == mask.Token {
			l.warn(m, "style Token in responses only: nothing turns these tokens back")
		}
	case !p.Restore.Enabled:
		l.warn(m, "is never turned back: restore.enabled is false; style Label says so to readers")
	case never:
		l.warn(m, "is never turned back: all that this rule matches is in restore.never; style Label says so to readers")
	}
}

// shadows says which of the earlier rules decide all that r could, "" if none.
func shadows(earlier []policy.Rule, r *policy.Rule) string {
	var by []string
	for _, t := range r.Types {
		for s := policy.Scope(1); s < policy.AllScopes; s <<= 1 {
			for d := policy.Request; d <= policy.Response; d <<= 1 {
				if r.Scopes&s == 0 || r.Direction&d == 0 {
					continue
				}
				i := slices.IndexFunc(earlier, func(x policy.Rule) bool {
					return x.Scopes&s != 0 && x.Direction&d != 0 && x.Least(t) <= r.Least(t) && slices.Contains(x.Types, t)
				})
				if i < 0 {
					return ""
				}
				if !slices.Contains(by, earlier[i].Name) {
					by = append(by, earlier[i].Name)
				}
			}
		}
	}
	if len(by) == 1 {
		return "rule " + by[0] + " decides"
	}
	text := "rules "
	for i, name := range by {
		if i > 0 {
			text += ", "
		}
		text += name
	}
	return text + " decide"
}

func (l *linter) detector(n *parsed.Node, p *policy.Policy) {
	name := n.Get("name").Str()
	if !l.matched(name) {
		l.warn(n, "is matched by no rule")
	}
	i := slices.IndexFunc(p.Detectors, func(d policy.Detector) bool { return d.Name == name })
	if i < 0 || p.Detectors[i].Regex == "" {
		return
	}
	price, err := detect.Cost(custom(&p.Detectors[i]))
	if err == nil && price == detect.WholeText {
		l.warn(n.Get("regex"), "is costly: it has no fixed part to look for, so it is tried all over every text")
	}
}

// matched tells whether any policy has a rule for a detector: of its own or of
// one that it extends.
func (l *linter) matched(name string) bool {
	for _, p := range l.config.Policies {
		if slices.ContainsFunc(p.Rules, func(r policy.Rule) bool { return slices.Contains(r.Types, name) }) {
			return true
		}
	}
	return false
}

// routes finds routes that stand behind one that takes everything they match.
func (l *linter) routes(n *parsed.Node) {
	open := -1
	for i, r := range n.List() {
		if open >= 0 {
			l.warn(r, "can never match: routes["+strconv.Itoa(open)+"] matches everything")
		} else if len(r.Get("match").Keys()) == 0 {
			open = i
		}
	}
}
