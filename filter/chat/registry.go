package chat

import (
	"maps"
	"sort"
	"strconv"
	"strings"
	"sync"

	"github.com/chatguard/chatguard/filter/document"
	"github.com/chatguard/chatguard/policies"
)

// Registry is a set of chat APIs, in order of their names. It is immutable
// and may be shared.
type Registry struct {
	apis      []*API
	paths     []pathPattern // of all of them, longest first
	byName    map[string]*API
	shapeKeys map[string]uint8 // top-level keys that shapes name, from 1
	roleNames map[string]uint8 // role values that APIs name, from 1
	docs      map[string][]byte
	generic   *API
}

// Builtin is the registry of the APIs in policies/apis.
var Builtin = sync.OnceValue(func() *Registry {
	r, err := NewRegistry(policies.APIs())
	if err != nil {
		panic("chat: built-in API data: " + err.Error())
	}
	return r
})

// NewRegistry reads API documents (the form is described in policies/README.md).
func NewRegistry(docs [][]byte) (*Registry, error) {
	r := &Registry{
		byName:    map[string]*API{},
		shapeKeys: map[string]uint8{},
		roleNames: map[string]uint8{},
		docs:      map[string][]byte{},
		generic:   newAPI(GenericName),
	}
	nodes := make([]*document.Node, len(docs))
	for i, doc := range docs {
		d, errs := document.Parse(doc)
		if len(errs) > 0 {
			return nil, errs[0]
		}
		nodes[i], r.docs[d.Get("name").Str()] = d, doc // any may be like any
	}
	for _, d := range nodes {
		if errs := r.add(d); len(errs) > 0 {
			return nil, dataError(d.Get("name").Str() + ": " + errs[0].Error())
		}
	}
	r.sortPaths()
	return r, nil
}

// With is a registry that knows further APIs, which come before those of r:
// one may even take a name of r. The errors are all that is wrong with them.
func (r *Registry) With(apis []*document.Node) (*Registry, []*document.Error) {
	more := &Registry{
		byName: map[string]*API{}, shapeKeys: maps.Clone(r.shapeKeys), roleNames: maps.Clone(r.roleNames),
		docs: maps.Clone(r.docs), generic: r.generic,
	}
	for _, d := range apis {
		more.docs[d.Get("name").Str()] = d.Raw
	}
	var errs []*document.Error
	for _, d := range apis {
		errs = append(errs, more.add(d)...)
	}
	for _, a := range r.apis {
		if more.byName[a.Name] == nil {
			more.apis, more.byName[a.Name] = append(more.apis, a), a
		}
	}
	more.sortPaths()
	return more, errs
}

// add reads one API.
func (r *Registry) add(d *document.Node) []*document.Error {
	p := parser{r: r, a: newAPI("")}
	p.api(d)
	if len(p.errs) > 0 {
		return p.errs
	}
	a := p.a
	if r.byName[a.Name] != nil || a.Name == GenericName {
		p.fail(d, a.Name+": name used twice")
		return p.errs
	}
	if a.batch {
		for _, t := range a.tries {
			t.nodes[top].elem = top
		}
		for _, o := range a.outlines {
			if o != nil {
				o.trie.nodes[top].elem = top
			}
		}
	}
	for part, t := range a.tries {
		t.clip()
		if o := a.outlines[part]; o != nil {
			o.trie.clip()
		}
	}
	r.apis, r.byName[a.Name] = append(r.apis, a), a
	return nil
}

// Generic is the API of JSON of no known shape: each string is text in scope
// Other.
func (r *Registry) Generic() *API { return r.generic }

// APIs lists all but the generic one.
func (r *Registry) APIs() []*API { return r.apis }

// ByName finds an API by its name, for example "openai.chat".
func (r *Registry) ByName(name string) *API {
	if name == GenericName {
		return r.generic
	}
	return r.byName[name]
}

// ByPath finds the API that a request path belongs to, nil if none claims it.
// The longest pattern wins; a query string is not part of the path.
func (r *Registry) ByPath(path string) *API {
	path, _, _ = strings.Cut(path, "?")
	if path = strings.TrimSuffix(unescape(path), "/"); path == "" {
		path = "/"
	}
	for i := range r.paths {
		if p := &r.paths[i]; strings.HasSuffix(path, p.tail) && matchPath(p.whole, path) {
			return p.api
		}
	}
	return nil
}

// pathPattern is a pattern of paths, and what stands in it behind its last "*": most paths end otherwise.
type pathPattern struct {
	whole, tail string
	api         *API
}

// sortPaths lists the patterns of all APIs, the longest first; of those of one length, the ones of the first API.
func (r *Registry) sortPaths() {
	for _, a := range r.apis {
		for _, p := range a.Paths {
			r.paths = append(r.paths, pathPattern{p, p[strings.LastIndexByte(p, '*')+1:], a})
		}
	}
	sort.Stable(longestFirst(r.paths))
}

type longestFirst []pathPattern

func (l longestFirst) Len() int           { return len(l) }
func (l longestFirst) Less(i, j int) bool { return len(l[i].whole) > len(l[j].whole) }
func (l longestFirst) Swap(i, j int)      { l[i], l[j] = l[j], l[i] }

// ByShape finds the API whose shape fits the document that w has read: all of
// the shape's top-level keys are there. The shape with the most keys wins.
// The generic API if none fits.
func (r *Registry) ByShape(w *Walker, part Part) *API {
	best, size := r.generic, 0
	for _, a := range r.apis {
		for _, s := range a.shapes[part] {
			if s.n > size && (w.shape.has(s) || (a.batch || w.lines) && w.items.has(s)) {
				best, size = a, s.n
			}
		}
	}
	return best
}

// unescape reads the escapes of a path (RFC 3986, section 2.1). One that is
// none stays as it is.
func unescape(path string) string {
	if !strings.Contains(path, "%") {
		return path
	}
	out := make([]byte, 0, len(path))
	for i := 0; i < len(path); i++ {
		if path[i] == '%' && i+2 < len(path) {
			if c, err := strconv.ParseUint(path[i+1:i+3], 16, 8); err == nil {
				out = append(out, byte(c))
				i += 2
				continue
			}
		}
		out = append(out, path[i])
	}
	return string(out)
}

// matchPath matches a pattern in which "*" stands for any run of characters,
// slashes included. Linear: after each "*" the first fit is taken.
func matchPath(pattern, path string) bool {
	head, rest, star := strings.Cut(pattern, "*")
	if !star {
		return pattern == path
	}
	if !strings.HasPrefix(path, head) {
		return false
	}
	path = path[len(head):]
	for {
		part, more, star := strings.Cut(rest, "*")
		if !star {
			return strings.HasSuffix(path, part)
		}
		i := strings.Index(path, part)
		if i < 0 {
			return false
		}
		path, rest = path[i+len(part):], more
	}
}

// keySet is a set of shape keys by number.
type keySet struct {
	bits [4]uint64
	n    int
}

func (k *keySet) add(id uint8) {
	if id == 0 || k.bits[id>>6]&(1<<(id&63)) != 0 {
		return
	}
	k.bits[id>>6] |= 1 << (id & 63)
	k.n++
}

func (k *keySet) has(s keySet) bool {
	for i := range s.bits {
		if s.bits[i]&^k.bits[i] != 0 {
			return false
		}
	}
	return true
}

func intern(m map[string]uint8, s string) (uint8, bool) {
	if id := m[s]; id != 0 {
		return id, true
	}
	if len(m) == 255 {
		return 0, false
	}
	id := uint8(len(m) + 1)
	m[s] = id
	return id, true
}
