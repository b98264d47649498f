package plugin

import (
	"strconv"
	"time"

	"github.com/chatguard/chatguard/filter/abi"
	"github.com/chatguard/chatguard/filter/guard"
	"github.com/chatguard/chatguard/filter/mask"
	"github.com/chatguard/chatguard/filter/policy"
)

// report is what the audit says of one direction. It never holds a value.
type report struct {
	outcome  bool
	verdict  guard.Verdict
	would    guard.Verdict
	coverage guard.Coverage
	reason   guard.Reason
	rule     string
	total    int
	findings []tally
}

// tally counts findings of one type, action and class of path.
type tally struct {
	kind, class, rule, action string
	count                     int
	prints                    []string // keyed fingerprints, the first few
}

// Bounds of an audit line.
const (
	maxTallies = 32
	maxPrints  = 8
)

func directionName(d policy.Direction) string {
	if d == policy.Response {
		return "response"
	}
	return "request"
}

// note records an outcome everywhere an operator looks: metrics, filter
// state, and the audit line that follows at the end of the stream.
func (s *stream) note(d *side, o *guard.Outcome) {
	if d.dir == policy.Request && s.head != nil {
		o.Join(s.head)
		s.head = nil
	}
	s.count(d, o)
	if s.gate != nil {
		s.gate.see(o)
		s.publish()
	}
	h := s.half(d)
	h.report.take(o)
	if o.Shadow != nil {
		h.shadow.take(o.Shadow)
	}
	abi.SetProperty("chatguard", s.state())
}

func (r *report) take(o *guard.Outcome) {
	*r = report{
		outcome: true, verdict: o.Verdict, would: o.Would, coverage: o.Coverage,
		reason: o.Reason, rule: o.Rule, total: len(o.Findings),
	}
	for i := range o.Findings {
		r.add(&o.Findings[i])
	}
}

func (r *report) add(f *guard.Finding) {
	action := f.Action.String()
	for i := range r.findings {
		t := &r.findings[i]
		if t.kind == f.Type && t.class == f.Class && t.action == action && t.rule == f.Rule {
			t.count++
			t.print(f.Fingerprint)
			return
		}
	}
	if len(r.findings) < maxTallies {
		t := tally{kind: f.Type, class: f.Class, rule: f.Rule, action: action, count: 1}
		t.print(f.Fingerprint)
		r.findings = append(r.findings, t)
	}
}

func (t *tally) print(p string) {
	if p == "" || len(t.prints) == maxPrints {
		return
	}
	for _, q := range t.prints {
		if p == q {
			return
		}
	}
	t.prints = append(t.prints, p)
}

// state is the verdict for access logs: "request=mask;response=allow;findings=2;policy=pci", and with a policy on trial
// what it would have done, ";shadow=block".
func (s *stream) state() string {
	b := make([]byte, 0, 96)
	findings := 0
	for _, d := range []*side{&requestSide, &responseSide} {
		r := &s.half(d).report
		if !r.outcome {
			continue
		}
		findings += r.total
		b = append(b, directionName(d.dir)...)
		b = append(b, '=')
		b = append(b, r.verdict.String()...)
		if r.verdict != r.would {
			b = append(b, "(would "...)
			b = append(b, r.would.String()...)
			b = append(b, ')')
		}
		if r.coverage != guard.Full {
			b = append(b, ",coverage="...)
			b = append(b, r.coverage.String()...)
			b = append(b, ':')
			b = append(b, r.reason...)
		}
		b = append(b, ';')
	}
	b = append(b, "findings="...)
	b = strconv.AppendInt(b, int64(findings), 10)
	b = append(b, ";policy="...)
	b = append(b, s.x.Plan().Policy.Name...)
	if s.request.shadow.outcome || s.response.shadow.outcome {
		b = append(b, ";shadow="...)
		b = append(b, max(s.request.shadow.would, s.response.shadow.would).String()...)
	}
	return string(s.gate.state(b))
}

// audit writes one JSON line for an exchange in which something was found,
// refused or not inspected.
func (s *stream) audit() {
	if s.x == nil || !s.request.notable() && !s.response.notable() && !s.gate.notable() {
		return
	}
	p := s.x.Plan().Policy
	b := make([]byte, 0, 512)
	b = append(b, `{"time":"`...)
	b = appendTime(b, time.Now().UnixMilli())
	b = append(b, '"')
	b = field(b, "requestId", s.requestID)
	b = field(b, "route", s.route)
	b = field(b, "policy", p.Name)
	b = field(b, "mode", p.Mode.String())
	b = field(b, "api", s.x.API())
	b = s.gate.audit(b)
	b = s.request.report.append(b, "request")
	b = s.response.report.append(b, "response")
	if name := s.x.Shadow(); name != "" {
		b = append(b, `,"shadow":{"policy":"`...)
		b = append(b, name...)
		b = append(b, '"')
		b = s.request.shadow.append(b, "request")
		b = s.response.shadow.append(b, "response")
		b = append(b, '}')
	}
	abi.Log(abi.Info, "chatguard audit "+string(append(b, '}')))
}

func (h *half) notable() bool { return h.report.notable() || h.shadow.notable() }

func (r *report) notable() bool {
	return r.outcome && (r.total > 0 || r.verdict != guard.Allow || r.would != guard.Allow ||
		r.coverage != guard.Full && r.reason != guard.PolicyOff)
}

func field(b []byte, name, value string) []byte {
	b = append(b, `,"`...)
	b = append(b, name...)
	b = append(b, `":"`...)
	b = mask.AppendJSON(b, []byte(value))
	return append(b, '"')
}

func (r *report) append(b []byte, name string) []byte {
	if !r.outcome {
		return b
	}
	b = append(b, `,"`...)
	b = append(b, name...)
	b = append(b, `":{"verdict":"`...)
	b = append(b, r.verdict.String()...)
	b = append(b, '"')
	if r.would != r.verdict {
		b = field(b, "would", r.would.String())
	}
	b = field(b, "coverage", r.coverage.String())
	if r.reason != "" {
		b = field(b, "reason", string(r.reason))
	}
	if r.rule != "" {
		b = field(b, "rule", r.rule)
	}
	b = append(b, `,"findings":[`...)
	for i := range r.findings {
		if i > 0 {
			b = append(b, ',')
		}
		b = r.findings[i].append(b)
	}
	return append(b, "]}"...)
}

func (t *tally) append(b []byte) []byte {
	b = append(b, `{"count":`...)
	b = strconv.AppendInt(b, int64(t.count), 10)
	b = field(b, "type", t.kind)
	b = field(b, "action", t.action)
	b = field(b, "rule", t.rule)
	b = field(b, "path", t.class)
	if len(t.prints) > 0 {
		b = append(b, `,"fingerprints":[`...)
		for i, p := range t.prints {
			if i > 0 {
				b = append(b, ',')
			}
			b = append(b, '"')
			b = append(b, p...)
			b = append(b, '"')
		}
		b = append(b, ']')
	}
	return append(b, '}')
}
