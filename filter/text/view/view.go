// Package view makes the plain texts that a disguised one stands for, each
// with the way back from every byte to the bytes it came from.
//
// Three things are undone: other dresses of letters (full width,
// mathematical, digits of other scripts, look-alike letters, letters set apart,
// characters that take no room), escapes (percent, HTML, \x and \u,
// quoted-printable), and runs of encoded text (base64, base32, hex). What
// comes out is looked at again, three deep; what is deeper is not seen. A Maker
// says when the bytes of all views were too many for the rest (Complete).
//
// Detectors run on a view as on any text; Span turns a finding into the range
// of the original that produced it, so that an edit replaces exactly that. A
// view is safe to ignore: it never stands for the text itself, and what is
// found in the text without it is found in any case.
//
// Cost: one look at eight bytes at a time where nothing is disguised, and then
// nothing is allocated. All else is linear in the text, and the views of a
// text together are no longer than about twice the text.
package view

// Origin says what was undone to get a view, as a set of bits.
type Origin uint8

// What a view undoes.
const (
	Folded  Origin = 1 << iota // dresses of letters, characters without room
	Escaped                    // escapes in the text
	Encoded                    // runs of base64, base32 or hex
	Spelled                    // letters set apart, words in pieces
)

// originNames are the bits of an Origin, in their order.
var originNames = [...]string{"folded", "escaped", "encoded", "spelled"}

// String names what was undone: "escaped encoded"; "" for nothing.
func (o Origin) String() string {
	s := ""
	for i, name := range originNames {
		if o&(1<<i) != 0 {
			if s != "" {
				s += " "
			}
			s += name
		}
	}
	return s
}

// View is one plain text. It is valid until the Maker that made it is used
// again.
type View struct {
	Origin Origin // of this view and those it was made from
	text   []byte
	marks  []mark
	base   *View // what it was made from; nil is the original
	depth  int
	tail   bool // it reaches to the end of the original
}

// mark says that the view from at on came from src on: byte for byte if raw is
// 0, else all of it, up to the next mark, from the raw bytes there.
type mark struct{ at, src, raw int32 }

// Bytes is the text of the view.
func (v *View) Bytes() []byte { return v.text }

func (v *View) reset(base *View, o Origin) {
	v.text, v.marks, v.base, v.Origin, v.depth = v.text[:0], v.marks[:0], base, o, 1
	v.tail = false
	if base != nil {
		v.Origin |= base.Origin
		v.depth = base.depth + 1
	}
}

// literal appends b, which stands at src of the base.
func (v *View) literal(b []byte, src int) {
	if len(b) == 0 {
		return
	}
	if n := len(v.marks); n == 0 || v.marks[n-1].raw != 0 || int(v.marks[n-1].src)+len(v.text)-int(v.marks[n-1].at) != src {
		v.marks = append(v.marks, mark{int32(len(v.text)), int32(src), 0})
	}
	v.text = append(v.text, b...)
}

// unit appends what the bytes [src, src+raw) of the base stand for as a whole.
func (v *View) unit(to string, src, raw int) {
	if to == "" {
		return
	}
	v.marks = append(v.marks, mark{int32(len(v.text)), int32(src), int32(raw)})
	v.text = append(v.text, to...)
}

// Tail tells whether the view reaches to the end of the original, so that more
// text would prolong it.
func (v *View) Tail() bool { return v.tail }

// Span maps the range [start, end) of the view, which is not empty, to the
// smallest range of the original that produced it.
func (v *View) Span(start, end int) (from, to int) {
	for ; v != nil; v = v.base {
		start, end = v.span(start, end)
	}
	return start, end
}

func (v *View) span(start, end int) (from, to int) {
	s := v.marks[v.find(start)]
	from = int(s.src)
	if s.raw == 0 {
		from += start - int(s.at)
	}
	e := v.marks[v.find(end-1)]
	if e.raw == 0 {
		return from, int(e.src) + end - int(e.at)
	}
	return from, int(e.src) + int(e.raw)
}

// find returns the mark that the byte at belongs to.
func (v *View) find(at int) int {
	lo, hi := 0, len(v.marks)
	for lo+1 < hi {
		if mid := int(uint(lo+hi) >> 1); int(v.marks[mid].at) <= at {
			lo = mid
		} else {
			hi = mid
		}
	}
	return lo
}

// At returns the first byte of the view that came from position pos of the
// original or from behind it; the length of the view if none did.
func (v *View) At(pos int) int {
	if v.base != nil {
		pos = v.base.At(pos)
	}
	lo, hi := 0, len(v.marks) // the first mark that begins at pos or behind it
	for lo < hi {
		if mid := int(uint(lo+hi) >> 1); int(v.marks[mid].src) < pos {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	end := len(v.text)
	if lo < len(v.marks) {
		end = int(v.marks[lo].at)
	}
	if lo > 0 && v.marks[lo-1].raw == 0 {
		m := v.marks[lo-1]
		end = min(end, int(m.at)+pos-int(m.src))
	}
	return end
}
