package quota_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"

	"github.com/chatguard/chatguard/filter/policy"
	"github.com/chatguard/chatguard/filter/quota"
)

// memory is a Store as the host has it: versions count up over all values.
type memory struct {
	mu      sync.Mutex
	values  map[string][]byte
	version map[string]uint32
	last    uint32
	fails   bool
	others  func(key string) // runs between a Get and its Swap, as another worker would
}

func newMemory() *memory {
	return &memory{values: map[string][]byte{}, version: map[string]uint32{}}
}

func (m *memory) Get(key string) ([]byte, uint32, bool) {
	m.mu.Lock()
	v, n := bytes.Clone(m.values[key]), m.version[key]
	m.mu.Unlock()
	if m.others != nil {
		m.others(key)
	}
	return v, n, !m.fails
}

func (m *memory) Swap(key string, value []byte, version uint32) quota.Result {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.version[key] != version {
		return quota.Conflict
	}
	m.last++
	m.values[key], m.version[key] = bytes.Clone(value), m.last
	return quota.Done
}

var key = []byte("a key for tests, of 32 bytes, yes")

func policyOf(counters ...policy.Counter) *policy.Policy {
	return &policy.Policy{Name: "p", Quotas: &policy.Quotas{Counters: counters}}
}

// start is a time at the beginning of windows of up to a day.
const start = int64(20_000) * 86_400_000

func TestSlidingWindow(t *testing.T) {
	p := policyOf(policy.Counter{Name: "r", Count: policy.Requests, Max: 4, Seconds: 100, Status: 429})
	table, id := quota.Table{Store: newMemory()}, quota.Caller(key, p, "header", "dora")
	for _, step := range []struct {
		at   int64 // seconds after start
		ok   bool
		wait int64
	}{
		{0, true, 0}, {1, true, 0}, {2, true, 0}, {99, true, 0},
		// Four in the window; it is the next one, and 3/4 of it counts down to 3 at 25 s into it.
		{99, false, 27}, {100, false, 26}, {124, false, 2}, {126, true, 0}, {126, false, 25},
		{301, true, 0}, // nothing of all that counts any more
	} {
		a := table.Admit(p.Quotas, id, start+step.at*1000, true)
		if a.Result != quota.Done || (a.Counter == nil) != step.ok || a.Wait < step.wait-1 || a.Wait > step.wait+1 {
			t.Errorf("at %d s: %+v, want allowed %v, wait %d", step.at, a, step.ok, step.wait)
		}
	}
}

// Whoever waits as long as he was told gets in, and a second earlier does not.
func TestWaitIsWhatItTakes(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		k := policy.Counter{Name: "r", Count: policy.Requests, Max: 1 + r.Int64N(20), Seconds: 5 + r.Int64N(200), CoolDown: r.Int64N(3) * r.Int64N(100), Status: 429}
		p := policyOf(k)
		table, id := quota.Table{Store: newMemory()}, quota.Caller(key, p, "", "x")
		now := start + r.Int64N(1_000_000)
		var a quota.Admission
		for a = table.Admit(p.Quotas, id, now, true); a.Counter == nil; a = table.Admit(p.Quotas, id, now, true) {
			now += r.Int64N(k.Seconds * 1000 / k.Max / 2)
		}
		if early := table.Admit(p.Quotas, id, now+a.Wait*1000-1100, true); early.Counter == nil && a.Wait > 1 {
			t.Fatalf("%+v: let in a second before the end of %d s", k, a.Wait)
		}
		if late := table.Admit(p.Quotas, id, now+a.Wait*1000, true); late.Counter != nil {
			t.Fatalf("%+v: told to wait %d s, and then %d s", k, a.Wait, late.Wait)
		}
	}
}

func TestCoolDown(t *testing.T) {
	strict := &policy.Policy{Name: "strict"}
	p := policyOf(
		policy.Counter{Name: "careless", Count: policy.Masked, Max: 2, Seconds: 60, CoolDown: 600, Policy: strict},
		policy.Counter{Name: "attacks", Count: policy.Blocked, Max: 1, Seconds: 60, CoolDown: 900, Status: 403})
	table, id := quota.Table{Store: newMemory()}, quota.Caller(key, p, "", "x")
	visit := func(at int64, used quota.Used) string {
		t.Helper()
		a := table.Admit(p.Quotas, id, start+at*1000, true)
		if r := table.Settle(p.Quotas, id, &a, &used, start+at*1000+500); a.Result != quota.Done || r != quota.Done {
			t.Fatal(a.Result, r)
		}
		if a.Counter == nil {
			return ""
		}
		return a.Counter.Name
	}
	for _, step := range []struct {
		at   int64
		used quota.Used
		want string
	}{
		{0, quota.Used{1, 0}, ""}, {1, quota.Used{1, 0}, ""}, {2, quota.Used{}, "careless"}, {500, quota.Used{0, 1}, "careless"},
		{501, quota.Used{}, "attacks"},                                      // refusing comes before the other policy
		{602, quota.Used{}, "attacks"}, {1399, quota.Used{0, 1}, "attacks"}, // what is refused does not count
		{1401, quota.Used{}, ""},
	} {
		if got := visit(step.at, step.used); got != step.want {
			t.Errorf("at %d s: %q, want %q", step.at, got, step.want)
		}
	}
}

func TestStreams(t *testing.T) {
	p := policyOf(policy.Counter{Name: "open", Count: policy.Streams, Max: 2, Seconds: 100, Status: 429})
	table, id := quota.Table{Store: newMemory()}, quota.Caller(key, p, "", "x")
	admit := func(at int64) quota.Admission { return table.Admit(p.Quotas, id, start+at*1000, true) }
	end := func(a *quota.Admission, at int64) { table.Settle(p.Quotas, id, a, &quota.Used{}, start+at*1000) }
	a, b := admit(0), admit(99)
	if c := admit(100); c.Counter == nil {
		t.Error("a third is let in")
	}
	end(&a, 101) // opened in the window before
	end(&a, 101) // twice does not count twice
	c := admit(102)
	if d := admit(103); c.Counter != nil || d.Counter == nil {
		t.Errorf("after one has ended: %v, %v", c.Counter, d.Counter)
	}
	// b never ends, as when its worker died: it stops counting after its window.
	if d, e := admit(201), admit(202); d.Counter != nil || e.Counter == nil {
		t.Errorf("after the window of one that never ended: %v, %v", d.Counter, e.Counter)
	}
	end(&b, 1000) // too late to matter
	if d, e, f := admit(1001), admit(1002), admit(1003); d.Counter != nil || e.Counter != nil || f.Counter == nil {
		t.Error("a late end made room for more")
	}
}

// Four workers count one caller, and none of their counts is lost.
func TestWorkersShare(t *testing.T) {
	const each, workers = 300, 4
	p := policyOf(policy.Counter{Name: "r", Count: policy.Requests, Max: each*workers - 5, Seconds: 3600, Status: 429},
		policy.Counter{Name: "s", Count: policy.Streams, Max: 1e9, Seconds: 3600})
	store, id := newMemory(), quota.Caller(key, p, "", "x")
	var mu sync.Mutex
	refused, failed := 0, 0
	var all sync.WaitGroup
	for range workers {
		all.Go(func() {
			table := quota.Table{Store: store}
			for range each {
				a := table.Admit(p.Quotas, id, start, true)
				r := table.Settle(p.Quotas, id, &a, &quota.Used{}, start)
				mu.Lock()
				if a.Result == quota.Failed || r == quota.Failed {
					failed++
				} else if a.Counter != nil {
					refused++
				}
				mu.Unlock()
			}
		})
	}
	all.Wait()
	if refused+failed < 5 || failed > 5 || refused > 5 {
		t.Errorf("%d refused, %d failed, want 5 refused", refused, failed)
	}
}

// The table has a fixed size. A new caller takes the place of the one that was
// seen least recently, but not of one that has to cool down.
func TestFullTable(t *testing.T) {
	k := policy.Counter{Name: "b", Count: policy.Blocked, Max: 1, Seconds: 60, CoolDown: 3600, Status: 403}
	p := policyOf(k)
	store := newMemory()
	table := quota.Table{Store: store}
	visit := func(i int, violate uint64) quota.Admission {
		a := table.Admit(p.Quotas, quota.Caller(key, p, "", fmt.Sprint(i)), start, true)
		table.Settle(p.Quotas, quota.Caller(key, p, "", fmt.Sprint(i)), &a, &quota.Used{violate}, start)
		return a
	}
	if visit(0, 1); visit(0, 0).Counter == nil {
		t.Fatal("the first caller does not cool down")
	}
	evicted := 0
	for i := range 3 * quota.MaxCallers {
		a := visit(i+1, 0)
		if a.Result != quota.Done {
			t.Fatalf("caller %d: %v", i, a.Result)
		}
		if a.Evicted {
			evicted++
		}
	}
	if evicted < 2*quota.MaxCallers || visit(0, 0).Counter == nil {
		t.Errorf("%d made room; the caller that cools down is still known: %v", evicted, visit(0, 0).Counter != nil)
	}
	full := 0
	for i := range 3 * quota.MaxCallers {
		if visit(-i-1, 1).Result == quota.Full {
			full++
		}
	}
	if full == 0 {
		t.Error("there is room without end")
	}
	size := 0
	for _, v := range store.values {
		size += len(v)
	}
	if len(store.values) > quota.MaxCallers/8 || size > quota.MaxCallers*60 {
		t.Errorf("%d values of %d bytes", len(store.values), size)
	}
}

func TestConflictsAndFailures(t *testing.T) {
	p := policyOf(policy.Counter{Name: "r", Count: policy.Requests, Max: 2, Seconds: 60})
	store, id := newMemory(), quota.Caller(key, p, "", "x")
	table, other := quota.Table{Store: store}, quota.Table{Store: store}
	races := 1
	store.others = func(string) {
		if races > 0 {
			races--
			other.Admit(p.Quotas, id, start, true)
		}
	}
	if a := table.Admit(p.Quotas, id, start, true); a.Result != quota.Done || a.Counter != nil {
		t.Errorf("beside another worker: %+v", a)
	}
	if a := table.Admit(p.Quotas, id, start, true); a.Counter == nil {
		t.Error("the other worker's count is lost")
	}
	var endless func(string)
	endless = func(k string) {
		store.others = nil
		other.Admit(p.Quotas, id, start, false)
		store.others = endless
	}
	store.others = endless
	if a := table.Admit(p.Quotas, id, start, true); a.Result != quota.Failed {
		t.Errorf("with others first for ever: %+v", a)
	}
	store.others, store.fails = nil, true
	if a := table.Admit(p.Quotas, id, start, true); a.Result != quota.Failed {
		t.Errorf("without the host: %+v", a)
	}
	if k := quota.Secret(store, make([]byte, 16)); k != nil {
		t.Error("a key without the host")
	}
}

func TestSecretIsOne(t *testing.T) {
	store := newMemory()
	a, b := quota.Secret(store, []byte("0123456789abcdef")), quota.Secret(store, []byte("fedcba9876543210"))
	if string(a) != "0123456789abcdef" || !bytes.Equal(a, b) {
		t.Errorf("%q, %q", a, b)
	}
}

// Whatever others wrote under the same name, the table works and stays within its bounds.
func FuzzForeignBytes(f *testing.F) {
	f.Add([]byte{})
	f.Add(bytes.Repeat([]byte{0xff}, 600))
	f.Add(append(make([]byte, 24), 200))
	p := policyOf(policy.Counter{Name: "r", Count: policy.Requests, Max: 2, Seconds: 60}, policy.Counter{Name: "s", Count: policy.Streams, Max: 9, Seconds: 9})
	id := quota.Caller(key, p, "", "x")
	f.Fuzz(func(t *testing.T, b []byte) {
		store := newMemory()
		table := quota.Table{Store: store}
		table.Admit(p.Quotas, id, start, true)
		for k := range store.values {
			store.values[k] = b
		}
		a := table.Admit(p.Quotas, id, start, true)
		if a.Result == quota.Failed || a.Wait < 0 {
			t.Errorf("%+v", a)
		}
		table.Settle(p.Quotas, id, &a, &quota.Used{}, start+1)
		for _, v := range store.values {
			if len(v) > 8*(25+255*28) {
				t.Errorf("%d bytes in a bucket", len(v))
			}
		}
	})
}

// A caller is another one with another value, source, policy, key, or other counters.
func TestCallersDiffer(t *testing.T) {
	counter := policy.Counter{Name: "a", Count: policy.Requests, Max: 1, Seconds: 60}
	base := policyOf(counter)
	id := quota.Caller(key, base, "header x", "dora")
	same := counter
	same.Max, same.CoolDown, same.Status = 9, 9, 403
	if quota.Caller(key, policyOf(same), "header x", "dora") != id {
		t.Error("another max makes another caller")
	}
	renamed, other, longer, named := counter, counter, counter, *base
	renamed.Name, other.Count, longer.Seconds, named.Name = "b", policy.Bytes, 61, "q"
	for what, got := range map[string]quota.ID{
		"value":    quota.Caller(key, base, "header x", "dorb"),
		"source":   quota.Caller(key, base, "header y", "dora"),
		"border":   quota.Caller(key, base, "header ", "xdora"),
		"key":      quota.Caller(key[1:], base, "header x", "dora"),
		"policy":   quota.Caller(key, &named, "header x", "dora"),
		"name":     quota.Caller(key, policyOf(renamed), "header x", "dora"),
		"count":    quota.Caller(key, policyOf(other), "header x", "dora"),
		"seconds":  quota.Caller(key, policyOf(longer), "header x", "dora"),
		"counters": quota.Caller(key, policyOf(counter, renamed), "header x", "dora"),
	} {
		if got == id {
			t.Errorf("another %s is the same caller", what)
		}
	}
}
