package detect

import (
	"unicode/utf8"

	"github.com/chatguard/chatguard/filter/regex/syntax"
)

// machine runs custom expressions as Pike's machine does: all ways through the
// expression at once, in order of preference, so the time is linear in the
// text. Unlike package regexp it looks at the text before the part it
// searches, starts only where it is told to, and knows at the end of an
// unfinished text from where on a match is still possible.
type machine struct {
	ready, next []thread // before their empty-width instructions
	queue       []thread // instructions that wait for a rune, best first
	sparse      []uint32 // position in dense by instruction
	dense       []uint32
	stack       []thread
}

// thread is a way through the expression.
type thread struct {
	pc     uint32
	start  int
	g0, g1 int // the capture group
}

// interval is a range of positions at which a match may start.
type interval struct{ lo, hi int }

// search finds the leftmost-first matches of d in t that start in spans, which
// are sorted, and calls found for each. It returns from where on a match is
// pending, len(t) if none is.
func (m *machine) search(d *detector, t []byte, spans []interval, final bool, found func(thread, int)) int {
	if n := len(d.prog.Inst); len(m.sparse) < n {
		m.sparse = make([]uint32, n)
	}
	pos, span := 0, 0
	for {
		var ok bool
		if pos, span, ok = m.skip(d, t, spans, pos, span); !ok {
			return len(t)
		}
		match, end, pending := m.leftmost(d, t, spans[span:], pos, final)
		if pending >= 0 {
			return pending
		}
		if end < 0 {
			return len(t)
		}
		if end > match.start {
			found(match, end)
			pos = end
		} else {
			pos = match.start + 1
		}
	}
}

// skip moves pos to the next position at which a match may start.
func (m *machine) skip(d *detector, t []byte, spans []interval, pos, span int) (int, int, bool) {
	for span < len(spans) {
		pos = max(pos, spans[span].lo)
		for hi := spans[span].hi; pos <= hi && pos < len(t); pos++ {
			if d.firsts[t[pos]] {
				return pos, span, true
			}
		}
		span++
	}
	return pos, span, false
}

// leftmost returns the first match that starts at pos or later, with end -1 if
// there is none, or the position from which on one is pending (-1: none is).
func (m *machine) leftmost(d *detector, t []byte, spans []interval, pos int, final bool) (match thread, end, pending int) {
	m.ready = m.ready[:0]
	end = -1
	prev := runeBefore(t, pos)
	for {
		if end < 0 && len(m.ready) == 0 {
			at, span, ok := m.skip(d, t, spans, pos, 0)
			if !ok {
				return match, -1, -1
			}
			if at != pos {
				pos, prev = at, runeBefore(t, at)
			}
			spans = spans[span:]
		}
		if end < 0 && len(spans) > 0 && pos >= spans[0].lo && pos <= spans[0].hi {
			m.ready = append(m.ready, thread{uint32(d.prog.Start), pos, pos, -1})
		}
		if len(m.ready) == 0 {
			return match, end, -1
		}
		r, width := rune(-1), 0
		if pos < len(t) {
			r, width = rune(t[pos]), 1
			if r >= utf8.RuneSelf {
				r, width = utf8.DecodeRune(t[pos:])
			}
		}
		if !final && (width == 0 || r == utf8.RuneError && !utf8.FullRune(t[pos:])) {
			return match, -1, m.earliest(match, end)
		}
		m.close(d, pos, syntax.EmptyOpContext(prev, r))
		m.next = m.next[:0]
		for i := range m.queue {
			th := &m.queue[i]
			inst := &d.prog.Inst[th.pc]
			if inst.Op == syntax.InstMatch {
				match, end = *th, pos
				break
			}
			if width > 0 && inst.MatchRune(r) {
				m.next = append(m.next, thread{inst.Out, th.start, th.g0, th.g1})
			}
		}
		m.ready, m.next = m.next, m.ready
		if width == 0 {
			return match, end, -1
		}
		prev = r
		pos += width
		if len(spans) > 0 && pos > spans[0].hi {
			spans = spans[1:]
		}
	}
}

// earliest returns where the first match that is found or possible starts.
func (m *machine) earliest(match thread, end int) int {
	at := m.ready[0].start
	for i := range m.ready {
		at = min(at, m.ready[i].start)
	}
	if end >= 0 {
		at = min(at, match.start)
	}
	return at
}

// close follows the instructions that read nothing from the threads in ready,
// best first, and leaves those that wait for a rune in queue.
func (m *machine) close(d *detector, pos int, flags syntax.EmptyOp) {
	m.queue, m.dense = m.queue[:0], m.dense[:0]
	for _, th := range m.ready {
		m.stack = append(m.stack[:0], th)
		for len(m.stack) > 0 {
			th := m.stack[len(m.stack)-1]
			m.stack = m.stack[:len(m.stack)-1]
			if j := m.sparse[th.pc]; int(j) < len(m.dense) && m.dense[j] == th.pc {
				continue
			}
			m.sparse[th.pc] = uint32(len(m.dense))
			m.dense = append(m.dense, th.pc)
			m.follow(d, th, pos, flags)
		}
	}
}

func (m *machine) follow(d *detector, th thread, pos int, flags syntax.EmptyOp) {
	inst := &d.prog.Inst[th.pc]
	switch inst.Op {
	case syntax.InstAlt:
		second := th
		second.pc, th.pc = inst.Arg, inst.Out
		m.stack = append(m.stack, second, th)
	case syntax.InstCapture:
		switch int(inst.Arg) {
		case 2 * d.group:
			th.g0 = pos
		case 2*d.group + 1:
			th.g1 = pos
		}
		th.pc = inst.Out
		m.stack = append(m.stack, th)
	case syntax.InstEmpty:
		if syntax.EmptyOp(inst.Arg)&^flags == 0 {
			th.pc = inst.Out
			m.stack = append(m.stack, th)
		}
	case syntax.InstFail:
	default:
		m.queue = append(m.queue, th)
	}
}

func runeBefore(t []byte, pos int) rune {
	if pos == 0 {
		return -1
	}
	r, _ := utf8.DecodeLastRune(t[:pos])
	return r
}
