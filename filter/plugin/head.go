package plugin

import (
	"slices"

	"github.com/tetratelabs/proxy-wasm-go-sdk/proxywasm/types"

	"github.com/chatguard/chatguard/filter/abi"
	"github.com/chatguard/chatguard/filter/guard"
)

// judgeHead judges the query and the headers that the policy names, and puts
// what goes on in their place. ok is false if the request is answered.
func (s *stream) judgeHead() (action types.Action, ok bool) {
	p := &s.x.Plan().Policy.Head
	if !p.Query && len(p.Headers) == 0 {
		return types.ActionContinue, true
	}
	headers, ok := namedHeaders(p.Headers)
	if !ok {
		return s.fail(&requestSide), false
	}
	h := s.x.Head(s.path, headers)
	if h == nil {
		return types.ActionContinue, true
	}
	if h.Outcome.Verdict == guard.Block {
		return s.enact(&requestSide, &h.Outcome), false
	}
	if !s.carryHead(h) {
		return s.fail(&requestSide), false
	}
	s.head = h
	return types.ActionContinue, true
}

// namedHeaders are all values of some headers, in order; ok is false if the proxy does not give them.
func namedHeaders(names []string) (list [][2]string, ok bool) {
	if len(names) == 0 {
		return nil, true
	}
	st := abi.Fields(abi.RequestHeaders, func(name, value []byte) bool {
		if slices.Contains(names, string(name)) {
			list = append(list, [2]string{string(name), string(value)})
		}
		return true
	})
	return list, st == abi.OK
}

// carryHead puts what changed in the head in its place.
func (s *stream) carryHead(h *guard.Head) bool {
	if h.Path != s.path && abi.SetHeader(abi.RequestHeaders, ":path", h.Path) != abi.OK {
		return false
	}
	s.path = h.Path
	for _, name := range h.Changed {
		if abi.RemoveHeader(abi.RequestHeaders, name) != abi.OK {
			return false
		}
		for _, f := range h.Headers {
			if f[0] == name && abi.AddHeader(abi.RequestHeaders, name, f[1]) != abi.OK {
				return false
			}
		}
	}
	return true
}

// noteHead records what was found in the head of a request without a body.
func (s *stream) noteHead() {
	if s.head != nil {
		s.note(&requestSide, &guard.Outcome{Coverage: guard.Full})
	}
}
