package detect

import (
	"strings"

	"github.com/chatguard/chatguard/filter/detect/lex"
	"github.com/chatguard/chatguard/filter/detect/table"
)

// gapBytes may stand between a keyword and the operator after it, and
// quoteBytes between the operator and the value.
var gapBytes, operatorBytes, quoteBytes = gap(), lex.Bytes("=:>|,", false), lex.Bytes(" \t\r\n=:>|'\"`\\([{*", false)

func gap() [256]bool {
	set := lex.Bytes(" \t.-_'\"`[](){}$/\\*", true)
	for b := 0x80; b < 256; b++ { // letters outside ASCII
		set[b] = true
	}
	return set
}

// callSpaces is how many spaces may stand between a keyword and a quote that
// is its operator, as in #define KEY "...".
const callSpaces = 4

// quoteMax is the longest stretch between operator and value.
const quoteMax = 12

// gapMax is the longest gap that a rule may allow.
const gapMax = 64

// link is what joins a keyword that ends at end to a value: the rules of one
// keyword share it, and keywords in a row what is known of the gap.
type link struct {
	end      int // of the keyword
	clear    int // text[end:clear] may stand in a gap and holds no operator
	operator int // where the operator begins; -1: none can follow
	value    int // where the value begins
	more     bool
	call     int // value after the first bracket or spaces with a quote, where they come before any operator; 0: none
	callAt   int // and where they are
}

// assign judges "keyword ... operator value" where the keyword stands at
// [start, end): the first operator within the rule's gap counts.
func (sc *Scanner) assign(r uint16, rule *table.Rule, start, end int) {
	if rule.Lead&(table.PartStart|table.Private) != 0 && !sc.leads(start, rule.Lead) {
		return
	}
	l := &sc.links[min((end-sc.from)/(len(sc.text)/lanes+1), lanes-1)]
	if l.end != end {
		sc.findLink(l, end)
	}
	if l.call > 0 && rule.Flags&table.Calls != 0 && l.callAt-end <= int(rule.Gap) {
		if l.call >= len(sc.text) {
			sc.hold(start)
		} else {
			sc.value(r, rule, start, l.call)
		}
		return
	}
	switch {
	case l.operator >= 0 && (l.operator-end > int(rule.Gap) || l.operator < len(sc.text) && sc.text[l.operator] == ',' && rule.Lead&table.NoComma != 0):
	case l.more:
		sc.hold(start)
	case l.operator >= 0 && (rule.Lead&(table.PartStart|table.Private) == 0 || !publicEnd(sc.text, end, l.operator)):
		sc.value(r, rule, start, l.value)
	}
}

// findLink looks for the operator after a keyword. more says that the text
// ends before it or the value; operator is then the least place it can have.
func (sc *Scanner) findLink(l *link, end int) {
	t := sc.text
	i, last := end, *l
	*l = link{end: end, operator: -1}
	if end > last.end && end < last.clear && (last.call == 0 || last.callAt >= end) {
		i, l.call, l.callAt = last.clear, last.call, last.callAt
	}
	for last := end + gapMax; i <= last; i++ {
		if i >= len(t) {
			l.operator, l.more = i, true
			break
		}
		b := t[i]
		if operatorBytes[b] {
			l.operator = i
			n, more := 0, false
			if b == ':' {
				n, more = annotation(t[i+1:])
			}
			if l.more = more && !sc.final; !l.more {
				sc.findValue(l, i+1+n)
			}
			break
		}
		if l.call == 0 && (b == '(' || b == ' ' || b == '\t') {
			n := calls(t[i:])
			if i+n == len(t) && !sc.final {
				l.operator, l.more = i, true
				break
			}
			if n > 0 && i+n < len(t) && isQuote(t[i+n]) {
				l.call, l.callAt = sc.skipQuotes(i+n+1), i
			}
		}
		if signFirst[b] {
			n, more := longSign(t[i:])
			if more && !sc.final {
				l.operator, l.more = i, true
				break
			}
			if n > 0 {
				l.operator = i
				sc.findValue(l, i+n)
				break
			}
		}
		if !gapBytes[b] {
			break
		}
	}
	l.clear = i
}

// calls returns the length of the bracket, with the letter of b"..." after it, or
// of the spaces that t begins with; 0 if there are too many.
func calls(t []byte) int {
	n := 1
	if t[0] == '(' {
		if n < len(t) && isQuoteLetter(t[n]) {
			n++
		}
	} else {
		for n < len(t) && (t[n] == ' ' || t[n] == '\t') {
			if n++; n > callSpaces {
				return 0
			}
		}
	}
	return n
}

// annotationMax is the longest name of a type that is skipped.
const annotationMax = 32

// annotation returns the length of what may stand between a colon and the
// value: the dash of ${NAME:-value}, or a type, an equals sign and a quote, as in
// key: str = "value" and KEY: &str = "value". more says that t is too short to tell.
func annotation(t []byte) (n int, more bool) {
	if len(t) > 0 && t[0] == '-' {
		return 1, false
	}
	i := blanks(t, 0)
	if i < len(t) && t[i] == '&' {
		i++
		const static = "'static "
		if n := min(len(static), len(t)-i); string(t[i:i+n]) == static[:n] {
			i += n
		}
	}
	start := i
	for i < len(t) && i-start < annotationMax && (lex.Class[t[i]]&lex.Word != 0 || i > start && strings.IndexByte(".<>[]?", t[i]) >= 0) {
		i++
	}
	if i == start || t[start]-'0' < 10 {
		return 0, i == len(t)
	}
	if i = blanks(t, i); i < len(t) && t[i] != '=' {
		return 0, false
	}
	if i = blanks(t, i+1); i < len(t) && isQuote(t[i]) {
		return i + 1, false
	}
	return 0, i >= len(t)
}

// blanks returns where at most two spaces end that begin at t[i].
func blanks(t []byte, i int) int {
	for last := i + 2; i < last && i < len(t) && t[i] == ' '; i++ {
	}
	return i
}

// findValue skips what stands between an operator and a value.
func (sc *Scanner) findValue(l *link, i int) {
	l.value = sc.skipQuotes(i)
	l.more = l.value == len(sc.text)
}

// skipQuotes returns where the value begins after spaces, quotes and the letter
// before a quote: b"..." of Python, @"..." of C#, N'...' of SQL. It returns
// the length of the text if that is not known yet.
func (sc *Scanner) skipQuotes(i int) int {
	t := sc.text
	if i = sc.skipSigns(i); i < len(t) && isQuoteLetter(t[i]) {
		if i+1 == len(t) && !sc.final {
			return len(t)
		}
		if i+1 < len(t) && isQuote(t[i+1]) {
			return i + 2
		}
	}
	return i
}

// hidden stands in place of a value.
const hidden = "****"

// skipSigns returns where what may stand before a value ends: spaces, operators, quotes and stars, but not hidden. It
// returns the length of the text if that is not known yet.
func (sc *Scanner) skipSigns(i int) int {
	t := sc.text
	for limit := i + quoteMax; i < len(t) && i < limit && quoteBytes[t[i]]; i++ {
		if t[i] != hidden[0] {
			continue
		}
		switch n := min(len(hidden), len(t)-i); {
		case string(t[i:i+n]) != hidden[:n]:
		case n == len(hidden):
			return i
		case !sc.final:
			return len(t)
		}
	}
	return i
}

func isQuoteLetter(b byte) bool { return strings.IndexByte("@bBrRuUfFNL", b) >= 0 }

func isQuote(b byte) bool { return b == '"' || b == '\'' || b == '`' }

// said is a phrase that stands in the text, and where the value after it begins.
type said struct{ start, end, value int }

// What said.value is where no value begins.
const (
	noValue   = -1 // the phrase is a part of other words
	openValue = -2 // it is at the end of the text
)

// phrase judges the value after a phrase that stands at [start, end).
func (sc *Scanner) phrase(r uint16, rule *table.Rule, start, end int) {
	if sc.said.end != end || sc.said.start != start {
		sc.said = said{start, end, sc.afterPhrase(start, end)}
	}
	i := sc.said.value
	switch {
	case i == noValue || rule.Lead&table.Private != 0 && sc.public(start):
	case i == openValue:
		sc.hold(start)
	case rule.Match != 0:
		sc.win.Start, sc.win.End = i, i
		sc.matchAt(r, rule, start)
	default:
		sc.value(r, rule, start, i)
	}
}

// afterPhrase returns where the value after a phrase begins.
func (sc *Scanner) afterPhrase(start, end int) int {
	t := sc.text
	if !lex.LeftEdge(t, start) || t[start] == '-' && start > 0 && lex.Class[t[start-1]]&lex.Word != 0 {
		return noValue // "locale-a" has no flag
	}
	edge, more := lex.RightEdge(t, end, sc.final)
	if more {
		return openValue
	}
	if !edge {
		return noValue
	}
	i := sc.skipSigns(end)
	if i == len(t) {
		return openValue
	}
	return i
}

// token is where a value ends at the latest: before its first blank.
type token struct{ at, end int }

// tokenMax is how far such an end is looked for: no rule asks for more.
const tokenMax = 255

// value runs a rule's program at a value that begins at position at, unless a blank or
// the end of the text comes too early for it.
func (sc *Scanner) value(r uint16, rule *table.Rule, start, at int) {
	if sc.token.at != at || sc.token.end <= at {
		end := at
		for limit := min(len(sc.text), at+tokenMax); end < limit && lex.Class[sc.text[end]]&lex.Space == 0; {
			end++
		}
		sc.token = token{at, end}
	}
	if end := sc.token.end; end-at < int(rule.Least) && (end < len(sc.text) || sc.final) {
		return
	}
	sc.program(r, rule, start, at)
}
