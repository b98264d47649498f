package plugin

import (
	"strconv"

	"github.com/tetratelabs/proxy-wasm-go-sdk/proxywasm/types"

	"github.com/chatguard/chatguard/filter/abi"
	"github.com/chatguard/chatguard/filter/guard"
	"github.com/chatguard/chatguard/filter/policy"
)

// block answers in place of the body.
func (s *stream) block(d *side, o *guard.Outcome) types.Action {
	r := s.x.Reply(o, s.requestID)
	if d.dir == policy.Response && !s.response.held && s.response.seen > 0 {
		return s.overwrite(d, r)
	}
	s.replied = true
	s.done = true
	headers := [][2]string{{"content-type", r.ContentType}, {"cache-control", "no-store"}}
	if s.requestID != "" {
		headers = append(headers, [2]string{"x-request-id", s.requestID})
	}
	headers = append(headers, r.Headers...)
	headers = append(headers, s.extraHeaders()...)
	headers = append(headers, s.gateHeaders()...)
	if s.x.Plan().Policy.ResponseHeader {
		headers = append(headers, [2]string{"x-chatguard", "block;findings=" + strconv.Itoa(len(o.Findings))})
	}
	reply := abi.LocalReply{Status: uint32(r.Status), Headers: headers, Body: r.Body, Details: "chatguard"}
	if abi.SendLocalReply(reply) != abi.OK {
		s.p.metrics.add(countErrors, 1)
		abi.CloseStream(d.stream) // better cut off than left waiting
	}
	return types.ActionPause
}

// overwrite puts the answer in place of a response body whose headers, and so
// its status, went out already.
func (s *stream) overwrite(d *side, r guard.Reply) types.Action {
	s.done, s.overwritten = true, true
	if d.replace(r.Body) != abi.OK {
		s.p.metrics.add(countErrors, 1)
		return types.ActionPause // nothing of the body may pass
	}
	return types.ActionContinue
}

func (s *stream) extraHeaders() [][2]string {
	list := s.x.Plan().Policy.Response.Headers
	out := make([][2]string, 0, len(list))
	for name, value := range list {
		out = append(out, [2]string{name, value})
	}
	return out
}
