package mask

import (
	"strings"
	"testing"
)

// What a policy may write is bounded, and the bound itself is allowed.
func TestBoundsOfSpecs(t *testing.T) {
	ring, err := ParseTokenKeys("a:Y2hhdGd1YXJkOiBubyBrZXkgd2FzIGdpdmVuLCAwMDE=")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name string
		spec Spec
		ok   bool
	}{
		{"text", Spec{Style: Fixed, Text: strings.Repeat("x", MaxText)}, true},
		{"longer text", Spec{Style: Fixed, Text: strings.Repeat("x", MaxText+1)}, false},
		{"context", Spec{Style: Token, Tokens: ring, Context: strings.Repeat("x", MaxContext)}, true},
		{"longer context", Spec{Style: Token, Tokens: ring, Context: strings.Repeat("x", MaxContext+1)}, false},
		{"kept", Spec{Style: Partial, KeepFirst: MaxKeep, KeepLast: MaxKeep}, true},
		{"more kept", Spec{Style: Partial, KeepLast: MaxKeep + 1}, false},
		{"key", Spec{Style: Hash, Key: make([]byte, MinKey)}, true},
		{"shorter key", Spec{Style: Hash, Key: make([]byte, MinKey-1)}, false},
	} {
		if err := c.spec.Validate(); (err == nil) != c.ok {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}
