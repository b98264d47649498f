package eval_test

import (
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

// labelled are the corpora with spans, benign those that should have none.
var (
	labelled = []string{"chat-pii-synth", "presidio-recognizer-tests", "presidio-research-synth-v2", "validatorjs-tokens", "gitleaks-rules", "noseyparker-rules", "detect-secrets-tests"}
	benign   = []string{"chat-pii-negatives", "benign-instructions", "benign-intents", "benign-technical", "traffic-strings", "wildguard-benign", "awesome-chatgpt-prompts", "cyberseceval-frr"}
)

// baseSpelling keeps the spans that are not spelled to evade.
func baseSpelling(_ *eval.Case, s *eval.Span) bool { return s.Variant == "" }

// TestGoals holds the figures that are promised for every type whose numbers
// carry their own proof.
func TestGoals(t *testing.T) {
	for _, goal := range []struct {
		corpus, typ       string
		recall, precision float64
	}{
		{"chat-pii-synth", "EMAIL", 0.99, 0.99}, {"chat-pii-synth", "CREDIT_CARD", 0.99, 0.99}, {"chat-pii-synth", "IBAN", 0.99, 0.99},
		{"chat-pii-synth", "IP", 0.99, 0.99}, {"chat-pii-synth", "PHONE", 0.99, 0.99}, {"chat-pii-synth", "US_SSN", 0.99, 0.99},
		{"presidio-research-synth-v2", "EMAIL", 0.99, 0.99}, {"presidio-research-synth-v2", "CREDIT_CARD", 0.99, 0.99},
		{"presidio-research-synth-v2", "IBAN", 0.99, 0.99}, {"presidio-research-synth-v2", "PHONE", 0.90, 0.95},
		{"presidio-recognizer-tests", "IBAN", 0.99, 0.99}, {"presidio-recognizer-tests", "CRYPTO", 0.99, 0.99},
		{"gitleaks-rules", "SECRET", 0.95, 0},
	} {
		t.Run(goal.corpus+"/"+goal.typ, func(t *testing.T) {
			counts := eval.Run(load(t, goal.corpus), scanner(t), eval.Options{Keep: baseSpelling})
			i := slices.IndexFunc(counts, func(c *eval.Count) bool { return c.Type == goal.typ })
			if i < 0 {
				t.Fatal("no such type in the corpus")
			}
			if c := counts[i]; c.Recall() < goal.recall || c.Precision() < goal.precision {
				t.Errorf("recall %.3f, precision %.3f; want %.2f and %.2f", c.Recall(), c.Precision(), goal.recall, goal.precision)
			}
		})
	}
}

// TestFalseAlarms bounds how many texts that should have no finding have one.
func TestFalseAlarms(t *testing.T) {
	for _, goal := range []struct {
		corpus, label, prefix string
		most                  int
	}{
		{"chat-pii-negatives", "", "PHONE_NUMBER", 10}, {"chat-pii-negatives", "", "SECRET_", 0}, {"chat-pii-negatives", "", "CREDIT_CARD", 0},
		{"benign-instructions", "", "SECRET_", 1}, {"benign-intents", "", "", 0}, {"traffic-strings", "traffic-opaque", "SECRET_", 0},
		{"traffic-strings", "traffic-opaque", "PHONE_NUMBER", 0}, {"cyberseceval-frr", "", "SECRET_", 0},
	} {
		t.Run(goal.corpus+"/"+goal.label+goal.prefix, func(t *testing.T) {
			cases, scan := load(t, goal.corpus), scanner(t)
			n := 0
			for _, c := range cases {
				if goal.label != "" && c.Label != goal.label {
					continue
				}
				wrong := slices.DeleteFunc(scan(c.Text), func(f eval.Found) bool { return !strings.HasPrefix(f.Type, goal.prefix) })
				if len(wrong) > 0 {
					n++
					t.Logf("%s: %s by %s", c.ID, wrong[0].Type, wrong[0].Rule)
				}
			}
			if n > goal.most {
				t.Errorf("%d texts with findings, at most %d", n, goal.most)
			}
		})
	}
}

var record = flag.Bool("record", false, "write policies/RESULTS.md")

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
	fmt.Fprintf(&b, "# What the rules find\n\nWritten by `go test ./filter/eval -run TestRecord -record` on %s; digest of the corpora %s.\n", time.Now().UTC().Format(time.DateOnly), digest)
	b.WriteString("The rules were tuned on a part of these texts; the figures are for all of them. All types are on, so a span that another type takes counts as missed. A finding meets a span if they share half of what they cover.\n")
	for _, name := range labelled {
		fmt.Fprintf(&b, "\n## %s\n\n", name)
		if err := eval.WriteTable(&b, eval.Run(load(t, name), scanner(t), eval.Options{Keep: baseSpelling})); err != nil {
			t.Fatal(err)
		}
	}
	b.WriteString("\n## Texts that should have no finding\n\n| corpus | texts | with a finding | findings by type |\n|---|---:|---:|---|\n")
	for _, name := range benign {
		cases, scan := load(t, name), scanner(t)
		count := map[string]int{}
		hit := 0
		for _, c := range cases {
			found := scan(c.Text)
			hit += min(len(found), 1)
			for _, f := range found {
				count[f.Type]++
			}
		}
		var parts []string
		for typ, n := range count {
			parts = append(parts, fmt.Sprintf("%s %d", typ, n))
		}
		slices.Sort(parts)
		fmt.Fprintf(&b, "| %s | %d | %d | %s |\n", name, len(cases), hit, strings.Join(parts, ", "))
	}
	if err := os.WriteFile("../../policies/RESULTS.md", []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
}
