package view

import "unicode/utf8"

// Limits of the views of one text.
const (
	maxDepth = 3  // views of views
	maxViews = 12 // of one text
	window0  = 256
	window1  = 512
	spare    = 4 << 10 // views of a text are at most that much longer than it
	maxKeep  = 256 << 10
)

// Maker makes the views of one text after the other. The zero value is ready;
// it keeps its buffers.
type Maker struct {
	views     []*View
	made      int // of views, in use
	budget    int
	refused   bool // a view was not made, because there were enough
	signs     signs
	hidden    hidden
	apartRuns []span
	turned    []span
	buf       []byte
}

// Range is a part of the original that hides something, with how sure that is.
type Range struct {
	From, To int
	Score    float32
}

// Make returns the views of text that differ from it in more than what every
// text has; none for ordinary text. With runs, encoded runs are decoded, too.
// The views are valid until the next call.
func (m *Maker) Make(text []byte, runs bool) []*View {
	m.release()
	m.budget, m.refused = len(text)+spare, false
	m.derive(nil, text, runs)
	first := m.hidden
	for i := 0; i < m.made && m.views[i].depth < maxDepth; i++ {
		m.derive(m.views[i], m.views[i].text, runs)
	}
	m.hidden = first // what is hidden in a view is not the text's
	return m.views[:m.made]
}

// Complete tells whether all views were made, to the depth that there is. A text that needs more bytes of them than it has
// itself hides something, or is all disguise.
func (m *Maker) Complete() bool { return !m.refused }

// derive makes the views of t, which is the text of base.
func (m *Maker) derive(base *View, t []byte, runs bool) {
	m.apartRuns, m.turned = m.apartRuns[:0], m.turned[:0]
	m.look(t)
	s := m.signs
	if s.fold.seen {
		if v := m.add(base, Folded); v != nil {
			if s.pieces {
				v.Origin |= Spelled
			}
			lo, hi := s.fold.around(t)
			v.tail = hi == len(t) && (base == nil || base.tail)
			m.fold(v, t, lo, hi)
			m.settle(v)
		}
	}
	if s.escape.seen {
		if v := m.add(base, Escaped); v != nil {
			lo, hi := s.escape.around(t)
			v.tail = hi == len(t) && (base == nil || base.tail)
			v.unescaped(t, lo, hi)
			m.settle(v)
		}
	}
	if s.run.seen && runs || len(m.turned) > 0 {
		if v := m.add(base, Encoded); v != nil {
			for _, r := range m.turned {
				m.buf = reversed(m.buf[:0], t[r.from:r.to])
				v.run(m.buf, r.from, r.to-r.from)
			}
			if s.run.seen && runs {
				lo, hi := s.run.row(t)
				m.decoded(v, t, lo, hi)
			}
			m.settle(v)
		}
	}
}

// around is the window with some context, whole characters.
func (w *window) around(t []byte) (lo, hi int) {
	lo, hi = max(0, w.first-window0), min(len(t), w.last+window1)
	for lo > 0 && !utf8.RuneStart(t[lo]) {
		lo--
	}
	for hi < len(t) && !utf8.RuneStart(t[hi]) {
		hi++
	}
	return lo, hi
}

// row is the window with what stands beside it of a row of hexadecimal pairs, whose ends may not look like one.
func (w *window) row(t []byte) (lo, hi int) {
	lo, hi = max(0, w.first-8), min(len(t), w.last+8)
	for lo > 0 && alphabet[t[lo-1]]&(a16|aSp) != 0 {
		lo--
	}
	for hi < len(t) && alphabet[t[hi]]&(a16|aSp) != 0 {
		hi++
	}
	return lo, hi
}

func (m *Maker) add(base *View, o Origin) *View {
	if m.made == maxViews || m.budget <= 0 {
		m.refused = true
		return nil
	}
	if m.made == len(m.views) {
		m.views = append(m.views, new(View))
	}
	v := m.views[m.made]
	v.reset(base, o)
	m.made++
	return v
}

// settle keeps the view made last, unless it is empty or too much.
func (m *Maker) settle(v *View) {
	if m.budget -= len(v.text); len(v.text) == 0 {
		m.made--
	}
}

// release gives back what a huge text took.
func (m *Maker) release() {
	for i, v := range m.views[:m.made] {
		if cap(v.text)+12*cap(v.marks) > maxKeep {
			m.views[i] = new(View)
		}
	}
	m.made = 0
	if cap(m.buf) > maxKeep {
		m.buf = nil
	}
}

// hidden collects what does not show.
type hidden struct {
	ranges []Range
	marks  int
	zeros  int
	first  int
	last   int
}

// leastZeros is the number of characters without room inside words that no
// language needs.
const leastZeros = 3

const maxHidden = 64

func (h *hidden) reset() { *h = hidden{ranges: h.ranges[:0]} }

func (h *hidden) add(from, to int, score float32) {
	if len(h.ranges) < maxHidden {
		h.ranges = append(h.ranges, Range{from, to, score})
	}
}

// zero notes characters without room between two letters.
func (h *hidden) zero(from, to int) {
	if h.zeros == 0 {
		h.first = from
	}
	h.zeros++
	h.last = to
}

// Hidden returns the parts of the text that Make was called with last that do
// not show, or that show other than they read.
func (m *Maker) Hidden() []Range {
	h := &m.hidden
	if h.zeros >= leastZeros {
		h.add(h.first, h.last, 0.7)
		h.zeros = 0
	}
	return h.ranges
}

// Flooded tells whether the text stacks marks on letters beyond any language.
func (m *Maker) Flooded() bool { return m.hidden.marks > 1 }

// Unfinished returns where the word begins that an escape cut short at the end
// of text stands in, or len(text): what follows may complete it.
func Unfinished(text []byte) int {
	for i := len(text) - 1; i >= 0 && i >= len(text)-maxEscape && text[i] > ' '; i-- {
		if class[text[i]]&cEsc == 0 {
			continue
		}
		if n, _, _ := unescape(text[i:]); n > 0 && i+n < len(text) {
			break
		}
		for i > 0 && text[i-1] > ' ' && len(text)-i < wordReach {
			i--
		}
		return i
	}
	return len(text)
}

// maxEscape is the length of the longest escape but one.
const maxEscape = 11

// override notes text that is shown in reverse: from t[at], behind the
// control, to the control that ends it or to the end of the line.
func (m *Maker) override(t []byte, from, at int) {
	end := at
	letters := 0
	for end < len(t) && t[end] != '\n' {
		if t[end] == 0xE2 && end+2 < len(t) && t[end+1] == 0x80 && t[end+2] == 0xAC {
			break
		}
		if isWord(t[end]) {
			letters++
		}
		end++
	}
	if letters < 3 || len(m.turned) == maxHidden || len(m.turned) > 0 && m.turned[len(m.turned)-1].to > from {
		return
	}
	m.turned = append(m.turned, span{at, end})
	m.hidden.add(from, end, 0.8)
}

// reversed appends the characters of t in reverse.
func reversed(dst, t []byte) []byte {
	for len(t) > 0 {
		_, n := utf8.DecodeLastRune(t)
		dst = append(dst, t[len(t)-n:]...)
		t = t[:len(t)-n]
	}
	return dst
}
