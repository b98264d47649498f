package e2e

import (
	"bytes"
	"testing"
	"time"

	"github.com/chatguard/chatguard/e2e/hostile"
)

// TestHostile sends what nobody means to send through Envoy. Each has its answer, and the next request is served.
func TestHostile(t *testing.T) {
	binary := needEnvoy(t)
	needModule(t, "chatguard.wasm")
	var stderr bytes.Buffer
	h, err := hostile.Start(t.Context(), binary, root, &stderr)
	if err != nil {
		t.Fatalf("%v\n%s", err, stderr.String())
	}
	defer h.Stop()
	before, _ := h.ResidentMB()
	cases := append(append(hostile.Requests(), hostile.Answers()...), hostile.Truncated()...)
	for i, c := range cases {
		if c.Slow && testing.Short() {
			continue
		}
		began := time.Now()
		if err := h.Do(&c, i+1); err != nil {
			t.Errorf("%s: %v", c.Name, err)
		}
		if err := h.Do(&hostile.Sane, -i-1); err != nil {
			t.Fatalf("after %s: a chat is not served: %v\n%s", c.Name, err, stderr.String())
		}
		now, most := h.ResidentMB()
		if took := time.Since(began); took > time.Second || testing.Verbose() && len(c.Name) > 9 {
			t.Logf("%-45s %6.2f s, %4.0f MB resident, %4.0f at most", c.Name, took.Seconds(), now, most)
		}
	}
	if n, err := h.Restarts(t.Context()); err != nil || n > 0 {
		t.Errorf("the VM was made anew %d times (%v)\n%s", n, err, stderr.String())
	}
	now, most := h.ResidentMB()
	t.Logf("%d cases; %.0f MB resident before, %.0f after, %.0f at most", len(cases), before, now, most)
	if most > before+600 { // bodies of 100 MB lie in Envoy's buffers
		t.Errorf("%.0f MB resident at most", most)
	}
}
