package table_test

import (
	"testing"

	"github.com/chatguard/chatguard/filter/detect/table"
	"github.com/chatguard/chatguard/policies"
)

// TestSize logs what the sections of the embedded file take, and holds the
// whole to its share of the module's size.
func TestSize(t *testing.T) {
	data := policies.Rules()
	f, err := table.Open(data)
	if err != nil {
		t.Fatal(err)
	}
	for s := table.Strings; s <= table.Header; s++ {
		t.Logf("section %2d: %7d bytes", s, len(f.Bytes(s)))
	}
	if len(data) > 1_350_000 {
		t.Errorf("the compiled rules take %d bytes, more than 1.35 MB", len(data))
	}
}
