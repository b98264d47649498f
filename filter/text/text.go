package text

// Text is the decoded content of one string. The zero value is empty and
// ready; Reset keeps the buffers for the next string.
type Text struct {
	buf  []byte
	segs []segment
}

// segment says that the text from at on came from the body from pos on. A
// literal segment maps byte for byte; an escape maps as a whole: all of its
// decoded bytes stand for all of its raw bytes.
type segment struct {
	at  int   // offset in the text
	pos int64 // offset in the body
	raw int   // bytes of the body that an escape took; 0 for a literal run
}

// maxKeep is how much buffer Reset keeps for the next string.
const maxKeep = 1 << 20

// Reset empties the text.
func (t *Text) Reset() {
	if cap(t.buf) > maxKeep {
		t.buf, t.segs = nil, nil
	}
	t.buf, t.segs = t.buf[:0], t.segs[:0]
}

// Prefix appends b without a source: context that detectors may read, such as
// the name of the field. It must come before the first Append.
func (t *Text) Prefix(b ...byte) { t.buf = append(t.buf, b...) }

// Append adds decoded bytes b that the body's bytes [pos, pos+raw) produced.
// With raw == len(b) they are taken as literal, otherwise as one escape.
func (t *Text) Append(b []byte, pos int64, raw int) {
	if len(b) == 0 {
		return
	}
	literal := raw == len(b)
	if !literal || !t.continues(pos) {
		s := segment{at: len(t.buf), pos: pos}
		if !literal {
			s.raw = raw
		}
		t.segs = append(t.segs, s)
	}
	t.buf = append(t.buf, b...)
}

// continues tells whether a literal at pos prolongs the last literal run.
func (t *Text) continues(pos int64) bool {
	if len(t.segs) == 0 {
		return false
	}
	s := &t.segs[len(t.segs)-1]
	return s.raw == 0 && s.pos+int64(len(t.buf)-s.at) == pos
}

// DropFront forgets the first n bytes of the text. Segments that end before
// it go with them.
func (t *Text) DropFront(n int) {
	if n >= len(t.buf) {
		t.buf, t.segs = t.buf[:0], t.segs[:0]
		return
	}
	t.buf = t.buf[:copy(t.buf, t.buf[n:])]
	keep := t.segs[:0]
	for i, s := range t.segs {
		if i+1 < len(t.segs) && t.segs[i+1].at <= n {
			continue
		}
		if s.at < n { // begins in what was dropped
			if s.raw == 0 {
				s.pos += int64(n - s.at)
			}
			s.at = n
		}
		s.at -= n
		keep = append(keep, s)
	}
	t.segs = keep
}

// Bytes is the text. It is valid until the next Reset or Append.
func (t *Text) Bytes() []byte { return t.buf }

// Len is the length of the text in bytes.
func (t *Text) Len() int { return len(t.buf) }

// Span maps the text range [start, end) to the smallest range of the body that
// produced it; it never splits an escape. Both offsets must lie in appended
// text (not in a Prefix) and start < end.
func (t *Text) Span(start, end int) (from, to int64) {
	s := t.find(start)
	from = s.pos
	if s.raw == 0 {
		from += int64(start - s.at)
	}
	e := t.find(end - 1)
	to = e.pos + int64(e.raw)
	if e.raw == 0 {
		to = e.pos + int64(end-e.at)
	}
	return from, to
}

// find returns the segment that holds the text offset at.
func (t *Text) find(at int) *segment {
	lo, hi := 0, len(t.segs)
	for lo+1 < hi {
		mid := int(uint(lo+hi) >> 1)
		if t.segs[mid].at <= at {
			lo = mid
		} else {
			hi = mid
		}
	}
	return &t.segs[lo]
}
