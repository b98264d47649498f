package match

import (
	"strings"

	"github.com/chatguard/chatguard/filter/detect/lex"
	"github.com/chatguard/chatguard/filter/detect/table"
)

// Particles that only names have, what stands between names, and what stands before
// saints and founders in the names of places.
var (
	nobleParticles = lex.SetOf("von van vom zu zum zur ter ten bin ibn della dos das af av ")
	joiners        = listOf(", ", " and ", ", and ", " & ", " und ", " et ", " y ", " e ", " i ", " en ", " ou ")
	placeBefore    = lex.SetOf("san santa saint st sankt sainte sao fort ft port lake mount mt cape camp point new north south east west el los las la isla villa puerto rio ")
)

// latinEnd is where letters of other scripts than the Latin begin in a word.
func latinEnd(word []byte) int {
	for i, b := range word {
		if b >= 0xE3 || b >= 0xCE && b < 0xE1 {
			return i
		}
	}
	return len(word)
}

// given looks up a given name, of a hyphenated one the first part.
func (p *personReader) given(start, end int, folded []byte) uint32 {
	if own, ok := p.possessor(start, end); ok {
		end, folded = own, folded[:len(folded)-1]
	}
	if kind := p.names.Find(folded); kind != 0 {
		return kind
	}
	for i := start + 2; i < end; i++ {
		if p.t[i] == '-' {
			return p.names.Find(folded[:min(i-start, len(folded))])
		}
	}
	return 0
}

// surname tells whether a capitalised word is a surname, by the list, by its
// beginning or its end; of a hyphenated one each part counts.
// sure is what ends as only surnames do.
func (p *personReader) surname(start, end int, folded []byte) (kind uint32, sure bool) {
	if kind = p.names.Find(folded); kind&table.NameSurname != 0 {
		return kind, false
	}
	t := p.t[start:end]
	switch {
	case len(t) > 4 && (t[1] == '\'' || strings.HasPrefix(string(t), "Mc") && t[2] >= 'A' && t[2] <= 'Z'):
		return table.NameSurname, false
	case len(folded) > 5 && hasEnd(folded, surnameEnds[:]):
		return kind | table.NameSurname, hasEnd(folded, surnameEnds[:sureEnds])
	}
	for i := 2; i < len(t)-2; i++ {
		if t[i] == '-' && t[i+1] != '-' && (p.names.Find(folded[:min(i, len(folded))]) != 0 || p.names.Find(folded[min(i, len(folded)):]) != 0) {
			return table.NameSurname, false
		}
	}
	return kind, false
}

// surnameEnds are how surnames of many peoples end, and hardly a word; the first
// of them end no word at all.
var surnameEnds = [...]string{"sdottir", "rdottir", "ovich", "evich", "ovic", "evic", "opoulos", "oglu", "shvili", "enko", "iewicz", "owicz", "owski", "ewski", "inski", "ynski", "owska", "ewska", "inska", "ynska", "gsson",
	"qvist", "sson", "chuk", "czyk", "akis", "idis", "inen", "mann", "elli", "etti", "ucci", "otti", "escu", "quist", "strom", "gaard", "wicz", "vski", "nski", "vska", "nska", "sky", "skaya", "ov", "ova", "ev", "eva", "sen", "adze", "yan"}

const sureEnds = 21 // how many

func hasEnd(folded []byte, ends []string) bool {
	for _, e := range ends {
		if n := len(folded) - len(e); n > 1 && string(folded[n:]) == e {
			return true
		}
	}
	return false
}

// possessor is the end of a name in "Miller's".
func (p *personReader) possessor(start, end int) (own int, possessed bool) {
	if p.t[end-1] != 's' {
		return end, false
	}
	for _, s := range [...]string{"'s", "’s"} {
		if n := end - len(s); n > start && string(p.t[n:end]) == s {
			return n, true
		}
	}
	return end, false
}

// phraseList is a few phrases.
type phraseList []string

func listOf(phrases ...string) phraseList { return phrases }

// Has reports whether b is one of them.
func (l phraseList) Has(b []byte) bool {
	for _, p := range l {
		if p == string(b) {
			return true
		}
	}
	return false
}
