package detect

import (
	"slices"
	"strings"

	"github.com/chatguard/chatguard/filter/detect/lex"
	"github.com/chatguard/chatguard/filter/detect/match"
	"github.com/chatguard/chatguard/filter/detect/table"
)

// tail says what a set can still make of the end of a text that goes on: only
// what one of its rules may need is kept open, types that are not in the set
// hold nothing. Three things can be unfinished: a literal, a token in front of
// a literal or '@' that is still to come, and a shape.
type tail struct {
	before [256]bool // bytes that may stand in a match before its literal
	latin  bool      // and Latin letters outside ASCII
	wide   int       // and how many bytes of any letters outside ASCII
	colon  bool      // groups of hexadecimal digits before a colon may
	pair   bool      // two letters may before digits, also with a space between them
	depth  []uint8   // by state of the automaton: how many of the last bytes may begin a literal
	alive  []uint64  // bit set of the states of shapes from which some rule can still match
}

// newTail is the tail of a set of built-in rules.
func newTail(in *Info, has func(rule uint16) bool) *tail {
	t := &tail{depth: make([]uint8, len(in.acDepth)), alive: make([]uint64, (len(in.shStates)+63)/64)}
	some := false
	for r := range in.rules {
		if has(uint16(r)) {
			t.addRule(in, &in.rules[r])
			some = true
		}
	}
	if !some { // nothing is alive then, and to find that out takes as long as for all rules
		return t
	}
	t.findLiterals(in, has)
	t.findShapes(in, has)
	return t
}

// addRule notes what may stand before the literal or trigger of a rule.
func (t *tail) addRule(in *Info, rule *table.Rule) {
	if rule.Back > 0 {
		for b := range t.before {
			t.before[b] = t.before[b] || in.has(uint32(rule.Class), byte(b))
		}
	}
	if rule.Match == 0 || rule.Form == table.Phrase {
		return
	}
	mask, more := uint8(0), ""
	switch match.Name(int(rule.Match - 1)) {
	case "email":
		mask, t.latin = lex.Local, true
	case "url":
		mask, more = lex.Alnum, "-."
	case "house":
		mask, more, t.latin = lex.Letter, "-", true
	case "honorific":
		t.wide = match.HonorificMax
	case "phone":
		mask, more = lex.Digit, "+("
	case "card":
		mask = lex.Digit
	case "iban":
		t.pair = true
	case "ipv6", "mac":
		t.colon = true
	}
	for b := range t.before {
		t.before[b] = t.before[b] || lex.Class[b]&mask != 0
	}
	for _, b := range []byte(more) {
		t.before[b] = true
	}
}

// findLiterals computes depth. A state of the automaton stands for the prefix
// of some literal; it counts if that literal has a rule of the set, else what
// counts is the longest such prefix that it ends with.
func (t *tail) findLiterals(in *Info, has func(rule uint16) bool) {
	live := make([]bool, len(in.acDepth))
	for _, p := range slices.Backward(in.prefixes) { // a literal's end before its beginning
		live[p.state] = live[p.state] || in.ends(p.state, has)
		live[p.parent] = live[p.parent] || live[p.state]
	}
	for _, p := range in.prefixes {
		t.depth[p.state] = t.depth[p.fail]
		if live[p.state] {
			t.depth[p.state] = in.acDepth[p.state]
		}
	}
}

// prefix is a state of the automaton as what it stands for: the first bytes of a
// literal.
type prefix struct {
	state  uint16
	parent uint16 // stands for one byte less at the end
	fail   uint16 // for the longest prefix of a literal that it ends with
}

// findPrefixes returns the states but for the first, the shorter before the longer.
func (in *Info) findPrefixes() []prefix {
	const columns = 1 << table.ACShift
	all := make([]prefix, 1, len(in.acDepth)) // the first stands for nothing
	for i := 0; i < len(all); i++ {
		p := all[i]
		for c, next := range in.acNext[int(p.state)*columns : (int(p.state)+1)*columns] {
			if in.acDepth[next] != in.acDepth[p.state]+1 {
				continue
			}
			child := prefix{state: next, parent: p.state}
			if i > 0 {
				child.fail = in.acNext[int(p.fail)*columns+c]
			}
			all = append(all, child)
		}
	}
	return all[1:]
}

// ends reports whether a state stands for a whole literal of some of the rules.
func (in *Info) ends(state uint16, has func(rule uint16) bool) bool {
	if state < in.acFirst {
		return false
	}
	out := state - in.acFirst
	for _, l := range in.acList[in.acOut[out]:in.acOut[out+1]] {
		if int(in.lits[l].Len) == int(in.acDepth[state]) && in.wanted(&in.lits[l], has) {
			return true
		}
	}
	return false
}

// wanted reports whether a literal belongs to some of the rules.
func (in *Info) wanted(lit *table.Lit, has func(rule uint16) bool) bool {
	for _, r := range in.litRules[lit.First : lit.First+uint32(lit.Count)] {
		if has(r) {
			return true
		}
	}
	return false
}

// findShapes computes alive, backwards from the states in which rules end.
func (t *tail) findShapes(in *Info, has func(rule uint16) bool) {
	for s := int(in.shFirst); s < len(in.shStates); s++ {
		out := s - int(in.shFirst)
		for _, r := range in.shList[in.shOut[out]:in.shOut[out+1]] {
			if has(r) {
				t.alive[s>>6] |= 1 << (s & 63)
			}
		}
	}
	columns := 0
	for _, c := range in.shClass {
		columns = max(columns, int(c)+1)
	}
	for grown := true; grown; {
		grown = false
		for s := len(in.shStates) - 1; s >= 0; s-- {
			if s == int(in.shDead) || t.shape(uint16(s)) {
				continue
			}
			st := &in.shStates[s]
			for _, part := range []byte(in.shParts[st.Part : int(st.Part)+columns]) {
				if next := in.shNext[st.Next+uint32(part)]; next != in.shDead && t.shape(next) {
					t.alive[s>>6] |= 1 << (s & 63)
					grown = true
					break
				}
			}
		}
	}
}

// shape reports whether a shape of the set may still end after a state.
func (t *tail) shape(state uint16) bool { return t.alive[state>>6]>>(state&63)&1 != 0 }

// token returns where what stands directly before text[end] begins that a
// match may begin with; at most tailMax bytes.
func (t *tail) token(text []byte, end, from int) int {
	i := end
	for i > from && end-i < tailMax && (t.before[text[i-1]] || t.latin && text[i-1] >= 0x80 && match.LatinByte(text, i-1)) {
		i--
	}
	wide := end
	for k := end; k > from && end-k < t.wide && (text[k-1] >= 0x80 || text[k-1] == ' '); k-- {
		if text[k-1] >= 0x80 { // a match begins with none of the spaces
			wide = k - 1
		}
	}
	return min(i, wide)
}

// hexMax is the longest group of an address before a colon.
const hexMax = 4

// group returns where the group of hexadecimal digits at the end of the text
// begins that a colon may follow.
func (t *tail) group(text []byte, from int) int {
	i := len(text)
	for t.colon && i > from && lex.Class[text[i-1]]&lex.Hex != 0 {
		if i--; len(text)-i > hexMax {
			return len(text)
		}
	}
	if lex.WordBefore(text, i) {
		return len(text)
	}
	return i
}

// tail keeps open what is unfinished at the end: the last token, and short
// tokens before it that a number may continue.
func (sc *Scanner) tail() {
	t, rules := sc.text, sc.set.tail
	sc.hold(rules.token(t, len(t), sc.from))
	sc.hold(rules.token(t, sc.partial, sc.from)) // a match may begin before its literal
	sc.hold(rules.group(t, sc.from))
	sc.holdLast()
	start := len(t)
	for start > sc.from && len(t)-start < shapeMax && lex.Class[t[start-1]]&lex.Alnum != 0 {
		start--
	}
	sc.shapeFrom(start)
	if rules.pair {
		sc.hold(country(t, start))
	}
	for range 3 {
		if start = prefixToken(t, start); start < sc.from {
			return
		}
		sc.shapeFrom(start)
	}
}

// holdLast keeps a match open that reaches into the last token: what makes the
// token longer may make the match longer, or none.
func (sc *Scanner) holdLast() {
	t := sc.text
	last := len(t)
	for last > sc.from && len(t)-last < tailMax && (lex.Class[t[last-1]]&lex.Local != 0 || strings.IndexByte(":(@", t[last-1]) >= 0 || t[last-1] >= 0x80 && match.LatinByte(t, last-1)) {
		last--
	}
	for i := range sc.cands {
		if c := &sc.cands[i]; int(c.end) > last {
			sc.hold(int(c.match))
		}
	}
}

// country returns where an account number begins that the last token, from
// t[start] on, may be of: "DE", "DE8", "DE 89".
func country(t []byte, start int) int {
	token, letters := t[start:], 0
	for letters < len(token) && lex.Class[token[letters]]&lex.Letter != 0 {
		letters++
	}
	if letters == len(token) && letters <= 2 && letters > 0 || letters == 2 {
		return start
	}
	if letters == 0 && afterPair(t, start) {
		return start - 3
	}
	return len(t)
}
