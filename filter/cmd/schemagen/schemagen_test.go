package main

import (
	"bytes"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/chatguard/chatguard/filter/detect"
	"github.com/chatguard/chatguard/filter/policy"
	"github.com/chatguard/chatguard/filter/policy/source"
	"github.com/chatguard/chatguard/policies"
)

var root = filepath.Join("..", "..", "..")

func TestFilesAreUpToDate(t *testing.T) {
	if err := run(root, true); err != nil {
		t.Error(err)
	}
}

func types(t *testing.T) map[string]*object {
	t.Helper()
	all, err := readTypes(root, packages)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// examples is where an object of each type stands in a document.
var examples = map[string]string{
	"Config":            `{"defaultPolicy":"strict",%}`,
	"Policy":            `{"defaultPolicy":"a","policies":{"a":{%}}}`,
	"UninspectedBodies": `{"defaultPolicy":"a","policies":{"a":{"onUninspected":{%}}}}`,
	"Limits":            `{"defaultPolicy":"a","policies":{"a":{"limits":{%}}}}`,
	"Rule":              `{"defaultPolicy":"a","policies":{"a":{"rules":[{%}]}}}`,
	"Spec":              `{"defaultPolicy":"a","policies":{"a":{"rules":[{"mask":{%}}]}}}`,
	"Detector":          `{"defaultPolicy":"a","policies":{"a":{"detectors":[{%}]}}}`,
	"AllowList":         `{"defaultPolicy":"a","policies":{"a":{"allow":{%}}}}`,
	"Restore":           `{"defaultPolicy":"a","policies":{"a":{"restore":{%}}}}`,
	"Leaks":             `{"defaultPolicy":"a","policies":{"a":{"leaks":{%}}}}`,
	"Roles":             `{"defaultPolicy":"a","policies":{"a":{"roles":{%}}}}`,
	"Tools":             `{"defaultPolicy":"a","policies":{"a":{"tools":{%}}}}`,
	"Argument":          `{"defaultPolicy":"a","policies":{"a":{"tools":{"arguments":[{%}]}}}}`,
	"Links":             `{"defaultPolicy":"a","policies":{"a":{"links":{%}}}}`,
	"Head":              `{"defaultPolicy":"a","policies":{"a":{"head":{%}}}}`,
	"Parameters":        `{"defaultPolicy":"a","policies":{"a":{"parameters":{%}}}}`,
	"Models":            `{"defaultPolicy":"a","policies":{"a":{"parameters":{"models":{%}}}}}`,
	"MaxTokens":         `{"defaultPolicy":"a","policies":{"a":{"parameters":{"maxTokens":{%}}}}}`,
	"Answer":            `{"defaultPolicy":"a","policies":{"a":{"response":{%}}}}`,
	"Access":            `{"defaultPolicy":"a","policies":{"a":{"access":{%}}}}`,
	"Session":           `{"defaultPolicy":"a","policies":{"a":{"access":{"session":{%}}}}}`,
	"Quotas":            `{"defaultPolicy":"a","policies":{"a":{"quotas":{%}}}}`,
	"Counter":           `{"defaultPolicy":"a","policies":{"a":{"quotas":{"counters":[{%}]}}}}`,
	"Principal":         `{"defaultPolicy":"a","policies":{"a":{"quotas":{"principal":[{%}]}}}}`,
	"Route":             `{"defaultPolicy":"strict","routes":[{%}]}`,
	"Match":             `{"defaultPolicy":"strict","routes":[{"match":{%}}]}`,
}

var listed = regexp.MustCompile(`valid: (.*)`)

// The tables have the fields that the loader reads, no more and no fewer.
func TestTablesAreWhatIsRead(t *testing.T) {
	for name, o := range types(t) {
		doc, ok := examples[name]
		if !ok {
			t.Errorf("%s: no example says where it stands in a document", name)
			continue
		}
		var want []string
		for _, f := range o.fields {
			if name != "Policy" || f.name != "name" {
				want = append(want, f.name)
			}
		}
		slices.Sort(want)
		if got := readFields(t, doc); !slices.Equal(got, want) {
			t.Errorf("%s: the loader reads\n%q, the table has\n%q", name, got, want)
		}
	}
}

// readFields asks the loader which fields an object may have.
func readFields(t *testing.T, doc string) []string {
	t.Helper()
	doc = strings.Replace(strings.Replace(doc, "%", `"unknown-and-like-nothing-else":1`, 1), ",}", "}", 1)
	_, err := policy.Parse([]byte(doc), policy.Options{Catalog: detect.Catalog(), Preset: policies.Preset, Presets: policies.Presets()})
	var list policy.Errors
	errors.As(err, &list)
	for _, e := range list {
		if m := listed.FindStringSubmatch(e.Msg); m != nil && strings.Contains(e.Msg, "unknown-and-like") {
			names := strings.Split(m[1], ", ")
			slices.Sort(names)
			return names
		}
	}
	t.Errorf("%s: no error lists fields: %v", doc, err)
	return nil
}

func compiled(t *testing.T) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(policies.Schema))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("policy.schema.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("policy.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// What the loader takes the schema takes.
func TestSchemaAcceptsPolicies(t *testing.T) {
	s := compiled(t)
	for _, pattern := range []string{"policies/presets/*.yaml", "policies/recipes/*.yaml", "filter/cmd/chatguard/starter/policy.yaml", "filter/policy/testdata/valid/*"} {
		names, err := filepath.Glob(filepath.Join(root, pattern))
		if err != nil || len(names) == 0 {
			t.Errorf("%s: no files, %v", pattern, err)
		}
		for _, name := range names {
			if strings.HasSuffix(name, "_test.yaml") {
				continue
			}
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			if a := txtar.Parse(text); len(a.Files) > 0 {
				text = a.Files[0].Data
			}
			doc, err := source.Read(text)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			v, err := jsonschema.UnmarshalJSON(bytes.NewReader(doc.JSON))
			if err == nil {
				err = s.Validate(v)
			}
			if err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
}

func TestSchemaRefusesMistakes(t *testing.T) {
	s := compiled(t)
	for _, doc := range []string{
		`{"extends":"strict","mode":"enforce"}`, `{"extends":"strict","limits":{"depth":0}}`, `{"rules":[{"name":"a"}]}`,
		`{"defaultPolicy":"a","policies":{"a":{"rule":[]}}}`, `{"routes":[{"match":{"host":"x"},"policy":"a"}]}`, `{"extends":"strict","policies":{}}`,
	} {
		v, _ := jsonschema.UnmarshalJSON(strings.NewReader(doc))
		if s.Validate(v) == nil {
			t.Errorf("%s is accepted", doc)
		}
	}
}

func TestRowsThatAreNone(t *testing.T) {
	for row, want := range map[string]string{
		"name": "is no row", "name  ": "is no row", "name  list of": "no type", "name  integer 1": "no bounds", "name  Text": "no type",
	} {
		f, err := readField(row)
		if err == nil {
			_, err = schemaOf(f.typ, nil)
		}
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", row, err, want)
		}
	}
}

func TestOrderHasEveryType(t *testing.T) {
	all := types(t)
	if got := order(all); len(got) != len(all) {
		t.Errorf("a document does not lead to all types: %q of %q", got, slices.Sorted(maps.Keys(all)))
	}
}
