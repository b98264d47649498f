package detect

import (
	"strings"

	"github.com/chatguard/chatguard/filter/detect/lex"
	"github.com/chatguard/chatguard/filter/detect/table"
)

// gapBytes may stand between a keyword and the operator after it, and
// quoteBytes between the operator and the value.
var gapBytes, operatorBytes, quoteBytes = lex.Bytes(" \t.-_'\"`[](){}$/\\", true), lex.Bytes("=:>|,", false), lex.Bytes(" \t\r\n=:>|'\"`\\([{", false)

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
	call     int // value after the first bracket with a quote, where that comes before any operator; 0: none
	callAt   int // and where the bracket is
}

// assign judges "keyword ... operator value" where the keyword stands at
// [start, end): the first operator within the rule's gap counts.
func (sc *Scanner) assign(r uint16, rule *table.Rule, start, end int) {
	l := &sc.links[min((end-sc.from)/(len(sc.text)/lanes+1), lanes-1)]
	if l.end != end {
		sc.findLink(l, end)
	}
	if l.call > 0 && rule.Flags&table.Calls != 0 && l.callAt-end <= int(rule.Gap) {
		if l.call >= len(sc.text) {
			sc.hold(start)
		} else {
			sc.program(r, rule, start, l.call)
		}
		return
	}
	switch {
	case l.operator >= 0 && l.operator-end > int(rule.Gap):
	case l.more:
		sc.hold(start)
	case l.operator >= 0:
		sc.program(r, rule, start, l.value)
	}
}

// findLink looks for the operator after a keyword. more says that the text
// ends before it or the value; operator is then the least place it can have.
func (sc *Scanner) findLink(l *link, end int) {
	t := sc.text
	i := end
	if end > l.end && end < l.clear {
		i = l.clear
	}
	*l = link{end: end, operator: -1}
	for last := end + gapMax; i <= last; i++ {
		if i >= len(t) {
			l.operator, l.more = i, true
			break
		}
		b := t[i]
		if operatorBytes[b] {
			l.operator = i
			sc.findValue(l, i+1)
			break
		}
		if b == '(' && l.call == 0 {
			if i+1 == len(t) {
				l.operator, l.more = i, true
				break
			}
			if isQuote(t[i+1]) {
				l.call, l.callAt = sc.skipQuotes(i+2), i
			}
		}
		if b == '?' || b == '!' { // ?= of make, != of comparisons
			if i+1 == len(t) {
				l.operator, l.more = i, true
			} else if t[i+1] == '=' {
				l.operator = i
				sc.findValue(l, i+2)
			}
			break
		}
		if b == ' ' && (i+1 >= len(t) || t[i+1]|0x20 == 'i') {
			if n, more := verb(t[i:]); more && !sc.final {
				l.operator, l.more = i, true
				break
			} else if n > 0 {
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
	for limit := i + quoteMax; i < len(t) && i < limit && quoteBytes[t[i]]; i++ {
	}
	if i < len(t) && strings.IndexByte("@bBrRuUfFNL", t[i]) >= 0 {
		if i+1 == len(t) && !sc.final {
			return len(t)
		}
		if i+1 < len(t) && isQuote(t[i+1]) {
			return i + 2
		}
	}
	return i
}

func isQuote(b byte) bool { return b == '"' || b == '\'' || b == '`' }

// verb returns the length of " is " or " are " style operators at the start
// of t; more says that t is too short to tell.
func verb(t []byte) (n int, more bool) {
	const is = " is "
	for j := range len(is) {
		if j == len(t) {
			return 0, true
		}
		if t[j]|0x20 != is[j] {
			return 0, false
		}
	}
	return len(is), false
}

// phrase judges the value after a phrase that stands at [start, end).
func (sc *Scanner) phrase(r uint16, rule *table.Rule, start, end int) {
	t := sc.text
	if !lex.LeftEdge(t, start) {
		return
	}
	edge, more := lex.RightEdge(t, end, sc.final)
	if more {
		sc.hold(start)
		return
	}
	if !edge {
		return
	}
	i := end
	for limit := end + quoteMax; i < len(t) && i < limit && quoteBytes[t[i]]; {
		i++
	}
	if i == len(t) {
		sc.hold(start)
		return
	}
	if rule.Match != 0 {
		sc.win.Start, sc.win.End = i, i
		sc.matchAt(r, rule, start)
		return
	}
	sc.program(r, rule, start, i)
}
