package detect

import (
	"encoding/binary"
	"math/bits"
)

// The automaton waits for memory at each byte, so a long text is cut into four
// lanes that are read in turn; each begins a little early, in the start state,
// so that no literal across a cut is missed.
const (
	lanes     = 4
	laneLeast = 512 // bytes of text from which on lanes pay
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
	columns uint
	first   uint16
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
	for ; i < len(t); i++ {
		state = in.acNext[uint(state)*in.acColumns+uint(in.acClass[t[i]])]
		if state >= in.acFirst {
			sc.literalsAt(state-in.acFirst, i+1)
		}
	}
	sc.partial = len(t) - int(in.acDepth[state])
	sc.hold(sc.partial)
}

// literalLanes reads as much of text[from:] as four lanes of one length take.
func (sc *Scanner) literalLanes(from int) (state uint16, end int) {
	in, t := sc.in, sc.text
	size := (len(t) - from) / lanes
	r := &sc.lane
	r.next, r.class, r.columns, r.first = in.acNext, &in.acClass, in.acColumns, in.acFirst
	var lane [lanes][]byte
	for j := range lanes {
		at := from + j*size
		r.at[j], r.state[j] = int32(at), 0
		lane[j] = t[at : at+size]
		for _, b := range t[max(from, at-in.acLongest):at] {
			r.state[j] = in.acNext[uint(r.state[j])*in.acColumns+uint(in.acClass[b])]
		}
	}
	for k := 0; k < size; {
		k = r.advance(lane[0], lane[1], lane[2], lane[3], k)
		for _, h := range r.hits[:r.n] {
			sc.literalsAt(h.state-in.acFirst, int(h.end))
		}
		r.n = 0
	}
	r.next = nil
	return r.state[lanes-1], from + lanes*size
}

// advance reads the lanes from position k on until their end or until the
// buffer of hits is full, and returns how far it came.
func (r *laneRun) advance(a, b, c, d []byte, k int) int {
	next, class, columns, first := r.next, r.class, r.columns, r.first
	s0, s1, s2, s3 := r.state[0], r.state[1], r.state[2], r.state[3]
	b, c, d = b[:len(a)], c[:len(a)], d[:len(a)]
	for ; k < len(a); k++ {
		s0 = next[uint(s0)*columns+uint(class[a[k]])]
		s1 = next[uint(s1)*columns+uint(class[b[k]])]
		s2 = next[uint(s2)*columns+uint(class[c[k]])]
		s3 = next[uint(s3)*columns+uint(class[d[k]])]
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
// whether the buffer is full.
func (r *laneRun) note(k int) bool {
	for j, s := range r.state {
		if s >= r.first {
			r.hits[r.n] = literalHit{r.at[j] + int32(k), s}
			r.n++
		}
	}
	return r.n > hitBuffer-lanes
}

const (
	ones  = 0x0101010101010101
	highs = 0x8080808080808080
)

// nextTrigger returns the first position from i on of a digit, '@' or ':',
// len(t) if there is none. It looks at eight bytes at once.
func nextTrigger(t []byte, i int) int {
	for ; i+8 <= len(t); i += 8 {
		w := binary.LittleEndian.Uint64(t[i:])
		low := w &^ highs
		digit := (low + (0x80-'0')*ones) &^ (low + (0x80-':'-1)*ones) // '0' to ':'
		at := ^((low ^ '@'*ones) + 0x7F*ones)
		if m := (digit | at) & highs &^ w; m != 0 {
			return i + bits.TrailingZeros64(m)>>3
		}
	}
	for ; i < len(t); i++ {
		if byteClass[t[i]]&isTrigger != 0 {
			return i
		}
	}
	return i
}
