package main

import (
	"regexp"
	"testing"

	"github.com/chatguard/chatguard/filter/detect/table"
)

// TestDecide holds that what decide rewrites compiles, and finds the same words
// as package regexp.
func TestDecide(t *testing.T) {
	for _, pattern := range []string{
		`(?:忽略|忽视|无视)(?:之前|以前|先前)的?(?:所有|一切|全部)?(?:指令|指示)`,
		`(?:игнорируй|игнорируйте|забудь|забудьте) (?:все )?(?:прежние|предыдущие) инструкции`,
		`(?:これ|それ)まで(?:の)?(?:すべて|全て)?の?指示`,
		`abc?cd|abx`,
	} {
		parsed, err := parsePattern(pattern)
		if err != nil {
			t.Fatal(err)
		}
		n := decide(parsed)
		if _, err := new(programs).compile(n); err != nil {
			t.Errorf("%s: %v", pattern, err)
			continue
		}
		want := regexp.MustCompile("^(?:" + pattern + ")$")
		words := language(n)
		for _, w := range words {
			if !want.MatchString(w) {
				t.Errorf("%s: %q is not of it", pattern, w)
			}
		}
		had := map[string]bool{}
		for _, w := range words {
			had[w] = true
		}
		for _, w := range language(parsed) {
			if !had[w] {
				t.Errorf("%s: %q is lost", pattern, w)
			}
		}
	}
}

// language returns all words of a finite pattern of single bytes.
func language(n *node) []string {
	switch n.kind {
	case kindSet:
		var out []string
		for _, b := range n.set.list() {
			out = append(out, string([]byte{b}))
		}
		return out
	case kindAlt:
		var out []string
		for _, s := range n.subs {
			out = append(out, language(s)...)
		}
		return out
	case kindRepeat:
		return append(language(n.subs[0]), "")
	}
	words := []string{""}
	for _, s := range n.subs {
		words = cross(words, language(s))
	}
	return words
}

// TestDecideLeaves holds that patterns that need no rewriting keep their programs.
func TestDecideLeaves(t *testing.T) {
	for _, pattern := range []string{`(?:ab|cd)?x[0-9]{3}`, `a(b+)c|d`} {
		n, err := parsePattern(pattern)
		if err != nil {
			t.Fatal(err)
		}
		var was, is programs
		if _, err := was.compile(n); err != nil {
			t.Fatal(err)
		}
		if _, err := is.compile(decide(n)); err != nil {
			t.Fatal(err)
		}
		if len(was.code) != len(is.code) || table.Op(was.code[0]) != table.Op(is.code[0]) {
			t.Errorf("%s: another program", pattern)
		}
	}
}
