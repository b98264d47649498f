package chat

import (
	"sort"
	"strconv"

	"github.com/chatguard/chatguard/filter/policy"
)

// Trail is the way from the document to one value, kept for a finding so that
// its place can be told at the end, when the API and all roles are known. It is
// good until the walker is reset.
type Trail struct{ steps []trailStep }

type trailStep struct {
	key    string // of a member
	index  int32  // of an element, -1 for a member
	object uint32 // ordinal of the object that has the member
}

// Trail copies where the walker stands.
func (w *Walker) Trail() Trail {
	from := len(w.trails)
	for i := range w.frames {
		f := &w.frames[i]
		step := trailStep{index: f.index, object: f.object}
		if !f.array {
			end := int32(len(w.keys))
			if i+1 < len(w.frames) {
				end = w.frames[i+1].key
			}
			step.key = w.name(w.keys[f.key:end])
		}
		w.trails = append(w.trails, step)
	}
	return Trail{w.trails[from:len(w.trails):len(w.trails)]}
}

// maxNames bounds the keys that a walker keeps as strings.
const maxNames = 128

// name is key as a string; most are met again and again.
func (w *Walker) name(key []byte) string {
	if s, ok := w.names[string(key)]; ok {
		return s
	}
	s := string(key)
	if len(w.names) < maxNames && len(key) <= 32 {
		if w.names == nil {
			w.names = map[string]string{}
		}
		w.names[s] = s
	}
	return s
}

// String writes the trail with dots: "messages.0.content".
func (t Trail) String() string {
	var buf [96]byte
	b := buf[:0]
	for i, s := range t.steps {
		if i > 0 {
			b = append(b, '.')
		}
		if s.index >= 0 {
			b = strconv.AppendInt(b, int64(s.index), 10)
		} else {
			b = append(b, s.key...)
		}
	}
	return string(b)
}

// Resolver tells the place of trails of one document, once it has been read.
type Resolver struct {
	api   *API
	trie  *trie
	roles []roleAt
	lines bool
}

// Resolver prepares the answers for api. The walker must not be used until
// the resolver is done with.
func (w *Walker) Resolver(api *API, part Part) Resolver {
	sort.Stable(byObject(w.roles))
	return Resolver{api, api.tries[part], w.roles, w.lines}
}

type byObject []roleAt

func (r byObject) Len() int           { return len(r) }
func (r byObject) Less(i, j int) bool { return r[i].object < r[j].object }
func (r byObject) Swap(i, j int)      { r[i], r[j] = r[j], r[i] }

// Place tells what stands at t. ByRole is already resolved to a scope.
func (r *Resolver) Place(t Trail) Place {
	p := r.trie.root()
	for i, s := range t.steps {
		if s.index >= 0 && i == 0 && r.lines {
			continue
		}
		if s.index >= 0 {
			p = r.trie.item(p)
		} else {
			p = r.trie.key(p, []byte(s.key))
		}
	}
	pl := r.trie.place(p)
	if pl.ByRole {
		pl.Scope = r.scopeByRole(t)
	}
	return pl
}

// scopeByRole reads the role of the message that t lies in. Only the object
// that the API's role path names counts: a "role" that a caller adds deeper
// inside a message changes nothing.
func (r *Resolver) scopeByRole(t Trail) policy.Scope {
	depth := r.trie.roleDepth
	if depth > 0 && r.batched(t) {
		depth++
	}
	if depth == 0 || depth > len(t.steps) {
		return policy.Messages
	}
	object := t.steps[depth-1].object
	i := sort.Search(len(r.roles), func(i int) bool { return r.roles[i].object >= object })
	for ; i < len(r.roles) && r.roles[i].object == object; i++ {
		if int(r.roles[i].depth) != depth {
			continue
		}
		if scope, ok := r.api.roles[r.roles[i].name]; ok {
			return scope
		}
	}
	return policy.Messages
}

// batched tells whether t lies in one of several documents of the API.
func (r *Resolver) batched(t Trail) bool {
	return len(t.steps) > 0 && t.steps[0].index >= 0 && (r.lines || r.api.batch)
}
