package guard

import (
	"github.com/chatguard/chatguard/filter/detect"
	"github.com/chatguard/chatguard/filter/payload"
	"github.com/chatguard/chatguard/filter/policy"
	"github.com/chatguard/chatguard/filter/text/view"
)

// payloadPlan is what a policy wants to know of attacks on what stands behind
// the chatbot.
type payloadPlan struct {
	wanted policy.Direction // in which some rule matches one
	scopes [2]policy.Scope  // and where, in requests and in responses
	types  [payload.Kinds]detect.Type
}

// planPayloads finds the rules that match payloads.
func (p *Plan) planPayloads(types map[string]detect.Type) {
	for k := range payload.Kinds {
		p.payloads.types[k] = types[k.String()]
		p.acting(k.String(), func(r *policy.Rule) {
			p.payloads.wanted |= r.Direction
			for d := range p.payloads.scopes {
				if r.Direction&(1<<d) != 0 {
					p.payloads.scopes[d] |= r.Scopes
				}
			}
		})
	}
}

// payloadScore is what a payload of a strength means where it stands. In an
// argument of a tool it is what it looks like; what a tool brought may be a page
// or a program; and in prose people ask about code.
func payloadScore(strength float32, scope policy.Scope, prose bool) float32 {
	switch {
	case scope == policy.ToolInput, scope == policy.Other && !prose:
		return strength
	case scope == policy.ToolOutput:
		return strength - 0.1
	}
	return strength - 0.3
}

// proseWords is how many words in a row make a text prose.
const proseWords = 8

// isProse tells texts that people write to people, by the words that only a
// space divides.
func isProse(t []byte) bool {
	n := 0
	for i := 1; i+1 < len(t); i++ {
		if t[i] == ' ' && lowerLetter(t[i-1]) && lowerLetter(t[i+1]|' ') {
			if n++; n >= proseWords {
				return true
			}
		}
	}
	return false
}

func lowerLetter(c byte) bool { return c-'a' < 26 || c >= 0x80 }

// payloadsIn finds the payloads of text[from:] and of its views, whose ranges are of the text. Where a view shows again what
// was told, it is one payload.
func (sc *Scratch) payloadsIn(text []byte, from int) []payload.Finding {
	sc.payloads = payload.Scan(text, from, sc.payloads[:0])
	for _, v := range sc.Views() {
		if v.Origin == view.Folded {
			continue
		}
		n := len(sc.payloads)
		sc.payloads = payload.Scan(v.Bytes(), 0, sc.payloads)
		kept := sc.payloads[:n]
		for _, f := range sc.payloads[n:] {
			f.Start, f.End = v.Span(f.Start, min(f.End, len(v.Bytes())))
			if !toldAgain(kept, f) {
				kept = append(kept, f)
			}
		}
		sc.payloads = kept
	}
	return sc.payloads
}

// value finds the payloads of a value that is a part of a text.
func (sc *Scratch) value(b []byte) []payload.Finding {
	sc.values = payload.Value(b, payload.Scan(b, 0, sc.values[:0]))
	return sc.values
}

// toldAgain reports whether f covers one of its kind in found, or is covered by it; that one grows. A text has few findings.
func toldAgain(found []payload.Finding, f payload.Finding) bool {
	for i := range found {
		g := &found[i]
		if g.Kind == f.Kind && (g.Start <= f.Start && f.End <= g.End || f.Start <= g.Start && g.End <= f.End) {
			g.Start, g.End, g.Strength = min(g.Start, f.Start), max(g.End, f.End), max(g.Strength, f.Strength)
			return true
		}
	}
	return false
}

// findPayloads looks for payloads in the string that was collected.
func (in *Inspector) findPayloads(lv level) {
	if lv == levelNumber || in.plan.payloads.wanted&in.dir == 0 {
		return
	}
	b := in.text.Bytes()
	found := in.x.scratch.payloadsIn(b, in.from)
	value := b[in.from:]
	if len(found) == 0 && len(value) > payload.MaxValue {
		return
	}
	prose := isProse(value)
	if !prose && in.skipped == 0 && !looksLikeJSON(value) {
		n := len(found)
		found = payload.Value(value, found)
		for i := n; i < len(found); i++ {
			found[i].Start, found[i].End = found[i].Start+in.from, found[i].End+in.from
		}
	}
	for _, f := range found {
		in.addPayload(f.Kind, f.Start, min(f.End, len(b)), f.Strength, lv, prose)
	}
}

// addPayload keeps a payload in the text that in holds.
func (in *Inspector) addPayload(kind payload.Kind, start, end int, strength float32, lv level, prose bool) {
	if h := in.addAttack(in.plan.payloads.types[kind], start, end, strength, lv); h != nil {
		h.payload, h.prose = true, prose
	}
}

// actPayloads judges what is new in a text of a stream. What stands in front
// of it is looked at again, because a payload may begin there.
func (s *Stream) actPayloads(c *channel, v *channelVerdict) {
	if s.plan.payloads.scopes[s.dir>>1]&c.scope == 0 {
		return
	}
	prose := isProse(c.buf)
	for _, f := range s.x.scratch.payloadsIn(c.buf, 0) {
		if f.End > c.context {
			if c.json() {
				head, at := c.args.StringAt(f.Start)
				f.Strength = payload.Temper(head, &f, at)
			}
			score := payloadScore(f.Strength, c.scope, prose)
			s.actAttack(c, v, s.plan.payloads.types[f.Kind], max(f.Start, c.context), min(f.End, v.open), score)
		}
	}
	if c.json() {
		s.actValues(c, v)
	}
}

// actValues judges the strings of tool arguments that ended, each as a whole.
func (s *Stream) actValues(c *channel, v *channelVerdict) {
	for from, to := range c.args.Values() {
		if from < c.context || to > v.open {
			continue
		}
		b := c.buf[from:to]
		if isProse(b) {
			continue
		}
		for _, f := range s.x.scratch.value(b) {
			if !toldAgain(s.x.scratch.payloads, payload.Finding{Start: from, End: to, Kind: f.Kind}) {
				s.actAttack(c, v, s.plan.payloads.types[f.Kind], from+f.Start, from+f.End, payloadScore(f.Strength, c.scope, false))
			}
		}
	}
}

// openValue is from where on tool arguments have to wait, because a string in them goes on that is judged as a whole.
func (s *Stream) openValue(c *channel, final bool) int {
	if final || !s.judgesValues(c) {
		return len(c.buf)
	}
	from, ok := c.args.Unended()
	if !ok || len(c.buf)-from > payload.MaxValue {
		return len(c.buf)
	}
	return from
}

// beforeValue moves open in front of the string that it would divide.
func (s *Stream) beforeValue(c *channel, open int) int {
	if open < len(c.buf) && s.judgesValues(c) {
		for from, to := range c.args.Values() {
			if from < open && open < to && to-from <= payload.MaxValue {
				return from
			}
		}
	}
	return open
}

// judgesValues reports whether the strings in a text are judged as a whole.
func (s *Stream) judgesValues(c *channel) bool {
	return c.json() && s.plan.payloads.scopes[s.dir>>1]&c.scope != 0
}
