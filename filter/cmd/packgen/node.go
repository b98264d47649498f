package main

import (
	"errors"
	"fmt"
	"regexp/syntax"
	"unicode"
	"unicode/utf8"
)

// byteSet is a set of bytes.
type byteSet [4]uint64

func (s *byteSet) add(b byte)      { s[b>>6] |= 1 << (b & 63) }
func (s *byteSet) has(b byte) bool { return s[b>>6]>>(b&63)&1 != 0 }
func (s *byteSet) empty() bool     { return *s == byteSet{} }
func (s byteSet) or(t byteSet) byteSet {
	return byteSet{s[0] | t[0], s[1] | t[1], s[2] | t[2], s[3] | t[3]}
}
func (s byteSet) and(t byteSet) byteSet {
	return byteSet{s[0] & t[0], s[1] & t[1], s[2] & t[2], s[3] & t[3]}
}

func (s *byteSet) list() []byte {
	var out []byte
	for b := range 256 {
		if s.has(byte(b)) {
			out = append(out, byte(b))
		}
	}
	return out
}

type kind int

const (
	kindSet kind = iota // one byte of set
	kindConcat
	kindAlt
	kindRepeat // subs[0], min to max times; max -1 is no bound
	kindCapture
)

// node is a pattern over bytes. An empty concatenation is the empty pattern.
type node struct {
	kind     kind
	set      byteSet
	subs     []*node
	min, max int
}

// parsePattern reads the subset of RE2 that rules may use: no assertions (the
// engine judges word boundaries), no lazy operators, no back references.
func parsePattern(pattern string) (*node, error) {
	re, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		return nil, err
	}
	return toNode(re)
}

func toNode(re *syntax.Regexp) (*node, error) {
	if re.Flags&syntax.NonGreedy != 0 {
		switch re.Op {
		case syntax.OpStar, syntax.OpPlus, syntax.OpQuest, syntax.OpRepeat:
			return nil, fmt.Errorf("%s: lazy operators are not supported; name the bytes that may follow instead", re)
		}
	}
	switch re.Op {
	case syntax.OpEmptyMatch:
		return &node{kind: kindConcat}, nil
	case syntax.OpLiteral:
		n := &node{kind: kindConcat}
		for _, r := range re.Rune {
			n.subs = append(n.subs, runeNode(r, re.Flags&syntax.FoldCase != 0))
		}
		return n, nil
	case syntax.OpCharClass:
		return classNode(re.Rune)
	case syntax.OpAnyCharNotNL:
		return classNode([]rune{0, '\n' - 1, '\n' + 1, unicode.MaxRune})
	case syntax.OpAnyChar:
		return classNode([]rune{0, unicode.MaxRune})
	case syntax.OpCapture:
		return wrap(kindCapture, 1, 1, re.Sub)
	case syntax.OpStar:
		return wrap(kindRepeat, 0, -1, re.Sub)
	case syntax.OpPlus:
		return wrap(kindRepeat, 1, -1, re.Sub)
	case syntax.OpQuest:
		return wrap(kindRepeat, 0, 1, re.Sub)
	case syntax.OpRepeat:
		return wrap(kindRepeat, re.Min, re.Max, re.Sub)
	case syntax.OpConcat:
		return wrap(kindConcat, 0, 0, re.Sub)
	case syntax.OpAlternate:
		return wrap(kindAlt, 0, 0, re.Sub)
	}
	return nil, fmt.Errorf("%s: not supported: word boundaries are judged by the engine (left, right), other assertions by a check", re)
}

func wrap(k kind, lo, hi int, subs []*syntax.Regexp) (*node, error) {
	n := &node{kind: k, min: lo, max: hi}
	for _, s := range subs {
		c, err := toNode(s)
		if err != nil {
			return nil, err
		}
		n.subs = append(n.subs, c)
	}
	return n, nil
}

func runeNode(r rune, fold bool) *node {
	if r < utf8.RuneSelf {
		n := &node{kind: kindSet}
		n.set.add(byte(r))
		if fold {
			n.set.add(byte(unicode.ToLower(r)))
			n.set.add(byte(unicode.ToUpper(r)))
		}
		return n
	}
	if fold {
		up, low := unicode.ToUpper(r), unicode.ToLower(r)
		if up != low {
			return &node{kind: kindAlt, subs: []*node{runeNode(up, false), runeNode(low, false)}}
		}
	}
	n := &node{kind: kindConcat}
	for _, b := range []byte(string(r)) {
		c := &node{kind: kindSet}
		c.set.add(b)
		n.subs = append(n.subs, c)
	}
	return n
}

// classNode turns a class of runes into bytes. A class that holds everything
// outside ASCII counts bytes there, not characters.
func classNode(ranges []rune) (*node, error) {
	n := &node{kind: kindSet}
	var wide []rune
	for i := 0; i < len(ranges); i += 2 {
		lo, hi := ranges[i], ranges[i+1]
		for r := lo; r <= hi && r < utf8.RuneSelf; r++ {
			n.set.add(byte(r))
		}
		if hi == unicode.MaxRune {
			for b := utf8.RuneSelf; b < 256; b++ {
				n.set.add(byte(b))
			}
			continue
		}
		for r := max(lo, utf8.RuneSelf); r <= hi; r++ {
			if r != 'ſ' && r != 'K' { // case folds of s and k
				wide = append(wide, r)
			}
			if len(wide) > 128 {
				return nil, errors.New("a class may hold at most 128 characters outside ASCII, or all of them")
			}
		}
	}
	if len(wide) == 0 {
		return n, nil
	}
	alt := &node{kind: kindAlt}
	if !n.set.empty() {
		alt.subs = append(alt.subs, n)
	}
	for _, r := range wide {
		alt.subs = append(alt.subs, runeNode(r, false))
	}
	return alt, nil
}

// first returns the bytes a match of n may start with, and whether n matches
// the empty string.
func (n *node) first() (set byteSet, nullable bool) {
	switch n.kind {
	case kindSet:
		return n.set, false
	case kindConcat:
		return firstOf(n.subs)
	case kindAlt:
		for _, s := range n.subs {
			f, e := s.first()
			set, nullable = set.or(f), nullable || e
		}
		return set, nullable
	case kindRepeat:
		set, nullable = n.subs[0].first()
		return set, nullable || n.min == 0
	}
	return n.subs[0].first()
}

func firstOf(subs []*node) (set byteSet, nullable bool) {
	for _, s := range subs {
		f, e := s.first()
		set = set.or(f)
		if !e {
			return set, false
		}
	}
	return set, true
}

// union returns all bytes that n may hold.
func (n *node) union() byteSet {
	set := n.set
	for _, s := range n.subs {
		set = set.or(s.union())
	}
	return set
}

// length returns the shortest and the longest match; longest is -1 if there
// is none.
func (n *node) length() (lo, hi int) {
	switch n.kind {
	case kindSet:
		return 1, 1
	case kindConcat:
		for _, s := range n.subs {
			l, h := s.length()
			lo += l
			if h < 0 || hi < 0 {
				hi = -1
			} else {
				hi += h
			}
		}
		return lo, hi
	case kindAlt:
		lo = -1
		for _, s := range n.subs {
			l, h := s.length()
			if lo < 0 || l < lo {
				lo = l
			}
			if h < 0 || hi < 0 {
				hi = -1
			} else {
				hi = max(hi, h)
			}
		}
		return max(lo, 0), hi
	case kindRepeat:
		l, h := n.subs[0].length()
		if n.max < 0 || h < 0 {
			return l * n.min, -1
		}
		return l * n.min, h * n.max
	}
	return n.subs[0].length()
}
