package jsonedit

import (
	"encoding/json"
	"reflect"
	"slices"
	"testing"

	"github.com/chatguard/chatguard/filter/jsonscan"
)

// apply is doc with edits in any order.
func apply(doc string, edits []Edit) string {
	out, at := []byte(nil), int64(0)
	for _, e := range ApartCuts(edits) {
		out = append(append(out, doc[at:e.From]...), e.New...)
		at = e.To
	}
	return string(append(out, doc[at:]...))
}

// TestEdits holds that members come in and go out, that commas are right after it, and that no other byte changes.
func TestEdits(t *testing.T) {
	for _, c := range []struct {
		doc, want string
		puts      map[string]string
		gone      []string
	}{
		{`{"a":1, "b":2}`, `{"b":2}`, nil, []string{"a"}},
		{`{"a":1, "b":2}`, `{"a":1}`, nil, []string{"b"}},
		{`{ "a" : 1 }`, `{ }`, nil, []string{"a"}},
		{`{"a":1,"b":2,"c":3}`, `{"c":3}`, nil, []string{"a", "b"}},
		{`{}`, `{"store":false}`, map[string]string{"store": "false"}, nil},
		{`{"x": [1, 2 ]}`, `{"store":false,"x": [1, 2 ]}`, map[string]string{"store": "false"}, nil},
		{`{"g":{"k":1}}`, `{"g":{"n":1,"k":1}}`, map[string]string{"g.n": "1"}, nil},
		{`{"a":1}`, `{"g":{"h":{"n":1},"m":2},"a":1}`, map[string]string{"g.h.n": "1", "g.m": "2"}, nil},
		{`{"a":1}`, `{"b":2}`, map[string]string{"b": "2"}, []string{"a"}},
	} {
		var r MemberReader
		r.Reset()
		for p := range c.puts {
			r.Wants(p, false)
		}
		for _, p := range c.gone {
			r.Wants(p, false)
		}
		if err := r.Read([]byte(c.doc), 0, jsonscan.Limits{}); err != nil {
			t.Fatal(err)
		}
		var gone []int32
		for _, p := range c.gone {
			gone = append(gone, r.Found(p)...)
		}
		got := apply(c.doc, r.Edits(c.puts, gone, []byte(c.doc)))
		var a, b any
		if err := json.Unmarshal([]byte(got), &a); err != nil {
			t.Errorf("%s became %s: %v", c.doc, got, err)
			continue
		}
		_ = json.Unmarshal([]byte(c.want), &b)
		if !reflect.DeepEqual(a, b) {
			t.Errorf("%s became %s, want %s", c.doc, got, c.want)
		}
	}
}

// TestNotObject finds what nothing can be put into.
func TestNotObject(t *testing.T) {
	var r MemberReader
	r.Reset()
	r.Wants("a.b.c", false)
	r.Wants("a.b", false)
	r.Wants("a", false)
	if err := r.Read([]byte(`{"a":{"b":7}}`), 0, jsonscan.Limits{}); err != nil {
		t.Fatal(err)
	}
	if at, ok := r.NotObject("a.b.c"); !ok || at != "a.b" {
		t.Errorf("%q, %v", at, ok)
	}
	if _, ok := r.NotObject("a.x"); ok {
		t.Error("an object is none")
	}
}

// TestElements finds the requests of a batch.
func TestElements(t *testing.T) {
	const doc = `{"x":[{"no":1}],"requests":[{"a":{}}, {"b":[{}]} ,7],"y":{"requests":[{}]}}`
	var e Elements
	var got []string
	for _, p := range e.Of([]byte(doc), "requests", jsonscan.Limits{}) {
		got = append(got, doc[p[0]:p[1]])
	}
	if !slices.Equal(got, []string{`{"a":{}}`, `{"b":[{}]}`}) {
		t.Errorf("%q", got)
	}
}

// TestApartCuts holds that cuts come in order and that what lies in another goes with it.
func TestApartCuts(t *testing.T) {
	got := ApartCuts([]Edit{{From: 8, To: 9}, {From: 2, To: 6}, {From: 3, To: 4}, {From: 6, To: 6}})
	if want := []Edit{{From: 2, To: 6}, {From: 6, To: 6}, {From: 8, To: 9}}; !reflect.DeepEqual(got, want) {
		t.Errorf("%v", got)
	}
}
