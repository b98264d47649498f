package quota_test

import (
	"testing"

	"github.com/chatguard/chatguard/filter/policy"
	"github.com/chatguard/chatguard/filter/quota"
)

// BenchmarkExchange is what an exchange of a known caller costs without the host.
func BenchmarkExchange(b *testing.B) {
	p := policyOf(policy.Counter{Name: "Requests", Max: 1e9, Seconds: 600}, policy.Counter{Name: "Bytes", Count: policy.Bytes, Max: 1e9, Seconds: 600},
		policy.Counter{Name: "Streams", Count: policy.Streams, Max: 1e9, Seconds: 600})
	table := quota.Table{Store: newMemory()}
	b.ReportAllocs()
	for b.Loop() {
		id := quota.Caller(key, p, "connection Address", "192.0.2.1")
		a := table.Admit(p.Quotas, id, start, true)
		table.Settle(p.Quotas, id, &a, &quota.Used{0, 1}, start)
	}
}
