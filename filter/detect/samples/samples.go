// Package samples reads the examples that stand beside the rules, for tests.
// It is not part of the filter.
package samples

import (
	"os"
	"path/filepath"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Rule holds the examples of a rule, in the order of the compiled rules.
type Rule struct {
	Rule, Type, File  string
	Pattern, Form     string
	Keywords, Phrases []string
	Matcher           string
	Gap               int
	Match             []Match
	Skip              []string
}

// Match is a text that must match. If Marked, the finding is text[Start:End].
type Match struct {
	Text       string
	Start, End int
	Marked     bool
}

// Load reads the rule files under dir (the folder policies).
func Load(dir string) ([]Rule, error) {
	var out []Rule
	for _, sub := range []string{"entities", "secrets"} {
		files, err := filepath.Glob(filepath.Join(dir, sub, "*.yaml"))
		if err != nil {
			return nil, err
		}
		slices.Sort(files)
		for _, name := range files {
			data, err := os.ReadFile(name)
			if err != nil {
				return nil, err
			}
			var file struct {
				Rules []struct {
					ID, Type, Pattern, Form, Matcher string
					Keywords, Phrases, Match, Skip   []string
					Gap                              int
				}
			}
			if err := yaml.Unmarshal(data, &file); err != nil {
				return nil, err
			}
			for _, r := range file.Rules {
				rule := Rule{Rule: r.ID, Type: r.Type, File: filepath.Base(name), Skip: r.Skip,
					Pattern: r.Pattern, Form: r.Form, Matcher: r.Matcher, Keywords: r.Keywords, Phrases: r.Phrases, Gap: r.Gap}
				for _, m := range r.Match {
					rule.Match = append(rule.Match, Unmark(m))
				}
				out = append(out, rule)
			}
		}
	}
	return out, nil
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
