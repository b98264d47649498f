package kubeapi

import (
	"fmt"
	"strings"
	"sync"
)

// Server serves a set of objects. It is an http.Handler, ready for use by New, safe for use at the same time.
type Server struct {
	mu      sync.Mutex
	version int
	objects map[string]map[string]Object // by kind, then by namespace and name
	events  []event                      // all of them: a test makes few
	changed chan struct{}                // closed with the next event
}

// event is one line of a watch.
type event struct {
	version int
	verb    string // ADDED, MODIFIED, DELETED
	object  Object
}

// New returns a server that knows the definitions of Istio's resources and no object.
func New() *Server {
	s := &Server{objects: map[string]map[string]Object{}, changed: make(chan struct{})}
	s.Replace(nil)
	return s
}

// Replace makes all the objects that there are, with their namespaces; watchers are told of the differences.
func (s *Server) Replace(all []Object) {
	s.mu.Lock()
	defer s.mu.Unlock()
	next := map[string]map[string]Object{}
	for _, o := range withSurroundings(all) {
		if next[o.kind()] == nil {
			next[o.kind()] = map[string]Object{}
		}
		next[o.kind()][o.key()] = o
	}
	for kind, objects := range next {
		for key, o := range objects {
			old, had := s.objects[kind][key]
			switch {
			case !had:
				objects[key] = s.happened("ADDED", o)
			case same(old.version(0), o.version(0)):
				objects[key] = old
			default:
				objects[key] = s.happened("MODIFIED", o)
			}
		}
	}
	for kind, objects := range s.objects {
		for key, o := range objects {
			if _, left := next[kind][key]; !left {
				s.happened("DELETED", o)
			}
		}
	}
	s.objects = next
	close(s.changed)
	s.changed = make(chan struct{})
}

func (s *Server) happened(verb string, o Object) Object {
	s.version++
	o = o.version(s.version)
	s.events = append(s.events, event{s.version, verb, o})
	return o
}

// withSurroundings adds what the objects take for granted: their namespaces and the definitions of their kinds.
func withSurroundings(all []Object) []Object {
	namespaces := map[string]bool{"default": true, "istio-system": true, "kube-system": true}
	for _, o := range all {
		if n := o.namespace(); n != "" {
			namespaces[n] = true
		}
	}
	all = all[:len(all):len(all)]
	for n := range namespaces {
		labels := map[string]any{"kubernetes.io/metadata.name": n}
		all = append(all, Object{"apiVersion": "v1", "kind": "Namespace", "metadata": map[string]any{"name": n, "labels": labels}})
	}
	for _, name := range custom {
		all = append(all, Object{
			"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition", "metadata": map[string]any{"name": name},
		})
	}
	return all
}

// selection is what of one resource a request asks for.
type selection struct {
	kind            string // group and kind
	namespace, name string // "": all
	labels          []func(Object) bool
}

func (s selection) has(o Object) bool {
	if o.kind() != s.kind || s.namespace != "" && o.namespace() != s.namespace || s.name != "" && o.name() != s.name {
		return false
	}
	for _, holds := range s.labels {
		if !holds(o) {
			return false
		}
	}
	return true
}

// labelSelector reads "a=b,c!=d,e,!f". Sets ("in", "notin") are an error: nobody asks for them yet.
func labelSelector(selector string) (all []func(Object) bool, err error) {
	for _, term := range strings.FieldsFunc(selector, func(r rune) bool { return r == ',' }) {
		if strings.ContainsAny(term, " ()") {
			return nil, fmt.Errorf("label selector %q", selector)
		}
		name, value, compares := strings.Cut(term, "=")
		differs := strings.HasSuffix(name, "!")
		absent := strings.HasPrefix(name, "!")
		name, value = strings.Trim(name, "!"), strings.TrimPrefix(value, "=")
		all = append(all, func(o Object) bool {
			v, found := o.label(name)
			if compares {
				return (found && v == value) != differs
			}
			return found != absent
		})
	}
	return all, nil
}

// list returns what is there now, and its version.
func (s *Server) list(sel selection) ([]Object, int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var found []Object
	for _, o := range s.objects[sel.kind] {
		if sel.has(o) {
			found = append(found, o)
		}
	}
	return found, s.version
}

// since returns what happened after a version, the version that it leads to, and a channel that is closed when there is more.
func (s *Server) since(sel selection, version int) ([]event, int, <-chan struct{}) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var found []event
	for _, e := range s.events {
		if e.version > version && sel.has(e.object) {
			found = append(found, e)
		}
	}
	return found, s.version, s.changed
}
