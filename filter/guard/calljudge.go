package guard

import (
	"github.com/chatguard/chatguard/filter/detect"
	"github.com/chatguard/chatguard/filter/mask"
	"github.com/chatguard/chatguard/filter/policy"
)

// callFits holds the arguments of a complete call to the policy, in pieces and
// as a whole if both came; name is the one whose rules they break.
func (s *Stream) callFits(c *streamCall) (name string, fit bool) {
	all := c.finals
	if len(c.args) > 0 || len(all) == 0 {
		all = append(all, append(append([]byte{'"'}, c.args...), '"'))
	}
	for _, name := range c.names {
		for _, args := range all {
			if !s.calls.st.args.Check(s.plan.Policy.Tools.Arguments, name, args, s.plan.limits()) {
				return name, false
			}
		}
	}
	return "", true
}

// judgeCall does what the rules say of a call that the policy does not want.
func (s *Stream) judgeCall(c *streamCall, kind detect.Type, name string) {
	c.state = callPass
	strip, notice := s.judgeTool(kind, name, policy.ToolInput, c.path)
	if strip {
		c.state, c.notice = callStrip, notice
	}
}

// judgeTool does what the rules say of a tool, and tells whether it is to be
// taken out.
func (s *Stream) judgeTool(kind detect.Type, name string, scope policy.Scope, path string) (strip bool, notice []byte) {
	r := s.plan.decide(kind, 1, scope, s.dir)
	s.traceTool(kind, name, scope, path, r)
	if r == nil {
		return false, nil
	}
	typ := s.plan.set.Name(kind)
	s.report(Finding{
		Type: typ, Action: r.Action, Rule: r.Name, Scope: scope, Score: 1, Path: path, Class: path,
		Fingerprint: s.x.fingerprint(typ, []byte(name)),
	})
	switch r.Action {
	case policy.Block:
		s.blocked(r)
	case policy.Mask:
		s.mark(channelVerdict{masked: true})
		if s.enforcing() {
			return true, mask.Append(nil, &r.Mask, typ, []byte(name), &s.x.numbers)
		}
	}
	return false, nil
}

// traceTool notes what the rules made of a tool.
func (s *Stream) traceTool(kind detect.Type, name string, scope policy.Scope, path string, r *policy.Rule) {
	t := s.x.Trace
	if t == nil {
		return
	}
	c := Candidate{Type: s.plan.set.Name(kind), Path: path, Scope: scope, Score: 1, Fate: FateNoRule, Value: name, trail: -1}
	if r != nil {
		c.Fate, c.Rule = FateDecided, r.Name
	}
	t.Candidates = append(t.Candidates, c)
}
