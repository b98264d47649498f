package e2e

import (
	"bytes"
	"testing"
	"time"

	"github.com/chatguard/chatguard/e2e/chaos"
)

// TestChaos is a short `make chaos`: whatever fails, nothing goes through unmasked, no answer is wrong, and afterwards every
// worker serves.
func TestChaos(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a minute")
	}
	binary := needEnvoy(t)
	needModule(t, "chatguard-testpanic.wasm")
	var log, table bytes.Buffer
	rows, err := chaos.Run(t.Context(), chaos.Options{Binary: binary, Root: root, For: time.Second, Updates: 5 * time.Second, Log: &log})
	chaos.Print(&table, rows)
	t.Logf("\n%s", table.String())
	if err != nil {
		t.Fatalf("%v\n%s", err, log.String())
	}
	for _, r := range rows {
		if !r.Good() {
			t.Errorf("%s: %v", r.Fault, r.Examples)
		}
	}
	for _, value := range chaos.Values {
		if bytes.Contains(log.Bytes(), []byte(value)) {
			t.Error("a value in Envoy's log")
		}
	}
}
