package guard

import "testing"

// TestWeakFindings holds that a form without its word is masked by a rule that
// asks for it, and by no other, in either direction.
func TestWeakFindings(t *testing.T) {
	const text = "it is Z12803456, or tell ops-7"
	for doc, want := range map[string]string{
		`{"rules": [{"name": "r", "match": ["US_PASSPORT"], "action": "Mask", "mask": {"style": "Label"}}]}`:                   text,
		`{"rules": [{"name": "r", "match": ["US_PASSPORT"], "minScore": 0.35, "action": "Mask", "mask": {"style": "Label"}}]}`: text,
		`{"rules": [{"name": "r", "match": ["US_PASSPORT"], "minScore": 0.1, "action": "Mask", "mask": {"style": "Label"}}]}`:  "it is [US_PASSPORT], or tell ops-7",
		// What one rule looks for is not what another acts on.
		`{"rules": [{"name": "a", "match": ["US_PASSPORT"], "direction": "Response", "minScore": 0, "action": "Mask", "mask": {"style": "Label"}},
			{"name": "b", "match": ["US_PASSPORT"], "action": "Mask", "mask": {"style": "Label"}}]}`: text,
		`{"rules": [{"name": "a", "match": ["US_PASSPORT"], "minScore": 0, "action": "Log"},
			{"name": "b", "match": ["US_PASSPORT"], "action": "Mask", "mask": {"style": "Label"}}]}`: text,
		// A detector of one's own has the score that its author gave it.
		`{"detectors": [{"name": "OPS", "regex": "ops-[0-9]", "score": 0.2}],
			"rules": [{"name": "r", "match": ["OPS"], "action": "Mask", "mask": {"style": "Label"}}]}`: "it is Z12803456, or tell [OPS]",
	} {
		g := load(t, doc)
		if _, got := inspect(t, g, Body{ContentType: "text/plain"}, text); got != want {
			t.Errorf("%s: %q, want %q", doc, got, want)
		}
	}
}
