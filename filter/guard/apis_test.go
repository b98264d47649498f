package guard

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/chatguard/chatguard/filter/chat"
	"github.com/chatguard/chatguard/filter/policy"
)

// The files in testdata/apis have bodies of each API, written after its
// documents, in which marks say what stands there: «Scope» a text of that
// scope, «Scope<» and «Scope>» the two pieces of one that a stream divides,
// «skip» what is never touched, «media» encoded binary. A section's head is
// its kind, the path if it is a request, and the content type if it is not
// JSON; responses and streams belong to the request before them.

type apiBody struct{ kind, path, contentType, body string }

var sectionHead = regexp.MustCompile(`(?m)^-- (request|response|stream)(?: (/\S*))?(?: (\S+/\S+))? --\n`)

func apiBodies(t *testing.T, file string) []apiBody {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	heads := sectionHead.FindAllSubmatchIndex(text, -1)
	group := func(h []int, i int) string {
		if h[2*i] < 0 {
			return ""
		}
		return string(text[h[2*i]:h[2*i+1]])
	}
	var list []apiBody
	path := ""
	for i, h := range heads {
		end := len(text)
		if i+1 < len(heads) {
			end = heads[i+1][0]
		}
		b := apiBody{group(h, 1), group(h, 2), group(h, 3), string(text[h[1]:end])}
		if b.path == "" {
			b.path = path
		}
		path = b.path
		if b.contentType == "" {
			b.contentType = "application/json"
		}
		list = append(list, b)
	}
	return list
}

// hiddenMedia is base64 with a run of digits that would be a card.
var hiddenMedia = strings.Repeat("iVBORw0KGgo4111111111111111AAAA", 8)

var apiMark = regexp.MustCompile(`«(\w+)([<>]?)»`)

// fillIn puts value at the marks and counts what is to be found, by scope, and
// what is to be left.
func (b *apiBody) fillIn(value, never string) (body string, want map[string]int, left, media int) {
	want = map[string]int{}
	half := len(value) / 2
	body = apiMark.ReplaceAllStringFunc(b.body, func(m string) string {
		f := apiMark.FindStringSubmatch(m)
		switch {
		case f[1] == "skip":
			left++
			return never
		case f[1] == "media":
			media++
			return hiddenMedia
		case f[2] == ">":
			return value[half:]
		case f[2] == "<":
			want[f[1]]++
			return value[:half]
		}
		want[f[1]]++
		return value
	})
	return body, want, left, media
}

// run inspects b and returns what goes on.
func (b *apiBody) run(t *testing.T, g *Guard, body string) (string, *Outcome) {
	t.Helper()
	var s Scratch
	x := &Exchange{}
	x.Begin(g, g.Default(), &s)
	if b.kind != "request" {
		x.Open(Body{Direction: policy.Request, Path: b.path, ContentType: "application/json"}).Close(nil)
	} else {
		in := x.Open(Body{Direction: policy.Request, Path: b.path, ContentType: b.contentType})
		for i := range len(body) {
			if err := in.Write([]byte(body[i : i+1])); err != nil {
				t.Fatal(err)
			}
		}
		o := in.Close(Bytes([]byte(body)))
		return string(o.Apply(nil, []byte(body))), o
	}
	r := Body{Direction: policy.Response, Path: b.path, ContentType: b.contentType}
	if b.kind == "stream" {
		st := x.OpenStream(r)
		if st == nil {
			t.Fatalf("%s is no stream", b.contentType)
		}
		out := string(st.Write([]byte(body), true))
		return out, st.Outcome()
	}
	in := x.Open(r)
	if err := in.Write([]byte(body)); err != nil {
		t.Fatal(err)
	}
	o := in.Close(nil)
	return string(o.Apply(nil, []byte(body))), o
}

// TestAPIs holds that a value is masked in every text position of every API,
// in its scope, and left at every position that is never touched.
func TestAPIs(t *testing.T) {
	g := load(t, `{"rules":[{"name":"r","match":["pii","secrets"],"direction":"Both","action":"Mask","mask":{"style":"Fixed","text":"##"}}]}`)
	for _, api := range chat.Builtin().APIs() {
		t.Run(api.Name, func(t *testing.T) {
			for _, b := range apiBodies(t, filepath.Join("testdata", "apis", api.Name+".txt")) {
				b.check(t, g, api.Name, "dora.winter@kontor-nord.de", "eva.sommer@musterwerk.de")
				b.check(t, g, api.Name, "ghp_aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0eF3hJ6", "ghp_zY9xW8vU7tS6rQ5pO4nM3lK2jI1hG0fE9dC8")
			}
		})
	}
}

func (b *apiBody) check(t *testing.T, g *Guard, api, value, never string) {
	t.Helper()
	body, want, left, media := b.fillIn(value, never)
	out, o := b.run(t, g, body)
	where := b.kind + " " + b.path
	if o.API != api {
		t.Errorf("%s is known as %q", where, o.API)
	}
	got := map[string]int{}
	for _, f := range o.Findings {
		got[f.Scope.String()]++
	}
	for scope, n := range want {
		if got[scope] != n {
			t.Errorf("%s: %d findings in %s, want %d; %v", where, got[scope], scope, n, places(o))
		}
	}
	for scope, n := range got {
		if want[scope] == 0 {
			t.Errorf("%s: %d findings in %s, want none; %v", where, n, scope, places(o))
		}
	}
	half := len(value) / 2
	for _, part := range []string{value[:half], value[half:]} {
		if strings.Contains(out, part) {
			t.Errorf("%s: %q is left:\n%s", where, part, out)
		}
	}
	if n := strings.Count(out, never); n != left && (b.kind != "stream" || n < left) {
		t.Errorf("%s: %d ids are left, want %d:\n%s", where, n, left, out)
	}
	if strings.Count(out, hiddenMedia) != media || o.Blobs != media {
		t.Errorf("%s: %d media left alone, want %d", where, o.Blobs, media)
	}
	if full := o.Coverage == Full; full != (media == 0) {
		t.Errorf("%s: coverage %v, %q", where, o.Coverage, o.Reason)
	}
}

func places(o *Outcome) []string {
	var list []string
	for _, f := range o.Findings {
		list = append(list, f.Scope.String()+":"+f.Path)
	}
	return list
}
