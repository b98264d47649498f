package policy_test

import (
	"testing"

	"github.com/chatguard/chatguard/filter/policy"
)

// One word counts for both directions; an object changes only what it names.
func TestUninspectedByDirection(t *testing.T) {
	for doc, want := range map[string]policy.UninspectedBodies{
		`"Block"`:                                {Request: policy.BlockUninspected, Response: policy.BlockUninspected},
		`{"request":"Allow"}`:                    {Request: policy.AllowUninspected, Response: policy.ScanRaw},
		`{"response":"Block"}`:                   {Request: policy.ScanRaw, Response: policy.BlockUninspected},
		`{"request":"Block","response":"Allow"}`: {Request: policy.BlockUninspected},
		`{}`:                                     {Request: policy.ScanRaw, Response: policy.ScanRaw},
	} {
		c, err := parse(`{"defaultPolicy":"p","policies":{"low":{"onUninspected":"ScanRaw"},"p":{"extends":"low","onUninspected":` + doc + `}}}`)
		if err != nil {
			t.Errorf("%s: %v", doc, err)
		} else if got := c.Default.OnUninspected; got != want {
			t.Errorf("%s: %v, want %v", doc, got, want)
		}
	}
	for _, doc := range []string{`"block"`, `["Block"]`, `{"Request":"Block"}`, `{"response":{}}`} {
		if _, err := parse(`{"defaultPolicy":"p","policies":{"p":{"onUninspected":` + doc + `}}}`); err == nil {
			t.Errorf("%s is accepted", doc)
		}
	}
}
