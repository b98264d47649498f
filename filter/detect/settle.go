package detect

import (
	"cmp"
	"sort"

	"github.com/chatguard/chatguard/filter/detect/table"
)

// settle weighs context, finds how much of the text is decided, resolves
// overlaps there and appends the findings to out.
func (sc *Scanner) settle(out []Finding) []Finding {
	if len(sc.cands) == 0 {
		sc.open = max(sc.open, len(sc.text)-MaxOpen)
		return out
	}
	sc.sort()
	sc.weigh()
	sc.close()
	cs := sc.cands
	for len(cs) > 0 {
		n, end := 1, cs[0].end
		for n < len(cs) && cs[n].start < end {
			end = max(end, cs[n].end)
			n++
		}
		out = sc.choose(cs[:n], out)
		cs = cs[n:]
	}
	return out
}

// before orders candidates by position, the longer first.
func (a *candidate) before(b *candidate) bool {
	if a.start != b.start {
		return a.start < b.start
	}
	if a.end != b.end {
		return a.end > b.end
	}
	return a.rule < b.rule
}

// sort orders the candidates by position. They come as few sorted runs, which
// are merged; package sort would call a function for every comparison.
func (sc *Scanner) sort() {
	for {
		cs, out := sc.cands, sc.kept[:0]
		runs := 0
		for len(cs) > 0 {
			n := runLength(cs)
			m := n + runLength(cs[n:])
			out = merge(out, cs[:n], cs[n:m])
			cs = cs[m:]
			runs++
		}
		sc.cands, sc.kept = out, sc.cands
		if runs <= 1 {
			return
		}
	}
}

func runLength(cs []candidate) int {
	n := min(len(cs), 1)
	for n < len(cs) && !cs[n].before(&cs[n-1]) {
		n++
	}
	return n
}

func merge(out, a, b []candidate) []candidate {
	for len(a) > 0 && len(b) > 0 {
		if b[0].before(&a[0]) {
			out, b = append(out, b[0]), b[1:]
		} else {
			out, a = append(out, a[0]), a[1:]
		}
	}
	return append(append(out, a...), b...)
}

// weigh looks for context words and drops candidates below their rule's least
// score. Candidates whose context is not there yet stay, to hold the text open.
func (sc *Scanner) weigh() {
	sc.ctx.reset()
	kept := sc.cands[:0]
	for _, c := range sc.cands {
		if int(c.rule) >= len(sc.in.rules) {
			kept = append(kept, sc.weighCustom(c))
		} else if sc.weighRule(&c) {
			kept = append(kept, c)
		}
	}
	sc.cands = kept
}

// weighRule reports whether c stays a candidate.
func (sc *Scanner) weighRule(c *candidate) bool {
	rule := &sc.in.rules[c.rule]
	needed := c.flags&isWeak != 0 || rule.Flags&table.ContextHas != 0
	if inText := percent(rule.InText); rule.Context > 0 && (needed || inText > c.score) {
		found, more := sc.context(rule.Context-1, rule.Before, rule.After, int(c.start), int(c.end))
		if more {
			sc.hold(int(c.match))
			return true
		}
		if found {
			c.score = max(c.score, inText)
			needed = false
		}
	}
	if needed && sc.set.isWeak(c.rule) {
		c.score, c.flags = percent(rule.Weak), c.flags&isContainer
		return true
	}
	return !needed && c.score >= percent(rule.Min)
}

func (sc *Scanner) weighCustom(c candidate) candidate {
	d := sc.set.custom[int(c.rule)-len(sc.in.rules)]
	if d.unless != nil {
		if found, more := d.unless.near(sc.text, int(c.start), int(c.end), d.window, sc.final); found {
			c.flags |= isDead
			return c
		} else if more {
			sc.hold(int(c.match))
			return c
		}
	}
	if d.context == nil {
		return c
	}
	found, more := d.context.near(sc.text, int(c.start), int(c.end), d.window, sc.final)
	if more {
		sc.hold(int(c.match))
	} else if !found {
		c.flags |= isDead
	}
	return c
}

// close moves open before every candidate that crosses it and drops what is
// then behind it.
func (sc *Scanner) close() {
	open := int32(sc.open)
	for moved := !sc.final; moved; {
		moved = false
		for i := range sc.cands {
			if c := &sc.cands[i]; c.end > open && c.match < open {
				open, moved = max(c.match, int32(sc.from)), true
			}
		}
	}
	if least := int32(len(sc.text) - MaxOpen); open < least {
		open = sc.force(least)
	}
	sc.open = int(open)
	kept := sc.cands[:0]
	for _, c := range sc.cands {
		if c.end <= open && c.flags&isDead == 0 {
			kept = append(kept, c)
		}
	}
	sc.cands = kept
}

// force returns a position from least on that no candidate crosses. A hostile
// text may chain so many overlapping candidates that nothing would be decided
// for long; the chain is then decided as if the text ended, and only then
// does the result depend on how the text was cut.
func (sc *Scanner) force(least int32) (open int32) {
	open = least
	for i := range sc.cands { // sorted by start
		if c := &sc.cands[i]; c.match < open && c.end > open {
			open = c.end
		}
	}
	return open
}

// better orders candidates that overlap, the one that wins first.
func better(a, b *candidate) int {
	switch {
	case (a.flags^b.flags)&isContainer != 0:
		return int(a.flags&isContainer) - int(b.flags&isContainer)
	case (a.score < Usual) != (b.score < Usual):
		if b.score < Usual {
			return -1
		}
		return 1
	case a.certain() != b.certain():
		if a.certain() {
			return -1
		}
		return 1
	case a.end-a.start != b.end-b.start:
		return int((b.end - b.start) - (a.end - a.start))
	case a.score != b.score:
		return cmp.Compare(b.score, a.score)
	case a.rule != b.rule:
		return int(a.rule) - int(b.rule)
	}
	return int(a.start - b.start)
}

// certain reports whether c is validated by more than check digits that many
// numbers pass by chance: those have a low score unless a word names them.
func (c *candidate) certain() bool { return c.flags&isValid != 0 && c.score >= 0.6 }

// chainMax is the longest chain of overlapping candidates that is resolved by
// looking at all pairs.
const chainMax = 24

// choose resolves a chain of overlapping candidates: the best first, then what
// does not overlap those already taken.
func (sc *Scanner) choose(cs []candidate, out []Finding) []Finding {
	if len(cs) == 1 {
		return append(out, sc.finding(&cs[0]))
	}
	taken := sc.kept[:0]
	if len(cs) <= chainMax {
		taken = takeBest(taken, cs)
	} else {
		taken = takeSorted(taken, cs)
	}
	sc.kept = taken
	for i := range taken {
		out = append(out, sc.finding(&taken[i]))
	}
	return out
}

// takeBest appends the winners among few candidates, in order of position.
func takeBest(taken, cs []candidate) []candidate {
	var lost uint32
	for {
		best := -1
		for i := range cs {
			if lost>>i&1 == 0 && (best < 0 || better(&cs[i], &cs[best]) < 0) {
				best = i
			}
		}
		if best < 0 {
			break
		}
		c := cs[best]
		taken = append(taken, c)
		for i := range cs {
			if cs[i].start < c.end && c.start < cs[i].end {
				lost |= 1 << i
			}
		}
	}
	for i := 1; i < len(taken); i++ {
		for j := i; j > 0 && taken[j].before(&taken[j-1]); j-- {
			taken[j], taken[j-1] = taken[j-1], taken[j]
		}
	}
	return taken
}

type byWorth []candidate

func (c byWorth) Len() int           { return len(c) }
func (c byWorth) Less(i, j int) bool { return better(&c[i], &c[j]) < 0 }
func (c byWorth) Swap(i, j int)      { c[i], c[j] = c[j], c[i] }

// takeSorted is takeBest for many candidates.
func takeSorted(taken, cs []candidate) []candidate {
	sort.Sort(byWorth(cs))
	for i := range cs {
		c := cs[i]
		at := sort.Search(len(taken), func(i int) bool { return taken[i].start >= c.start })
		if at < len(taken) && taken[at].start < c.end || at > 0 && taken[at-1].end > c.start {
			continue
		}
		taken = append(taken, c)
		copy(taken[at+1:], taken[at:])
		taken[at] = c
	}
	return taken
}

func (sc *Scanner) finding(c *candidate) Finding {
	f := Finding{Start: int(c.start), End: int(c.end), Type: c.typ, Score: c.score, Rule: c.rule, Validated: c.flags&isValid != 0}
	if int(c.rule) < len(sc.in.rules) {
		f.Harmless = sc.in.isHarmless(&sc.in.rules[c.rule], sc.text[f.Start:f.End])
	}
	return f
}
