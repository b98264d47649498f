package main

import (
	"slices"

	parsed "github.com/chatguard/chatguard/filter/document"
	"github.com/chatguard/chatguard/filter/policy"
)

// quotas warns of counters that never count, and of what needs a key.
func (l *linter) quotas(n *parsed.Node, p *policy.Policy) {
	if n == nil || p.Quotas == nil {
		return
	}
	if x := n.Get("publish"); p.Quotas.Publish && !l.hasKey {
		l.warn(x, "needs a key of 16 bytes or more in the filter's environment as "+keyVariable)
	}
	for i, item := range n.Get("counters").List() {
		c := &p.Quotas.Counters[i]
		switch {
		case c.Policy == p:
			l.warn(item.Get("policy"), "is this policy itself: nothing changes for a caller who is over max")
		case c.Count == policy.Masked && !acts(p, policy.Mask, c.Types):
			l.warn(item, "counts nothing: no rule masks what it counts")
		case c.Count == policy.Blocked && c.Types != nil && !acts(p, policy.Block, c.Types):
			l.warn(item, "counts nothing: no rule blocks what it counts")
		}
	}
}

// acts tells whether a rule does something with one of the types, nil for any.
func acts(p *policy.Policy, action policy.Action, types []string) bool {
	return slices.ContainsFunc(p.Rules, func(r policy.Rule) bool {
		return r.Action == action && (types == nil || slices.ContainsFunc(r.Types, func(t string) bool { return slices.Contains(types, t) }))
	})
}
