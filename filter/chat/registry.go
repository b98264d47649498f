package chat

import (
	"strings"
	"sync"

	"github.com/chatguard/chatguard/policies"
)

// Registry is a set of chat APIs, in order of their names. It is immutable
// and may be shared.
type Registry struct {
	apis      []*API
	byName    map[string]*API
	shapeKeys map[string]uint8 // top-level keys that shapes name, from 1
	roleNames map[string]uint8 // role values that APIs name, from 1
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
		generic:   newAPI(GenericName),
	}
	for _, doc := range docs {
		a, err := r.parse(doc)
		if err != nil {
			return nil, err
		}
		if r.byName[a.Name] != nil {
			return nil, dataError(a.Name + ": name used twice")
		}
		r.apis, r.byName[a.Name] = append(r.apis, a), a
	}
	return r, nil
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
	var best *API
	length := -1
	for _, a := range r.apis {
		for _, p := range a.Paths {
			if len(p) > length && matchPath(p, path) {
				best, length = a, len(p)
			}
		}
	}
	return best
}

// ByShape finds the API whose shape fits the document that w has read: all of
// the shape's top-level keys are there. The shape with the most keys wins.
// The generic API if none fits.
func (r *Registry) ByShape(w *Walker, part Part) *API {
	best, size := r.generic, 0
	for _, a := range r.apis {
		for _, s := range a.shapes[part] {
			if s.n > size && w.shape.has(s) {
				best, size = a, s.n
			}
		}
	}
	return best
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
