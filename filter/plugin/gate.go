package plugin

import (
	"github.com/tetratelabs/proxy-wasm-go-sdk/proxywasm/types"

	"github.com/chatguard/chatguard/filter/guard"
	"github.com/chatguard/chatguard/filter/policy"
	"github.com/chatguard/chatguard/filter/quota"
)

// gate is what an exchange meets before its body: the access section and the
// quotas of its policy. A stream whose policy has neither has no gate.
type gate struct {
	policy    *policy.Policy // that chose the exchange; another one may apply to it
	id        quota.ID
	admission quota.Admission
	admitted  bool // by quotas: they want to know how the exchange ends
	bytes     int  // of bodies that went by without being held
	used      quota.Used
	hash      string // of the caller, if it is published
	blocked   int    // findings so far, for what is published
	masked    int

	reason  guard.Reason // "" if nothing was the matter
	counter string       // of the quotas, that is over its max
	action  string       // Refuse, Replace, or Monitor if nothing was done
	headers [][2]string  // of the answer
}

// enter asks the policy's access section and quotas about the exchange. plan is
// what applies to it; refuse, if not nil, is to be answered at once.
func (s *stream) enter(plan *guard.Plan) (_ *guard.Plan, refuse *refusal) {
	p := plan.Policy
	s.gate = &gate{policy: p}
	var no *refusal
	if p.Access != nil {
		if no = denied(p.Access); no != nil {
			s.p.metrics.add(countDenied, 1)
		}
	}
	if no == nil && p.Quotas != nil {
		var instead *policy.Policy
		no, instead = s.charge(p.Quotas)
		if instead != nil && p.Mode == policy.Enforce {
			plan = s.p.guard.PlanOf(instead).For(s.requestID)
		}
	}
	switch {
	case no == nil:
		return plan, nil
	case p.Mode != policy.Enforce:
		s.gate.noted(no.reason, "Monitor")
	default:
		s.gate.noted(no.reason, "Refuse")
		s.gate.headers = no.headers
		refuse = no
	}
	s.p.metrics.gate(p, s.gate)
	return plan, refuse
}

func (g *gate) noted(why guard.Reason, action string) { g.reason, g.action = why, action }

// refuse answers an exchange before its body.
func (s *stream) refuse(r *refusal) types.Action {
	return s.enact(&requestSide, s.x.Refuse(s.path, r.reason, r.status))
}

// gateHeaders are those of an answer of ours that come from the gate.
func (s *stream) gateHeaders() [][2]string {
	if s.gate == nil {
		return nil
	}
	all := s.gate.headers
	if a := s.gate.policy.Access; a != nil {
		for _, h := range retention(a) {
			if h[0] != "cache-control" { // which every answer of ours has
				all = append(all, h)
			}
		}
	}
	return all
}

// notable tells whether the gate decided anything.
func (g *gate) notable() bool { return g != nil && g.action != "" }

// audit appends what the gate decided, if it did.
func (g *gate) audit(b []byte) []byte {
	if !g.notable() {
		return b
	}
	b = append(b, `,"access":{"action":"`...)
	b = append(b, g.action...)
	b = append(b, '"')
	b = field(b, "reason", string(g.reason))
	if g.counter != "" {
		b = field(b, "counter", g.counter)
	}
	return append(b, '}')
}

// state appends what the gate decided to the filter state.
func (g *gate) state(b []byte) []byte {
	if !g.notable() {
		return b
	}
	b = append(b, ";access="...)
	b = append(b, g.action...)
	b = append(b, ':')
	return append(b, g.reason...)
}
