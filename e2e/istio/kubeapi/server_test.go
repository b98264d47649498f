package kubeapi

import (
	"bufio"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

const manifest = `
apiVersion: v1
kind: Service
metadata: {name: a, namespace: x, labels: {tier: front}}
spec: {clusterIP: 10.0.0.1}
---
---
apiVersion: v1
kind: Service
metadata: {name: b, namespace: y}
`

func objects(t *testing.T, manifest string) []Object {
	t.Helper()
	all, err := Parse([]byte(manifest))
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func start(t *testing.T) (*Server, *httptest.Server) {
	s := New()
	h := httptest.NewServer(s)
	t.Cleanup(h.Close)
	return s, h
}

func get(t *testing.T, url string, header ...string) (int, Object) {
	t.Helper()
	r, _ := http.NewRequest(http.MethodGet, url, nil)
	if len(header) > 0 {
		r.Header.Set("accept", header[0])
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var o Object
	b, _ := io.ReadAll(resp.Body)
	if err := json.Unmarshal(b, &o); err != nil {
		t.Fatalf("%s: %v", b, err)
	}
	return resp.StatusCode, o
}

// names are those of a list, in any order.
func names(list Object) string {
	all := ""
	for _, o := range list["items"].([]any) {
		all += Object(o.(map[string]any)).name()
	}
	return all
}

func TestLists(t *testing.T) {
	s, h := start(t)
	s.Replace(objects(t, manifest))
	for path, want := range map[string]string{
		"/api/v1/namespaces/x/services":                      "a",
		"/api/v1/services?fieldSelector=metadata.name%3Db":   "b",
		"/api/v1/services?labelSelector=tier%3Dfront":        "a",
		"/api/v1/services?labelSelector=tier%21%3Dfront":     "b",
		"/api/v1/services?labelSelector=%21tier":             "b",
		"/api/v1/services?labelSelector=tier":                "a",
		"/api/v1/pods":                                       "",
		"/apis/networking.istio.io/v1alpha3/gateways":        "",
		"/api/v1/namespaces?labelSelector=nothing%3Dthere":   "",
		"/api/v1/namespaces?fieldSelector=metadata.name%3Dx": "x",
	} {
		if status, list := get(t, h.URL+path); status != http.StatusOK || names(list) != want {
			t.Errorf("%s: %d %v", path, status, list)
		}
	}
	for path, want := range map[string]int{
		"/api/v1/namespaces/x/services/a": 200, "/api/v1/namespaces/x/services/b": 404, "/api/v1/unheards": 404,
		"/api/v1/services?labelSelector=a+in+(b)": 404, "/apis/a": 404, "/version": 200,
	} {
		if status, _ := get(t, h.URL+path); status != want {
			t.Errorf("%s: %d, want %d", path, status, want)
		}
	}
	_, o := get(t, h.URL+"/api/v1/namespaces/x/services/a", "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io")
	if o["kind"] != "PartialObjectMetadata" || o["spec"] != nil || Object(o).name() != "a" {
		t.Errorf("metadata alone: %v", o)
	}
}

// TestWatch follows an object through its life, from the list that newer clients begin with.
func TestWatch(t *testing.T) {
	s, h := start(t)
	s.Replace(objects(t, manifest))
	resp, err := http.Get(h.URL + "/api/v1/namespaces/x/services?watch=true&sendInitialEvents=true&allowWatchBookmarks=true")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	lines := bufio.NewScanner(resp.Body)
	next := func() string {
		t.Helper()
		var e struct {
			Type   string
			Object Object
		}
		if !lines.Scan() || json.Unmarshal(lines.Bytes(), &e) != nil {
			t.Fatalf("%q %v", lines.Text(), lines.Err())
		}
		return e.Type + " " + e.Object.name()
	}
	want := func(e string) {
		t.Helper()
		if got := next(); got != e {
			t.Errorf("%s, want %s", got, e)
		}
	}
	want("ADDED a")
	want("BOOKMARK ")
	s.Replace(objects(t, manifest)) // nothing is new
	s.Replace(objects(t, strings.Replace(manifest, "10.0.0.1", "10.0.0.2", 1)))
	want("MODIFIED a")
	s.Replace(nil)
	want("DELETED a")
}

func TestUnknownKind(t *testing.T) {
	if _, err := Parse([]byte("apiVersion: v2\nkind: Thing\nmetadata: {name: n}\n")); err == nil {
		t.Error("a manifest that nobody would read is taken")
	}
}
