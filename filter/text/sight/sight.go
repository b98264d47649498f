// Package sight finds values in a text and in the plain views of it, so that a
// disguise hides nothing: a card number in full-width digits is found where it
// stands.
//
// What a view shows is a finding only if the text itself does not show as
// much, and its range is of the text. The result does not depend on how the
// text was cut, as far as dresses of letters and escapes go; encoded runs are
// read in whole texts only.
package sight

import (
	"github.com/chatguard/chatguard/filter/detect"
	"github.com/chatguard/chatguard/filter/text/view"
)

// Finding is one in a text; its range is of the text itself in any case.
type Finding struct {
	detect.Finding
	Origin view.Origin // what had to be undone to see it, 0 for nothing
	plain  []byte
}

// Value is what was found, in plain spelling.
func (f *Finding) Value(text []byte) []byte {
	if f.Origin != 0 {
		return f.plain
	}
	return text[f.Start:f.End]
}

// Looker is the scratch of a look. One worker uses one Looker, for any number
// of texts and sets; the zero value is ready.
type Looker struct {
	scan  detect.Scanner
	maker view.Maker
	buf   []detect.Finding
	found []Finding
	shown []Finding // of one view
	both  []Finding
	vals  []byte // plain values of what is disguised
	views []*view.View
}

// maxKeep bounds the memory that is kept from one text to the next.
const maxKeep = 64 << 10

// Look judges text[from:] as detect.Scanner.Scan does, and its views after
// it. With runs, encoded runs are decoded. What is returned is valid until the
// next look.
func (l *Looker) Look(set *detect.Set, text []byte, from int, final, runs bool) (found []Finding, open int) {
	l.buf, open = l.scan.Scan(set, text, from, final, l.buf[:0])
	l.found = l.found[:0]
	for i := range l.buf {
		l.found = append(l.found, Finding{Finding: l.buf[i]})
	}
	if cap(l.vals) > maxKeep {
		l.vals = nil
	}
	l.vals = l.vals[:0]
	if !final {
		open = min(open, max(from, view.Unfinished(text)))
	}
	l.views = l.maker.Make(text, runs)
	for _, v := range l.views {
		last := final || !v.Tail()
		var settled int
		l.buf, settled = l.scan.Scan(set, v.Bytes(), v.At(from), last, l.buf[:0])
		if !last && settled < len(v.Bytes()) {
			held, _ := v.Span(settled, settled+1)
			open = min(open, max(held, from))
		}
		l.unmask(v, text, from)
		l.merge(set)
	}
	return l.found, open
}

// Views are the plain views of the text that was looked at last.
func (l *Looker) Views() []*view.View { return l.views }

// Complete tells whether all of them were made, to the depth that there is.
func (l *Looker) Complete() bool { return l.maker.Complete() }

// Hidden are the parts of that text that do not show.
func (l *Looker) Hidden() []view.Range { return l.maker.Hidden() }
