package eval_test

import (
	_ "embed"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chatguard/chatguard/filter/eval"
)

var record = flag.Bool("record", false, "write policies/RESULTS.md")

// reasons tells why what is missed is missed.
//
//go:embed reasons.md
var reasons string

const recordHead = `# What the rules find

Written by ` + "`go test ./filter/eval -run TestRecord -record`" + ` on %s; digest of the corpora %s.

The groups of the cases (a template, a base case, a rule's samples; a case without a group is one) are split by their hash into dev, about 70 %%, which the rules were
tuned on, and val, which was only measured. All types are looked for at once, with a score of 0.35 or more, as a policy's rule without minScore does; the tables
"at any score" have the weak findings, too, which have no word beside them. A finding meets a span if they share half of what they cover; for secrets also if it lies
inside the span, as a password does in a connection string. Parts of one address that only spaces and commas divide are one span. "masked as any type" is the share of
the spans of which findings cover at least half, whatever they are called; "taken for" are the types of those findings. Where a corpus has categories, what they call
an identifier or "fuzzy" is apart from secrets; "samples with one found" are the samples of a secret in which one is found, wherever the label stands.
`

// TestRecord writes the table of results if asked to:
//
//	go test ./filter/eval -run TestRecord -record
func TestRecord(t *testing.T) {
	if !*record {
		t.Skip("only with -record")
	}
	var files []string
	for _, name := range slices.Concat(labelled, benign) {
		files = append(files, filepath.Join(corpora, name+".jsonl.gz"))
	}
	digest, err := eval.Digest(files...)
	if err != nil {
		t.Skip("no labelled corpora beside the repository")
	}
	var b strings.Builder
	fmt.Fprintf(&b, recordHead, time.Now().UTC().Format(time.DateOnly), digest)
	for _, name := range labelled {
		fmt.Fprintf(&b, "\n## %s\n\n", name)
		dev, val := split(load(t, name))
		opt := eval.Options{Keep: baseSpelling}
		if err := eval.WriteSplit(&b, eval.Run(dev, scanner(t), opt), eval.Run(val, scanner(t), opt)); err != nil {
			t.Fatal(err)
		}
		recordWeak(t, &b, name, dev, val)
	}
	recordBenign(t, &b)
	recordPayloads(t, &b)
	b.WriteString("\n" + reasons)
	if err := os.WriteFile("../../policies/RESULTS.md", []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
}

// recordWeak writes what is found at any score in the corpora of personal data: of
// all types at once, where one range is one finding, and, where the cases say which
// type they are about, of that type alone.
func recordWeak(t *testing.T, b *strings.Builder, name string, dev, val []eval.Case) {
	if !slices.Contains(weakly, name) {
		return
	}
	opt := eval.Options{Keep: baseSpelling}
	fmt.Fprintf(b, "\n### %s, at any score\n\n", name)
	scan := scannerFrom(t, 0)
	if err := eval.WriteSplit(b, eval.Run(dev, scan, opt), eval.Run(val, scan, opt)); err != nil {
		t.Fatal(err)
	}
	if !slices.ContainsFunc(dev, func(c eval.Case) bool { return len(c.Annotated) > 0 }) {
		return
	}
	fmt.Fprintf(b, "\n### %s, each type alone at any score\n\nLooked for are the types that a case annotates and no other, as the tests do from which it is: nine digits are then whatever was asked for.\n\n", name)
	if err := eval.WriteSplit(b, eval.RunCases(dev, eval.Alone(), opt), eval.RunCases(val, eval.Alone(), opt)); err != nil {
		t.Fatal(err)
	}
}

func split(cases []eval.Case) (dev, val []eval.Case) {
	for _, c := range cases {
		if eval.Split(&c) == "dev" {
			dev = append(dev, c)
		} else {
			val = append(val, c)
		}
	}
	return dev, val
}

// recordBenign counts the texts that should have no finding, at the usual score, at
// the score from which the preset balanced masks, and at any.
func recordBenign(t *testing.T, b *strings.Builder) {
	b.WriteString("\n## Texts that should have no finding\n\nWeb and e-mail addresses, IP addresses and names that these texts really hold count, too.\n\n| corpus | texts | with a finding | with one of score 0.6 or more | with one of any score | with a secret | findings by type |\n|---|---:|---:|---:|---:|---:|---|\n")
	for _, name := range benign {
		cases, scan := load(t, name), scanner(t)
		count := map[string]int{}
		weak := scannerFrom(t, 0)
		hit, sure, secret, any := 0, 0, 0, 0
		for _, c := range cases {
			found := scan(c.Text)
			hit += min(len(found), 1)
			any += min(len(weak(c.Text)), 1)
			isSure, isSecret := 0, 0
			for _, f := range found {
				count[f.Type]++
				if f.Score >= 0.6 {
					isSure = 1
				}
				if strings.HasPrefix(f.Type, "SECRET_") {
					isSecret = 1
				}
			}
			sure, secret = sure+isSure, secret+isSecret
		}
		var parts []string
		for typ, n := range count {
			parts = append(parts, fmt.Sprintf("%s %d", typ, n))
		}
		slices.Sort(parts)
		fmt.Fprintf(b, "| %s | %d | %d | %d | %d | %d | %s |\n", name, len(cases), hit, sure, any, secret, strings.Join(parts, ", "))
	}
}
