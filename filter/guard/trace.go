package guard

import (
	"github.com/chatguard/chatguard/filter/chat"
	"github.com/chatguard/chatguard/filter/detect"
	"github.com/chatguard/chatguard/filter/policy"
	"github.com/chatguard/chatguard/filter/text/view"
)

// Trace is what an exchange's inspections looked at and what became of each
// candidate, for people who ask why. The filter runs without one: it is the
// only thing here that keeps values beside the body.
type Trace struct {
	APIBy      string // how the API was told: "name", "path", "shape"; "" if it is the generic one
	Texts      []TracedText
	Candidates []Candidate
}

// TracedText is a text that was looked at.
type TracedText struct {
	Path  string
	Scope policy.Scope
	Bytes int // 0 in a stream

	trail int32
}

// Candidate is what a detector found, and its fate.
type Candidate struct {
	Type       string
	Path       string
	Scope      policy.Scope
	Start, End int // bytes in the decoded text of the string
	Score      float32
	Validated  bool
	Repeat     bool // of a value that was found elsewhere in the body
	Fate       Fate
	Rule       string // that decided, with FateDecided
	Value      string
	View       string // what had to be undone to see it; "" for nothing

	trail int32
}

// Fate is what became of a candidate.
type Fate string

const (
	FateDecided  Fate = "decided"           // by a rule
	FateNoRule   Fate = "no rule"           // none matches it at its place
	FateUnwanted Fate = "no rule for it"    // none matches it in this direction
	FateAllowed  Fate = "allow list"        // of the policy
	FateHarmless Fate = "example value"     // documented, opens nothing
	FateNumber   Fate = "unproved number"   // a bare number without a check digit that proves it
	FateToken    Fate = "part of a token"   // of this exchange
	FateReadOnly Fate = "text is read-only" // signed, or in a coding that has to stay
)

// fate says what is known of a finding before its place is: "" if its place
// has to decide.
func (in *Inspector) fate(f *detect.Finding, value []byte, lv level) Fate {
	switch {
	case in.plan.harmless(f):
		return FateHarmless
	case lv != levelNested && in.x.tokens.Covers(f):
		return FateToken
	case lv == levelNumber && !f.Validated:
		return FateNumber // most long numbers are identifiers or times
	case in.plan.Policy.Allow.Match(value):
		return FateAllowed
	case !in.plan.wanted(f.Type, f.Score, in.dir) && !in.x.gaveAway(f.Type, value, in.dir):
		return FateUnwanted
	}
	return ""
}

// traceAPI notes how the API was told, if it was.
func (x *Exchange) traceAPI(by string) {
	if x.Trace != nil && x.api != nil && x.api != x.guard.apis.Generic() {
		x.Trace.APIBy = by
	}
}

// traceText notes a text. Its place is known at the end.
func (in *Inspector) traceText(n int) {
	if t := in.x.Trace; t != nil {
		t.Texts = append(t.Texts, TracedText{Bytes: n, trail: in.trailOf()})
	}
}

// traceDropped notes a candidate that no rule is going to see.
func (in *Inspector) traceDropped(f *detect.Finding, value []byte, why Fate) {
	if t := in.x.Trace; t != nil {
		at := f.Start - in.from + in.skipped
		t.Candidates = append(t.Candidates, Candidate{
			Type: in.plan.set.Name(f.Type), Start: at, End: at + f.End - f.Start, Score: f.Score, Validated: f.Validated,
			Fate: why, Value: string(value), trail: in.trailOf(),
		})
	}
}

// traceView adds to the last candidate what had to be undone to see it.
func (in *Inspector) traceView(o view.Origin) {
	if t := in.x.Trace; t != nil {
		t.Candidates[len(t.Candidates)-1].View = o.String()
	}
}

// traceHit notes what the rules made of a hit.
func (in *Inspector) traceHit(h *hit, place chat.Place, r *policy.Rule) {
	t := in.x.Trace
	if t == nil {
		return
	}
	c := Candidate{
		Type: in.plan.set.Name(h.kind), Start: int(h.start), End: int(h.end), Score: h.score, Validated: h.validated, Repeat: h.repeat, Scope: place.Scope, View: h.view.String(),
		Fate: FateNoRule, Value: string(in.values[h.value : h.value+h.len]), trail: h.trail,
	}
	if r != nil {
		c.Fate, c.Rule = FateDecided, r.Name
		if r.Action == policy.Mask && place.ReadOnly {
			c.Fate = FateReadOnly
		}
	}
	t.Candidates = append(t.Candidates, c)
}

// tracePlaces tells the places, once the API is known.
func (in *Inspector) tracePlaces(res *chat.Resolver) {
	t := in.x.Trace
	if t == nil {
		return
	}
	place := func(trail int32) (string, policy.Scope) {
		if in.form == formText {
			return "", policy.Other
		}
		return in.trails[trail].String(), res.Place(in.trails[trail]).Scope
	}
	for i := range t.Texts {
		if x := &t.Texts[i]; x.trail >= 0 {
			x.Path, x.Scope = place(x.trail)
			x.trail = -1
		}
	}
	for i := range t.Candidates {
		if x := &t.Candidates[i]; x.trail >= 0 {
			x.Path, x.Scope = place(x.trail)
			x.trail = -1
		}
	}
}

// traceChannel notes a text of a stream. How long it is shows only at the end.
func (s *Stream) traceChannel(c *channel) {
	if t := s.x.Trace; t != nil {
		t.Texts = append(t.Texts, TracedText{Path: c.class, Scope: c.scope, trail: -1})
	}
}

// traceFinding notes what became of a finding in a text of a stream.
func (s *Stream) traceFinding(c *channel, f *detect.Finding, why Fate, r *policy.Rule) {
	t := s.x.Trace
	if t == nil {
		return
	}
	x := Candidate{
		Type: s.plan.set.Name(f.Type), Path: c.class, Scope: c.scope, Start: int(c.offset) + f.Start, End: int(c.offset) + f.End,
		Score: f.Score, Validated: f.Validated, Fate: why, Value: string(c.buf[f.Start:f.End]), trail: -1,
	}
	if r != nil {
		x.Fate, x.Rule = FateDecided, r.Name
		if r.Action == policy.Mask && c.readOnly {
			x.Fate = FateReadOnly
		}
	}
	t.Candidates = append(t.Candidates, x)
}
