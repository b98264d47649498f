package guard

import (
	"bytes"
	"hash/maphash"

	"github.com/chatguard/chatguard/filter/policy"
	"github.com/chatguard/chatguard/filter/text/ascii"
)

// An echo is a value that was masked in the request for good and stands in the
// response, whatever stands beside it there. Of such values only their lengths
// and keyed hashes are kept. They are found as whole words; those that hold
// white space are left to the detectors.

// Bounds of echoes.
const (
	minEcho = 6
	maxEcho = 256 // bytes
)

// echoes are the values of one exchange.
type echoes struct {
	sums    map[uint64]bool
	lengths []int // each once, at most maxLengths
}

const maxLengths = 16

func (e *echoes) reset() {
	clear(e.sums)
	e.lengths = e.lengths[:0]
}

func (e *echoes) add(value []byte) {
	if len(value) < minEcho || len(value) > maxEcho || bytes.ContainsAny(value, " \t\r\n") || len(e.sums) >= maxValues {
		return
	}
	known := false
	for _, n := range e.lengths {
		known = known || n == len(value)
	}
	switch {
	case known:
	case len(e.lengths) == maxLengths:
		return
	default:
		e.lengths = append(e.lengths, len(value))
	}
	if e.sums == nil {
		e.sums = map[uint64]bool{}
	}
	e.sums[maphash.Bytes(valueSeed, value)] = true
}

// find calls found for each echo in t[from:]. If more of t may follow, a word
// at its end is not told yet.
func (e *echoes) find(t []byte, from int, final bool, found func(start, end int)) {
	if len(e.lengths) == 0 {
		return
	}
	for i := from; i < len(t); i++ {
		if i > 0 && ascii.Word(t[i-1]) && ascii.Word(t[i]) || isSpace(t[i]) {
			continue
		}
		for _, n := range e.lengths {
			end := i + n
			if end > len(t) || end == len(t) && !final || end < len(t) && ascii.Word(t[end]) && ascii.Word(t[end-1]) {
				continue
			}
			if e.sums[maphash.Bytes(valueSeed, t[i:end])] {
				found(i, end)
				i = end - 1
				break
			}
		}
	}
}

// open is from where on t may end in an echo: its last word, unless that is
// longer than any of them.
func (e *echoes) open(t []byte, from int) int {
	if len(e.lengths) == 0 {
		return len(t)
	}
	i := len(t)
	for i > from && !isSpace(t[i-1]) {
		if i--; len(t)-i > maxEcho {
			return len(t) - maxEcho
		}
	}
	return i
}

// findEchoes looks for echoes in a string of a response. Those that a detector
// found, too, are told already: hits from first on.
func (in *Inspector) findEchoes(lv level, first int) {
	in.x.leaks.echoes.find(in.text.Bytes(), in.from, true, func(start, end int) {
		from, to := in.text.Span(start, end)
		for i := first; i < len(in.hits); i++ {
			if h := &in.hits[i]; h.gaveAway && h.from <= from && to <= h.to {
				return
			}
		}
		in.add(hit{
			kind: in.plan.leaks.valueType, level: lv, score: 1, from: from, to: to,
			start: int32(start - in.from + in.skipped), end: int32(end - in.from + in.skipped),
		}, in.text.Bytes()[start:end])
	})
}

// actEchoes enters into v what the rules say of the echoes that can be told.
func (s *Stream) actEchoes(c *channel, v *channelVerdict) {
	kind := s.plan.leaks.valueType
	told := v.open == len(c.buf) // nothing is held: a word at the end is judged as it is
	s.x.leaks.echoes.find(c.buf, c.context, told, func(start, end int) {
		if end > v.open {
			return
		}
		for _, ch := range v.changes {
			if ch.start <= start && end <= ch.end {
				return
			}
		}
		s.carryOut(c, v, s.plan.decide(kind, 1, c.scope, s.dir), kind, start, end, 1, c.buf[start:end])
	})
}

// openEcho is from where on a text of a stream has to wait for an echo.
func (s *Stream) openEcho(c *channel, final bool) int {
	if final || s.dir != policy.Response {
		return len(c.buf)
	}
	return s.x.leaks.echoes.open(c.buf, c.context)
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }
