package scenario

import (
	"context"
	"strings"
	"testing"
	"time"
)

// Key is what every host gives the plugin as CHATGUARD_KEY: keyed masks and fingerprints come out the same everywhere.
const Key = "an end-to-end key, not a secret"

// TokenKeys is what every host gives the plugin as CHATGUARD_TOKEN_KEYS: the first key makes tokens, both turn them back.
const TokenKeys = "k2:QW4gZW5kLXRvLWVuZCBrZXksIG5vdCBhIHNlY3JldC4=,k1:QW4gb2xkZXIgb25lIG9mIHRoZSBzYW1lIGxlbmd0aC4="

// Host is where scenarios run.
type Host interface {
	Name() string // native, wazero or envoy
	// Open prepares one scenario. The test calls Close at its end, and opens no other before.
	Open(ctx context.Context, s *Scenario) (Instance, error)
}

// Instance is the plugin with one scenario's configuration.
type Instance interface {
	// Exchange carries out one exchange with its bodies cut.
	Exchange(ctx context.Context, x *Exchange, cut Cut) (*Seen, error)
	// Counters returns the plugin's metrics under the names that it gave them.
	Counters(ctx context.Context) (map[string]int64, error)
	// Log returns what the plugin has logged since Open, or for a configuration since the start.
	Log() []string
	// Close ends it. An error tells what the filter did and should not do, though no exchange shows it.
	Close() error
}

// usualCuts are the cuts of an exchange that names none. Those of the simulated hosts are cheap.
func usualCuts(host string, n int) []string {
	switch {
	case n > 1<<16:
		return []string{"whole"}
	case n > 1<<12:
		return []string{"whole", "1000"}
	case host == "envoy":
		return []string{"whole", "bytes"}
	}
	return []string{"whole", "chunk", "bytes", "split"}
}

// Run runs one scenario on one host, each exchange with each of its cuts.
func Run(t *testing.T, ctx context.Context, h Host, s *Scenario) {
	i, err := h.Open(ctx, s)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := i.Close(); err != nil {
			t.Error(err)
		}
	}()
	for _, x := range s.Exchanges {
		r := run{h: h.Name(), i: i, s: s, x: x}
		t.Run(x.Name, func(t *testing.T) { r.all(t, ctx) })
	}
	log := strings.Join(i.Log(), "\n")
	for _, v := range s.Values {
		if part := Leaked(v, log); part != "" {
			t.Errorf("%q is in the log:\n%s", part, show(log))
		}
	}
	for _, want := range s.Setup.Log {
		if !strings.Contains(log, want) {
			t.Errorf("nothing logged that has %q, but\n%s", want, show(log))
		}
	}
}

// run is one exchange on one host.
type run struct {
	h string
	i Instance
	s *Scenario
	x *Exchange
}

// all runs the exchange with each of its cuts.
func (r *run) all(t *testing.T, ctx context.Context) {
	names, n := r.x.Cuts, max(len(r.x.Request.Body), len(r.x.Answer.Body))
	if names == nil {
		names = usualCuts(r.h, n)
	}
	cuts, err := CutsOf(names, n)
	if err != nil {
		t.Fatal(err)
	}
	before, err := r.i.Counters(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for _, cut := range cuts {
		seen, err := r.i.Exchange(ctx, r.x, cut)
		if err != nil {
			t.Fatalf("%s, %s: %v", r.s.About, cut.Name, err)
		}
		diff := append(r.x.Diff(seen, cut), r.s.leaks(r.x, seen)...)
		diff = append(diff, AuditFaults(seen.Audit)...)
		for _, d := range diff {
			t.Errorf("%s, %s: %s", r.s.About, cut.Name, d)
		}
		if len(diff) > 0 {
			return // the other cuts would say the same again
		}
	}
	r.metrics(t, ctx, before, int64(len(cuts)))
}

// metrics compares the counters; those that are moved at the very end of an exchange get a moment.
func (r *run) metrics(t *testing.T, ctx context.Context, before map[string]int64, n int64) {
	t.Helper()
	for end := time.Now().Add(5 * time.Second); ; time.Sleep(5 * time.Millisecond) {
		after, err := r.i.Counters(ctx)
		if err != nil {
			t.Fatal(err)
		}
		diff := r.x.DiffMetrics(before, after, n)
		if len(diff) == 0 {
			return
		}
		if r.h != "envoy" || time.Now().After(end) {
			for _, d := range diff {
				t.Errorf("%s, %d times: %s", r.s.About, n, d)
			}
			return
		}
	}
}
