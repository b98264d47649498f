package detect

import (
	"github.com/chatguard/chatguard/filter/detect/check"
	"github.com/chatguard/chatguard/filter/detect/table"
)

// window is what a matcher sees: text and the trigger [start, end) in it. Text
// before from was judged in an earlier scan: a matcher looks back over it as
// over any other text, and what it finds to begin there is dropped.
type window struct {
	text       []byte
	from       int
	start, end int
	final      bool
	in         *Info
	noEnd      [16][2]int // no end of a PEM block begins in these ranges
	row        digitRun   // at "number": the row of digits that the token is in
	group      int        // and which group of it the token is
}

// hit is a matcher's answer: the range found and what was verified of it. more
// says that the answer depends on text that is still to come; the text from
// start on is then kept open.
type hit struct {
	start, end int
	verdict    check.Verdict
	more       bool
}

var none = hit{}

// matchers are the recognisers written in Go, by the names that rules use. A
// matcher looks at a bounded stretch around its trigger.
var matchers = [...]struct {
	name    string
	trigger string // "@", ":", "token" (two letters and a digit, or digits after two letters), "number" (digits only), "house" (a short number and a letter after it), or "" for a literal
	fn      func(w *window, args []int32) hit
}{
	{"email", "@", matchEmail},
	{"ipv6", ":", matchIPv6},
	{"phone", "number", matchPhone},
	{"card", "number", matchCard},
	{"iban", "token", matchIBAN},
	{"pem", "", matchPEM},
	{"url", "", matchURL},
	{"literal", "", matchLiteral},
	{"name", "", matchName},
	{"street", "", matchStreet},
	{"house", "", matchHouse},
	{"address", "house", matchAddress},
	{"mac", ":", matchMAC},
}

// Matchers returns the names of the matchers and their triggers.
func Matchers() (names, triggers []string) {
	for _, m := range matchers {
		names, triggers = append(names, m.name), append(triggers, m.trigger)
	}
	return names, triggers
}

func (sc *Scanner) matcher(r uint16, rule *table.Rule, start, end int) {
	sc.win.start, sc.win.end = start, end
	sc.matchAt(r, rule, start)
}

// matchAt runs a rule's matcher on the window; begin is where the rule's match
// begins if the matcher finds nothing before it.
func (sc *Scanner) matchAt(r uint16, rule *table.Rule, begin int) {
	h := matchers[rule.Match-1].fn(&sc.win, sc.in.argsOf(rule.Arg))
	if h.more && !sc.final {
		sc.hold(min(begin, h.start))
		return
	}
	if h.verdict == check.Reject || min(begin, h.start) < sc.from {
		return
	}
	if h.verdict == check.Valid && sc.inOrder && rule.Flags&table.ContextHas == 0 {
		sc.done = max(sc.done, h.end)
	}
	if rule.Check == 0 {
		if rule.Stop == 0 || !sc.in.stopped(rule.Stop, sc.text[h.start:h.end]) {
			sc.add(r, rule, min(begin, h.start), h.start, h.end, h.verdict)
		}
		return
	}
	sc.judge(r, rule, min(begin, h.start), h.start, h.end)
}
