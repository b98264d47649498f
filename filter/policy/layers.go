package policy

import (
	"slices"
	"strings"

	"github.com/chatguard/chatguard/filter/document"
)

// layer is a policy as it was written, before what it extends.
type layer struct {
	name   string
	node   *document.Node
	preset bool
	extra  []field // members that are allowed besides those of a policy
}

// resolve lays a policy over what it extends.
func (l *loader) resolve(x layer) *Policy {
	p := &Policy{
		Name: x.name, Limits: DefaultLimits, EnforcePercent: 100,
		Response: Answer{Status: 403, Message: defaultMessage},
		Restore:  Restore{Enabled: true, Never: l.ids("secrets")},
		Leaks:    DefaultLeaks,
	}
	l.lay(p, x, map[*document.Node]bool{})
	p.imply()
	l.streamed(p, x)
	return p
}

// lay lays x over p, below it what it extends and p does not have yet. The
// recursion is bounded by maxExtends.
func (l *loader) lay(p *Policy, x layer, laid map[*document.Node]bool) {
	laid[x.node] = true
	l.chain = append(l.chain, x)
	for _, below := range slices.Backward(l.below(x)) {
		if !laid[below.node] {
			l.lay(p, below, laid)
		}
	}
	l.chain = l.chain[:len(l.chain)-1]
	p.Description = ""
	l.inPreset(x, func() { l.apply(p, x) })
}

// inPreset runs read such that errors say which preset they are in.
func (l *loader) inPreset(x layer, read func()) {
	if x.preset {
		l.where = "preset " + x.name + ": "
		defer func() { l.where = "" }()
	}
	read()
}

// below lists what a policy extends, as it is written: the top one first.
func (l *loader) below(x layer) (list []layer) {
	n := x.node.Get("extends")
	if n == nil {
		return nil
	}
	l.inPreset(x, func() {
		switch {
		case n.Kind == document.String:
			list = l.extend(list, x, n)
		case n.Kind != document.Array:
			l.fail(n, "must be the name of a policy or a list of names, is "+n.Kind.String())
		case l.filled(n):
			for _, item := range n.Items {
				if l.is(item, document.String) {
					list = l.extend(list, x, item)
				}
			}
		}
	})
	return list
}

// extend adds the policy that n names, unless x must not extend it.
func (l *loader) extend(list []layer, x layer, n *document.Node) []layer {
	to, ok := l.find(x, n.Text)
	switch {
	case !ok && n.Text == x.name:
		l.fail(n, "extends itself")
	case !ok:
		l.fail(n, unknown("policy", n.Text, l.policyNames()))
	case slices.ContainsFunc(l.chain, func(c layer) bool { return c.node == to.node }):
		l.fail(n, "extends itself: "+l.circle(to))
	case len(l.chain) >= maxExtends:
		l.fail(n, "too many policies upon each other")
	default:
		return append(list, to)
	}
	return list
}

// find finds what x means by a name: policies of the document come before
// presets, which know presets only; and what bears its own name is a preset.
func (l *loader) find(x layer, name string) (layer, bool) {
	if n := l.policies.Get(name); n != nil && !x.preset && name != x.name {
		return layer{name: name, node: n}, true
	}
	n := l.preset(name)
	return layer{name: name, node: n, preset: true}, n != nil
}

// preset reads a preset once; nil if there is none of that name.
func (l *loader) preset(name string) *document.Node {
	if n, ok := l.presets[name]; ok || l.o.Preset == nil {
		return n
	}
	l.presets[name] = nil
	if doc, ok := l.o.Preset(name); ok {
		n, errs := document.Parse(doc)
		for _, e := range errs {
			l.errs = append(l.errs, &Error{Path: "preset " + name + ": " + e.Path, Offset: -1, Msg: e.Msg})
		}
		l.presets[name] = n
	}
	return l.presets[name]
}

// circle writes the way from a policy to itself.
func (l *loader) circle(to layer) string {
	var names []string
	for _, c := range l.chain {
		if len(names) > 0 || c.node == to.node {
			names = append(names, c.name)
		}
	}
	return strings.Join(append(names, to.name), " -> ")
}
