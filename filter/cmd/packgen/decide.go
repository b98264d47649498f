package main

import "slices"

// decide rewrites n so that the next byte decides between alternatives that
// start alike, as words of one script do outside ASCII: their characters share
// first bytes. What needs no rewriting stays as it is. The language of n is the
// same; a capture inside such alternatives is left alone, and refused later.
func decide(n *node) *node {
	switch n.kind {
	case kindSet:
		return n
	case kindAlt:
		return decideAlt(n)
	case kindConcat:
		return decideConcat(n.subs)
	}
	c := *n
	c.subs = []*node{decide(n.subs[0])}
	return &c
}

// decideConcat is decide for parts one after another. An optional part that
// starts like the rest becomes an alternative of the whole rest.
func decideConcat(parts []*node) *node {
	var done []*node
	for i, p := range parts {
		rest := parts[i+1:]
		f, _ := p.first()
		g, _ := firstOf(rest)
		if p.kind == kindRepeat && p.min == 0 && p.max == 1 && overlaps(f, g) {
			with := join(p.subs[0], rest)
			return concat(append(done, decideAlt(&node{kind: kindAlt, subs: []*node{with, concat(rest)}})))
		}
		done = append(done, decide(p))
	}
	return concat(done)
}

// decideAlt groups the alternatives by their first byte if two start alike.
func decideAlt(n *node) *node {
	if !ambiguous(n.subs) {
		c := *n
		c.subs = nil
		for _, s := range n.subs {
			c.subs = append(c.subs, decide(s))
		}
		return &c
	}
	var heads []byteSet
	var tails [][]*node
	empty := false
	for _, parts := range split(n.subs) {
		if len(parts) == 0 {
			empty = true
			continue
		}
		if parts[0].kind != kindSet {
			return n
		}
		i := slices.Index(heads, parts[0].set)
		if i < 0 {
			i = len(heads)
			heads, tails = append(heads, parts[0].set), append(tails, nil)
		}
		tails[i] = append(tails[i], concat(parts[1:]))
	}
	out := &node{kind: kindAlt}
	for i, h := range heads {
		tail := tails[i][0]
		if len(tails[i]) > 1 {
			tail = &node{kind: kindAlt, subs: tails[i]}
		}
		out.subs = append(out.subs, join(&node{kind: kindSet, set: h}, []*node{decide(tail)}))
	}
	if empty {
		out.subs = append(out.subs, &node{kind: kindConcat})
	}
	if len(out.subs) == 1 {
		return out.subs[0]
	}
	return out
}

// split returns the parts of each alternative; one that starts with
// alternatives, or with an optional part, becomes several.
func split(subs []*node) (out [][]*node) {
	for _, s := range subs {
		parts := pieces(s)
		if len(parts) == 0 || parts[0].kind == kindSet {
			out = append(out, parts)
			continue
		}
		head, rest := parts[0], parts[1:]
		switch {
		case head.kind == kindAlt:
			var each []*node
			for _, a := range head.subs {
				each = append(each, join(a, rest))
			}
			out = append(out, split(each)...)
		case head.kind == kindRepeat && head.min == 0 && head.max == 1:
			out = append(out, split([]*node{join(head.subs[0], rest), concat(rest)})...)
		default:
			out = append(out, parts)
		}
	}
	return out
}

// pieces returns the parts of n without concatenations in them.
func pieces(n *node) (out []*node) {
	if n.kind != kindConcat {
		return []*node{n}
	}
	for _, s := range n.subs {
		out = append(out, pieces(s)...)
	}
	return out
}

// ambiguous reports whether two of subs may start with the same byte, or be empty.
func ambiguous(subs []*node) bool {
	var seen byteSet
	empty := false
	for _, s := range subs {
		f, nullable := s.first()
		if overlaps(f, seen) || empty && nullable {
			return true
		}
		seen, empty = seen.or(f), empty || nullable
	}
	return false
}

func overlaps(a, b byteSet) bool {
	x := a.and(b)
	return !x.empty()
}

func concat(parts []*node) *node { return &node{kind: kindConcat, subs: parts} }

func join(n *node, rest []*node) *node { return concat(append([]*node{n}, rest...)) }
