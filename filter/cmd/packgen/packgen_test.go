package main

import (
	"os"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// TestCompiled demands that compiling the rules anew changes nothing.
func TestCompiled(t *testing.T) {
	src, err := readSources("../../../policies")
	if err != nil {
		t.Fatal(err)
	}
	file, err := build(src, false)
	if err != nil {
		t.Fatal(err)
	}
	committed, err := os.ReadFile("../../../policies/compiled/rules.bin")
	if err != nil {
		t.Fatal(err)
	}
	if string(file) != string(committed) {
		t.Error("policies/compiled/rules.bin is out of date: run go run ./filter/cmd/packgen")
	}
}

// TestRefused gives packgen rules that it must not accept.
func TestRefused(t *testing.T) {
	const frame = "types: [{id: SECRET_X, groups: [secrets]}]\nrules:\n- {id: x, type: SECRET_X, source: own, licence: own, "
	for _, c := range []struct{ name, rule, want string }{
		{"no samples", `pattern: 'abc[0-9]{3}'`, "needs samples"},
		{"no negative sample", `pattern: 'abc[0-9]{3}', match: [abc123]`, "needs samples"},
		{"sample not found", `pattern: 'abc[0-9]{3}', match: [abc12], skip: [x]`, "match[0] is not found"},
		{"sample found elsewhere", `pattern: 'abc[0-9]{3}', match: ['«abc1»23'], skip: [x]`, "is found at 0-6, not 0-4"},
		{"negative found", `pattern: 'abc[0-9]{3}', match: [abc123], skip: [abc456]`, "skip[0] is found"},
		{"lazy", `pattern: 'abc[0-9]+?x', match: [abc1x], skip: [x]`, "lazy"},
		{"assertion", `pattern: '\babc', match: [abc], skip: [x]`, "word boundaries"},
		{"ambiguous repetition", `pattern: 'abc[a-z]+z', match: [abcz], skip: [x]`, "may start with the same byte"},
		{"ambiguous choice", `pattern: 'abc(?:[a-f]x|[c-h]y)', match: [abcax], skip: [x]`, "may start with the same byte"},
		{"empty", `pattern: '(?:abc)?', match: [abc], skip: [x]`, "empty string"},
		{"no literal, unbounded", `pattern: '[0-9]+', match: ['1'], skip: [x]`, "has no literal"},
		{"shape starts with a sign", `pattern: '[+][0-9]{3}', match: ['+123'], skip: [x]`, "must start with a letter or digit"},
		{"shape far from a digit", `pattern: '[a-z]{9} [0-9]{3}', match: ['abcdefghi 123'], skip: [x]`, "at most two tokens"},
		{"two groups", `pattern: 'abc([0-9])([a-z])', match: [abc1a], skip: [x]`, "more than one capture group"},
		{"unknown check", `pattern: 'abc[0-9]{3}', check: nope, match: [abc123], skip: [x]`, "unknown check"},
		{"unknown matcher", `matcher: nope, match: [abc123], skip: [x]`, "unknown matcher"},
		{"unknown list", `pattern: 'abc[0-9]{3}', context: {lists: [nope]}, match: [abc123], skip: [x]`, "unknown context list"},
		{"context without words", `pattern: 'abc[0-9]{3}', context: {required: true}, match: [abc123], skip: [x]`, "no words"},
		{"context too wide", `pattern: 'abc[0-9]{3}', context: {words: [x], before: 500}, match: [abc123], skip: [x]`, "at most"},
		{"score", `pattern: 'abc[0-9]{3}', score: {base: 2}, match: [abc123], skip: [x]`, "between 0 and 1"},
		{"literal too short", `pattern: 'a[0-9]{3}', keywords: [a], match: [a=a123], skip: [x]`, "between 2 and 255"},
		{"literal after a space", `pattern: '[a-z]{3} abc', literals: [' abc'], match: ['xyz abc'], skip: [x]`, "begins with a space"},
	} {
		var src source
		if err := yaml.Unmarshal([]byte(frame+c.rule+"}"), &src); err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		if _, err := build(&src, false); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want one with %q", c.name, err, c.want)
		}
	}
}

// TestDuplicates refuses two rules or two types of one name.
func TestDuplicates(t *testing.T) {
	const rule = "{id: x, type: SECRET_X, source: own, licence: own, pattern: 'abc[0-9]{3}', match: [abc123], skip: [x]}"
	for _, doc := range []string{
		"types: [{id: SECRET_X, groups: [secrets]}]\nrules: [" + rule + ", " + rule + "]",
		"types: [{id: SECRET_X, groups: [secrets]}, {id: SECRET_X}]\nrules: [" + rule + "]",
	} {
		var src source
		if err := yaml.Unmarshal([]byte(doc), &src); err != nil {
			t.Fatal(err)
		}
		if _, err := build(&src, false); err == nil || !strings.Contains(err.Error(), "defined twice") {
			t.Errorf("error %v", err)
		}
	}
}
