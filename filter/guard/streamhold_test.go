package guard

import "testing"

// TestStreamHold holds that text waits only for what the rules of its
// direction can still find in it, and that the event it came in never does.
func TestStreamHold(t *testing.T) {
	words := []string{"Gard", "ens ", "are ", "quiet", " places, ", "and ", "so", " on"}
	for _, c := range []struct {
		name, policy string
		held         bool
	}{
		{"a type that needs no words", `{"rules":[{"name":"r","match":["CREDIT_CARD"],"action":"Mask"}]}`, false},
		{"a rule of the other direction", `{"rules":[{"name":"r","match":["EMAIL_ADDRESS"],"action":"Mask","direction":"Request"}]}`, false},
		{"a word may become an address", `{"rules":[{"name":"r","match":["EMAIL_ADDRESS"],"action":"Mask"}]}`, true},
		{"balanced", `{"extends":"balanced"}`, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			g := load(t, c.policy)
			for i := range dialects {
				d := &dialects[i]
				in := d.stream(words...)
				out, _ := streamed(t, g, d, userMail, in)
				if !c.held && out != in {
					t.Errorf("%s: a stream of words was changed:\n%s", d.name, out)
				}
				before, n := d.read(t, in)
				after, m := d.read(t, out)
				if before != after || m < n || m > n+1 {
					t.Errorf("%s: %q in %d events became %q in %d", d.name, before, n, after, m)
				}
			}
		})
	}
}
