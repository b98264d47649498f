package guard

import (
	"github.com/chatguard/chatguard/filter/chat"
	"github.com/chatguard/chatguard/filter/policy"
)

// judgeForm judges the form of an event that a client sends on a WebSocket, as that of a request: who speaks in it, which
// tools it brings, what it says that they were called with. False if the stream is over. What is to be taken out of the
// event is in s.cuts.
//
// Each event is judged by itself: a result names its call only, so a rule on the results of a tool finds those whose call
// is in the same event.
func (s *Stream) judgeForm() bool {
	s.cuts = s.cuts[:0]
	if s.dir != policy.Request || s.plan.structure.wanted&s.dir == 0 || !s.x.api.Outlined(chat.Request) {
		return true
	}
	st := &s.x.scratch.structure
	st.strips.Reset()
	switch st.Read(s.x.api, chat.Request, s.payload, 0, s.plan.limits()) {
	case nil:
		st.judge(s.plan, s.x.guard.apis, s.x.api, s.dir, s.payload)
	case chat.ErrOutline:
		s.out.lower(Partial, OverLimit)
		if s.plan.Policy.OnOverLimit == policy.Refuse {
			s.block(nil, 413)
		}
		return !s.ended
	default:
		return true
	}
	return s.actForm(st)
}

// actForm carries out what the rules say of the parts that were found.
func (s *Stream) actForm(st *structure) bool {
	for i := range st.found {
		p := &st.found[i]
		r := s.plan.decide(p.kind, 1, p.scope, s.dir)
		if r == nil {
			continue
		}
		finding := s.x.follow(s.plan, st, p, r)
		s.report(finding)
		if finding.Action == policy.Block && s.blocked(r) {
			return false
		}
	}
	if len(st.strips.List) == 0 {
		return true
	}
	by := st.strips.By
	cuts, ok := st.strips.Edits(&st.Outline, s.payload)
	st.strips.Reset()
	if !ok {
		return !s.blocked(by)
	}
	s.mark(channelVerdict{masked: true})
	if s.enforcing() {
		s.cuts = append(s.cuts, cuts...)
	}
	return true
}
