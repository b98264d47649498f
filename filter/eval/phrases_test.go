package eval_test

import (
	"testing"

	"github.com/chatguard/chatguard/filter/detect"
	"github.com/chatguard/chatguard/filter/eval"
)

// TestPhrases holds that the phrases of policies/attacks are found in attacks
// and hardly ever elsewhere.
func TestPhrases(t *testing.T) {
	set, err := detect.NewSet([]string{"PROMPT_INJECTION", "JAILBREAK"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	scan := eval.Detector(set)
	for corpus, most := range map[string]int{
		"benign-instructions": 0, "benign-intents": 0, "benign-technical": 0, "traffic-strings": 0, "wildguard-benign": 1, "cyberseceval-frr": 0,
		"awesome-chatgpt-prompts": 1, "security-discussion": 7,
	} {
		n := 0
		cases := load(t, corpus)
		for _, c := range cases {
			if len(scan(c.Text)) > 0 {
				n++
			}
		}
		if n > most {
			t.Errorf("%s: %d of %d texts have a phrase, at most %d", corpus, n, len(cases), most)
		}
	}
	n, all := 0, load(t, "injection-evasion")
	for _, c := range all {
		if len(scan(c.Text)) > 0 {
			n++
		}
	}
	if n < len(all)/12 {
		t.Errorf("%d of %d disguised attacks have a phrase", n, len(all))
	}
}
