package detect

import (
	"errors"

	"github.com/chatguard/chatguard/filter/detect/lex"
	"github.com/chatguard/chatguard/filter/detect/match"
	"github.com/chatguard/chatguard/filter/detect/table"
)

var errTables = errors.New("detect: compiled rules do not fit this version")

// Scanner is the scratch of a scan. One worker uses one Scanner; it may be
// used for any number of texts and sets.
type Scanner struct {
	in      *Info
	set     *Set
	text    []byte
	from    int
	final   bool
	open    int
	partial int // where the literal begins that the end of the text may be the start of
	win     match.Window
	lane    laneRun
	cands   []candidate
	kept    []candidate
	ctx     contexts
	links   [lanes]link // of the keywords judged last, by lane
	lead    lead        // of the one judged last
	said    said        // the phrase judged last
	token   token       // the value looked at last
	done    int         // end of the verified number found last
	inOrder bool        // candidates come in order of their position
	custom  customState
}

// candidate is a match that passed its rule's checks, before context and
// overlaps are weighed. Positions fit 32 bits as texts do.
type candidate struct {
	match      int32 // where the rule's match starts
	start, end int32 // the part that is the finding
	score      float32
	rule       uint16
	typ        Type
	flags      uint8
}

// Flags of a candidate.
const (
	isValid     = 1 << iota
	isWeak      // no finding without context
	isContainer // gives way to others
	isDead      // no finding, but it took its text from other matches of its detector
)

// Scan judges text[from:]; text[:from] was judged before and is looked at only
// as context, at most Lookback bytes of it.
//
// If final is false, more text may follow. Then Scan returns the findings that
// no continuation can change, and open: text[open:] must be presented again,
// together with what follows, in a scan that starts at open. open is at least
// from, and len(text) if nothing is pending. Findings never cross open.
//
// Findings are sorted by Start and do not overlap: a validated one with a score
// of 0.6 or more wins over others, then the longer one, then the one with the
// higher score, then the rule that comes first in the
// tables; URLs and other containers give way to anything inside them. The
// union of the findings over any cutting is what one scan of the whole gives.
func (sc *Scanner) Scan(set *Set, text []byte, from int, final bool, out []Finding) (findings []Finding, open int) {
	sc.in, sc.set, sc.text, sc.from, sc.final = set.info, set, text, from, final
	sc.open, sc.partial = len(text), len(text)
	sc.links = [lanes]link{{end: -1}, {end: -1}, {end: -1}, {end: -1}}
	sc.lead, sc.said, sc.token, sc.done = lead{}, said{}, token{}, 0
	sc.win.Begin(text, from, final)
	sc.win.Phones, sc.win.Names = set.info.phones, set.info.names
	sc.cands = sc.cands[:0]
	sc.literals()
	sc.ctx.reset()
	sc.inOrder = true
	sc.triggers()
	sc.inOrder = false
	if set.capital {
		sc.capitals()
	}
	if !final {
		sc.tail()
	}
	sc.runCustom()
	out = sc.settle(out)
	sc.text, sc.set, sc.win.Text = nil, nil, nil
	sc.trim()
	return out, sc.open
}

// scratchMax bounds the candidates and context words whose memory a Scanner
// keeps from one scan to the next.
const scratchMax = 16 << 10

// trim gives back the scratch that an unusual text has made large.
func (sc *Scanner) trim() {
	if cap(sc.cands) > scratchMax {
		sc.cands, sc.kept = nil, nil
	}
	if cap(sc.ctx.hits) > scratchMax {
		sc.ctx.hits = nil
	}
}

// hold keeps text from position at on open.
func (sc *Scanner) hold(at int) {
	if !sc.final && at < sc.open {
		sc.open = max(at, sc.from)
	}
}

// literalsAt judges the literals that end at end in an accepting state.
func (sc *Scanner) literalsAt(out uint16, end int) {
	in, t, lits := sc.in, sc.text, sc.in.lits
	for _, l := range in.acList[in.acOut[out]:in.acOut[out+1]] {
		lit := &lits[l]
		start, end := end-int(lit.Len), end
		if lit.Size > 0 { // of a word many begin alike
			if last := start + int(lit.Size) - 1; uint(last) < uint(len(t)) && (lit.Last^t[last])&^0x20 != 0 {
				continue
			}
		}
		if lit.After != 0 && end < len(t) && (lit.After^t[end])&^0x20 != 0 {
			continue
		}
		if lit.Size > 0 {
			if end = sc.literalEnd(lit, end); end < 0 {
				continue
			}
		}
		for _, r := range in.litRules[lit.First : lit.First+uint32(lit.Count)] {
			if !sc.set.has(r) {
				continue
			}
			rule := &in.rules[r]
			switch rule.Form {
			case table.Pattern:
				sc.pattern(r, rule, start)
			case table.Assign:
				sc.assign(r, rule, start, end)
			case table.Phrase:
				sc.phrase(r, rule, start, end)
			case table.Matcher:
				sc.matcher(r, rule, start, end)
			}
		}
	}
}

// literalEnd returns where a literal ends whose part in the automaton ends at
// end, or -1 if the text is another one.
func (sc *Scanner) literalEnd(lit *table.Lit, end int) int {
	start := end - int(lit.Len)
	word, t := sc.in.strings[lit.Whole:lit.Whole+uint32(lit.Size)], sc.text[start:]
	for i := range len(word) {
		if i == len(t) {
			if sc.in.wanted(lit, sc.set.has) {
				sc.hold(sc.set.tail.token(sc.text, start, sc.from)) // a match may begin before its literal
				sc.hold(start)
			}
			return -1
		}
		if b := t[i]; b != word[i] && (b < 'A' || b > 'Z' || b+'a'-'A' != word[i]) {
			return -1
		}
	}
	return start + len(word)
}

// pattern runs a rule's program around a literal that stands at lit.
func (sc *Scanner) pattern(r uint16, rule *table.Rule, lit int) {
	at := lit
	if rule.Back > 0 {
		least := max(lit-int(rule.Back), sc.from)
		for at > least && sc.in.has(uint32(rule.Class), sc.text[at-1]) {
			at--
		}
	}
	for ; at <= lit; at++ {
		if rule.Flags&table.NoLeft != 0 || lex.LeftEdge(sc.text, at) {
			if sc.program(r, rule, at, at) {
				return
			}
		}
	}
}

// program runs a rule's program at position at, for a match that began at
// start, and reports whether it matched or may still match.
func (sc *Scanner) program(r uint16, rule *table.Rule, start, at int) bool {
	t, cut := sc.text, false
	if limit := at + int(rule.Max); limit < len(t) {
		t, cut = t[:limit], true
	}
	res := sc.in.run(rule.Code, t, at)
	if res.starved && !cut && !sc.final {
		sc.hold(start)
		return true
	}
	if res.end < 0 {
		return false
	}
	if rule.Flags&table.NoRight == 0 && !(cut && res.end == len(t) && rule.Flags&table.Unbounded != 0) {
		edge, more := lex.RightEdge(sc.text, res.end, sc.final)
		if more {
			sc.hold(start)
			return true
		}
		if !edge {
			return false
		}
	}
	sc.judge(r, rule, start, res.from, res.to)
	return true
}
