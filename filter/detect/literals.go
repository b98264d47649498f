package detect

import (
	"github.com/chatguard/chatguard/filter/detect/lex"
	"github.com/chatguard/chatguard/filter/detect/table"
	"github.com/chatguard/chatguard/filter/swar"
)

// The automaton waits for memory at each byte, so a text is cut into four lanes
// that are read in turn. A lane begins in the start state as many bytes before
// the end of the one before it as no literal across the cut needs more.
const (
	lanes     = 4
	laneLeast = 48 // bytes of text from which on lanes pay
	hitBuffer = 60
)

// literalHit is an accepting state of the automaton after text[:end].
type literalHit struct {
	end   int32
	state uint16
}

// laneRun is the state of the lanes between two calls of advance.
type laneRun struct {
	next    []uint16
	class   *[256]byte
	first   uint16
	overlap int // of a lane and the one before it
	state   [lanes]uint16
	at      [lanes]int32 // where each lane begins
	hits    [hitBuffer + lanes]literalHit
	n       int
}

// literals runs the automaton over the text and the rules of each literal
// that it meets.
func (sc *Scanner) literals() {
	in, t := sc.in, sc.text
	if len(in.acNext) == 0 {
		return
	}
	state, i := uint16(0), sc.from
	if len(t)-i >= laneLeast {
		state, i = sc.literalLanes(i)
	}
	for i < len(t) {
		if state, i = in.nextLiteral(t, i, state); state >= in.acFirst {
			sc.literalsAt(state-in.acFirst, i)
		}
	}
	sc.partial = len(t) - int(sc.set.tail.depth[state])
	for sc.partial > sc.from && sc.partial < len(t) && t[sc.partial]>>6 == 2 {
		sc.partial-- // inside a character, which looks like a sign
	}
	sc.hold(sc.partial)
}

// nextLiteral reads t[i:] up to where a literal ends.
func (in *Info) nextLiteral(t []byte, i int, state uint16) (uint16, int) {
	next, class, first := in.acNext, &in.acClass, in.acFirst
	for i < len(t) {
		state = next[uint(state)<<table.ACShift|uint(class[t[i]])]
		i++
		if state >= first {
			break
		}
	}
	return state, i
}

// literalLanes reads as much of text[from:] as four lanes of one length take.
func (sc *Scanner) literalLanes(from int) (state uint16, end int) {
	in, t := sc.in, sc.text
	r := &sc.lane
	r.next, r.class, r.first = in.acNext, &in.acClass, in.acFirst
	r.overlap = in.acLongest - 1
	size := (len(t) - from + (lanes-1)*r.overlap) / lanes
	var lane [lanes][]byte
	for j := range lanes {
		at := from + j*(size-r.overlap)
		r.at[j], r.state[j] = int32(at), 0
		lane[j] = t[at : at+size]
	}
	for k := 0; k < size; {
		k = r.advance(lane[0], lane[1], lane[2], lane[3], k)
		for _, h := range r.hits[:r.n] {
			sc.literalsAt(h.state-in.acFirst, int(h.end))
		}
		r.n = 0
	}
	r.next = nil
	return r.state[lanes-1], int(r.at[lanes-1]) + size
}

// advance reads the lanes from position k on until their end or until the
// buffer of hits is full, and returns how far it came.
func (r *laneRun) advance(a, b, c, d []byte, k int) int {
	next, class, first := r.next, r.class, r.first
	s0, s1, s2, s3 := r.state[0], r.state[1], r.state[2], r.state[3]
	b, c, d = b[:len(a)], c[:len(a)], d[:len(a)]
	for ; k < len(a); k++ {
		s0 = next[uint(s0)<<table.ACShift|uint(class[a[k]])]
		s1 = next[uint(s1)<<table.ACShift|uint(class[b[k]])]
		s2 = next[uint(s2)<<table.ACShift|uint(class[c[k]])]
		s3 = next[uint(s3)<<table.ACShift|uint(class[d[k]])]
		if s0 < first && s1 < first && s2 < first && s3 < first {
			continue
		}
		r.state = [lanes]uint16{s0, s1, s2, s3}
		if r.note(k + 1) {
			k++
			break
		}
	}
	r.state = [lanes]uint16{s0, s1, s2, s3}
	return k
}

// note buffers the accepting states after k bytes of each lane and reports
// whether the buffer is full. What ends in the overlap, the lane before has.
func (r *laneRun) note(k int) bool {
	for j, s := range r.state {
		if s >= r.first && (k > r.overlap || j == 0) {
			r.hits[r.n] = literalHit{r.at[j] + int32(k), s}
			r.n++
		}
	}
	return r.n > hitBuffer-lanes
}

// nextTrigger returns the first position from i on of a digit, '@' or ':',
// len(t) if there is none. It looks at eight bytes at once.
func nextTrigger(t []byte, i int) int {
	for ; i+8 <= len(t); i += 8 {
		w := swar.Load(t, i)
		if m := (swar.Within(w, '0', ':') | swar.Equal(w, '@')) &^ w; m != 0 {
			return i + swar.First(m)
		}
	}
	for ; i < len(t); i++ {
		if lex.Class[t[i]]&lex.Trigger != 0 {
			return i
		}
	}
	return i
}
