package match

import "github.com/chatguard/chatguard/filter/detect/table"

// run is what follows the first word.
type run struct {
	given   uint32 // what the first word is
	shouts  bool   // it is in capitals
	start   int    // of it
	words   int    // capitalised words
	surname int    // end of the last that is a surname
	weak    bool   // which may be something else, too
	sure    bool   // which ends as only surnames do
	noble   bool   // a particle stands before that only names have
	initial bool   // an initial stands between
	other   int    // end of the last word that is not known
	thing   bool   // a word that makes it no person
}

// next reads one more word of the run, after a space, and reports whether the
// run may go on.
func (p *personReader) next(i int, r *run) (end int, more bool) {
	if i == len(p.t) {
		p.more = !p.final
		return i, false
	}
	if p.t[i] != ' ' {
		return i, false
	}
	var buf [24]byte
	start := i + 1
	end, folded, capital := p.word(start, &buf)
	if p.more || start == len(p.t) {
		p.more = !p.final
		return i, false
	}
	if end == start || len(folded) == 0 {
		return i, false
	}
	if !capital {
		r.noble = nobleParticles.Has(folded)
		return end, r.noble || len(folded) > 1 && nameParticles.Has(folded)
	}
	dot := end < len(p.t) && p.t[end] == '.'
	if len(folded) == 1 {
		r.initial = true
		if dot {
			end++
		}
		return end, true
	}
	switch kind := p.names.Find(folded); {
	case kind&table.NameThing != 0:
		r.thing = true
		return end, false
	case kind&table.NameNot != 0 && !nameParticles.Has(folded):
		return end, false
	}
	r.words++
	own, closed := p.possessor(start, end)
	if closed {
		folded = folded[:len(folded)-1]
	}
	p.take(r, start, own, folded)
	r.noble = false
	return end, !closed && !dot
}

// take notes what a capitalised word of the run is.
func (p *personReader) take(r *run, start, end int, folded []byte) {
	kind, sure := p.surname(start, end, folded)
	switch {
	case kind&table.NameSurname != 0:
		r.surname, r.sure = end, sure
		r.weak = kind&table.NameWordy != 0 || (kind|r.given)&table.NameGiven != 0 && r.given&table.NameGiven == 0
	case kind&table.NameGiven != 0 && kind&table.NameUnsure == 0 && r.given&table.NameUnsure == 0, r.noble:
		r.surname, r.weak, r.sure = end, true, false
	default:
		r.other = end
	}
}
