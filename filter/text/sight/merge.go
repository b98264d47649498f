package sight

import (
	"bytes"
	"sort"

	"github.com/chatguard/chatguard/filter/detect"
	"github.com/chatguard/chatguard/filter/text/view"
)

// urlType is found around other values and gives way to them.
const urlType = "URL"

// unmask notes in l.shown what was found in v that text does not show as much, by its place in text.
func (l *Looker) unmask(v *view.View, text []byte, from int) {
	l.shown = l.shown[:0]
	for i := range l.buf {
		f := &l.buf[i]
		start, end := v.Span(f.Start, f.End)
		value := v.Bytes()[f.Start:f.End]
		if start < from || bytes.Equal(text[start:end], value) {
			continue
		}
		at := len(l.vals)
		l.vals = append(l.vals, value...)
		add := Finding{Finding: *f, Origin: v.Origin, plain: l.vals[at:len(l.vals):len(l.vals)]}
		add.Start, add.End = start, end
		l.shown = append(l.shown, add)
	}
	if byStart := byStart(l.shown); !sort.IsSorted(byStart) {
		sort.Stable(byStart)
	}
}

type byStart []Finding

func (b byStart) Len() int           { return len(b) }
func (b byStart) Less(i, j int) bool { return b[i].Start < b[j].Start }
func (b byStart) Swap(i, j int)      { b[i], b[j] = b[j], b[i] }

// merge adds l.shown to l.found; both are in the order of their starts. A finding of a view gives way to one that covers it
// and takes the place of those that it covers; a link gives way to whatever stands in it, as it does in one text. One pass:
// a disguised text may have as many findings as a plain one.
func (l *Looker) merge(set *detect.Set) {
	if len(l.shown) == 0 {
		return
	}
	out, old := l.both[:0], l.found
	reach := 0 // the farthest end of what is in out and no link
	take := func(f Finding, link bool) {
		out = append(out, f)
		if !link {
			reach = max(reach, f.End)
		}
	}
	for i := range l.shown {
		f := &l.shown[i]
		for len(old) > 0 && old[0].Start < f.Start {
			take(old[0], set.Name(old[0].Type) == urlType)
			old = old[1:]
		}
		link := set.Name(f.Type) == urlType
		if reach >= f.End || link && reach > f.Start || givesWay(set, f, link, old) {
			continue
		}
		for n := len(out); n > 0 && out[n-1].Start == f.Start && out[n-1].End <= f.End; n = len(out) {
			out = out[:n-1]
		}
		take(*f, link)
		old = uncovered(old, f)
	}
	l.found, l.both = append(out, old...), l.found
	if cap(l.both) > maxFindings {
		l.both, l.shown = nil, nil
	}
}

// maxFindings bounds the findings whose memory is kept from one text to the next.
const maxFindings = 1 << 10

// givesWay reports whether f is covered by one of old, which begin no earlier, or is a link in which one stands.
func givesWay(set *detect.Set, f *Finding, link bool, old []Finding) bool {
	for i := range old {
		p := &old[i]
		if p.Start >= f.End || !link && p.Start > f.Start {
			return false
		}
		if set.Name(p.Type) != urlType && (link || p.End >= f.End) {
			return true
		}
	}
	return false
}

// uncovered is old, in the order of starts, without those that f covers.
func uncovered(old []Finding, f *Finding) []Finding {
	n := 0
	for n < len(old) && old[n].Start < f.End {
		n++
	}
	kept := n
	for i := n - 1; i >= 0; i-- {
		if old[i].End > f.End {
			kept--
			old[kept] = old[i]
		}
	}
	return old[kept:]
}
