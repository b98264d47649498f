package policy_test

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/chatguard/chatguard/filter/mask"
	"github.com/chatguard/chatguard/filter/policy"
	"github.com/chatguard/chatguard/filter/policy/source"
)

var update = flag.Bool("update", false, "write what is expected into testdata")

// TestGolden reads the policies in testdata/valid, which show what they
// resolve to, and in testdata/invalid, which show their errors.
func TestGolden(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("testdata", "*", "*.txtar"))
	if err != nil || len(files) < 10 {
		t.Fatalf("testdata is incomplete: %d files, %v", len(files), err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			a, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			valid := filepath.Base(filepath.Dir(file)) == "valid"
			c, got := load(t, a)
			if (c != nil) != valid {
				t.Errorf("valid: %v", c != nil)
			}
			if *update {
				a.Files = []txtar.File{a.Files[0], {Name: "want", Data: []byte(got)}}
				if err := os.WriteFile(file, txtar.Format(a), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if len(a.Files) != 2 || string(a.Files[1].Data) != got {
				t.Errorf("-update would write:\n%s", got)
			}
		})
	}
}

// load reads the first file of an archive and describes what comes of it. A
// comment "key: ..." gives the options a key, "tokens: ..." keys of tokens,
// "require key" wants them.
func load(t *testing.T, a *txtar.Archive) (*policy.Config, string) {
	t.Helper()
	doc, err := source.Read(a.Files[0].Data)
	if err != nil {
		t.Fatal(err)
	}
	o := options
	o.RequireKey = strings.Contains(string(a.Comment), "require key")
	if _, key, ok := strings.Cut(string(a.Comment), "key: "); ok {
		o.Key = []byte(strings.Fields(key)[0])
	}
	if _, keys, ok := strings.Cut(string(a.Comment), "tokens: "); ok {
		o.TokenKeys = strings.Fields(keys)[0]
	}
	c, err := policy.Parse(doc.JSON, o)
	if err == nil {
		return c, describe(c)
	}
	if c != nil {
		t.Error("a config comes with an error")
	}
	var b strings.Builder
	for _, e := range err.(policy.Errors) {
		fmt.Fprintf(&b, "%s: %s\n", doc.Position(e.Offset), e.Error())
	}
	return nil, b.String()
}

// describe writes a config for people: what differs from the defaults.
func describe(c *policy.Config) string {
	var b strings.Builder
	fmt.Fprintf(&b, "default %s", c.Default.Name)
	if c.HoldHeaders {
		b.WriteString(", holds headers")
	}
	if c.Single {
		b.WriteString(", single")
	}
	b.WriteString("\n")
	for _, r := range c.Routes {
		fmt.Fprintf(&b, "route to %s:", r.Policy.Name)
		for _, x := range []struct {
			name  string
			value any
			set   bool
		}{
			{"hosts", r.Hosts, r.Hosts != nil}, {"path", r.Path, r.Path != ""}, {"prefix", r.PathPrefix, r.PathPrefix != ""},
			{"regex", r.PathRegex, r.PathRegex != nil}, {"methods", r.Methods, r.Methods != nil},
			{"name", r.RouteName, r.RouteName != ""}, {"headers", r.Headers, r.Headers != nil},
		} {
			if x.set {
				fmt.Fprintf(&b, " %s %v", x.name, x.value)
			}
		}
		b.WriteString("\n")
	}
	for _, name := range slices.Sorted(maps.Keys(c.Policies)) {
		describePolicy(&b, c.Policies[name])
	}
	return b.String()
}

func describePolicy(b *strings.Builder, p *policy.Policy) {
	fmt.Fprintf(b, "\npolicy %s: %v %v, uninspected %v, invalid %v, over limit %v\n",
		p.Name, p.Mode, p.FailureMode, p.OnUninspected, p.OnInvalid, p.OnOverLimit)
	if p.Description != "" {
		fmt.Fprintf(b, "  %s\n", p.Description)
	}
	if p.Limits != policy.DefaultLimits {
		fmt.Fprintf(b, "  limits %+v\n", p.Limits)
	}
	for _, d := range p.Detectors {
		fmt.Fprintf(b, "  detector %+v\n", d)
	}
	for _, r := range p.Rules {
		describeRule(b, &r)
	}
	if p.Allow.Values != nil {
		fmt.Fprintf(b, "  allow %q %v\n", slices.Sorted(maps.Keys(p.Allow.Values)), p.Allow.Regex)
	}
	if !p.Restore.Enabled || len(p.Restore.Never) != 2 {
		fmt.Fprintf(b, "  restore %v, never %v\n", p.Restore.Enabled, slices.Sorted(maps.Keys(p.Restore.Never)))
	}
	if l := p.Leaks; l.MinCharacters != policy.DefaultLeaks.MinCharacters || l.Share != policy.DefaultLeaks.Share || l.Canaries != nil {
		fmt.Fprintf(b, "  leaks %d %v %q\n", l.MinCharacters, l.Share, l.Canaries)
	}
	if r := p.Response; r.Status != 403 || r.Message != "The message was blocked by policy." || r.Format != 0 || r.Headers != nil || r.RevealRule {
		fmt.Fprintf(b, "  response %d %v %q %v reveal %v\n", r.Status, r.Format, r.Message, r.Headers, r.RevealRule)
	}
	if a := p.Access; a != nil {
		fmt.Fprintf(b, "  access %v, identity", a.TLS)
		writePrincipals(b, a.Identity)
		fmt.Fprintf(b, ", session %q %d, no store %v, HSTS %d\n", a.Session.Property, a.Session.MaxSeconds, a.NoStore, a.HSTSSeconds)
	}
	if q := p.Quotas; q != nil {
		describeQuotas(b, q)
	}
	if r := p.Roles; r != nil {
		fmt.Fprintf(b, "  roles deny %v allow %v fields %v last turn %v: %v\n", r.Deny, r.Allow, r.DeniesFields(), r.LastTurn == policy.Denied, r.Action)
	}
	if t := p.Tools; t != nil {
		fmt.Fprintf(b, "  tools deny %v allow %v: %v %q\n", t.Deny, t.Allow, t.Action, t.Notice)
		for _, a := range t.Arguments {
			fmt.Fprintf(b, "    %s %v regex %v not %v one of %v from %v to %v required %v absent %v\n",
				a.Tool, a.Steps, a.Regex, a.NotRegex, a.OneOf, a.Min, a.Max, a.Required, a.Absent)
		}
	}
	if h := p.Head; h.Query || h.Headers != nil {
		fmt.Fprintf(b, "  head query %v, headers %q, %v\n", h.Query, h.Headers, h.Action)
	}
	if q := p.Parameters; q != nil {
		fmt.Fprintf(b, "  parameters %+v\n", *q)
	}
	if p.Repeats {
		b.WriteString("  repeats\n")
	}
	if p.ResponseHeader {
		b.WriteString("  tells the verdict\n")
	}
}

func describeRule(b *strings.Builder, r *policy.Rule) {
	fmt.Fprintf(b, "  rule %s: %v", r.Name, r.Action)
	if r.Action == policy.Mask {
		fmt.Fprintf(b, " %v", r.Mask.Style)
		m := r.Mask
		m.Style, m.Key, m.Tokens, m.Context = 0, nil, nil, ""
		if !emptySpec(m) {
			fmt.Fprintf(b, "(%d %d %q %q)", m.KeepFirst, m.KeepLast, m.Char, m.Text)
		}
		if len(r.Mask.Key) > 0 {
			b.WriteString(" keyed")
		}
		if r.Mask.Tokens != nil {
			fmt.Fprintf(b, " with keys for %q", r.Mask.Context)
		}
	}
	fmt.Fprintf(b, " %v", r.Types)
	if r.Scopes != policy.AllScopes {
		fmt.Fprintf(b, " in %v", r.Scopes)
	}
	if r.Direction != policy.Both {
		fmt.Fprintf(b, " of a %v", r.Direction)
	}
	if r.MinScore > 0 {
		fmt.Fprintf(b, " from %v", r.MinScore)
	}
	b.WriteString("\n")
}

func emptySpec(m mask.Spec) bool {
	return m.KeepFirst == 0 && m.KeepLast == 0 && m.Char == "" && m.Text == ""
}

func describeQuotas(b *strings.Builder, q *policy.Quotas) {
	b.WriteString("  quotas of")
	writePrincipals(b, q.Principals)
	fmt.Fprintf(b, ", missing %v, full %v, publish %v\n", q.OnMissing, q.OnFull, q.Publish)
	for _, c := range q.Counters {
		fmt.Fprintf(b, "    %s: %d %v %v in %d s, cool down %d s", c.Name, c.Max, c.Count, c.Types, c.Seconds, c.CoolDown)
		if c.Policy != nil {
			fmt.Fprintf(b, ", then policy %s\n", c.Policy.Name)
		} else {
			fmt.Fprintf(b, ", then %d\n", c.Status)
		}
	}
}

func writePrincipals(b *strings.Builder, list []policy.Principal) {
	for i := range list {
		fmt.Fprintf(b, " (%s %q)", list[i].Text(), list[i].Property)
	}
}
