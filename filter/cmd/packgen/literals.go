package main

import "slices"

// Limits of the literals that are taken from a pattern.
const (
	literalMin   = 3
	literalMax   = 16
	literalWide  = 12 // enough outside ASCII, as long as what the automaton holds (wideStart)
	literalCount = 128
	backMax      = 64
)

// anchor is how a pattern is found: every match holds one of words, and at
// most back bytes, all of set, stand before it.
type anchor struct {
	words []string
	back  int
	set   byteSet
}

// findAnchor looks for the literals of a pattern: those it starts with if they
// are long enough, else the longest ones at a bounded distance.
func findAnchor(n *node) (a anchor, ok bool) {
	parts := flatten(n, nil)
	best := 0
	for i := range parts {
		words, _ := prefixes(parts[i:])
		least := shortest(words)
		if least < literalMin || least <= best {
			continue
		}
		before := &node{kind: kindConcat, subs: parts[:i]}
		if _, hi := before.length(); hi < 0 || hi > backMax {
			break
		} else {
			a, best, ok = anchor{words, hi, before.union()}, least, true
		}
		if i == 0 {
			break
		}
	}
	return a, ok
}

func flatten(n *node, out []*node) []*node {
	switch n.kind {
	case kindConcat, kindCapture:
		for _, s := range n.subs {
			out = flatten(s, out)
		}
		return out
	}
	return append(out, n)
}

func shortest(words []string) int {
	least := 0
	for i, w := range words {
		if i == 0 || len(w) < least {
			least = len(w)
		}
	}
	return least
}

// prefixes returns strings, in lower case, one of which every match starts
// with. exact says that the strings are all there is of it.
func prefixes(parts []*node) (words []string, exact bool) {
	words = []string{""}
	for _, p := range parts {
		var next []string
		more := true
		switch p.kind {
		case kindSet:
			bytes := foldedBytes(p.set)
			if len(bytes) > 8 {
				return words, false
			}
			for _, b := range bytes {
				next = append(next, string([]byte{b}))
			}
		case kindAlt:
			for _, s := range p.subs {
				w, e := prefixes(flatten(s, nil))
				next, more = append(next, w...), more && e
			}
		case kindRepeat:
			if p.min == 0 {
				return words, false
			}
			var rounds []*node
			for range min(p.min, literalMax) {
				rounds = flatten(p.subs[0], rounds)
			}
			w, e := prefixes(rounds)
			next, more = w, e && p.min == p.max
		}
		joined := cross(words, next)
		if len(joined) > literalCount {
			return words, false
		}
		words = joined
		wide := words[0] != "" && words[0][0] >= 0x80
		if !more || shortest(words) >= literalMax || wide && shortest(words) >= literalWide {
			return words, false
		}
	}
	return words, true
}

func cross(a, b []string) []string {
	var out []string
	for _, x := range a {
		for _, y := range b {
			if s := x + y; !slices.Contains(out, s) {
				out = append(out, s)
			}
		}
	}
	return out
}

func foldedBytes(s byteSet) []byte {
	var out []byte
	for _, b := range s.list() {
		if b = lower(b); !slices.Contains(out, b) {
			out = append(out, b)
		}
	}
	return out
}

func lower(b byte) byte {
	if b >= 'A' && b <= 'Z' {
		return b + 'a' - 'A'
	}
	return b
}
