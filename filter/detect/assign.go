package detect

import "github.com/chatguard/chatguard/filter/detect/table"

// gapBytes may stand between a keyword and the operator after it, and
// quoteBytes between the operator and the value.
var gapBytes, operatorBytes, quoteBytes = setOf(" \t.-_'\"`[](){}$/\\", true), setOf("=:>|,", false), setOf(" \t\r\n=:>|'\"`\\([{", false)

func setOf(s string, word bool) (set [256]bool) {
	for _, b := range []byte(s) {
		set[b] = true
	}
	for b := range 128 {
		if word && byteClass[b]&isAlnum != 0 {
			set[b] = true
		}
	}
	return set
}

// quoteMax is the longest stretch between operator and value.
const quoteMax = 12

// assign judges "keyword ... operator value" where the keyword stands at
// [start, end): the first operator within the rule's gap counts.
func (sc *Scanner) assign(r uint16, rule *table.Rule, start, end int) {
	t := sc.text
	i := end
	limit := end + int(rule.Gap)
	for {
		if i >= len(t) {
			sc.hold(start)
			return
		}
		if i > limit {
			return
		}
		b := t[i]
		if operatorBytes[b] {
			i++
			break
		}
		if b == '?' || b == '!' { // ?= of make, != of comparisons
			if i+1 == len(t) {
				sc.hold(start)
				return
			}
			if t[i+1] != '=' {
				return
			}
			i += 2
			break
		}
		if b == ' ' {
			if n, more := verb(t[i:]); more && !sc.final {
				sc.hold(start)
				return
			} else if n > 0 {
				i += n
				break
			}
		}
		if !gapBytes[b] {
			return
		}
		i++
	}
	for limit = i + quoteMax; i < len(t) && i < limit && quoteBytes[t[i]]; {
		i++
	}
	if i == len(t) {
		sc.hold(start)
		return
	}
	sc.program(r, rule, start, i)
}

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
	if !leftEdge(t, start) {
		return
	}
	edge, more := rightEdge(t, end, sc.final)
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
		sc.win.start, sc.win.end = i, i
		sc.matchAt(r, rule, start)
		return
	}
	sc.program(r, rule, start, i)
}
