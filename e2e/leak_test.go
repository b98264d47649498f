package e2e

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/chatguard/chatguard/e2e/envoyhost"
	"github.com/chatguard/chatguard/e2e/scenario"
)

// nothingLeaks searches all that the filter wrote about the whole run, Envoy's log at wasm:debug, both access logs and
// every metric, for the values that the scenarios sent.
func nothingLeaks(t *testing.T, h *envoyhost.Host, all []*scenario.Scenario) {
	t.Run("nothing leaks", func(t *testing.T) {
		stats, err := h.Admin(context.Background(), "/stats?format=prometheus")
		if err != nil {
			t.Fatal(err)
		}
		places := map[string]string{
			"Envoy's output": strings.Join(h.Output(), "\n"),
			"Envoy's stats":  string(stats),
		}
		values := 0
		for _, s := range all {
			for _, v := range s.Values {
				values++
				for place, text := range places {
					if part := scenario.Leaked(v, text); part != "" {
						t.Errorf("%s: %q, a part of the value %q, is in %s: %s", s.Name, part, v, place, around(text, part))
					}
				}
			}
		}
		if values == 0 {
			t.Error("no scenario names a value")
		}
	})
}

func around(text, part string) string {
	i := strings.Index(text, part)
	return fmt.Sprintf("…%s…", text[max(0, i-200):min(len(text), i+200)])
}
