package plugin

import (
	"strings"

	"github.com/chatguard/chatguard/filter/abi"
	"github.com/chatguard/chatguard/filter/guard"
	"github.com/chatguard/chatguard/filter/policy"
)

// counter is one of the flat counters, all defined at start.
type counter uint8

const (
	countRequests counter = iota
	countResponses
	countMasked
	countBlocked
	countMonitored
	countUninspected
	countRestored
	countUnresolved
	countErrors
	countDenied  // by the access section, or would be
	countLimited // by quotas, or would be
	countEvicted // callers that made room in the table of quotas
	countFull    // callers for whom there was no room
	counters
)

var counterNames = [counters]string{
	"chatguard.requests", "chatguard.responses", "chatguard.masked", "chatguard.blocked",
	"chatguard.monitored", "chatguard.uninspected", "chatguard.restored", "chatguard.restore_unresolved", "chatguard.errors",
	"chatguard.denied", "chatguard.limited", "chatguard.quota_evicted", "chatguard.quota_full",
}

// metrics are the numbers that operators see. The tagged ones carry their
// labels in the name, for stats_tags to take out; their number is bounded by
// policies, entity types, actions and APIs, none of which a caller can invent.
type metrics struct {
	flat   [counters]uint32
	bytes  uint32 // inspected in a body
	held   uint32 // of text, by event of a stream
	tagged map[tag]uint32
}

// tag names one tagged counter: its labels besides policy and direction are
// kind and value, and the mode if it has one.
type tag struct{ name, policy, direction, kind, value, mode string }

// maxTagged bounds the tagged counters of a worker. Only a document with very
// many policies gets there; findings over it are counted as of type other.
const maxTagged = 4000

func (m *metrics) define() {
	for i, name := range counterNames {
		m.flat[i], _ = abi.DefineMetric(abi.Counter, name)
	}
	m.bytes, _ = abi.DefineMetric(abi.Histogram, "chatguard.inspected_bytes")
	m.held, _ = abi.DefineMetric(abi.Histogram, "chatguard.held_bytes")
	m.tagged = map[tag]uint32{}
}

func (m *metrics) add(c counter, n uint64) { abi.IncrementMetric(m.flat[c], int64(n)) }

// hold records how much text of each event waits for what follows.
func (m *metrics) hold(bytes []int) {
	for _, n := range bytes {
		abi.RecordMetric(m.held, uint64(n))
	}
}

func (m *metrics) tag(t tag, n int) {
	id, ok := m.tagged[t]
	if !ok && len(m.tagged) >= maxTagged && strings.HasPrefix(t.kind, "type=") {
		t.kind = "type=other.action="
		id, ok = m.tagged[t]
	}
	if !ok {
		id, _ = abi.DefineMetric(abi.Counter, t.metric())
		m.tagged[t] = id
	}
	abi.IncrementMetric(id, int64(n))
}

// metric is the name with its labels: "chatguard.findings.policy=pci.direction=request.type=CREDIT_CARD.action=Mask".
func (t tag) metric() string {
	name := "chatguard." + t.name + ".policy=" + t.policy + ".direction=" + t.direction + "." + t.kind + t.value
	if t.mode != "" {
		name += ".mode=" + t.mode
	}
	return name
}

// count enters an outcome into the metrics.
func (s *stream) count(d *side, o *guard.Outcome) {
	m := &s.p.metrics
	m.add(d.counter, 1)
	if o.Restored > 0 {
		m.add(countRestored, uint64(o.Restored))
	}
	if o.Unresolved > 0 {
		m.add(countUnresolved, uint64(o.Unresolved))
	}
	if o.Bytes > 0 {
		abi.RecordMetric(m.bytes, uint64(o.Bytes))
	}
	switch {
	case o.Verdict == guard.Block:
		m.add(countBlocked, 1)
	case o.Verdict == guard.Mask:
		m.add(countMasked, 1)
	case o.Would != guard.Allow:
		m.add(countMonitored, 1)
	}
	if o.Coverage == guard.None && o.Reason != guard.PolicyOff && !o.Reason.Before() {
		m.add(countUninspected, 1)
	}
	p, dir := s.x.Plan().Policy, directionName(d.dir)
	m.verdict(p.Name, dir, p.Mode.String(), o)
	if o.Reason != "" {
		m.tag(tag{name: "coverage", policy: p.Name, direction: dir, kind: "reason=", value: string(o.Reason)}, 1)
	}
	if o.API != "" {
		m.tag(tag{name: "apis", policy: p.Name, direction: dir, kind: "api=", value: strings.ReplaceAll(o.API, ".", "_")}, 1)
	}
	m.findings("findings", p.Name, dir, o)
	if o.Shadow != nil {
		m.verdict(s.x.Shadow(), dir, "Shadow", o.Shadow)
		m.findings("shadow_findings", s.x.Shadow(), dir, o.Shadow)
	}
}

// gate counts what a gate decided before the body was read.
func (m *metrics) gate(p *policy.Policy, g *gate) {
	m.tag(tag{name: "access", policy: p.Name, direction: "request", kind: "reason=" + string(g.reason) + ".action=", value: g.action}, 1)
}

// verdict counts what a policy decided on a body; mode tells whether it was
// done (Enforce) or not (Monitor, Shadow).
func (m *metrics) verdict(policy, dir, mode string, o *guard.Outcome) {
	m.tag(tag{name: "verdicts", policy: policy, direction: dir, kind: "action=", value: o.Would.String(), mode: mode}, 1)
}

func (m *metrics) findings(name, policy, dir string, o *guard.Outcome) {
	all := o.Findings
	for i := 0; i < len(all); {
		f, n := &all[i], 1
		for i+n < len(all) && all[i+n].Type == f.Type && all[i+n].Action == f.Action {
			n++
		}
		m.tag(tag{name: name, policy: policy, direction: dir, kind: "type=" + f.Type + ".action=", value: f.Action.String()}, n)
		i += n
	}
}
