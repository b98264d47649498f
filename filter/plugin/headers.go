package plugin

import (
	"strconv"

	"github.com/tetratelabs/proxy-wasm-go-sdk/proxywasm/types"

	"github.com/chatguard/chatguard/filter/abi"
	"github.com/chatguard/chatguard/filter/guard"
	"github.com/chatguard/chatguard/filter/policy"
)

func requestHeader(name string) string {
	v, _ := abi.Header(abi.RequestHeaders, name)
	return v
}

func responseHeader(name string) string {
	v, _ := abi.Header(abi.ResponseHeaders, name)
	return v
}

// contentLength is the length that a message announces, -1 if it does not.
func contentLength(v string) int {
	n, err := strconv.Atoi(v)
	if err != nil || n < 0 {
		return -1
	}
	return n
}

func (s *stream) OnHttpRequestHeaders(_ int, end bool) types.Action {
	testPanic(s, "request-headers")
	p := s.p
	s.path = requestHeader(":path")
	s.requestID = boundID(requestHeader("x-request-id"))
	plan := s.choosePlan()
	var no *refusal
	if plan.Guarded() {
		plan, no = s.enter(plan)
	}
	s.x = p.exchange()
	s.x.Begin(p.guard, plan, &p.scratch)
	if no != nil {
		return s.refuse(no)
	}
	if plan.Policy.Mode == policy.Off {
		s.off(&requestSide)
		return types.ActionContinue
	}
	// All of the header is read before some of it changes: see abi.Header.
	upgrade := requestHeader("upgrade")
	_, encodings := abi.Header(abi.RequestHeaders, "accept-encoding")
	b := guard.Body{
		Direction:       policy.Request,
		ContentType:     requestHeader("content-type"),
		ContentEncoding: requestHeader("content-encoding"),
		Sealed:          !s.p.hold.enabled,
	}
	s.request.length = contentLength(requestHeader("content-length"))
	if action, ok := s.judgeHead(); !ok {
		return action
	}
	if encodings && plan.Inspects(policy.Response) {
		// A response that cannot be read cannot be guarded: ask for plain bytes.
		abi.RemoveHeader(abi.RequestHeaders, "accept-encoding")
	}
	if upgrade != "" {
		return s.upgrade(upgrade)
	}
	if end || !plan.Inspects(policy.Request) {
		s.noteHead()
		return types.ActionContinue
	}
	b.Path = s.path
	return s.open(&requestSide, b)
}

func (s *stream) OnHttpResponseHeaders(_ int, end bool) types.Action {
	testPanic(s, "response-headers")
	if s.replied || s.x == nil {
		return types.ActionContinue
	}
	plan := s.x.Plan()
	if plan.Policy.Mode == policy.Off {
		s.off(&responseSide)
		return types.ActionContinue
	}
	if s.gate != nil {
		s.retain()
	}
	if s.request.stream != nil {
		return s.upgraded()
	}
	if end || !s.x.WantsResponse() {
		s.tell()
		return types.ActionContinue
	}
	b := guard.Body{
		Direction:       policy.Response,
		Path:            s.path,
		ContentType:     responseHeader("content-type"),
		ContentEncoding: responseHeader("content-encoding"),
	}
	if st := s.x.OpenStream(b); st != nil {
		return s.openStream(st)
	}
	b.Sealed = !s.p.hold.enabled
	s.response.length = contentLength(responseHeader("content-length"))
	return s.open(&responseSide, b)
}

// open starts reading a body and settles what happens to the headers: they
// wait for the verdict where the host lets them, otherwise they go on without
// a content-length that an edit could make wrong.
func (s *stream) open(d *side, b guard.Body) types.Action {
	h := s.half(d)
	if h.length == 0 {
		s.noteHead()
		return types.ActionContinue
	}
	h.in = s.x.Open(b)
	if !h.in.Reads() {
		return s.enact(d, h.in.Close(nil))
	}
	h.active = true
	h.relay = h.in.Relay()
	if s.p.hold.enabled && h.relay == nil {
		h.held = true
		s.p.hold.watch(s)
		return types.ActionPause
	}
	abi.RemoveHeader(d.headers, "content-length")
	if d.dir == policy.Response {
		s.tell()
	}
	return types.ActionContinue
}

// tell puts the verdict so far into the response header x-chatguard, if the
// policy wants that: "mask;findings=2".
func (s *stream) tell() {
	if !s.x.Plan().Policy.ResponseHeader {
		return
	}
	verdict := max(s.request.report.verdict, s.response.report.verdict)
	n := s.request.report.total + s.response.report.total
	abi.SetHeader(abi.ResponseHeaders, "x-chatguard", verdict.String()+";findings="+strconv.Itoa(n))
}

// off notes a direction that the policy does not look at.
func (s *stream) off(d *side) {
	s.note(d, s.x.Uninspected(d.dir, guard.PolicyOff))
}

// maxID bounds a request id: it comes from the caller and goes into answers
// and the audit.
const maxID = 64

// boundID keeps a request id only if it is short and plain.
func boundID(id string) string {
	if len(id) > maxID {
		return ""
	}
	for i := range len(id) {
		c := id[i]
		if c <= ' ' || c > '~' || c == '"' || c == '\\' {
			return ""
		}
	}
	return id
}
