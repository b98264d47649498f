package detect

import (
	"github.com/chatguard/chatguard/filter/detect/check"
	"github.com/chatguard/chatguard/filter/detect/table"
)

func (sc *Scanner) matcher(r uint16, rule *table.Rule, start, end int) {
	sc.win.Start, sc.win.End = start, end
	sc.matchAt(r, rule, start)
}

// listMax is how many answers a matcher may give at one trigger.
const listMax = 40

// matchAt runs a rule's matcher on the window, again for each answer that it has;
// begin is where the rule's match begins if the matcher finds nothing before it.
func (sc *Scanner) matchAt(r uint16, rule *table.Rule, begin int) {
	sc.win.Round = 0
	for sc.matchOnce(r, rule, begin) && sc.win.Round < listMax {
		sc.win.Round++
	}
}

// matchOnce takes one answer of a matcher and reports whether it has another.
func (sc *Scanner) matchOnce(r uint16, rule *table.Rule, begin int) (again bool) {
	h := sc.win.Run(int(rule.Match-1), sc.in.argsOf(rule.Arg))
	if h.More && !sc.final {
		sc.hold(min(begin, h.Start))
		return false
	}
	if h.Again {
		sc.win.Last = h.End
	}
	if h.Verdict == check.Reject || min(begin, h.Start) < sc.from {
		return h.Again
	}
	if h.Verdict == check.Valid && sc.inOrder && rule.Flags&table.ContextHas == 0 {
		sc.done = max(sc.done, h.End)
	}
	if rule.Check > 0 {
		sc.judge(r, rule, min(begin, h.Start), h.Start, h.End)
	} else if rule.Stop == 0 || !sc.in.stopped(rule.Stop, sc.text[h.Start:h.End]) {
		sc.add(r, rule, min(begin, h.Start), h.Start, h.End, h.Verdict)
	}
	return h.Again
}
