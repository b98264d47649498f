package chat

import (
	"slices"
	"strings"

	"github.com/chatguard/chatguard/filter/policy"
)

// trie holds the paths of one API and direction. Node 0 is nowhere: below it
// nothing is known. Node 1 is the document.
type trie struct {
	nodes     []node
	places    []Place // the first is that of nodes that have none
	roleDepth int     // open containers around a message's role, 0 if there is none
}

type node struct {
	kids  []edge // by object key
	elem  int16  // below an array, 0 if unknown
	star  bool   // below counts
	place uint16 // which of the places, as is below
	below uint16 // of everything below, and of the node itself where place is not listed
}

type edge struct {
	key string
	to  int16
}

const (
	nowhere = 0
	top     = 1
)

func newTrie() *trie { return &trie{nodes: make([]node, 2), places: make([]Place, 1)} }

// clone is a trie of its own with the same paths.
func (t *trie) clone() *trie {
	c := &trie{nodes: slices.Clone(t.nodes), places: slices.Clone(t.places), roleDepth: t.roleDepth}
	for i := range c.nodes {
		c.nodes[i].kids = slices.Clone(c.nodes[i].kids)
	}
	return c
}

// expand writes the alternatives in a path out: "a.{b,c[]}.d" is "a.b.d" and
// "a.c[].d". They do not nest.
func expand(path string) []string {
	list := []string{path}
	for {
		head, rest, ok := strings.Cut(list[0], "{")
		if !ok {
			return list
		}
		choices, _, closed := strings.Cut(rest, "}")
		if !closed {
			return list
		}
		var out []string
		for _, p := range list {
			tail := p[strings.IndexByte(p, '}')+1:]
			head = p[:strings.IndexByte(p, '{')]
			for choice := range strings.SplitSeq(choices, ",") {
				out = append(out, head+choice+tail)
			}
		}
		if list = out; len(list) > maxExpand {
			return list[:maxExpand]
		}
	}
}

// maxExpand bounds what one path with alternatives may stand for.
const maxExpand = 256

// add enters path, for example "messages[].content[].text" or "input.**",
// and returns its place for the caller to fill in.
func (t *trie) add(path string) *Place {
	at, star := t.enterPath(path)
	n := &t.nodes[at]
	n.star = n.star || star
	place := &n.place
	if star {
		place = &n.below
	}
	if *place == 0 {
		*place = uint16(len(t.places))
		t.places = append(t.places, Place{})
	}
	return &t.places[*place]
}

// clip gives back what the slices were grown by.
func (t *trie) clip() {
	t.nodes, t.places = append([]node(nil), t.nodes...), append([]Place(nil), t.places...)
}

// enterPath makes the nodes of a path and returns the last one; star tells that
// the path is all below it.
func (t *trie) enterPath(path string) (at int16, star bool) {
	at = int16(top)
	rest := path
	if below, ok := strings.CutSuffix(rest, ".**"); ok {
		rest, star = below, true
	}
	for rest != "" {
		step := rest
		if i := strings.IndexByte(rest, '.'); i >= 0 {
			step, rest = rest[:i], rest[i+1:]
		} else {
			rest = ""
		}
		key := strings.TrimRight(step, "[]")
		if key != "" {
			at = t.child(at, key)
		}
		for range strings.Count(step[len(key):], "[]") {
			at = t.element(at)
		}
	}
	return at, star
}

func (t *trie) child(at int16, key string) int16 {
	if to := t.step(at, key); to != nowhere {
		return to
	}
	to := int16(len(t.nodes))
	t.nodes = append(t.nodes, node{})
	t.nodes[at].kids = append(t.nodes[at].kids, edge{key, to})
	return to
}

func (t *trie) element(at int16) int16 {
	if to := t.nodes[at].elem; to != nowhere {
		return to
	}
	to := int16(len(t.nodes))
	t.nodes = append(t.nodes, node{})
	t.nodes[at].elem = to
	return to
}

// addRole enters the path of a message's role, for example "messages[].role".
func (t *trie) addRole(path string) {
	*t.add(path) = Place{Path: path, Scope: policy.Other, Listed: true, role: true}
	i := strings.LastIndexByte(path, '.')
	if i < 0 {
		t.roleDepth = 1
		return
	}
	t.add(path[:i]).message = true
	t.roleDepth = 2 + strings.Count(path[:i], ".") + strings.Count(path[:i], "[]")
}

// step follows an object key; nowhere if the API does not name it.
func (t *trie) step(at int16, key string) int16 {
	for i := range t.nodes[at].kids {
		if t.nodes[at].kids[i].key == key {
			return t.nodes[at].kids[i].to
		}
	}
	return nowhere
}

// position is where a walk stands in a trie. A subtree path ("x.**") covers
// what it names and everything below it, unless a longer path says otherwise;
// under is the node of the subtree that covers the position.
type position struct{ at, under int16 }

func (t *trie) root() position { return position{at: top} }

func (t *trie) key(p position, key []byte) position {
	if len(key) == 0 {
		return t.enter(p, nowhere)
	}
	kids := t.nodes[p.at].kids
	for i := range kids {
		if e := &kids[i]; len(e.key) == len(key) && e.key[0] == key[0] && e.key == string(key) {
			return t.enter(p, e.to)
		}
	}
	return t.enter(p, nowhere)
}

func (t *trie) item(p position) position { return t.enter(p, t.nodes[p.at].elem) }

func (t *trie) enter(p position, to int16) position {
	if t.nodes[to].star {
		return position{to, to}
	}
	return position{to, p.under}
}

// place is what stands at p: the path's own entry, else that of the subtree
// it lies in, else unlisted text.
func (t *trie) place(p position) Place {
	if own := &t.places[t.nodes[p.at].place]; own.Listed {
		return *own
	}
	if sub := &t.places[t.nodes[p.under].below]; sub.Listed {
		return *sub
	}
	return unlisted
}
