package guard

import (
	"sort"

	"github.com/chatguard/chatguard/filter/chat"
	"github.com/chatguard/chatguard/filter/jsonscan"
	"github.com/chatguard/chatguard/filter/policy"
)

// decide turns hits into findings, verdict and edits.
func (in *Inspector) decide() {
	o := &in.out
	in.coverage()
	if in.skip == "" && in.size > 0 {
		in.decideHits()
		o.API = in.x.API()
	}
	o.Would = o.Verdict
	if in.plan.Policy.Mode != policy.Enforce {
		o.Verdict, o.Edits, o.Status, o.Restored = Allow, o.Edits[:0], 0, 0
	}
}

func (in *Inspector) decideHits() {
	api := in.settleAPI()
	in.decideForm(api)
	res := in.walk.Resolver(api, in.part)
	in.settlePrompt(func(trail int32) policy.Scope { return res.Place(in.trails[trail]).Scope })
	in.judgeHits(&res)
	if in.out.Verdict == Block {
		in.out.Edits = in.out.Edits[:0]
	}
	in.tracePlaces(&res)
}

// judgeHits enters into the outcome what the rules say of what was found.
func (in *Inspector) judgeHits(res *chat.Resolver) {
	sortHits(in.hits)
	for i := range in.hits {
		h := &in.hits[i]
		trail := in.trails[h.trail]
		place := chat.Place{Path: "*", Scope: policy.Other, ReadOnly: in.keep}
		if h.level != levelText {
			place = res.Place(trail)
		}
		if place.Skip || place.Raw && h.kind == in.plan.template {
			continue
		}
		if h.restored {
			if !place.ReadOnly {
				in.edit(h, nil)
				in.out.Restored += in.x.countOnce(restoredOnce, in.values[h.value:h.value+h.len])
			}
			continue
		}
		if h.numTo > 0 && place.Scope == policy.ToolInput && !h.becomeNumber() {
			continue
		}
		if h.argument && place.Scope != policy.ToolInput {
			continue
		}
		if h.payload {
			h.score = payloadScore(h.score, place.Scope, h.prose)
		}
		kind, r := in.plan.judge(h.kind, h.score, h.gaveAway, place.Scope, in.dir)
		in.traceHit(h, place, r)
		if r == nil || h.leak && !leakScope(place.Scope) {
			continue
		}
		h.kind = kind
		f := Finding{
			Type: in.plan.set.Name(h.kind), Action: r.Action, Rule: r.Name, Scope: place.Scope,
			Start: int(h.start), End: int(h.end), Score: h.score,
			Fingerprint: in.x.fingerprint(in.plan.set.Name(h.kind), in.values[h.value:h.value+h.len]),
		}
		if h.level != levelText {
			if f.Class = place.Path; !in.x.Terse {
				f.Path = trail.String()
			}
		}
		in.act(h, r, place, &f)
		in.out.Findings = append(in.out.Findings, f)
	}
	in.out.Edits = withCuts(in.out.Edits, in.cuts)
}

// becomeNumber makes a hit in a number of tool arguments, which a program is
// going to read, the whole number, so that what stands in for it can be a string.
// What no check digits prove is no finding.
func (h *hit) becomeNumber() bool {
	h.from, h.to, h.level = h.numFrom, h.numTo, levelNestedNumber
	return h.validated
}

// settleAPI decides the API of a document whose path told nothing.
func (in *Inspector) settleAPI() *chat.API {
	reg := in.x.guard.apis
	if in.head {
		return reg.Generic()
	}
	if in.x.api == nil && in.form != formText && !in.x.settle(&in.walk, in.part) {
		in.out.lower(Full, UnknownShape)
	}
	if in.x.api == nil {
		return reg.Generic()
	}
	return in.x.api
}

// act carries out what rule r says of a hit.
func (in *Inspector) act(h *hit, r *policy.Rule, place chat.Place, f *Finding) {
	o := &in.out
	if in.head && r.Action > policy.Log && in.plan.Policy.Head.Action == policy.ReportHead {
		f.Action = policy.Log
		return
	}
	switch r.Action {
	case policy.Block:
		if o.Verdict != Block {
			o.Verdict, o.Rule, o.Status = Block, r.Name, in.plan.Policy.Response.Status
		}
	case policy.Mask:
		if place.ReadOnly {
			f.Action = policy.Log
			o.lower(Partial, ReadOnly)
			return
		}
		if o.Verdict == Allow {
			o.Verdict = Mask
		}
		in.edit(h, r)
	}
}

// lower notes that not all was inspected or could be acted on.
func (o *Outcome) lower(c Coverage, why Reason) {
	if c < o.Coverage || o.Reason == "" {
		o.Reason = why
	}
	o.Coverage = min(o.Coverage, c)
}

// coverage says what was read, and refuses by policy what was not.
func (in *Inspector) coverage() {
	o := &in.out
	p := in.plan.Policy
	o.Coverage = Full
	if o.Blobs > 0 {
		o.lower(Partial, Media)
	}
	if in.disguised {
		o.lower(Partial, OverLimit)
	}
	switch {
	case in.skip == PolicyOff:
		o.lower(None, PolicyOff)
	case in.raw != "":
		o.lower(Partial, in.raw)
		if in.err != nil {
			in.refuseError()
		}
	case in.skip != "":
		o.lower(None, in.skip)
		if in.skip != NotRead && p.OnUninspected.In(in.dir) == policy.BlockUninspected {
			in.refuse(in.uninspectedStatus())
		}
	case in.err != nil:
		in.refuseError()
	case in.size == 0:
	case p.Limits.Messages > 0 && in.walk.Messages > p.Limits.Messages:
		o.lower(Partial, OverLimit)
		if p.OnOverLimit == policy.Refuse {
			in.refuse(413)
		}
	}
}

func (in *Inspector) refuseError() {
	o := &in.out
	p := in.plan.Policy
	block, status := p.OnInvalid == policy.Refuse, 400
	why := InvalidJSON
	switch in.err.Code {
	case jsonscan.TooLarge, jsonscan.StringTooLong:
		why, status = OverLimit, 413
	case jsonscan.TooDeep, jsonscan.TooManyKeys, jsonscan.KeyTooLong, jsonscan.NumberTooLong:
		why = OverLimit
	case jsonscan.DuplicateKey:
		why = DuplicateKey
	}
	if why == OverLimit {
		block = p.OnOverLimit == policy.Refuse
	}
	o.lower(Partial, why)
	if block {
		in.refuse(status)
	}
}

func (in *Inspector) uninspectedStatus() int { return 415 }

// refuse blocks for a reason that is not a finding. A response that cannot be
// inspected is the upstream's fault: 502.
func (in *Inspector) refuse(status int) {
	if in.dir == policy.Response {
		status = 502
	}
	in.out.Verdict, in.out.Status = Block, status
}

func sortHits(h []hit) {
	if !inOrder(h) {
		sort.Stable(byPlace(h))
	}
}

func inOrder(h []hit) bool {
	for i := 1; i < len(h); i++ {
		if h[i].from < h[i-1].from {
			return false
		}
	}
	return true
}

// byPlace sorts hits by their place in the body.
type byPlace []hit

func (h byPlace) Len() int           { return len(h) }
func (h byPlace) Less(i, j int) bool { return h[i].from < h[j].from }
func (h byPlace) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }
