package eval_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/chatguard/chatguard/filter/detect"
	"github.com/chatguard/chatguard/filter/eval"
)

var (
	show  = flag.Int("show", 0, "misses and false findings to show for each type")
	only  = flag.String("only", "", "show those of this type only")
	which = flag.String("corpus", "", "only this corpus")
	least = flag.Float64("least", detect.Usual, "look for findings of this score or more")
	alone = flag.Bool("alone", false, "look in each case only for the types that it annotates, at any score")
	part  = flag.String("split", "all", "only this part of the cases: dev, val or all")
)

// corpora is where the labelled texts lie, beside the repository.
const corpora = "../../../shared/corpora"

func load(t *testing.T, name string) []eval.Case {
	t.Helper()
	if _, err := os.Stat(corpora); err != nil {
		t.Skip("no labelled corpora beside the repository")
	}
	if *which != "" && *which != name {
		t.Skip("not asked for")
	}
	cases, err := eval.ReadFile(filepath.Join(corpora, name+".jsonl.gz"))
	if err != nil {
		t.Fatal(err)
	}
	return slices.DeleteFunc(cases, func(c eval.Case) bool { return *part != "all" && eval.Split(&c) != *part })
}

func scanner(t *testing.T) func(string) []eval.Found {
	t.Helper()
	return scannerFrom(t, float32(*least))
}

// scannerFrom looks for all types, with a score of least or more.
func scannerFrom(t *testing.T, least float32) func(string) []eval.Found {
	t.Helper()
	all := map[string]float32{}
	for _, id := range detect.Catalog().Names() {
		all[id] = least
	}
	set, err := detect.NewSetFrom(all, nil)
	if err != nil {
		t.Fatal(err)
	}
	return eval.Detector(set)
}

// TestLabelled prints the figures for the corpora with spans. Their goals are
// tested where they are stated.
func TestLabelled(t *testing.T) {
	for _, name := range []string{"chat-pii-synth", "presidio-recognizer-tests", "presidio-research-synth-v2", "validatorjs-tokens", "gitleaks-rules", "noseyparker-rules", "detect-secrets-tests"} {
		t.Run(name, func(t *testing.T) {
			cases := load(t, name)
			opt := eval.Options{Misses: *show}
			if name == "chat-pii-synth" {
				opt.Keep = func(_ *eval.Case, s *eval.Span) bool { return s.Variant == "" }
			}
			scan := scanner(t)
			look := func(c *eval.Case) []eval.Found { return scan(c.Text) }
			if *alone {
				look = eval.Alone()
			}
			counts := eval.RunCases(cases, look, opt)
			for _, c := range append(counts, eval.Total(counts)) {
				t.Logf("%-26s spans %4d  recall %.3f  exact %.3f  found %4d  precision %.3f", c.Type, c.Spans, c.Recall(), float64(c.Exact)/float64(max(c.Spans, 1)), c.Found, c.Precision())
				if *only != "" && *only != c.Type {
					continue
				}
				for _, m := range c.Misses {
					t.Logf("   miss  %-30s %s | %.200q", m.Value, m.As, m.Text)
				}
				for _, m := range c.False {
					t.Logf("   false %-30s %s | %.200q", m.Value, m.As, m.Text)
				}
			}
		})
	}
}

// TestNegatives counts findings in texts that should have none.
func TestNegatives(t *testing.T) {
	for _, name := range []string{"chat-pii-negatives", "benign-instructions", "benign-intents", "benign-technical", "traffic-strings", "wildguard-benign", "awesome-chatgpt-prompts", "cyberseceval-frr", "security-discussion"} {
		t.Run(name, func(t *testing.T) {
			cases, scan := load(t, name), scanner(t)
			count := map[string]int{}
			hits := 0
			for _, c := range cases {
				found := scan(c.Text)
				if len(found) > 0 {
					hits++
				}
				for _, f := range found {
					count[f.Type]++
					if count[f.Type] <= *show && (*only == "" || *only == f.Type) {
						lo, hi := max(0, f.Start-40), min(len(c.Text), f.End+20)
						fmt.Printf("   %s %s (%s %s) %q in %q\n", c.ID, f.Type, f.Rule, c.Label, c.Text[f.Start:f.End], c.Text[lo:hi])
					}
				}
			}
			t.Logf("%d of %d cases: %v", hits, len(cases), count)
		})
	}
}
