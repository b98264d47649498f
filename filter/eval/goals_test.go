package eval_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/chatguard/chatguard/filter/eval"
)

// labelled are the corpora with spans, benign those that should have none.
var (
	labelled = []string{"chat-pii-synth", "presidio-recognizer-tests", "presidio-research-synth-v2", "validatorjs-tokens", "gitleaks-rules", "noseyparker-rules", "detect-secrets-tests"}
	benign   = []string{"chat-pii-negatives", "benign-instructions", "benign-intents", "benign-technical", "traffic-strings", "wildguard-benign", "awesome-chatgpt-prompts", "cyberseceval-frr"}
)

// weakly are the corpora whose figures at any score are recorded, too.
var weakly = []string{"presidio-recognizer-tests", "presidio-research-synth-v2", "validatorjs-tokens"}

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
		{"gitleaks-rules", "SECRET", 0.95, 0.9}, {"noseyparker-rules", "SECRET", 0.9, 0},
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
		{"traffic-strings", "", "SECRET_", 0}, {"benign-technical", "", "SECRET_", 0}, {"awesome-chatgpt-prompts", "", "SECRET_", 1}, {"wildguard-benign", "", "SECRET_", 0},
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
