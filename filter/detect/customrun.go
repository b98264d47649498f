package detect

// customState is the scratch for the custom detectors of a set.
type customState struct {
	m     machine
	spans [][]interval // by detector: where matches may start
	all   [1]interval
}

// runCustom adds the candidates of the custom detectors.
func (sc *Scanner) runCustom() {
	s := sc.set
	if len(s.custom) == 0 {
		return
	}
	c := &sc.custom
	for len(c.spans) < len(s.custom) {
		c.spans = append(c.spans, nil)
	}
	for i := range c.spans {
		c.spans[i] = c.spans[i][:0]
	}
	if s.customAC != nil {
		sc.customLiterals()
	}
	for i, d := range s.custom {
		if d.prog != nil {
			sc.customRegex(i, d)
		}
	}
	sc.customTerms()
}

// customLiterals notes for each detector where its literals allow a match to
// start.
func (sc *Scanner) customLiterals() {
	ac, t := sc.set.customAC, sc.text
	state := uint16(0)
	for i := sc.from; i < len(t); i++ {
		state = ac.Next[uint(state)*uint(ac.Columns)+uint(ac.Class[t[i]])]
		if int(state) < ac.FirstAccept {
			continue
		}
		out := int(state) - ac.FirstAccept
		for _, l := range ac.List[ac.Out[out]:ac.Out[out+1]] {
			lit := &sc.set.customLits[l]
			at := i + 1 - int(lit.length)
			spans := &sc.custom.spans[lit.detector]
			*spans = addInterval(*spans, interval{max(at-lit.back, sc.from), at})
		}
	}
	if sc.final {
		return
	}
	for l := range sc.set.customLits { // a literal may be unfinished
		lit := &sc.set.customLits[l]
		spans := &sc.custom.spans[lit.detector]
		*spans = addInterval(*spans, interval{max(len(t)-int(lit.length)-lit.back, sc.from), len(t)})
	}
}

// addInterval appends v to sorted, disjoint intervals, merging what touches.
func addInterval(list []interval, v interval) []interval {
	for len(list) > 0 && v.lo <= list[len(list)-1].hi+1 {
		last := list[len(list)-1]
		v = interval{min(v.lo, last.lo), max(v.hi, last.hi)}
		list = list[:len(list)-1]
	}
	return append(list, v)
}

func (sc *Scanner) customRegex(i int, d *detector) {
	spans := sc.custom.spans[i]
	if d.price != ByLiteral {
		sc.custom.all[0] = interval{sc.from, len(sc.text)}
		spans = sc.custom.all[:]
	}
	if len(spans) == 0 {
		return
	}
	rule := uint16(len(sc.in.rules) + i)
	pending := sc.custom.m.search(d, sc.text, spans, sc.final, func(m thread, end int) {
		c := candidate{match: int32(m.start), start: int32(m.start), end: int32(end), rule: rule, typ: d.typ, score: d.score}
		if d.group > 0 {
			c.start, c.end = int32(m.g0), int32(m.g1)
		}
		if c.start < c.end {
			sc.cands = append(sc.cands, c)
		}
	})
	sc.hold(max(pending, len(sc.text)-CustomMax))
}

// phraseSet is a set of context phrases by hash: 1 is a phrase, 2 the start of
// a longer one.
type phraseSet map[uint32]uint8

// near reports whether a phrase of the set stands within window bytes of
// [start, end). more says that the text after it is not there yet.
func (p phraseSet) near(t []byte, start, end, window int, final bool) (found, more bool) {
	lo, hi := max(0, start-window), min(len(t), end+window)
	if p.within(t, lo, start, true) || p.within(t, end, hi, final || hi < len(t)) {
		return true, false
	}
	return false, !final && end+window >= len(t)
}
