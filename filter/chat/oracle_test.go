package chat

import (
	"encoding/json"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/chatguard/chatguard/filter/policy"
)

// choices decides with its bytes what a test is made of, so that a fuzzer can turn each decision on its own.
type choices []byte

// below is a number under n; 0 where the bytes are at their end.
func (c *choices) below(n int) int {
	if len(*c) == 0 {
		return 0
	}
	b := (*c)[0]
	*c = (*c)[1:]
	return int(b) % n
}

// named is a path as data has it, and what it says of what stands there.
type named struct {
	path  string
	steps []string // keys, and "[]"
	below bool     // and of everything below
	place Place
}

// paths makes an API's request of up to eight paths, as data and as a list.
func (c *choices) paths() (data string, list []named) {
	keys := []string{"Messages", "SystemPrompt", "ToolInput", "Reasoning", "media", "skip"}
	byKey := map[string][]named{}
	for range 1 + c.below(8) {
		key := keys[c.below(len(keys))]
		var n named
		for range 1 + c.below(4) {
			step := []string{"a", "b", "cc"}[c.below(3)]
			n.steps = append(n.steps, step)
			for range c.below(3) {
				step += "[]"
				n.steps = append(n.steps, "[]")
			}
			n.path += "." + step
		}
		n.path = n.path[1:]
		if n.below = c.below(2) == 1; n.below {
			n.path += ".**"
		}
		n.place = scopes[key]
		n.place.Path, n.place.Listed = n.path, true
		byKey[key] = append(byKey[key], n)
	}
	var members []string
	for _, key := range keys { // of two that name one place the later counts
		var texts []string
		for _, n := range byKey[key] {
			texts = append(texts, strconv.Quote(n.path))
			list = append(list, n)
		}
		if texts != nil {
			members = append(members, strconv.Quote(key)+":["+strings.Join(texts, ",")+"]")
		}
	}
	return `{"name":"t","request":{` + strings.Join(members, ",") + `}}`, list
}

// document makes a value in which each string is another, and notes where each stands.
func (c *choices) document(at []string, deep int, places map[string][]string) string {
	kind := c.below(3)
	if deep == 6 {
		kind = 0
	}
	var parts []string
	switch kind {
	case 1:
		keys := []string{"a", "b", "cc", "d"}
		for range c.below(4) {
			i := c.below(len(keys))
			value := c.document(append(slices.Clone(at), keys[i]), deep+1, places)
			parts = append(parts, strconv.Quote(keys[i])+":"+value)
			keys = slices.Delete(keys, i, i+1)
		}
		return "{" + strings.Join(parts, ",") + "}"
	case 2:
		for range c.below(4) {
			parts = append(parts, c.document(append(slices.Clone(at), "[]"), deep+1, places))
		}
		return "[" + strings.Join(parts, ",") + "]"
	}
	name := "s" + strconv.Itoa(len(places))
	places[name] = at
	return strconv.Quote(name)
}

// naivePlace reads a list of paths in the plainest way: the path itself counts, else the longest above it that is of all
// below.
func naivePlace(list []named, at []string) Place {
	longest, found := -1, Place{Path: "*", Scope: policy.Other}
	for _, n := range list {
		if !n.below && slices.Equal(n.steps, at) {
			longest, found = len(at)+1, n.place
		}
		if n.below && len(n.steps) >= longest && len(n.steps) <= len(at) && slices.Equal(n.steps, at[:len(n.steps)]) {
			longest, found = len(n.steps), n.place
		}
	}
	return found
}

// FuzzPlaces compares what a walk says of each string of a document with the plainest reading of the API's data, whether
// the API is known from the start or only at the end.
func FuzzPlaces(f *testing.F) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		seed := make([]byte, 20+r.IntN(100))
		for i := range seed {
			seed[i] = byte(r.IntN(12))
		}
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, bytes []byte) {
		c := choices(bytes)
		data, list := c.paths()
		reg, err := NewRegistry([][]byte{[]byte(data)})
		if err != nil {
			t.Fatalf("%s: %v", data, err)
		}
		places := map[string][]string{}
		doc := c.document(nil, 0, places)
		if !json.Valid([]byte(doc)) {
			t.Fatal(doc)
		}
		api := reg.APIs()[0]
		for _, start := range []*API{api, nil} {
			trails, w := walk(t, reg, start, Request, doc)
			res := w.Resolver(api, Request)
			for name, at := range places {
				if got, want := res.Place(trails[name]), naivePlace(list, at); got != want {
					t.Fatalf("%s\n%s\n%s at %q is %+v, want %+v (known: %t)", data, doc, name, at, got, want, start != nil)
				}
			}
		}
	})
}
