package kubeapi

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
)

// ServeHTTP answers GET of an object or a collection.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("content-type", "application/json")
	switch r.URL.Path {
	case "/version":
		reply(w, Object{"major": "1", "minor": "36", "gitVersion": "v1.36.0"})
		return
	case "/api":
		reply(w, Object{"kind": "APIVersions", "versions": []string{"v1"}})
		return
	case "/apis":
		reply(w, Object{"kind": "APIGroupList", "apiVersion": "v1", "groups": []any{}})
		return
	}
	a, one, ok := readAsk(r)
	switch {
	case !ok || r.Method != http.MethodGet:
		refuse(w, http.StatusNotFound, "NotFound")
	case one:
		s.get(w, a)
	case r.URL.Query().Get("watch") != "":
		s.watch(w, r, a)
	default:
		s.all(w, a)
	}
}

// ask is a request for a resource, and in which form.
type ask struct {
	selection
	apiVersion, kindName string
	metadataOnly         bool // as PartialObjectMetadata
}

// readAsk reads /api/v1/… and /apis/group/version/…, then [namespaces/N/]resource[/name]. one: a single object is meant.
func readAsk(r *http.Request) (a ask, one, ok bool) {
	path := strings.Split(strings.Trim(r.URL.Path, "/"), "/")
	group := ""
	switch {
	case path[0] == "api" && len(path) > 2:
		a.apiVersion, path = path[1], path[2:]
	case path[0] == "apis" && len(path) > 3:
		group, a.apiVersion, path = path[1], path[1]+"/"+path[2], path[3:]
	default:
		return a, false, false
	}
	if path[0] == "namespaces" && len(path) > 2 {
		a.namespace, path = path[1], path[2:]
	}
	for kind, plural := range resources {
		g, name, _ := strings.Cut(kind, "/")
		if g == group && plural == path[0] {
			a.kind, a.kindName = kind, name
		}
	}
	if len(path) > 1 {
		a.name, one = path[1], true
	}
	for _, term := range strings.Split(r.URL.Query().Get("fieldSelector"), ",") {
		if name, found := strings.CutPrefix(term, "metadata.name="); found {
			a.name = name
		}
	}
	var err error
	a.labels, err = labelSelector(r.URL.Query().Get("labelSelector"))
	a.metadataOnly = strings.Contains(r.Header.Get("accept"), "as=PartialObjectMetadata")
	return a, one, a.kind != "" && err == nil && len(path) < 3
}

// form is an object as it was asked for: every version of a resource has the same content here.
func (a ask) form(o Object) Object {
	if a.metadataOnly {
		return Object{"apiVersion": "meta.k8s.io/v1", "kind": "PartialObjectMetadata", "metadata": o["metadata"]}
	}
	c := Object{}
	for k, v := range o {
		c[k] = v
	}
	c["apiVersion"], c["kind"] = a.apiVersion, a.kindName
	return c
}

func (s *Server) get(w http.ResponseWriter, a ask) {
	found, _ := s.list(a.selection)
	if len(found) == 0 {
		refuse(w, http.StatusNotFound, "NotFound")
		return
	}
	reply(w, a.form(found[0]))
}

func (s *Server) all(w http.ResponseWriter, a ask) {
	found, version := s.list(a.selection)
	items := make([]Object, len(found))
	for i, o := range found {
		items[i] = a.form(o)
	}
	list := Object{
		"apiVersion": a.apiVersion, "kind": a.kindName + "List", "items": items,
		"metadata": Object{"resourceVersion": strconv.Itoa(version)},
	}
	if a.metadataOnly {
		list["apiVersion"], list["kind"] = "meta.k8s.io/v1", "PartialObjectMetadataList"
	}
	reply(w, list)
}

// watch sends events until the client goes away; with sendInitialEvents it first sends what there is and a bookmark,
// which is how newer clients list.
func (s *Server) watch(w http.ResponseWriter, r *http.Request, a ask) {
	lines := json.NewEncoder(w)
	send := func(verb string, o Object) { _ = lines.Encode(Object{"type": verb, "object": o}) }
	version, _ := strconv.Atoi(r.URL.Query().Get("resourceVersion"))
	if r.URL.Query().Get("sendInitialEvents") == "true" {
		var found []Object
		found, version = s.list(a.selection)
		for _, o := range found {
			send("ADDED", a.form(o))
		}
		send("BOOKMARK", a.form(Object{"metadata": Object{
			"resourceVersion": strconv.Itoa(version), "annotations": Object{"k8s.io/initial-events-end": "true"},
		}}))
	}
	for {
		events, now, more := s.since(a.selection, version)
		for _, e := range events {
			send(e.verb, a.form(e.object))
		}
		version = now
		_ = http.NewResponseController(w).Flush()
		select {
		case <-more:
		case <-r.Context().Done():
			return
		}
	}
}

func reply(w http.ResponseWriter, o Object) { _ = json.NewEncoder(w).Encode(o) }

func refuse(w http.ResponseWriter, status int, reason string) {
	w.WriteHeader(status)
	reply(w, Object{"kind": "Status", "apiVersion": "v1", "status": "Failure", "reason": reason, "code": status})
}
