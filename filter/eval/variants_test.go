package eval_test

import (
	"testing"

	"github.com/chatguard/chatguard/filter/eval"
)

// TestVariants holds that values spelled to evade are found nearly as often as
// others.
func TestVariants(t *testing.T) {
	cases, scan := load(t, "chat-pii-synth"), scanner(t)
	for variant, least := range map[string]float64{
		"zerowidth": 0.95, "spaced": 0.8, "bracket": 0.95, "arabic-indic": 0.95, "at-dot": 0.9, "dots": 0.9, "fullwidth": 0.95, "fullwidth-at": 0.95,
	} {
		t.Run(variant, func(t *testing.T) {
			counts := eval.Run(cases, scan, eval.Options{Misses: *show, Keep: func(_ *eval.Case, s *eval.Span) bool { return s.Variant == variant }})
			met, all := 0.0, 0
			for _, c := range counts {
				if c.Spans == 0 {
					continue
				}
				met += c.Recall() * float64(c.Spans)
				all += c.Spans
				for _, m := range c.Misses {
					t.Logf("miss %s %q %s | %.120q", c.Type, m.Value, m.As, m.Text)
				}
			}
			if all == 0 || met/float64(all) < least {
				t.Errorf("%.0f of %d spans found, want %.2f", met, all, least)
			}
		})
	}
}
