package guard

import (
	"bytes"
	"slices"

	"github.com/chatguard/chatguard/filter/detect"
	"github.com/chatguard/chatguard/filter/policy"
	"github.com/chatguard/chatguard/filter/text/sight"
)

// inspectText runs the detectors over the string that was collected.
func (in *Inspector) inspectText(lv level) {
	b := in.text.Bytes()
	if len(b) <= in.from {
		return
	}
	if in.again {
		in.findRepeats(lv)
		return
	}
	in.out.Bytes += int64(len(b) - in.from)
	in.collect(b[in.from:])
	in.traceText(len(b) - in.from)
	m, marked := in.markOf(lv)
	if marked && in.x.scratch.known.has(m) {
		in.restore(lv)
		return
	}
	first, harmless := len(in.hits), in.out.Harmless
	in.lookThrough(lv, first)
	if marked && len(in.hits) == first && in.out.Harmless == harmless && in.err == nil && !in.disguised {
		in.x.scratch.known.add(m)
	}
}

// lookThrough runs everything that looks for something over the string that was collected. in.hits[first:] are of it.
func (in *Inspector) lookThrough(lv level, first int) {
	b := in.text.Bytes()
	in.x.tokens.Find(b, in.from, in.dir, true)
	var found []sight.Finding
	if in.plan.active&in.dir != 0 {
		found = in.x.scratch.lookAt(in.looksFor(), b, in.from)
		in.disguised = in.disguised || !in.x.scratch.Complete()
	}
	for i := range found {
		f, value := &found[i].Finding, found[i].Value(b)
		if in.plan.attacks.isAttack(f.Type) {
			continue // see findAttacks
		}
		if why := in.fate(f, value, lv); why != "" {
			if why == FateHarmless {
				in.out.Harmless++
			}
			in.traceDropped(f, value, why)
			in.traceView(found[i].Origin)
			continue
		}
		in.x.restorer.NoteBrackets(b, f)
		from, to := in.text.Span(f.Start, f.End)
		in.add(hit{
			kind: f.Type, validated: f.Validated, view: found[i].Origin, gaveAway: in.x.gaveAway(f.Type, value, in.dir), level: lv, score: f.Score, from: from, to: to,
			start: int32(f.Start - in.from + in.skipped), end: int32(f.End - in.from + in.skipped),
		}, value)
	}
	in.findAttacks(found, lv)
	in.findPayloads(lv)
	in.findLinks(lv)
	in.findLeaks(lv)
	if in.dir == policy.Response && lv != levelNumber {
		in.findEchoes(lv, first)
	}
	in.restore(lv)
	if lv == levelString && in.skipped == 0 && looksLikeJSON(b[in.from:]) && (len(in.hits) > first || in.plan.payloads.wanted&in.dir != 0 || bytes.IndexByte(b, '\\') >= 0) {
		in.nested.run(in, first)
	}
}

// lookAt looks through text[from:]; before that stands the name of its field. The two are read together, as in
// "password: …". What is found in the name alone is not told: it is no part of the value. Of what begins in the name, the
// part in the value is told, or else a match across the two would hide one in the value.
func (s *Scratch) lookAt(set *detect.Set, text []byte, from int) []sight.Finding {
	found, _ := s.Look(set, text, 0, true, true)
	found = slices.DeleteFunc(found, func(f sight.Finding) bool { return f.End <= from })
	if len(found) > 0 && found[0].Start < from {
		found[0].Start, found[0].Origin = from, 0
	}
	return found
}

// looksFor is what the inspection looks for: with a trace, which tells why no
// rule applies, also what only rules of the other direction name.
func (in *Inspector) looksFor() *detect.Set {
	if in.x.Trace != nil {
		return in.plan.set
	}
	return in.plan.look(in.dir)
}

// restore finds placeholders of this exchange in a response; in a request, it
// keeps what somebody typed from being taken for one.
func (in *Inspector) restore(lv level) {
	if !in.plan.Policy.Restore.Enabled || lv == levelNumber {
		return
	}
	b := in.text.Bytes()
	if in.dir == policy.Request {
		in.x.restorer.Avoid(b[in.from:])
		return
	}
	for i := range in.x.tokens.Found {
		t := &in.x.tokens.Found[i]
		if t.Restored {
			from, to := in.text.Span(t.Start, t.End)
			in.add(hit{level: lv, from: from, to: to, restored: true}, t.Value)
		} else {
			in.out.Unresolved += in.x.countOnce(unresolvedOnce, b[t.Start:t.End])
		}
	}
	found, _ := in.x.restorer.Find(b, in.from, true)
	for _, r := range found {
		from, to := in.text.Span(r.Start, r.End)
		in.add(hit{level: lv, from: from, to: to, restored: true}, r.Value)
	}
}

// add keeps a hit with its value; nil if there are too many.
func (in *Inspector) add(h hit, value []byte) *hit {
	if len(in.hits) == maxHits || in.relay != nil && in.relay.told+len(in.hits) == maxHits {
		in.overHits()
		return nil
	}
	h.trail = in.trailOf()
	h.value, h.len = int32(len(in.values)), int32(len(value))
	in.values = append(in.values, value...)
	in.hits = append(in.hits, h)
	return &in.hits[len(in.hits)-1]
}

// trailOf keeps the trail of the string being read.
func (in *Inspector) trailOf() int32 {
	if in.trail < 0 {
		in.trail = int32(len(in.trails))
		in.trails = append(in.trails, in.walk.Trail())
	}
	return in.trail
}

// looksLikeJSON tells whether text may be a JSON document of its own, as tool
// arguments and tool results are.
func looksLikeJSON(b []byte) bool {
	for _, c := range b {
		switch c {
		case ' ', '\t', '\r', '\n':
		case '{', '[':
			return true
		default:
			return false
		}
	}
	return false
}
