package guard

import (
	"sync"

	"github.com/chatguard/chatguard/filter/attack"
	"github.com/chatguard/chatguard/filter/detect"
	"github.com/chatguard/chatguard/filter/policy"
	"github.com/chatguard/chatguard/filter/text/sight"
	"github.com/chatguard/chatguard/filter/text/view"
	"github.com/chatguard/chatguard/policies"
)

// Types that no rule of detect finds.
const (
	hiddenType      = "HIDDEN_TEXT"
	obfuscationType = "OBFUSCATION"
)

// attackPlan is what a policy wants to know of attacks on the model.
type attackPlan struct {
	model    *attack.Model    // nil if it is never asked
	scored   policy.Direction // in which texts are scored
	least    float32          // no rule acts on less
	hidden   policy.Direction // in which text that does not show matters
	disguise policy.Direction // in which undone disguises matter

	injection, jailbreak, hiddenText, obfuscation detect.Type
}

// attackModel is the model of the program, read when a policy first needs it.
var attackModel = sync.OnceValues(func() (*attack.Model, error) { return attack.Open(policies.AttackModel()) })

// planAttacks finds the rules that match attacks.
func (p *Plan) planAttacks(types map[string]detect.Type) (err error) {
	a := &p.attacks
	a.injection, a.jailbreak, a.hiddenText, a.obfuscation = types[policy.PromptInjection], types[policy.Jailbreak], types[hiddenType], types[obfuscationType]
	a.least = 1
	for _, t := range []string{policy.PromptInjection, policy.Jailbreak} {
		p.acting(t, func(r *policy.Rule) {
			a.scored |= r.Direction
			a.least = min(a.least, r.Least(t))
		})
	}
	p.acting(hiddenType, func(r *policy.Rule) { a.hidden |= r.Direction })
	p.acting(obfuscationType, func(r *policy.Rule) { a.disguise |= r.Direction })
	if a.scored != 0 {
		a.model, err = attackModel()
	}
	return err
}

// shownAttack bounds the part of an attack that is kept, for its fingerprint
// and for the allow list.
const shownAttack = 512

// findAttacks scores the string that was collected, and notes what in it does
// not show or was disguised.
func (in *Inspector) findAttacks(found []sight.Finding, lv level) {
	p := &in.plan.attacks
	if lv == levelNumber || (p.scored|p.hidden|p.disguise)&in.dir == 0 {
		return
	}
	b := in.text.Bytes()
	if p.hidden&in.dir != 0 {
		for _, h := range in.x.scratch.Hidden() {
			in.addAttack(p.hiddenText, h.From, h.To, h.Score, lv)
		}
	}
	if p.disguise&in.dir != 0 {
		for i := range found {
			if found[i].Origin&view.Encoded != 0 {
				in.addAttack(p.obfuscation, found[i].Start, found[i].End, found[i].Score, lv)
			}
		}
	}
	if p.scored&in.dir == 0 {
		return
	}
	in.x.scratch.scorer.Least = p.least
	r, disguised := in.x.scratch.scorer.ScoreViews(p.model, b, in.x.scratch.Views())
	kind := p.typeOf(&r)
	for i := range found {
		if f := &found[i]; p.isAttack(f.Type) && f.Score > r.Score {
			kind, r.From, r.To, r.Score, disguised = f.Type, f.Start, f.End, f.Score, f.Origin != 0
		}
	}
	if r.Score < p.least {
		return
	}
	in.addAttack(kind, r.From, r.To, r.Score, lv)
	if disguised && p.disguise&in.dir != 0 {
		in.addAttack(p.obfuscation, r.From, r.To, r.Score, lv)
	}
}

// isAttack tells the types that texts are scored for. A phrase of one counts
// with the score of its text, not as a finding of its own.
func (p *attackPlan) isAttack(t detect.Type) bool {
	return p.scored != 0 && (t == p.injection || t == p.jailbreak)
}

func (p *attackPlan) typeOf(r *attack.Result) detect.Type {
	if r.Jailbreak {
		return p.jailbreak
	}
	return p.injection
}

// addAttack notes an attack in [start, end) of the text; nil if no rule is going
// to see it, or there are too many.
func (in *Inspector) addAttack(kind detect.Type, start, end int, score float32, lv level) *hit {
	start = max(start, in.from)
	if start >= end {
		return nil
	}
	b := in.text.Bytes()
	value := b[start:min(end, start+shownAttack)]
	f := detect.Finding{Start: start, End: end, Type: kind, Score: score}
	if why := in.fate(&f, value, lv); why != "" {
		in.traceDropped(&f, value, why)
		return nil
	}
	from, to := in.text.Span(start, end)
	return in.add(hit{
		kind: kind, attack: true, level: lv, score: score, from: from, to: to,
		start: int32(start - in.from + in.skipped), end: int32(end - in.from + in.skipped),
	}, value)
}

// actAttacks judges a text of a stream that is there as a whole.
func (s *Stream) actAttacks(c *channel, v *channelVerdict) {
	p := &s.plan.attacks
	if p.hidden&s.dir != 0 {
		for _, h := range s.x.scratch.Hidden() {
			s.actAttack(c, v, p.hiddenText, max(h.From, c.context), h.To, h.Score)
		}
	}
	if p.scored&s.dir == 0 {
		return
	}
	s.x.scratch.scorer.Least = p.least
	if r, _ := s.x.scratch.scorer.ScoreViews(p.model, c.buf, s.x.scratch.Views()); r.Score >= p.least {
		s.actAttack(c, v, p.typeOf(&r), max(r.From, c.context), r.To, r.Score)
	}
}

func (s *Stream) actAttack(c *channel, v *channelVerdict, kind detect.Type, start, end int, score float32) {
	if start >= end {
		return
	}
	value := c.buf[start:min(end, start+shownAttack)]
	if !s.plan.Policy.Allow.Match(value) {
		s.carryOut(c, v, s.plan.decide(kind, score, c.scope, s.dir), kind, start, end, score, value)
	}
}
