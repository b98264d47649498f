package guard

import (
	"github.com/chatguard/chatguard/filter/policy"
	"github.com/chatguard/chatguard/filter/wire"
)

// binary passes a WebSocket's binary message by policy: it is not inspected.
func (s *Stream) binary(f *wire.Frame) {
	s.out.lower(Partial, NotText)
	if s.plan.Policy.OnUninspected.In(s.dir) == policy.BlockUninspected {
		s.block(nil, 403)
		return
	}
	s.output = f.AppendRaw(s.output)
}

// policyViolation is the close code of RFC 6455, section 7.4.1, for a message
// that breaks a policy.
const policyViolation = 1008

// end writes what tells the receiver that the stream was refused.
func (s *Stream) end() {
	if ws, ok := s.dec.(*wire.WebSocket); ok {
		s.output = ws.AppendClose(s.output, policyViolation, "blocked by policy")
		return
	}
	if s.x.api == nil {
		return
	}
	for _, e := range s.x.api.Block.Stream {
		if es, ok := s.dec.(*wire.EventStream); ok && e.Exception {
			s.output = es.AppendException(s.output, e.Event, []byte(s.fill(e.Data)))
			continue
		}
		s.output = s.dec.AppendNew(s.output, e.Event, s.wrap(e.Event, []byte(s.fill(e.Data))))
	}
	s.output = s.dec.AppendEnd(s.output)
}
