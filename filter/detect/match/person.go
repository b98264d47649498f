package match

import (
	"strings"

	"github.com/chatguard/chatguard/filter/detect/check"
	"github.com/chatguard/chatguard/filter/detect/lex"
	"github.com/chatguard/chatguard/filter/detect/table"
)

// runMax is from how many words on a run of capitalised words is a title.
const runMax = 5

// matchPerson finds names that nothing announces, by two lists: a given name and
// a surname after it, initials, particles and further names between them. A given
// name that is nothing else makes a surname of one more word. Alone it is weak.
func matchPerson(w *Window, _ []int32) Hit {
	p := personReader{nameReader: nameReader{t: w.Text, names: w.Names, final: w.Final, mode: nameAddressed}}
	p.read(w.Start)
	switch {
	case p.more:
		return Hit{Start: w.Start, More: true}
	case p.full > 0:
		work, more := ofWork(w.Text, p.full, w.Final)
		if work || inWork(w.Text, w.Start) || inTopic(w.Text, w.Start) || p.famous(w.Start, p.full) {
			return none
		}
		return Hit{Start: w.Start, End: p.full, Verdict: check.Plain, More: more}
	case p.alone > 0:
		return Hit{Start: w.Start, End: p.alone, Verdict: check.Weak}
	}
	return none
}

// personReader reads a run of capitalised words that a given name begins.
type personReader struct {
	nameReader
	full  int // end of a given name and a surname
	alone int // end of a given name with less beside it
}

func (p *personReader) read(start int) {
	var buf [24]byte
	end, folded, capital := p.word(start, &buf)
	if p.more || !capital || len(folded) < 2 {
		return
	}
	if b := p.t[start+1]; b < 'A' || b > 'Z' {
		if p.full = p.whole(start, end, folded); p.full > 0 || p.more {
			return
		}
	}
	kind := p.given(start, end, folded)
	if kind&(table.NameGiven|table.NameSurname) == 0 {
		if kind == 0 {
			p.strange(start, end, folded)
		}
		return
	}
	own, closed := p.possessor(start, end)
	if cut := latinEnd(p.t[start:own]); cut < own-start {
		own, closed = start+cut, true // Chinese goes on without a space
	}
	if kind&table.NameGiven == 0 && (closed || !p.capitalAfter(end)) {
		if p.more || kind&(table.NameSurname|table.NameWordy) != table.NameSurname || p.t[start+1] < 'a' || p.before(start).taken() {
			return
		}
		p.alone = own
		if !closed {
			p.reversed(end)
		}
		return
	}
	if kind&table.NameNot != 0 && kind&table.NameGiven == 0 || kind&table.NameThing != 0 || placeBefore.Has(folded) {
		return
	}
	before := p.before(start)
	if before.place {
		return
	}
	r := run{given: kind, shouts: p.t[start+1] >= 'A' && p.t[start+1] <= 'Z'}
	for i := end; !closed && r.words < runMax && !(kind&table.NameGiven == 0 && r.other > 0); {
		var more bool
		if i, more = p.next(i, &r); !more {
			break
		}
	}
	if p.more || r.thing || r.words == runMax || before.number && p.numberAt(max(r.surname, r.other)) {
		return
	}
	p.weigh(&r, own, before, len(folded))
	sure := kind&(table.NameGiven|table.NameUnsure) == table.NameGiven
	switch {
	case p.full > 0 || kind&table.NameGiven == 0:
	case sure && r.words == 0 && !r.shouts && len(folded) > 2 && p.roleBefore(start) != noRole, // also behind a capital: "Neffe Jens"
		p.alone == own && (!before.capital && p.owns(own) || p.speaks(start, own) || p.among(start, own) || sure && p.signs(start, own)):
		p.full = own
	}
}

// weigh decides what a run is.
func (p *personReader) weigh(r *run, own int, before neighbour, letters int) {
	unsure := r.given&table.NameUnsure != 0
	switch {
	case r.shouts && (unsure || r.given&table.NameGiven == 0 || r.surname == 0 || r.weak): // a heading
	case r.given&table.NameGiven == 0:
		switch {
		case r.surname == 0 || r.weak || letters < 3:
		case r.initial || r.sure && r.words == 1:
			p.full = r.surname
		case r.words == 1 && !before.capital:
			p.alone = r.surname
		}
	case r.surname > 0 && !(unsure && r.weak):
		p.full = r.surname
	case unsure || before.capital:
	case r.words == 0 && letters > 2:
		p.alone = own
	case r.words == 1 && r.other > 0:
		p.full = r.other
	}
}

// capitalAfter reports whether a space and a capital follow.
func (p *personReader) capitalAfter(i int) bool {
	if i+1 >= len(p.t) {
		p.more = !p.final
		return false
	}
	b := p.t[i+1]
	return p.t[i] == ' ' && (b >= 'A' && b <= 'Z' || b >= 0xC3 && b <= 0xC5)
}

// numberAt reports whether a number of at most four digits follows, as in a street
// that is called after somebody.
func (p *personReader) numberAt(i int) bool {
	if i+1 >= len(p.t) {
		p.more = !p.final
		return false
	}
	return p.t[i] == ' ' && lex.Class[p.t[i+1]]&lex.Digit != 0
}

// reversed finds the given name after a surname: "Okafor, Chidi".
func (p *personReader) reversed(i int) {
	if i < len(p.t) && p.t[i] != ',' || !p.capitalAfter(i+1) {
		return
	}
	var buf [24]byte
	end, folded, _ := p.word(i+2, &buf)
	if kind := p.given(i+2, end, folded); !p.more && kind&table.NameGiven != 0 && kind&(table.NameUnsure|table.NameSurname) == 0 {
		p.full = end
	}
}

// owns reports whether a name is that of an owner, of a thing that small letters
// name: "Anna's car".
func (p *personReader) owns(end int) bool {
	i, ok := end, false
	for _, s := range [...]string{"'s ", "’s "} {
		if n := end + len(s); n <= len(p.t) && string(p.t[end:n]) == s {
			i, ok = n, true
		}
	}
	if end+6 > len(p.t) {
		p.more = !p.final
	}
	return ok && i < len(p.t) && p.t[i] >= 'a' && p.t[i] <= 'z'
}

// speaks reports whether a name begins a line and a colon follows, as in a play.
func (p *personReader) speaks(start, end int) bool {
	if end == len(p.t) {
		p.more = !p.final
		return false
	}
	return p.t[end] == ':' && (start == 0 || p.t[start-1] == '\n')
}

// among reports whether another given name stands beside, with a comma or a word
// for "and" between them.
func (p *personReader) among(start, end int) bool {
	i := end
	for ; i < len(p.t) && i < end+6 && strings.IndexByte(" ,andetouyi&", p.t[i]) >= 0; i++ {
	}
	if i == len(p.t) {
		p.more = !p.final
		return false
	}
	var buf [24]byte
	if joiners.Has(p.t[end:i]) {
		next, folded, capital := p.word(i, &buf)
		if p.more || capital && p.sureGiven(i, next, folded) {
			return !p.more
		}
	}
	i = start
	for ; i > 0 && i > start-6 && strings.IndexByte(" ,andetouyi&", p.t[i-1]) >= 0; i-- {
	}
	for ; i < start; i++ {
		if joiners.Has(p.t[i:start]) && p.sureBefore(i) {
			return true
		}
	}
	return false
}

// sureGiven reports whether a word is a given name and nothing else.
func (p *personReader) sureGiven(start, end int, folded []byte) bool {
	return p.given(start, end, folded)&(table.NameGiven|table.NameUnsure) == table.NameGiven
}

// sureBefore reports whether the word that ends at end is a given name and nothing
// else.
func (p *personReader) sureBefore(end int) bool {
	start := end
	for start > 0 && end-start < 24 && (lex.Class[p.t[start-1]]&lex.Letter != 0 || p.t[start-1] >= 0x80) {
		start--
	}
	before := personReader{nameReader: nameReader{t: p.t[:end], names: p.names, final: true}}
	var buf [24]byte
	own, folded, capital := before.word(start, &buf)
	return own == end && capital && before.sureGiven(start, own, folded)
}
