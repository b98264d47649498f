// Package samples reads the examples that stand beside the rules, for tests and
// for the command line. It is not part of the filter.
package samples

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Rule holds the examples of a rule, in the order of the compiled rules.
type Rule struct {
	Rule, Type, File  string
	Pattern, Form     string
	Keywords, Phrases []string
	Literals          []string // that a match of the pattern starts with, where the rule names them
	Matcher           string
	Match             []Match
	Alone             []Match // of weak findings: without the context word that the rule asks for
	Skip              []string
}

// Match is a text that must match. If Marked, the finding is text[Start:End].
type Match struct {
	Text       string
	Start, End int
	Marked     bool
}

// file is what of a rule file is of interest here.
type file struct {
	Types []struct{ ID, About string }
	Rules []struct {
		ID, Type, Pattern, Form, Matcher string
		Keywords, Phrases, Match, Skip   []string
		Literals                         []string
		Alone                            []string
	}
}

// Load reads the rule files of the folder policies.
func Load(policies fs.FS) ([]Rule, error) {
	var out []Rule
	err := each(policies, []string{"entities", "secrets", "attacks"}, func(name string, f *file) {
		for _, r := range f.Rules {
			rule := Rule{Rule: r.ID, Type: r.Type, File: name, Skip: r.Skip,
				Pattern: r.Pattern, Form: r.Form, Matcher: r.Matcher, Keywords: r.Keywords, Phrases: r.Phrases, Literals: r.Literals}
			for _, m := range r.Match {
				rule.Match = append(rule.Match, Unmark(m))
			}
			for _, m := range r.Alone {
				rule.Alone = append(rule.Alone, Unmark(m))
			}
			out = append(out, rule)
		}
	})
	return out, err
}

// Abouts says in words what each type is, by its id.
func Abouts(policies fs.FS) (map[string]string, error) {
	all := map[string]string{}
	err := each(policies, []string{"entities", "secrets", "attacks"}, func(_ string, f *file) {
		for _, t := range f.Types {
			all[t.ID] = t.About
		}
	})
	return all, err
}

// each reads the files of folders in the order in which rules are compiled.
func each(policies fs.FS, folders []string, do func(name string, f *file)) error {
	for _, folder := range folders {
		names, err := fs.Glob(policies, folder+"/*.yaml")
		if err != nil {
			return err
		}
		slices.Sort(names)
		for _, name := range names {
			data, err := fs.ReadFile(policies, name)
			if err != nil {
				return err
			}
			var f file
			if err := yaml.Unmarshal(data, &f); err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
			do(path.Base(name), &f)
		}
	}
	return nil
}

// Unmark takes the marks «» around the expected finding from a sample.
func Unmark(s string) Match {
	before, rest, ok := strings.Cut(s, "«")
	if !ok {
		return Match{Text: s}
	}
	value, after, _ := strings.Cut(rest, "»")
	return Match{Text: before + value + after, Start: len(before), End: len(before) + len(value), Marked: true}
}

// String is the sample as it is written, with its marks.
func (m Match) String() string {
	if !m.Marked {
		return m.Text
	}
	return m.Text[:m.Start] + "«" + m.Text[m.Start:m.End] + "»" + m.Text[m.End:]
}
