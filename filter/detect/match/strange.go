package match

import "github.com/chatguard/chatguard/filter/detect/table"

// strange reads a name whose first word is in no list, and whose surname is one
// that is nothing else: "for Tavish Krzeminski". Where a sentence begins, any word has a
// capital.
func (p *personReader) strange(start, end int, folded []byte) {
	if len(folded) < 3 || end == len(p.t) || p.t[end] != ' ' || p.t[start+1] >= 'A' && p.t[start+1] <= 'Z' || p.opens(start) || !p.capitalAfter(end) {
		return
	}
	before := p.before(start)
	if before.taken() || hasEnd(folded, nounEnds[:]) || topicOffice.Has(folded) || nameTitles.Has(folded) || placeBefore.Has(folded) {
		return
	}
	var next [24]byte
	stop, family, capital := p.word(end+1, &next)
	if p.more || !capital {
		return
	}
	if kind, _ := p.surname(end+1, stop, family); kind&table.NameSurname == 0 && p.names.Find(family)&table.NameGiven == 0 && len(family) > 1 && !nobleParticles.Has(family) {
		return
	}
	var r run
	for i := end; r.words < runMax; {
		var more bool
		if i, more = p.next(i, &r); !more {
			break
		}
	}
	switch {
	case p.more || r.thing || r.surname == 0 || r.weak || r.words > 2 || p.numberAt(r.surname):
	case r.sure || r.words == 1 && p.plainly(r.surname):
		p.full = r.surname
	}
}

// shortEnds are the ends of surnames that names of places and beers have, too.
var shortEnds = [...]string{"sen", "sky", "yan"}

// plainly reports whether the word that ends at end is a surname by the list or a
// long ending, of a hyphenated one the last part; one in capitals is none.
func (p *personReader) plainly(end int) bool {
	start, from := end, end
	for start > 0 && p.t[start-1] != ' ' {
		start--
		if p.t[start] == '-' && from == end {
			from = start + 1
		}
	}
	if from == end {
		from = start
	}
	if end-from < 2 || p.t[start+1] >= 'A' && p.t[start+1] <= 'Z' && p.t[end-1] <= 'Z' {
		return false
	}
	var buf [24]byte
	_, folded, capital := p.word(from, &buf)
	kind := p.names.Find(folded)
	return capital && (kind&(table.NameSurname|table.NameWordy) == table.NameSurname || len(folded) > 5 && hasEnd(folded, surnameEnds[:]) && !hasEnd(folded, shortEnds[:]) || p.t[from+1] == '\'' || p.t[from] == 'M' && p.t[from+1] == 'c')
}

// introduced reports whether one of the words of the name t[start:end] is known
// and nothing else.
func (p *personReader) introduced(start, end int) bool {
	for i := start; i < end; {
		var buf [24]byte
		stop, folded, _ := p.word(i, &buf)
		if stop == i {
			i++
			continue
		}
		kind := p.given(i, stop, folded)
		if kind&(table.NameSurname|table.NameWordy) == table.NameSurname || kind&(table.NameGiven|table.NameUnsure) == table.NameGiven || len(folded) > 5 && hasEnd(folded, surnameEnds[:]) {
			return true
		}
		i = stop
	}
	return false
}
