package plugin

import (
	"github.com/chatguard/chatguard/filter/abi"
	"github.com/chatguard/chatguard/filter/guard"
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
	counters
)

var counterNames = [counters]string{
	"chatguard.requests", "chatguard.responses", "chatguard.masked", "chatguard.blocked",
	"chatguard.monitored", "chatguard.uninspected", "chatguard.restored", "chatguard.restore_unresolved", "chatguard.errors",
}

// metrics are the numbers that operators see. The tagged ones carry their
// labels in the name, for stats_tags to take out; their number is bounded by
// policies, entity types and actions, none of which a caller can invent.
type metrics struct {
	flat   [counters]uint32
	bytes  uint32
	tagged map[tag]uint32
}

// tag names one tagged counter.
type tag struct{ name, policy, direction, kind, value string }

func (m *metrics) define() {
	for i, name := range counterNames {
		m.flat[i], _ = abi.DefineMetric(abi.Counter, name)
	}
	m.bytes, _ = abi.DefineMetric(abi.Histogram, "chatguard.inspected_bytes")
	m.tagged = map[tag]uint32{}
}

func (m *metrics) add(c counter, n uint64) { abi.IncrementMetric(m.flat[c], int64(n)) }

func (m *metrics) tag(t tag) {
	id, ok := m.tagged[t]
	if !ok {
		id, _ = abi.DefineMetric(abi.Counter, t.metric())
		m.tagged[t] = id
	}
	abi.IncrementMetric(id, 1)
}

// metric is the name with its labels: "chatguard.findings.policy=pci.direction=request.type=CREDIT_CARD.action=mask".
func (t tag) metric() string {
	return "chatguard." + t.name + ".policy=" + t.policy + ".direction=" + t.direction + "." + t.kind + t.value
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
	name, dir := s.x.Plan().Policy.Name, directionName(d.dir)
	if o.Coverage == guard.None && o.Reason != guard.PolicyOff {
		m.add(countUninspected, 1)
	}
	if o.Reason != "" {
		m.tag(tag{"coverage", name, dir, "reason=", string(o.Reason)})
	}
	for i := range o.Findings {
		f := &o.Findings[i]
		m.tag(tag{"findings", name, dir, "type=" + f.Type + ".action=", f.Action.String()})
	}
}
