package detect

import (
	"slices"

	"github.com/chatguard/chatguard/filter/detect/table"
)

// settle weighs context, finds how much of the text is decided, resolves
// overlaps there and appends the findings to out.
func (sc *Scanner) settle(out []Finding) []Finding {
	if len(sc.cands) == 0 {
		return out
	}
	slices.SortFunc(sc.cands, byPosition)
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

func byPosition(a, b candidate) int {
	if a.start != b.start {
		return a.start - b.start
	}
	if a.end != b.end {
		return b.end - a.end
	}
	return int(a.rule) - int(b.rule)
}

// weigh looks for context words and drops candidates below their rule's least
// score. Candidates whose context is not there yet stay, to hold the text open.
func (sc *Scanner) weigh() {
	sc.ctx.hits, sc.ctx.lo, sc.ctx.hi, sc.ctx.first = sc.ctx.hits[:0], 0, 0, 0
	kept := sc.cands[:0]
	for _, c := range sc.cands {
		if int(c.rule) < len(sc.in.rules) {
			rule := &sc.in.rules[c.rule]
			found, more := false, false
			if rule.Context > 0 {
				found, more = sc.context(rule.Context-1, rule.Before, rule.After, c.start, c.end)
			}
			switch {
			case more:
				sc.hold(c.match)
			case found:
				c.score = max(c.score, percent(rule.InText))
			case c.weak, rule.Flags&table.ContextHas != 0:
				continue
			}
			if !more && c.score < percent(rule.Min) {
				continue
			}
		} else if d := sc.set.custom[int(c.rule)-len(sc.in.rules)]; d.context != nil {
			found, more := d.context.near(sc.text, c.start, c.end, sc.final)
			if more {
				sc.hold(c.match)
			}
			c.dead = !found && !more
		}
		kept = append(kept, c)
	}
	sc.cands = kept
}

// close moves open before every candidate that crosses it and drops what is
// then behind it.
func (sc *Scanner) close() {
	for moved := !sc.final; moved; {
		moved = false
		for i := range sc.cands {
			if c := &sc.cands[i]; c.end > sc.open && c.match < sc.open {
				sc.open, moved = max(c.match, sc.from), true
			}
		}
	}
	kept := sc.cands[:0]
	for _, c := range sc.cands {
		if c.end <= sc.open && !c.dead {
			kept = append(kept, c)
		}
	}
	sc.cands = kept
}

// better reports whether a wins over b where they overlap.
func better(a, b *candidate) int {
	switch {
	case a.order != b.order:
		return int(a.order) - int(b.order)
	case a.valid != b.valid:
		if a.valid {
			return -1
		}
		return 1
	case a.end-a.start != b.end-b.start:
		return (b.end - b.start) - (a.end - a.start)
	case a.rule != b.rule:
		return int(a.rule) - int(b.rule)
	}
	return a.start - b.start
}

// choose resolves a chain of overlapping candidates: the best first, then what
// does not overlap those already taken.
func (sc *Scanner) choose(cs []candidate, out []Finding) []Finding {
	if len(cs) == 1 {
		return append(out, cs[0].finding())
	}
	slices.SortFunc(cs, func(a, b candidate) int { return better(&a, &b) })
	taken := sc.kept[:0]
	for i := range cs {
		c := cs[i]
		at, _ := slices.BinarySearchFunc(taken, c.start, func(t candidate, s int) int { return t.start - s })
		if at < len(taken) && taken[at].start < c.end || at > 0 && taken[at-1].end > c.start {
			continue
		}
		taken = slices.Insert(taken, at, c)
	}
	sc.kept = taken
	for i := range taken {
		out = append(out, taken[i].finding())
	}
	return out
}

func (c *candidate) finding() Finding {
	return Finding{Start: c.start, End: c.end, Type: c.typ, Score: c.score, Rule: c.rule, Validated: c.valid, Harmless: c.harmless}
}
