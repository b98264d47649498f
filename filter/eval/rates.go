package eval

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/chatguard/chatguard/filter/attack"
	"github.com/chatguard/chatguard/filter/text/view"
	"github.com/chatguard/chatguard/policies"
)

// Thresholds are the scores that rates of attacks are given at: what the
// presets strict and balanced block from, and one above.
var Thresholds = [...]float32{0.5, 0.8, 0.9}

// Rate is how many of some texts score at least each of the Thresholds.
type Rate struct {
	Name  string
	Texts int
	Above [len(Thresholds)]int
}

// Share is the part of the texts that score at least Thresholds[i]: recall of
// attacks, false alarms of others.
func (r *Rate) Share(i int) float64 { return ratio(r.Above[i], r.Texts) }

// Rates counts texts by name. The zero value is ready.
type Rates struct{ byName map[string]*Rate }

// Add counts a text.
func (r *Rates) Add(name string, score float32) {
	if r.byName == nil {
		r.byName = map[string]*Rate{}
	}
	c := r.byName[name]
	if c == nil {
		c = &Rate{Name: name}
		r.byName[name] = c
	}
	c.Texts++
	for i, t := range Thresholds {
		if score >= t {
			c.Above[i]++
		}
	}
}

// List returns the rates in order of their names.
func (r *Rates) List() []*Rate {
	list := make([]*Rate, 0, len(r.byName))
	for _, c := range r.byName {
		list = append(list, c)
	}
	slices.SortFunc(list, func(a, b *Rate) int { return strings.Compare(a.Name, b.Name) })
	return list
}

// Write writes the rates as a Markdown table.
func (r *Rates) Write(w io.Writer, head string) {
	fmt.Fprintf(w, "\n| %s | texts |", head)
	for _, t := range Thresholds {
		fmt.Fprintf(w, " >= %.1f |", t)
	}
	fmt.Fprintf(w, "\n|---|---:|%s\n", strings.Repeat("---:|", len(Thresholds)))
	for _, c := range r.List() {
		fmt.Fprintf(w, "| %s | %d |", c.Name, c.Texts)
		for i := range c.Above {
			fmt.Fprintf(w, " %.3f |", c.Share(i))
		}
		fmt.Fprintln(w)
	}
}

// AttackScorer returns a function that scores texts as the filter does. It is
// not safe for use by several goroutines.
func AttackScorer() (func(text string) float32, error) {
	m, err := attack.Open(policies.AttackModel())
	if err != nil {
		return nil, err
	}
	var maker view.Maker
	var scorer attack.Scorer
	return func(text string) float32 {
		r, _ := scorer.ScoreViews(m, []byte(text), maker.Make([]byte(text), true))
		return r.Score
	}, nil
}

// AttackRates scores the cases, by label, kind and disguise.
func AttackRates(cases []Case, score func(string) float32) []*Rate {
	var rates Rates
	for i := range cases {
		c := &cases[i]
		name := c.Label
		for _, s := range []string{c.TierField, c.Variant, c.Lang} {
			if s != "" {
				name += ", " + s
			}
		}
		rates.Add(name, score(c.Text))
	}
	return rates.List()
}

// HasAttacks tells whether the labels of the cases are about attacks on
// models.
func HasAttacks(cases []Case) bool {
	return slices.ContainsFunc(cases, func(c Case) bool { return c.IsAttack() || c.Label == "benign" })
}
