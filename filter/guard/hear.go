package guard

import (
	"unicode/utf8"

	"github.com/chatguard/chatguard/filter/policy"
)

// heard is the end of a text that comes in pieces, for what only a longer stretch of it tells. It was sent by then: an
// attack in it ends the stream or is told, and of what is masked only the rest is left.
type heard struct {
	text  []byte
	at    int64 // of it in the whole text
	fresh int   // bytes that came since it was scored
	told  int64 // where the phrase of an attack ended that was told by itself
}

// How much of a text is scored at once, and how often: a text is read about six times.
const (
	maxHeard  = 1024
	keepHeard = 512
	hearEvery = 128
)

// shorten drops the front of a long one.
func (h *heard) shorten() {
	if len(h.text) <= maxHeard {
		return
	}
	drop := runeStart(h.text, len(h.text)-keepHeard)
	h.at += int64(drop)
	h.text = h.text[:copy(h.text, h.text[drop:])]
}

// runeStart is where the character begins that byte i of b is in, if b is UTF-8; i where nothing follows.
func runeStart(b []byte, i int) int {
	for i > 0 && i < len(b) && !utf8.RuneStart(b[i]) {
		i--
	}
	return i
}

// forget is called once something was found in it.
func (h *heard) forget() {
	h.at += int64(len(h.text))
	h.text = h.text[:0]
}

// hearAttacks judges what of c goes on now together with what went before.
func (s *Stream) hearAttacks(c *channel, v *channelVerdict, final bool) {
	p := &s.plan.attacks
	if p.scored&s.dir == 0 || c.complete || v.open < c.context {
		return
	}
	h := &c.heard
	for rest := c.buf[c.context:v.open]; ; {
		n := min(len(rest), hearEvery-h.fresh) // so that it does not depend on how the text came
		h.text, rest = append(h.text, rest[:n]...), rest[n:]
		if h.fresh += n; h.fresh == hearEvery || len(rest) == 0 && final && h.fresh > 0 {
			s.hear(c, v)
			h.fresh = 0
			h.shorten()
		}
		if len(rest) == 0 {
			return
		}
	}
}

// hear scores what was heard.
func (s *Stream) hear(c *channel, v *channelVerdict) {
	p, h := &s.plan.attacks, &c.heard
	s.x.scratch.scorer.Least = p.least
	r, _ := s.x.scratch.scorer.ScoreViews(p.model, h.text, nil)
	if r.Score < p.least || h.at+int64(r.From) < h.told && h.told <= h.at+int64(r.To) {
		return
	}
	value := h.text[r.From:min(r.To, r.From+shownAttack)]
	rule := s.plan.decide(p.typeOf(&r), r.Score, c.scope, s.dir)
	if rule == nil || s.plan.Policy.Allow.Match(value) {
		return
	}
	start, end := int(h.at-c.offset)+r.From, int(h.at-c.offset)+min(r.To, len(h.text))
	if left := max(start, c.context); rule.Action == policy.Mask && left < min(end, v.open) {
		start, end = left, min(end, v.open)
	} else if rule.Action == policy.Mask {
		told := *rule
		told.Action = policy.Log // nothing of it is left
		rule = &told
	}
	s.carryOut(c, v, rule, p.typeOf(&r), start, end, r.Score, value)
	h.forget()
}
