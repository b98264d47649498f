package detect

import (
	"github.com/chatguard/chatguard/filter/detect/check"
	"github.com/chatguard/chatguard/filter/detect/table"
)

func (sc *Scanner) matcher(r uint16, rule *table.Rule, start, end int) {
	sc.win.Start, sc.win.End = start, end
	sc.matchAt(r, rule, start)
}

// matchAt runs a rule's matcher on the window; begin is where the rule's match
// begins if the matcher finds nothing before it.
func (sc *Scanner) matchAt(r uint16, rule *table.Rule, begin int) {
	sc.win.Nth = 0
	for sc.matchNext(r, rule, begin) {
		sc.win.Nth++
	}
}

// matchNext takes one answer of a matcher and reports whether it has another.
func (sc *Scanner) matchNext(r uint16, rule *table.Rule, begin int) (next bool) {
	h := sc.win.Run(int(rule.Match-1), sc.in.argsOf(rule.Arg))
	if h.More && !sc.final {
		sc.hold(min(begin, h.Start))
		return false
	}
	if h.Verdict == check.Reject || min(begin, h.Start) < sc.from {
		return h.Next
	}
	if h.Verdict == check.Valid && sc.inOrder && rule.Flags&table.ContextHas == 0 {
		sc.done = max(sc.done, h.End)
	}
	if rule.Check == 0 {
		if rule.Stop == 0 || !sc.in.stopped(rule.Stop, sc.text[h.Start:h.End]) {
			sc.add(r, rule, min(begin, h.Start), h.Start, h.End, h.Verdict)
		}
		return h.Next
	}
	sc.judge(r, rule, min(begin, h.Start), h.Start, h.End)
	return h.Next
}
