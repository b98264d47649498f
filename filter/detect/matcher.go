package detect

import (
	"github.com/chatguard/chatguard/filter/detect/check"
	"github.com/chatguard/chatguard/filter/detect/table"
)

func (sc *Scanner) matcher(r uint16, rule *table.Rule, start, end int) {
	sc.win.Start, sc.win.End = start, end
	sc.matchAt(r, rule, start)
}

// listMax is the longest list of which every entry is a finding.
const listMax = 40

// matchAt runs a rule's matcher on the window, and again for each entry of a list;
// begin is where the rule's match begins if the matcher finds nothing before it.
func (sc *Scanner) matchAt(r uint16, rule *table.Rule, begin int) {
	next := sc.matchOnce(r, rule, begin)
	if next == 0 {
		return
	}
	for sc.win.Round = 1; next > 0 && sc.win.Round < listMax; sc.win.Round++ {
		sc.win.Start, sc.win.End = next, next
		next = sc.matchOnce(r, rule, begin)
	}
	sc.win.Round = 0
}

// matchOnce runs the matcher once; next is where to look for the next entry of a
// list, 0 if there is none.
func (sc *Scanner) matchOnce(r uint16, rule *table.Rule, begin int) (next int) {
	h := sc.win.Run(int(rule.Match-1), sc.in.argsOf(rule.Arg))
	if h.More && !sc.final {
		sc.hold(min(begin, h.Start))
		return 0
	}
	if h.Verdict == check.Reject || min(begin, h.Start) < sc.from {
		return 0
	}
	if h.Verdict == check.Valid && sc.inOrder && rule.Flags&table.ContextHas == 0 {
		sc.done = max(sc.done, h.End)
	}
	if h.Again {
		next = h.End
	}
	if rule.Check > 0 {
		sc.judge(r, rule, min(begin, h.Start), h.Start, h.End)
	} else if rule.Stop == 0 || !sc.in.stopped(rule.Stop, sc.text[h.Start:h.End]) {
		sc.add(r, rule, min(begin, h.Start), h.Start, h.End, h.Verdict)
	}
	return next
}
