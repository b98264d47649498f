package plugin

import (
	"math/rand/v2"
	"slices"
	"strconv"
	"time"

	"github.com/chatguard/chatguard/filter/abi"
	"github.com/chatguard/chatguard/filter/guard"
	"github.com/chatguard/chatguard/filter/mask"
	"github.com/chatguard/chatguard/filter/policy"
	"github.com/chatguard/chatguard/filter/quota"
)

// sharedStore is the host's shared data as a quota.Store.
type sharedStore struct{}

func (sharedStore) Get(key string) ([]byte, uint32, bool) {
	v, version, st := abi.GetShared(key)
	return v, version, st == abi.OK
}

func (sharedStore) Swap(key string, value []byte, version uint32) quota.Result {
	switch abi.SwapShared(key, value, version) {
	case abi.OK:
		return quota.Done
	case abi.CasMismatch:
		return quota.Conflict
	}
	return quota.Failed
}

// quotaKey is the key of callers' hashes: the configured one, or one that the
// workers of this proxy share as long as it runs.
func (p *pluginContext) quotaKey() []byte {
	if len(p.key) == 0 {
		p.key = p.guard.Key()
	}
	if len(p.key) == 0 {
		var fresh [16]byte
		for i := range fresh {
			fresh[i] = byte(rand.Uint64()) // the runtime's ChaCha8, seeded by the host
		}
		p.key = quota.Secret(sharedStore{}, fresh[:])
	}
	return p.key
}

// charge counts the exchange for its caller.
func (s *stream) charge(q *policy.Quotas) (no *refusal, instead *policy.Policy) {
	g, m := s.gate, &s.p.metrics
	from, value := identify(q.Principals)
	if from == nil {
		if q.OnMissing == policy.Refuse {
			no = &refusal{guard.NoIdentity, 401, nil}
		}
		return no, nil
	}
	key := s.p.quotaKey()
	if key == nil {
		return s.uncounted(), nil
	}
	g.id = quota.Caller(key, g.policy, from.Text(), value)
	if q.Publish {
		g.hash = string(mask.AppendMAC(nil, key, principalDigits, []byte("principal\x00"), []byte(from.Text()), []byte{0}, []byte(value)))
		abi.SetProperty("chatguard.principal", g.hash)
		s.publish()
	}
	a := s.p.quotas.Admit(q, g.id, time.Now().UnixMilli(), g.policy.Mode == policy.Enforce)
	if a.Evicted {
		m.add(countEvicted, 1)
	}
	switch a.Result {
	case quota.Failed:
		return s.uncounted(), nil
	case quota.Full:
		m.add(countFull, 1)
		if q.OnFull == policy.Refuse {
			no = retryLater(60)
		}
		return no, nil
	}
	g.admission, g.admitted = a, true
	if a.Counter == nil {
		return nil, nil
	}
	return s.limited(&a)
}

// limited is an exchange of a caller who is over the max of a counter.
func (s *stream) limited(a *quota.Admission) (no *refusal, instead *policy.Policy) {
	g, m := s.gate, &s.p.metrics
	m.add(countLimited, 1)
	g.counter = a.Counter.Name
	switch {
	case a.Counter.Policy == nil && a.Counter.Status == 429:
		return retryLater(a.Wait), nil
	case a.Counter.Policy == nil:
		return &refusal{guard.RateLimited, a.Counter.Status, nil}, nil
	case g.policy.Mode == policy.Enforce:
		g.noted(guard.RateLimited, "Replace")
	default:
		g.noted(guard.RateLimited, "Monitor")
	}
	m.gate(g.policy, g)
	return nil, a.Counter.Policy
}

// retryLater is a refusal for so many seconds (RFC 9110, section 10.2.3).
func retryLater(seconds int64) *refusal {
	return &refusal{guard.RateLimited, 429, [][2]string{{"retry-after", strconv.FormatInt(seconds, 10)}}}
}

// principalDigits are the hexadecimal digits of a published caller.
const principalDigits = 16

// uncounted is an exchange that the host did not let us count: the failure mode
// decides.
func (s *stream) uncounted() *refusal {
	s.p.metrics.add(countErrors, 1)
	if s.gate.policy.FailureMode == policy.FailOpen {
		return nil
	}
	return &refusal{guard.InternalFail, 503, nil}
}

// publish tells the proxy's other filters what was found so far, if the policy
// says so.
func (s *stream) publish() {
	g := s.gate
	if g.hash == "" {
		return
	}
	abi.SetProperty("chatguard.blocked", strconv.Itoa(g.blocked))
	abi.SetProperty("chatguard.masked", strconv.Itoa(g.masked))
	if g.blocked > 0 {
		abi.SetProperty("chatguard.violator", g.hash)
	}
}

// see keeps what an outcome means for quotas.
func (g *gate) see(o *guard.Outcome) {
	if g == nil || !g.admitted || o.Reason.Before() {
		return
	}
	g.blocked += count(o, policy.Block, nil)
	g.masked += count(o, policy.Mask, nil)
	for i := range g.policy.Quotas.Counters {
		c, n := &g.policy.Quotas.Counters[i], 0
		switch c.Count {
		case policy.Blocked:
			n = count(o, policy.Block, c.Types)
			if c.Types == nil && o.Would == guard.Block && n == 0 {
				n = 1 // refused for its form
			}
		case policy.Masked:
			n = count(o, policy.Mask, c.Types)
		}
		g.used[i] += uint64(n)
	}
}

// count is how many findings of some types (nil: of all) have an action.
func count(o *guard.Outcome, action policy.Action, types []string) (n int) {
	for i := range o.Findings {
		f := &o.Findings[i]
		if _, among := slices.BinarySearch(types, f.Type); f.Action == action && (types == nil || among) {
			n++
		}
	}
	return n
}

// settle tells the quotas how the exchange ended; one that was aborted comes
// here, too.
func (s *stream) settle() {
	g := s.gate
	if g == nil || !g.admitted {
		return
	}
	g.admitted = false
	for i := range g.policy.Quotas.Counters {
		if g.policy.Quotas.Counters[i].Count == policy.Bytes {
			g.used[i] += uint64(g.bytes + s.request.seen + s.response.seen)
		}
	}
	if s.p.quotas.Settle(g.policy.Quotas, g.id, &g.admission, &g.used, time.Now().UnixMilli()) != quota.Done {
		s.p.metrics.add(countErrors, 1)
	}
}
