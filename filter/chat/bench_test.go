package chat

import (
	"testing"

	"github.com/chatguard/chatguard/policies"
)

// BenchmarkLoad is what the data costs once for each configuration.
func BenchmarkLoad(b *testing.B) {
	b.ReportAllocs()
	for range b.N {
		if _, err := NewRegistry(policies.APIs()); err != nil {
			b.Fatal(err)
		}
	}
}
