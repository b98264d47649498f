package guard

import (
	"hash/maphash"

	"github.com/chatguard/chatguard/filter/detect"
	"github.com/chatguard/chatguard/filter/leak"
	"github.com/chatguard/chatguard/filter/policy"
)

// Types of what a response gives away of its own request.
const (
	promptLeakType = "SYSTEM_PROMPT_LEAK"
	valueLeakType  = "MASKED_VALUE_LEAK"
)

// leakPlan says which leaks a policy looks for.
type leakPlan struct {
	prompt, value         bool
	promptType, valueType detect.Type
	canaries              [][]byte // in lower case
}

// planLeaks finds the rules that match leaks in responses.
func (p *Plan) planLeaks(types map[string]detect.Type) {
	l := &p.leaks
	for i := range p.Policy.Rules {
		r := &p.Policy.Rules[i]
		if r.Action == policy.Allow || r.Direction&policy.Response == 0 || p.Policy.Mode == policy.Off {
			continue
		}
		l.prompt = l.prompt || contains(r.Types, promptLeakType)
		l.value = l.value || contains(r.Types, valueLeakType)
	}
	l.promptType, l.valueType = types[promptLeakType], types[valueLeakType]
	if l.prompt {
		for _, c := range p.Policy.Leaks.Canaries {
			l.canaries = append(l.canaries, leak.Lower([]byte(c)))
		}
	}
}

// leaks is what an exchange knows of its request to tell what its response
// gives away: hashes, and no text.
type leaks struct {
	prompt leak.Set
	values map[uint64]bool
	echoes echoes
	sums   []uint64     // of texts whose scope is not known yet
	parts  []promptPart // of the same
}

// promptPart is one string of a request that may be of its system prompt.
type promptPart struct {
	trail    int32
	from, to int // in sums
	runes    int
}

// Bounds of what an exchange keeps.
const (
	maxPending = 4 * leak.MaxShingles // hashes of texts whose scope is not known yet
	maxValues  = 1 << 12
)

func (l *leaks) reset() {
	l.prompt.Reset()
	l.values = nil
	l.echoes.reset()
	l.forget()
}

func (l *leaks) forget() {
	l.sums, l.parts = l.sums[:0], l.parts[:0]
	if cap(l.sums) > leak.MaxShingles {
		l.sums = nil
	}
}

// collect keeps a string of a request, as hashes, until it is known who says it.
func (in *Inspector) collect(text []byte) {
	if !in.plan.leaks.prompt || in.dir != policy.Request || len(text) < leak.Shortest ||
		in.place.Listed && !in.place.ByRole && in.place.Scope != policy.SystemPrompt {
		return
	}
	l := &in.x.leaks
	from := len(l.sums)
	var runes int
	if l.sums, runes = leak.Sample(l.sums, text, min(maxPending, from+leak.MaxShingles)); len(l.sums) > from {
		l.parts = append(l.parts, promptPart{in.trailOf(), from, len(l.sums), runes})
	}
}

// settlePrompt keeps of what was collected what turned out to be instructions.
func (in *Inspector) settlePrompt(scope func(trail int32) policy.Scope) {
	l := &in.x.leaks
	for _, p := range l.parts {
		if scope(p.trail) == policy.SystemPrompt {
			l.prompt.Add(l.sums[p.from:p.to], p.runes)
		}
	}
	l.forget()
}

// leakLimits is what makes a leak of the prompt; false if there is nothing to find.
func (x *Exchange) leakLimits() (lim leak.Limits, ok bool) {
	if !x.plan.leaks.prompt || x.leaks.prompt.Empty() {
		return lim, false
	}
	p := &x.plan.Policy.Leaks
	share := max(leak.LeastRun, int(p.Share*float32(x.leaks.prompt.Letters())))
	return leak.Limits{
		Prompt: &x.leaks.prompt, Need: min(p.MinCharacters, share),
		Span: int64(min(leak.MaxSpan, x.plan.Policy.Limits.HoldBytes/2)),
	}, true
}

// findLeaks looks for the prompt in a string of a response.
func (in *Inspector) findLeaks(lv level) {
	if in.dir != policy.Response || lv == levelNumber || !in.plan.leaks.prompt {
		return
	}
	b := in.text.Bytes()
	var scan leak.Scan
	if lim, ok := in.x.leakLimits(); ok {
		scan.Skip(int64(in.from))
		var quote func(int) bool
		if lv == levelString && looksLikeJSON(b[in.from:]) {
			quote = scan.Unescaped
		}
		scan.Feed(&lim, b, 0, quote, true)
	}
	scan.Spans, _ = leak.FindCanaries(scan.Spans, in.plan.leaks.canaries, b, in.from, 0, true)
	for _, s := range scan.Spans {
		from, to := in.text.Span(int(s.Start), int(s.End))
		in.add(hit{
			kind: in.plan.leaks.promptType, level: lv, score: 1, from: from, to: to, leak: true,
			start: int32(int(s.Start) - in.from + in.skipped), end: int32(int(s.End) - in.from + in.skipped),
		}, b[s.Start:s.End])
	}
}

// valueSeed makes the hashes of masked values of no use outside the program.
var valueSeed = maphash.MakeSeed()

// valueHash is a keyed hash of a value; how it is grouped does not matter.
func valueHash(typ string, value []byte) uint64 {
	var h maphash.Hash
	h.SetSeed(valueSeed)
	_, _ = h.WriteString(typ)
	_ = h.WriteByte(0)
	for _, c := range value {
		if c != ' ' && c != '-' {
			_ = h.WriteByte(c)
		}
	}
	return h.Sum64()
}

// masked remembers a value that was masked in the request and is never turned
// back.
func (x *Exchange) masked(typ string, value []byte, dir policy.Direction) {
	if !x.plan.leaks.value || dir != policy.Request || !x.plan.Policy.Restore.Never[typ] || len(x.leaks.values) >= maxValues {
		return
	}
	if x.leaks.values == nil {
		x.leaks.values = map[uint64]bool{}
	}
	x.leaks.values[valueHash(typ, value)] = true
	x.leaks.echoes.add(value)
}

// gaveAway tells whether a finding of a response is such a value.
func (x *Exchange) gaveAway(t detect.Type, value []byte, dir policy.Direction) bool {
	return dir == policy.Response && len(x.leaks.values) > 0 && x.leaks.values[valueHash(x.plan.set.Name(t), value)]
}

// judge is the rule for a finding: that for leaks first, if it is one.
func (p *Plan) judge(t detect.Type, score float32, gaveAway bool, scope policy.Scope, dir policy.Direction) (detect.Type, *policy.Rule) {
	if gaveAway {
		if r := p.decide(p.leaks.valueType, 1, scope, dir); r != nil {
			return p.leaks.valueType, r
		}
	}
	return t, p.decide(t, score, scope, dir)
}

// lookForLeaks reads what is new in a channel and returns from where on it may
// become a leak.
func (s *Stream) lookForLeaks(c *channel, final, forced bool) (open int) {
	open = len(c.buf)
	if !s.plan.leaks.prompt || s.dir != policy.Response || !leakScope(c.scope) {
		return open
	}
	if lim, ok := s.x.leakLimits(); ok {
		l := &c.leak
		l.Skip(c.offset + int64(c.context))
		var quote func(int) bool
		if c.json() {
			quote = c.args.Quote
		}
		l.Feed(&lim, c.buf, c.offset, quote, final && !forced)
		if forced {
			l.Release(&lim, c.offset+int64(len(c.buf)))
		}
		c.leaked = append(c.leaked, l.Spans...)
		open = min(open, int(l.Held()-c.offset))
	}
	spans, held := leak.FindCanaries(c.canaries[:0], s.plan.leaks.canaries, c.buf, c.context, c.offset, final)
	c.canaries = spans
	return max(c.context, min(open, held))
}

// beforeLeak moves open in front of a leak that it would divide.
func (c *channel) beforeLeak(open int) int {
	at := c.offset + int64(open)
	for _, list := range [][]leak.Span{c.leaked, c.canaries} {
		for _, span := range list {
			if span.Start < at && at < span.End {
				at = span.Start
			}
		}
	}
	return int(at - c.offset)
}

// actLeaks enters into v what the rules say of the leaks that can be told.
func (s *Stream) actLeaks(c *channel, v *channelVerdict) {
	told := 0
	for _, span := range c.leaked {
		if span.End > c.offset+int64(v.open) {
			break
		}
		told++
		s.actLeak(c, v, span)
	}
	c.leaked = c.leaked[:copy(c.leaked, c.leaked[told:])]
	for _, span := range c.canaries {
		if span.End <= c.offset+int64(v.open) {
			s.actLeak(c, v, span)
		}
	}
	c.canaries = c.canaries[:0]
}

func (s *Stream) actLeak(c *channel, v *channelVerdict, span leak.Span) {
	start, end := max(int(span.Start-c.offset), c.context), int(span.End-c.offset)
	kind := s.plan.leaks.promptType
	s.carryOut(c, v, s.plan.decide(kind, 1, c.scope, s.dir), kind, start, end, 1, c.buf[start:end])
}

// leakScope tells in which scopes of a response the prompt is a leak: some APIs
// repeat the request's own instructions beside the answer, as its sender
// knows.
func leakScope(s policy.Scope) bool { return s != policy.SystemPrompt && s != policy.ToolDefinition }
