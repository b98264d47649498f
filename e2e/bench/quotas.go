package main

import (
	"context"
	"fmt"
	"io"

	"github.com/chatguard/chatguard/e2e/envoy"
)

// quotaCost is what access and quotas add to a short request, in CPU microseconds: the caller is found, hashed, and counted
// by five counters in memory that all workers share, when it begins and when it ends.
type quotaCost struct {
	Data   float64 `json:"dataMicros"`   // with personal data and credentials only
	Quotas float64 `json:"quotasMicros"` // and quotas
	Added  float64 `json:"addedMicros"`  // by the round
}

// withQuotas is the policy "data" that counts its caller, who is never refused.
var withQuotas = variant{"quotas", true, func(l envoy.Listener) error {
	policy := dataOnly()
	policy["access"] = map[string]any{"identity": []any{map[string]any{"header": "content-type"}}}
	var counters []any
	for _, count := range []string{"Requests", "Bytes", "Blocked", "Masked", "Streams"} {
		counters = append(counters, map[string]any{"name": count, "count": count, "max": 1_000_000_000, "seconds": 600})
	}
	policy["quotas"] = map[string]any{"principal": []any{map[string]any{"connection": "Address"}}, "counters": counters}
	return setPolicy(l, policy)
}, nil}

// measureQuotas compares it with "data", which runs already.
func (r *result) measureQuotas(ctx context.Context, binary string, upstream int, data *subject, rounds int) error {
	quotas, err := start(ctx, binary, withQuotas, upstream)
	if err != nil {
		return err
	}
	defer quotas.stop()
	rows, err := takeTurns(ctx, []*subject{data, quotas}, chatBody(sizes[0].bytes), sizes[0].requests, rounds)
	if err != nil {
		return err
	}
	r.Quotas = quotaCost{median(rows[0]), median(rows[1]), median(combine(rows[1], rows[0], subtract))}
	return nil
}

func (r *result) printQuotas(w io.Writer) {
	fmt.Fprintf(w, "\nAccess and five quotas: %+.1f µs of CPU a request of %d bytes, which takes %.0f µs without them\n", r.Quotas.Added, r.Loads[0].BodyBytes, r.Quotas.Data)
}
