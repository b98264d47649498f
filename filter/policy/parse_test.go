package policy_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/chatguard/chatguard/filter/policy"
)

// Policies are resolved one by one: what one adds is not seen in another.
func TestPoliciesDoNotShare(t *testing.T) {
	c, err := parse(`{"defaultPolicy":"base","policies":{
		"base":{"extends":"balanced","allow":{"values":["a"]},"detectors":[{"name":"D","terms":["x"]}],"response":{"headers":{"x-a":"1"}}},
		"one":{"extends":"base","allow":{"values":["b"]},"rules":[{"name":"cards","match":["D"],"action":"Block"}],"response":{"headers":{"x-b":"1"}}},
		"two":{"extends":"base","allow":{"values":["c"]},"rules":[{"name":"cards","match":["D"],"action":"Log"}],"restore":{"never":[]}}}}`)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"base": "[a:true] Mask map[x-a:1] 2", "one": "[a:true b:true] Block map[x-b:1] 2", "two": "[a:true c:true] Log map[x-a:1] 0",
	} {
		p := c.Policies[name]
		got := fmt.Sprint(p.Allow.Values)[3:] + " " + p.Rules[1].Action.String() + " " + fmt.Sprint(p.Response.Headers) + " " + fmt.Sprint(len(p.Restore.Never))
		if got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
}

func TestCheckDetector(t *testing.T) {
	o := options
	o.CheckDetector = func(d *policy.Detector) error {
		if d.Name == "BAD" {
			return errors.New("detector BAD: costs too much")
		}
		return nil
	}
	_, err := policy.Parse([]byte(`{"rules":[],"detectors":[{"name":"GOOD","regex":"a"},{"name":"BAD","regex":"b"}]}`), o)
	if err == nil || err.Error() != "detectors[1]: costs too much" {
		t.Error(err)
	}
}

func TestBrokenPreset(t *testing.T) {
	o := options
	o.Preset = func(name string) ([]byte, bool) {
		return []byte(`{"extends":["broken"],"mod":"Off"}`), name == "broken"
	}
	_, err := policy.Parse([]byte(`{"extends":"broken"}`), o)
	list, _ := err.(policy.Errors)
	if len(list) != 2 || list[0].Offset != -1 || list[0].Path != "preset broken: extends[0]" || list[1].Path != "preset broken: mod" {
		t.Errorf("%v", err)
	}
}

func TestWithoutCatalogAndPresets(t *testing.T) {
	_, err := policy.Parse([]byte(`{"extends":"balanced","rules":[{"name":"r","match":["pii"],"action":"Log"}]}`), policy.Options{})
	if list, _ := err.(policy.Errors); len(list) != 2 {
		t.Errorf("%v", err)
	}
	if _, err := policy.Parse([]byte(`{}`), policy.Options{}); err == nil {
		t.Error("a config without a default policy")
	}
}

// No error shows a value that may be private: allowed values, terms, answers,
// keys.
func TestErrorsShowNoValues(t *testing.T) {
	o := options
	o.Key = []byte("hunter2-key")
	_, err := policy.Parse([]byte(`{"allow":{"values":["hunter2",{"hunter2":1}]},
		"detectors":[{"name":"D","terms":["hunter2",7],"regex":""},{"terms":["hunter2"]}],
		"response":{"message":7,"headers":{"x-a":"hunter2\n"}},
		"rules":[{"name":"r","match":["pii"],"action":"Mask","mask":{"style":"Hash","text":"hunter2"}}]}`), o)
	if err == nil || strings.Contains(err.Error(), "hunter2") {
		t.Error(err)
	}
}

// Documents of a size that nobody writes cost little and end.
func TestHugeDocuments(t *testing.T) {
	chain := `{"defaultPolicy":"p0","policies":{`
	for i := range 999 {
		chain += fmt.Sprintf(`"p%d":{"extends":["p%d","p%d"]},`, i, i+1, i/2)
	}
	chain += `"p999":{}}}`
	many := `{"defaultPolicy":"a","policies":{` + strings.Repeat(`"a":{},`, 2000) + `"b":{}}}`
	routes := `{"routes":[` + strings.Repeat(`{"policy":"strict"},`, 1001) + `{"policy":"strict"}]}`
	rules := `{"rules":[` + strings.Repeat(`{},`, 1001) + `{}]}`
	deep := `{"rules":` + strings.Repeat(`[`, 100_000)
	for _, doc := range []string{chain, many, routes, rules, deep, strings.Repeat(" ", 1<<20)} {
		if c, err := parse(doc); err == nil || c != nil {
			t.Errorf("%.40s... is taken", doc)
		}
	}
}

// FuzzParse holds that any document is either refused with errors that have
// places in it, or complete.
func FuzzParse(f *testing.F) {
	for _, doc := range []string{
		`{}`, `[]`, `{"extends":"strict"}`, routed,
		`{"rules":[{"name":"r","match":["pii","D"],"scopes":["Other"],"direction":"Request","minScore":0.5,"action":"Mask","mask":{"style":"Hash"}}],"detectors":[{"name":"D","regex":"a(b)","group":1}]}`,
		`{"defaultPolicy":"a","policies":{"a":{"extends":["b","strict"]},"b":{"extends":"a"}}}`,
		`{"allow":{"values":["x"],"regex":["^y"]},"rules":[],"restore":{"never":["pii"]},"response":{"status":400,"headers":{"x":"y"}}}`,
	} {
		f.Add(doc)
	}
	f.Fuzz(func(t *testing.T, doc string) {
		c, err := parse(doc)
		if err != nil {
			list, ok := err.(policy.Errors)
			if !ok || len(list) == 0 || c != nil {
				t.Fatalf("config %v, error %T", c, err)
			}
			for _, e := range list {
				if e.Offset < 0 || e.Offset > len(doc) || e.Msg == "" {
					t.Fatalf("%+v", e)
				}
			}
			return
		}
		if !json.Valid([]byte(doc)) {
			t.Fatal("what is not JSON was taken")
		}
		checkComplete(t, c)
	})
}

func checkComplete(t *testing.T, c *policy.Config) {
	t.Helper()
	if c.Default == nil || c.Policies[c.Default.Name] != c.Default {
		t.Fatalf("default %v", c.Default)
	}
	for _, r := range c.Routes {
		if r.Policy == nil || c.Policies[r.Policy.Name] != r.Policy {
			t.Fatalf("route %+v", r)
		}
	}
	for name, p := range c.Policies {
		if p == nil || p.Name != name || p.Limits.BodyBytes < 1 || p.Limits.Depth < 1 || p.Response.Status < 400 || p.Response.Message == "" {
			t.Fatalf("policy %s: %+v", name, p)
		}
		for _, r := range p.Rules {
			if r.Name == "" || len(r.Types) == 0 || r.Scopes == 0 || r.Direction == 0 || r.MinScore < 0 || r.MinScore > 1 {
				t.Fatalf("policy %s: rule %+v", name, r)
			}
			if r.Action == policy.Mask && r.Mask.Validate() != nil {
				t.Fatalf("policy %s: rule %+v", name, r)
			}
		}
		for _, d := range p.Detectors {
			if d.Name == "" || d.Regex == "" && len(d.Terms) == 0 || d.Score <= 0 || d.Score > 1 {
				t.Fatalf("policy %s: detector %+v", name, d)
			}
		}
	}
}
