//go:build !wasip1

package host

import (
	"testing"
	"time"
)

// On a busy machine the collector's own work seems to take longer than the filter's, because the thread is taken away in the
// middle of it. Go's runtime then stops collecting in allocations, for as long as its limiter of collection time is full, and
// expects a monitoring thread to empty that and workers to go on: in wasm there are none. The clock here stands still but
// when somebody reads it, which only the collector does.
func TestCollectorOnABusyMachine(t *testing.T) {
	for _, step := range []time.Duration{time.Microsecond, 10 * time.Millisecond, time.Second} {
		now := time.Now()
		h := wasmHost(t, Options{Now: func() time.Time { now = now.Add(step); return now }})
		if err := h.Start([]byte("request_body: garbage 1000000")); err != nil {
			t.Fatal(err)
		}
		before := h.Memory()
		for range 300 {
			h.Exchange(Request{Headers: post(-1), Body: pieces("one")}, nil)
		}
		t.Logf("clock step %s: %d MB of memory, %d at first", step, h.Memory()>>20, before>>20)
		if h.Memory() > 32<<20 {
			t.Errorf("clock step %s: %d MB of memory after 300 MB of garbage", step, h.Memory()>>20)
		}
		h.Close()
	}
}
