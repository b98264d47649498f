package main

import (
	"github.com/chatguard/chatguard/filter/attack"
	"github.com/chatguard/chatguard/filter/policy"
	"github.com/chatguard/chatguard/filter/text/view"
	"github.com/chatguard/chatguard/policies"
)

// attackWords are the words of a text that speak most for an attack on the
// model; nil for findings of other types.
func attackWords(typ, text string) []string {
	if typ != policy.PromptInjection && typ != policy.Jailbreak {
		return nil
	}
	m, err := attack.Open(policies.AttackModel())
	if err != nil {
		return nil // the policy did not load either
	}
	var maker view.Maker
	var scorer attack.Scorer
	return scorer.Explain(m, []byte(text), maker.Make([]byte(text), true))
}

// addWords adds to the attacks that scan found which words speak for them.
func (s *subject) addWords(r *scanned) {
	for i := range r.Findings {
		f := &r.Findings[i]
		for _, c := range s.x.Trace.Candidates {
			if c.Type == f.Type && c.Path == f.Path && c.Start == f.Start && c.End == f.End {
				f.Words = attackWords(c.Type, c.Value)
				break
			}
		}
	}
}
