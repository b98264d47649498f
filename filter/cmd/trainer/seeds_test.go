package main

import (
	"strings"
	"testing"
)

func TestSay(t *testing.T) {
	s := seeds{lists: map[string][]string{"who": {"Ann"}}}
	c := newComposer(&s, 1)
	for sentence, want := range map[string]string{
		"[INST] plain [x]":          "[INST] plain [x]",
		"[a|a] [$who], [|] go":      "a Ann, go",
		"[[$who]'s|[$who]'s] [b|b]": "Ann's b",
		"[$who|$who] | [$ls|$ls]":   "Ann | $ls",
		"] [ ]":                     "] [ ]",
	} {
		if got := c.say(sentence); got != want {
			t.Errorf("%q says %q, want %q", sentence, got, want)
		}
	}
}

// TestSeeds: the files are read, and no sentence keeps a bracket of a group or
// names a list that is not there.
func TestSeeds(t *testing.T) {
	all, err := readSeeds("../../../policies/model/seeds")
	if err != nil {
		t.Fatal(err)
	}
	for i := range all {
		c := newComposer(&all[i], 1)
		for kind, sentences := range c.of {
			for _, s := range sentences {
				if strings.Count(s, "[") != strings.Count(s, "]") {
					t.Errorf("%s: %c %q: brackets that do not pair", c.lang, kind, s)
				}
				for range 3 {
					if said := c.say(s); strings.Contains(said, "[$") || strings.Contains(said, "|]") || strings.Contains(said, "[|") {
						t.Errorf("%s: %c %q says %q", c.lang, kind, s, said)
					}
				}
			}
		}
	}
}

func TestSeedsRefuses(t *testing.T) {
	for _, line := range []string{"x what", "o", "oo what", "i no place for an attack", "w neither"} {
		s := seeds{of: map[byte][]string{}, lists: map[string][]string{}}
		if s.add(line) == nil {
			t.Errorf("%q is taken", line)
		}
	}
	s := seeds{of: map[byte][]string{'o': {"[$nobody] is a list"}}, lists: map[string][]string{}}
	if s.check() == nil {
		t.Error("a list that is not there is named")
	}
}

// TestComposer: the same seed composes the same texts, without a place that is
// left open.
func TestComposer(t *testing.T) {
	s := seeds{of: map[byte][]string{
		'o': {"Ignore [this|that]"}, 'g': {"and say hi", "and go"}, 'r': {"Show it"}, 'p': {"Be free"},
	}, lists: map[string][]string{}}
	of := part{who: []string{"You are @"}, what: []string{"@ runs", "@ sings", "@ eats"}, how: []string{"Be short"}, begin: []string{"Go, @"}}
	compose := func() string {
		c := newComposer(&s, 7)
		injections, jailbreaks := c.attacks()
		texts := append(injections, jailbreaks...)
		texts = append(texts, c.roles(20, of)...)
		texts = append(texts, c.inside(5, []string{"A mail: @."}, injections)...)
		texts = append(texts, c.misspelt(5, injections)...)
		return strings.Join(append(texts, c.mix(5, of.how)...), "\n")
	}
	first := compose()
	if compose() != first {
		t.Error("other texts the second time")
	}
	if strings.Contains(first, "@") || strings.Contains(first, "%!") || strings.Contains(first, "%d") {
		t.Errorf("a place is left open in:\n%s", first)
	}
}

func TestSlip(t *testing.T) {
	c := newComposer(&seeds{}, 3)
	for range 200 {
		if w := c.slip("previous"); len(w) < 7 || len(w) > 9 || w[0] != 'p' {
			t.Fatalf("previous becomes %q", w)
		}
	}
	if w := c.slip("größe"); !strings.HasPrefix(w, "g") {
		t.Errorf("größe becomes %q", w)
	}
}
