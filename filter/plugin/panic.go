package plugin

import (
	"strings"

	"github.com/chatguard/chatguard/filter/abi"
	"github.com/chatguard/chatguard/filter/guard"
	"github.com/chatguard/chatguard/filter/policy"
)

// byID finds the stream of a callback that panicked.
var byID = map[uint32]*stream{}

// onPanic applies the policy's failure mode to the stream whose callback
// panicked. The log says where, never what was panicked with.
func onPanic(p abi.Panic) abi.Outcome {
	s := byID[p.ContextID]
	if s == nil {
		abi.Log(abi.Error, "chatguard: internal error in "+string(p.Callback)+" at "+p.Where)
		if strings.HasSuffix(string(p.Callback), "body") || strings.HasSuffix(string(p.Callback), "trailers") {
			return abi.Stop // the stream is over: to answer it would take Envoy down
		}
		return abi.Fail
	}
	abi.Log(abi.Error, "chatguard: internal error in "+string(p.Callback)+" at "+p.Where+", request "+s.requestID)
	s.p.metrics.add(countErrors, 1)
	switch {
	case p.Callback == abi.OnLog:
		s.close()
		return abi.Pass
	case strings.HasPrefix(string(p.Callback), "response"):
		return s.afterPanic(&responseSide)
	}
	return s.afterPanic(&requestSide)
}

// afterPanic answers or lets go a stream that nobody can inspect any more.
func (s *stream) afterPanic(d *side) abi.Outcome {
	s.request.active, s.response.active = false, false
	if s.replied {
		return abi.Pass // the answer is our own
	}
	if s.x == nil {
		s.x = &guard.Exchange{}
	}
	if s.x.Plan() == nil {
		s.x.Begin(s.p.guard, s.p.guard.Default(), &s.p.scratch)
	}
	s.done = true
	if s.x.Plan().Policy.FailureMode == policy.FailOpen {
		return abi.Pass
	}
	s.block(d, s.x.Fail(d.dir))
	return abi.Stop
}
