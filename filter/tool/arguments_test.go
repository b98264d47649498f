package tool

import (
	"encoding/json"
	"fmt"
	"math"
	"testing"

	"github.com/chatguard/chatguard/filter/document"
	"github.com/chatguard/chatguard/filter/jsonscan"
	"github.com/chatguard/chatguard/filter/policy"
)

// rulesOf reads rules as a policy has them.
func rulesOf(t testing.TB, rules string) []policy.Argument {
	t.Helper()
	c, err := policy.Parse([]byte(`{"rules":[],"tools":{"arguments":`+rules+`}}`), policy.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return c.Default.Tools.Arguments
}

func TestCheck(t *testing.T) {
	for _, c := range []struct {
		rule, args string
		want       bool
	}{
		{`"path":"$.to","regex":"[a-z]+@corp\\.example"`, `{"to":"a@corp.example"}`, true},
		{`"path":"$.to","regex":"[a-z]+@corp\\.example"`, `{"to":"a@corp.example.evil"}`, false},
		{`"path":"$.to","regex":"[a-z]+@corp\\.example"`, `{"to":"\u0061@corp.example"}`, true},
		{`"path":"$.to","regex":"[a-z]+@corp\\.example"`, `"{\"to\":\"\\u0061@corp.example\"}"`, true},
		{`"path":"$.to","regex":"[a-z]+@corp\\.example"`, `"{\"to\":\"a@evil.example\"}"`, false},
		{`"path":"$.to","regex":".*"`, `{"to":["a"]}`, false},
		{`"path":"$.to","regex":".*"`, `{}`, true},
		{`"path":"$.to","required":true`, `{}`, false},
		{`"path":"$.to","required":true`, `""`, false},
		{`"path":"$.to","required":true`, `null`, false},
		{`"path":"$.to","required":true`, `{"to":[]}`, true},
		{`"path":"$.to","absent":true`, `{"to":null}`, false},
		{`"path":"$.to","absent":true`, `{"cc":{"to":1}}`, true},
		{`"path":"$.q","notRegex":"(?i)drop"`, `{"q":"a DROP b"}`, false},
		{`"path":"$.q","notRegex":"(?i)drop"`, `{"q":"select"}`, true},
		{`"path":"$.n","min":1,"max":2`, `{"n":1.5}`, true},
		{`"path":"$.n","min":1,"max":2`, `{"n":2.5}`, false},
		{`"path":"$.n","min":1`, `{"n":"3"}`, false},
		{`"path":"$.n","max":5`, `{"n":1e3}`, false},
		{`"path":"$.n","max":5`, `{"n":true}`, false},
		{`"path":"$.k","oneOf":["a",1,true]`, `{"k":"a"}`, true},
		{`"path":"$.k","oneOf":["a",1,true]`, `{"k":1}`, true},
		{`"path":"$.k","oneOf":["a",1,true]`, `{"k":"b"}`, false},
		{`"path":"$.a[*].b","max":1`, `{"a":[{"b":1},{"b":2}]}`, false},
		{`"path":"$.a[1].b","max":1`, `{"a":[{"b":5},{"b":1}]}`, true},
		{`"path":"$.a[1].b","max":1`, `{"a":[{"b":1},{"b":5}]}`, false},
		{`"path":"$['a b'][0][*]","max":1`, `{"a b":[[1,2]]}`, false},
		{`"path":"$.a","max":1`, `{"a":1,"a":2}`, false},
		{`"path":"$.a","max":1`, `{"a":2,"a":1}`, false},
		{`"path":"$.a","max":1`, `{"a":1`, false},
		{`"path":"$.a","max":1`, `"ls -l"`, false},
		{`"path":"$.a","max":1`, `[{"a":2}]`, true},
		{`"path":"$[*].a","max":1`, `[{"a":2}]`, false},
	} {
		var a Arguments
		rules := rulesOf(t, `[{"tool":"t*",`+c.rule+`}]`)
		for range 2 { // what was checked before leaves nothing behind
			if got := a.Check(rules, "tool", []byte(c.args), jsonscan.Limits{}); got != c.want {
				t.Errorf("%s of %s: %v", c.rule, c.args, got)
			}
		}
		if !a.Check(rules, "other", []byte(c.args), jsonscan.Limits{}) {
			t.Errorf("%s of %s: the rule is for another tool", c.rule, c.args)
		}
	}
}

// FuzzCheck holds the walk over the arguments against one over a parsed tree.
func FuzzCheck(f *testing.F) {
	paths := []string{"$.a", "$.a.b", "$.a[*]", "$.a[1]", "$[*].a", "$.a[*].b[0]", "$.b"}
	f.Add(`{"a":[{"b":[3,1]},{"b":2}],"b":1}`, uint8(5), 1.0)
	f.Add(`[{"a":2},[{"a":1}]]`, uint8(4), 1.0)
	f.Add(`{"a":{"b":7}}`, uint8(1), 9.0)
	f.Fuzz(func(t *testing.T, args string, pick uint8, most float64) {
		d, errs := document.Parse([]byte(args))
		if d == nil || len(errs) > 0 || !json.Valid([]byte(args)) || math.IsNaN(most) || math.IsInf(most, 0) || d.Kind == document.String || string(d.Raw) == "null" {
			return
		}
		path := paths[int(pick)%len(paths)]
		rules := rulesOf(t, fmt.Sprintf(`[{"tool":"*","path":%q,"max":%v,"required":true}]`, path, most))
		values := reach([]*document.Node{d}, rules[0].Steps)
		want := len(values) > 0
		for _, v := range values {
			want = want && v.Kind == document.Number && v.Number <= most
		}
		var a Arguments
		if got := a.Check(rules, "x", []byte(args), jsonscan.Limits{}); got != want {
			t.Errorf("%s <= %v in %s: %v", path, most, args, got)
		}
	})
}

// reach follows steps in a tree.
func reach(from []*document.Node, steps []policy.Step) []*document.Node {
	for _, s := range steps {
		var to []*document.Node
		for _, n := range from {
			switch {
			case !s.Array && n.Kind == document.Object && n.Get(s.Key) != nil:
				to = append(to, n.Get(s.Key))
			case s.Array && n.Kind == document.Array:
				for i, v := range n.Items {
					if s.Index < 0 || s.Index == i {
						to = append(to, v)
					}
				}
			}
		}
		from = to
	}
	return from
}
