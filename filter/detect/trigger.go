package detect

import (
	"github.com/chatguard/chatguard/filter/detect/lex"
	"github.com/chatguard/chatguard/filter/detect/match"
	"github.com/chatguard/chatguard/filter/detect/table"
)

// shapeMax is the longest match of the shape automaton, and tailMax how much
// of an unfinished token at the end of the text is kept open.
const (
	shapeMax = 64
	tailMax  = match.HostMax
)

// triggers goes over the text once and stops at digits, '@' and ':'.
func (sc *Scanner) triggers() {
	t := sc.text
	for i := nextTrigger(t, sc.from); i < len(t); {
		switch t[i] {
		case '@':
			if around(t, i, lex.Local, lex.Alnum|lex.LatinLead) {
				sc.trigger(sc.in.trigAt, i, i+1)
			}
			i++
		case ':':
			if i == 0 || t[i-1] != ':' && (around(t, i, lex.Hex, lex.Hex) || i+1 == len(t) || t[i+1] == ':') {
				sc.trigger(sc.in.trigColon, i, i+1)
			}
			i++
		default:
			i = sc.digits(i)
		}
		for least := min(i+nearTrigger, len(t)); i < least && lex.Class[t[i]]&lex.Trigger == 0; {
			i++
		}
		if i < len(t) && lex.Class[t[i]]&lex.Trigger == 0 {
			i = nextTrigger(t, i)
		}
	}
}

// nearTrigger is how far the next trigger is looked for byte by byte.
const nearTrigger = 6

// around reports whether the bytes beside t[i] are of the given classes; what is
// outside ASCII, or not there, may be.
func around(t []byte, i int, before, after uint8) bool {
	if i > 0 && t[i-1] < 0x80 && lex.Class[t[i-1]]&before == 0 {
		return false
	}
	return i+1 >= len(t) || lex.Class[t[i+1]]&after != 0
}

func (sc *Scanner) trigger(rules []uint16, start, end int) {
	for _, r := range rules {
		if sc.set.has(r) {
			sc.matcher(r, &sc.in.rules[r], start, end)
		}
	}
}

// digits judges the token whose first digit is at t[i] and returns its end.
func (sc *Scanner) digits(i int) int {
	t := sc.text
	start, end := i, i+1
	for start > 0 && i-start < shapeMax && lex.Class[t[start-1]]&lex.Alnum != 0 {
		start--
	}
	for end < len(t) && lex.Class[t[end]]&lex.Alnum != 0 {
		end++
	}
	if i == start {
		sc.win.NoteNumber(start)
	}
	glued := start > 1 && match.Glue(t[start-1]) && lex.Class[t[start-2]]&lex.Digit != 0
	if start < sc.done || glued && !sc.in.shGlued || end == start+1 && inRun(t, start) {
		return end // inside a verified number, or judged from the start of the run
	}
	if i == start && !glued && (end-start >= numberLeast || goesOn(t, end, sc.final)) {
		sc.number(start, end)
	}
	if i == start+2 || i == start && end-start <= 4 && afterPair(t, start) {
		sc.trigger(sc.in.trigToken, start, end)
	}
	if i == start && end-start <= houseMax && beforeWord(t, end, sc.final) {
		sc.trigger(sc.in.trigHouse, start, end)
	}
	if i-start < shapeMax {
		sc.shapeFrom(start)
		for range 2 {
			if start < 2 || !joins(t[start-1]) || lex.Class[t[start-2]]&lex.Letter == 0 {
				break
			}
			if start = prefixToken(t, start); start < 0 {
				break
			}
			sc.shapeFrom(start)
		}
	}
	return end
}

// numberLeast is the least number of digits of what number matchers find.
const numberLeast = 7

// houseMax is the longest house number, with its letter.
const houseMax = 6

// beforeWord reports whether a space, a comma at most before it, and a letter
// follow t[:i], or may follow.
func beforeWord(t []byte, i int, final bool) bool {
	if i < len(t) && t[i] == ',' {
		i++
	}
	if i+1 >= len(t) {
		return !final
	}
	return t[i] == ' ' && (lex.Class[t[i+1]]&lex.Alnum != 0 || t[i+1] >= 0x80)
}

// number runs the matchers for rows of digits, if the row is long enough.
func (sc *Scanner) number(start, end int) {
	w := &sc.win
	w.Group = w.Row.Seek(sc.text, start)
	if w.Group < 0 || w.Row.GroupEnd(w.Group) != end {
		return
	}
	left := w.Row.Left(w.Group)
	if left < numberLeast && (!w.Row.Cut || sc.final) {
		return
	}
	if w.Row.Spaces && left > table.PhoneMax+2 && start > 1 && sc.text[start-1] == ' ' && lex.Class[sc.text[start-2]]&lex.Digit != 0 && !w.Row.MayBeCard(w.Group) {
		return // in a row of numbers
	}
	sc.trigger(sc.in.trigNumber, start, end)
}

// goesOn reports whether a row of digits may go on after t[:end].
func goesOn(t []byte, end int, final bool) bool {
	for i := end; i <= end+match.RunGap; i++ {
		if i >= len(t) {
			return !final
		}
		if !match.GapByte[t[i]] {
			return i > end && lex.Class[t[i]]&lex.Digit != 0
		}
	}
	return false
}

// afterPair reports whether a word of two letters stands before t[start], as in
// "DE 89 3704".
func afterPair(t []byte, start int) bool {
	return start > 2 && t[start-1] == ' ' && lex.Class[t[start-2]]&lex.Class[t[start-3]]&lex.Letter != 0 &&
		(start == 3 || lex.Class[t[start-4]]&lex.Letter == 0)
}

// prefixToken returns the start of a token of at most four letters that one
// separator divides from the token at start, or -1: numbers such as
// "AB 12 34 56 C" begin there.
func prefixToken(t []byte, start int) int {
	if start < 2 || !joins(t[start-1]) {
		return -1
	}
	i := start - 1
	for i > 0 && start-1-i < 5 && lex.Class[t[i-1]]&lex.Letter != 0 {
		i--
	}
	if n := start - 1 - i; n == 0 || n > 4 || i > 0 && lex.Class[t[i-1]]&lex.Digit != 0 {
		return -1
	}
	return i
}

func joins(b byte) bool { return b == ' ' || b == '-' || b == '.' || b == '/' }

// shapeFrom runs the shape automaton at s.
func (sc *Scanner) shapeFrom(s int) {
	t, in := sc.text, sc.in
	glued := match.GluedLeft(t, s)
	if s < sc.from || s > 0 && (t[s-1] >= 0x80 || lex.Class[t[s-1]]&lex.Word != 0) && lex.WordBefore(t, s) || glued && !in.shGlued {
		return
	}
	class, states, parts, next, first, dead := &in.shClass, in.shStates, in.shParts, in.shNext, in.shFirst, in.shDead
	if len(states) == 0 {
		return
	}
	state := uint16(0)
	end := min(len(t), s+shapeMax)
	for i := s; i < end; i++ {
		st := &states[state]
		state = next[st.Next+uint32(parts[st.Part+uint32(class[t[i]])])]
		if state == dead {
			return
		}
		if state >= first && (i+1 >= len(t) || t[i+1] >= 0x80 || lex.Class[t[i+1]]&lex.Word == 0 || lex.Class[t[i]]&lex.Word == 0) {
			sc.shapesAt(state-first, s, i+1, glued)
		}
	}
	if end == len(t) && sc.set.tail.shape(state) {
		sc.hold(s)
	}
}

// inRun reports whether s is inside a run of single digits set apart by one
// separator each; such a run is judged from its start.
func inRun(t []byte, s int) bool {
	if s < 2 || s+1 >= len(t) || lex.Class[t[s]]&lex.Digit == 0 || !joins(t[s-1]) {
		return false
	}
	return lex.Class[t[s-2]]&lex.Digit != 0 && !lex.WordBefore(t, s-2) && t[s+1] == t[s-1]
}

func (sc *Scanner) shapesAt(out uint16, start, end int, glued bool) {
	t, in := sc.text, sc.in
	if end == len(t) || t[end] >= 0x80 || lex.Class[t[end]]&lex.Word != 0 || match.Glue(t[end]) {
		edge, more := lex.RightEdge(t, end, sc.final)
		tied, more2 := match.GluedRight(t, end, sc.final)
		if more || more2 {
			if sc.set.tail.shape(out + in.shFirst) {
				sc.hold(start)
			}
			return
		}
		glued = glued || tied
		if !edge {
			return
		}
	}
	list, need := in.shList[in.shOut[out]:in.shOut[out+1]], &in.shNeeds[out]
	if int(need.Plain) < len(list) && !sc.set.anyWeak && sc.noContext(start, end, int(need.Before), int(need.After)) {
		list = list[:need.Plain]
	}
	for _, r := range list {
		if rule := &in.rules[r]; sc.set.has(r) && (!glued || rule.Flags&table.NoLeft != 0) {
			sc.judge(r, rule, start, start, end)
		}
	}
}
