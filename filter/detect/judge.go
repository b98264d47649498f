package detect

import (
	"github.com/chatguard/chatguard/filter/detect/check"
	"github.com/chatguard/chatguard/filter/detect/lex"
	"github.com/chatguard/chatguard/filter/detect/table"
)

// judge weighs the value text[start:end] that a rule matched; match is where
// the whole match began.
func (sc *Scanner) judge(r uint16, rule *table.Rule, match, start, end int) {
	in, v := sc.in, sc.text[start:end]
	if match < sc.from || len(v) == 0 {
		return
	}
	if rule.Flags&table.ContextHas != 0 && sc.hopeless(r, rule, start, end) {
		return
	}
	if rule.Lead&table.Unversioned != 0 && versioned(sc.text, match) {
		return
	}
	if rule.Entropy > 0 && check.Entropy(v) < float32(rule.Entropy)/10 {
		return
	}
	if rule.Stop > 0 && in.stopped(rule.Stop, v) {
		return
	}
	verdict := check.Plain
	if rule.Check > 0 {
		verdict = check.Apply(int(rule.Check-1), v, in.argsOf(rule.Arg))
	}
	if verdict != check.Reject {
		sc.add(r, rule, match, start, end, verdict)
	}
}

// hopeless reports that a value that needs context has none. While the text is
// gone through in order, that is known before anything else is tried.
func (sc *Scanner) hopeless(r uint16, rule *table.Rule, start, end int) bool {
	if !sc.inOrder || sc.set.isWeak(r) {
		return false
	}
	if rule.Context == 0 {
		return true
	}
	found, more := sc.context(rule.Context-1, rule.Before, rule.After, start, end)
	return !found && !more
}

// add notes a match that passed its checks.
func (sc *Scanner) add(r uint16, rule *table.Rule, match, start, end int, verdict check.Verdict) {
	c := candidate{match: int32(match), start: int32(start), end: int32(end), rule: r, typ: Type(rule.Type), score: percent(rule.Base)}
	switch verdict {
	case check.Valid:
		c.flags, c.score = isValid, percent(rule.Valid)
	case check.Weak:
		if sc.hopeless(r, rule, start, end) {
			return
		}
		c.flags = isWeak
	}
	if rule.Flags&table.Container != 0 {
		c.flags |= isContainer
	}
	sc.cands = append(sc.cands, c)
}

func percent(p uint8) float32 { return float32(p) / 100 }

func (in *Info) argsOf(at uint32) []int32 {
	if at == 0 {
		return nil
	}
	n := uint32(in.args[at])
	return in.args[at+1 : at+1+n]
}

// stopped reports whether v holds a word of the stop list, in any case.
func (in *Info) stopped(at uint32, v []byte) bool {
	n := in.stops[at]
	for _, s := range in.stops[at+1 : at+1+n] {
		if lex.Holds(v, in.file.String(s)) {
			return true
		}
	}
	return false
}
