package detect

import "github.com/chatguard/chatguard/filter/detect/table"

// Verdict is what a check says of a value.
type Verdict uint8

// The verdicts. Weak: right in form, but a finding only in context. Plain: right
// in form, nothing could be verified. Valid: verified.
const (
	Reject Verdict = iota
	Weak
	Plain
	Valid
)

// judge weighs the value text[start:end] that a rule matched; match is where
// the whole match began.
func (sc *Scanner) judge(r uint16, rule *table.Rule, match, start, end int) {
	in, v := sc.in, sc.text[start:end]
	if match < sc.from || len(v) == 0 {
		return
	}
	if rule.Flags&table.ContextHas != 0 && sc.hopeless(rule, start, end) {
		return
	}
	if rule.Entropy > 0 && entropy(v) < float32(rule.Entropy)/10 {
		return
	}
	if rule.Stop > 0 && in.stopped(rule.Stop, v) {
		return
	}
	verdict := Plain
	if rule.Check > 0 {
		verdict = checks[rule.Check-1].fn(v, in.argsOf(rule.Arg))
	}
	if verdict != Reject {
		sc.add(r, rule, match, start, end, verdict)
	}
}

// hopeless reports that a value that needs context has none. While the text is
// gone through in order, that is known before anything else is tried.
func (sc *Scanner) hopeless(rule *table.Rule, start, end int) bool {
	if !sc.inOrder {
		return false
	}
	if rule.Context == 0 {
		return true
	}
	found, more := sc.context(rule.Context-1, rule.Before, rule.After, start, end)
	return !found && !more
}

// add notes a match that passed its checks.
func (sc *Scanner) add(r uint16, rule *table.Rule, match, start, end int, verdict Verdict) {
	c := candidate{match: int32(match), start: int32(start), end: int32(end), rule: r, typ: Type(rule.Type), score: percent(rule.Base)}
	switch verdict {
	case Valid:
		c.flags, c.score = isValid, percent(rule.Valid)
	case Weak:
		if sc.hopeless(rule, start, end) {
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
		if holds(v, in.file.String(s)) {
			return true
		}
	}
	return false
}

// holds reports whether v contains the lower-case word w, ignoring ASCII case.
func holds(v []byte, w string) bool {
	for i := 0; i+len(w) <= len(v); i++ {
		j := 0
		for j < len(w) && lower(v[i+j]) == w[j] {
			j++
		}
		if j == len(w) {
			return true
		}
	}
	return false
}

func lower(b byte) byte {
	if b >= 'A' && b <= 'Z' {
		return b + 'a' - 'A'
	}
	return b
}
