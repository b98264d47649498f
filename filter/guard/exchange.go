package guard

import (
	"github.com/chatguard/chatguard/filter/attack"
	"github.com/chatguard/chatguard/filter/chat"
	"github.com/chatguard/chatguard/filter/link"
	"github.com/chatguard/chatguard/filter/mask"
	"github.com/chatguard/chatguard/filter/payload"
	"github.com/chatguard/chatguard/filter/policy"
	"github.com/chatguard/chatguard/filter/restore"
	"github.com/chatguard/chatguard/filter/text/sight"
)

// Exchange is one request and its response under one plan. It carries what
// both directions share: the API and the numbers of placeholders. An Exchange
// may be used again after Begin; it is not safe for concurrent use.
type Exchange struct {
	// Trace, if set, collects what the inspections of bodies see. It is nil
	// in the filter.
	Trace *Trace
	// Terse, if set, leaves out where exactly a finding stands, Finding.Path: nobody is told.
	Terse bool

	guard   *Guard
	plan    *Plan
	api     *chat.API // of the request, nil until it is known
	unknown bool      // a document was read, and its shape is of no API
	numbers mask.Numbers
	in      Inspector
	streams [2]Stream // a request's events, a response's

	restorer restore.Restorer
	tokens   restore.Tokens
	leaks    leaks
	counted  map[uint64]bool // see countOnce
	scratch  *Scratch
	read     int64     // bytes of bodies
	most     int64     // that it ever read
	shadow   *Exchange // under the plan on trial; of no use if the plan has none
}

// Scratch is working memory that exchanges of one worker share, because only
// one of them runs at a time.
type Scratch struct {
	sight.Looker
	scorer attack.Scorer

	payloads []payload.Finding
	values   []payload.Finding // of a part of a text
	links    []link.Link

	structure  structure
	parameters parameters
	held       int // bytes that inspectors keep, see Inspector.hold
	known      known
	prints     prints
	claims     claims
}

// Begin starts an exchange.
func (x *Exchange) Begin(g *Guard, plan *Plan, s *Scratch) {
	x.End()
	x.guard, x.plan, x.scratch, x.api, x.unknown = g, plan, s, nil, false
	x.numbers.Reset()
	x.restorer.Reset(&x.numbers)
	x.tokens.Reset(plan.tokens, &x.restorer)
	x.leaks.reset()
	x.read = 0
	x.counted = nil
	if plan.shadow == nil {
		return
	}
	if x.shadow == nil {
		x.shadow = &Exchange{Terse: x.Terse}
	}
	x.shadow.Begin(g, plan.shadow, s)
}

// End is the end of an exchange, also of one whose bodies did not come to theirs: what it keeps no longer counts.
func (x *Exchange) End() {
	x.most = max(x.most, x.read)
	x.in.letGo()
	if x.shadow != nil {
		x.shadow.in.letGo()
	}
}

// Shadow names the policy on trial, "" if there is none.
func (x *Exchange) Shadow() string {
	if x.plan.shadow == nil {
		return ""
	}
	return x.plan.shadow.Policy.Name
}

// Seeds of countOnce, by what is counted.
const (
	restoredOnce = 1 + iota
	unresolvedOnce
)

// countOnce is 1 if the value was not counted before in the exchange, else 0:
// some APIs send one text up to five times. Beyond a bound every value counts.
func (x *Exchange) countOnce(what uint64, value []byte) int {
	h := mix(what, hashBytes(value))
	switch {
	case x.counted[h]:
		return 0
	case x.counted == nil:
		x.counted = map[uint64]bool{}
	}
	if len(x.counted) < restore.MaxSeen {
		x.counted[h] = true
	}
	return 1
}

// What an exchange may have read for its buffers to be small, and for them not to be huge.
const (
	maxLight  = 64 << 10
	maxMedium = 256 << 10
)

// Light tells whether an exchange that is over may be kept to be used again: one
// that ever read large bodies holds large buffers, which would add up.
func (x *Exchange) Light() bool { return x.most <= maxLight }

// Medium tells whether one such exchange may be kept.
func (x *Exchange) Medium() bool { return x.most <= maxMedium }

// Plan is the plan that the exchange runs under.
func (x *Exchange) Plan() *Plan { return x.plan }

// WantsResponse tells whether the response has to be read, now that the
// request is known: only what was masked in it can be turned back.
func (x *Exchange) WantsResponse() bool {
	return x.plan.active&policy.Response != 0 || x.plan.readable || x.plan.tokens != nil || len(x.restorer.Types) > 0
}

// API names the exchange's chat API as far as it is known.
func (x *Exchange) API() string {
	switch {
	case x.api != nil:
		return x.api.Name
	case x.unknown:
		return chat.GenericName
	}
	return ""
}

// settle decides the API by what w has read of a document. It may show only
// in the response.
func (x *Exchange) settle(w *chat.Walker, part chat.Part) (known bool) {
	reg := x.guard.apis
	if api := reg.ByShape(w, part); api != reg.Generic() {
		x.api = api
	}
	x.unknown = x.api == nil
	x.traceAPI("shape")
	return !x.unknown
}

// Body describes a body that is about to be read.
type Body struct {
	Direction       policy.Direction
	Path            string // of the request
	API             string // by name, if the caller knows it; wins over Path
	ContentType     string
	ContentEncoding string
	WebSocket       bool // what follows are frames of RFC 6455
	Sealed          bool // its headers went on: a content coding has to stay
}

// Open prepares the inspector of one body. An exchange has one inspector: the
// request's must be closed before the response's is opened.
func (x *Exchange) Open(b Body) *Inspector {
	if b.Direction == policy.Request {
		if b.API != "" {
			x.api = x.guard.apis.ByName(b.API)
			x.traceAPI("name")
		} else {
			x.api = x.scratch.claims.of(x.guard.apis, b.Path)
			x.traceAPI("path")
		}
	}
	x.in.reset(x, b)
	if x.plan.shadow != nil {
		x.in.shadow = x.shadow.Open(b)
	}
	return &x.in
}

// Uninspected is the outcome of a body that is not going to be read.
func (x *Exchange) Uninspected(dir policy.Direction, why Reason) *Outcome {
	x.in.reset(x, Body{Direction: dir})
	x.in.skip = why
	return x.in.Close(nil)
}
