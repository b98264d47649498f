package match

import (
	"strings"

	"github.com/chatguard/chatguard/filter/detect/lex"
	"github.com/chatguard/chatguard/filter/detect/table"
)

// nounRoles are what German calls people, with a capital; the words of other
// languages are in the table of names. forWords stand before the name of who a
// letter or payment is for.
var (
	nounRoles = lex.SetOf("vermieter vermieterin nachbar nachbarin hausmeister hausmeisterin hausverwalter kollege kollegin sachbearbeiter sachbearbeiterin eheleute mandant mandantin bruder schwester onkel tante schwager schwagerin enkel enkelin vater mutter " +
		"kunde kundin patient patientin mieter mieterin mitarbeiter mitarbeiterin freund freundin chef chefin lehrer lehrerin sohn tochter ehemann ehefrau zeuge zeugin bewerber bewerberin praktikant praktikantin auszubildende hausarzt hausarztin zahnarzt anwalt anwaltin oma opa neffe nichte cousine mitbewohner mitbewohnerin steuerberater steuerberaterin schwiegermutter schwiegervater klempner makler maklerin azubi lehrling werkstudent werkstudentin kumpel verlobter verlobte exmann exfrau schwiegersohn schwiegertochter stiefsohn stieftochter betreuer betreuerin pfleger pflegerin ")
	forWords = lex.SetOf("tnv tav zhd zhdn attn fao ")
)

// How a role stands before a name: not at all, beside it, or with a colon or a verb
// between them.
const (
	noRole = iota
	roleBeside
	roleLinked
)

// roleLinks are the verbs.
var roleLinks = lex.SetOf("is was named called ist heisst est es ")

// roleBefore tells whether a word for a person, or an abbreviation such as "z. Hd."
// stands before start. Only German writes such words with a capital, unless they
// begin a sentence or a colon follows.
func (p *personReader) roleBefore(start int) int {
	t, i := p.t, start-1
	if i < 2 || t[i] != ' ' {
		return noRole
	}
	how := roleBeside
	switch t[i-1] {
	case ',':
		i--
	case ':':
		i, how = i-1, roleLinked
	}
	role, begin := p.roleAt(i, how)
	var buf [16]byte
	if !role && how == roleBeside && begin < i && i-begin < 7 && i == start-1 && roleLinks.Has(lex.Fold(t[begin:i], &buf)) && begin > 0 && t[begin-1] == ' ' {
		how = roleLinked
		role, _ = p.roleAt(begin-1, how)
	}
	if role {
		return how
	}
	if t[start-2] != '.' {
		return noRole
	}
	for end := i; i > 0 && end-i < 7 && (t[i-1] == '.' || lex.Class[t[i-1]]&lex.Letter != 0 || t[i-1] == ' ' && i > 1 && t[i-2] == '.'); {
		i--
	}
	if end := start - 1; t[end-1] == '.' && i < end && forWords.Has(lex.Fold(t[i:end], &buf)) {
		return roleBeside
	}
	return noRole
}

// roleAt reports whether the word that ends at end is one for a person, and where
// it begins.
func (p *personReader) roleAt(end, how int) (role bool, begin int) {
	t, i, wide := p.t, end, false
	for ; i > 0 && end-i < 18 && (lex.Class[t[i-1]]&lex.Letter != 0 || t[i-1] >= 0x80); i-- {
		wide = wide || t[i-1] > 0xC3
	}
	if i == end {
		return false, i
	}
	var short [16]byte
	var buf [24]byte
	folded, capital := buf[:0], t[i] >= 'A' && t[i] <= 'Z'
	if wide || end-i > len(short) {
		_, folded, capital = p.word(i, &buf)
	} else {
		folded = lex.Fold(t[i:end], &short)
	}
	if len(folded) == 1 {
		return folded[0] == 'o' && i > 1 && t[i-1] == '/' && t[i-2]|0x20 == 'c', i
	}
	if (!capital || how == roleLinked || p.opens(i)) && p.names.Find(folded)&table.NameRole != 0 {
		return true, i
	}
	return capital && nounRoles.Has(folded), i
}

// borne reads the two or three capitalised words at start that a role makes a name,
// of which none is a thing or begins sentences; 0 if there are not as many.
func (p *personReader) borne(start int) int {
	how := p.roleBefore(start)
	if how == noRole {
		return 0
	}
	end := p.capitalised(start)
	if end > 0 && how == roleLinked && !p.introduced(start, end) {
		return 0
	}
	return end
}

// capitalised is the end of the two or three capitalised words at start, of which none
// is a thing or begins sentences; 0 if there are not as many.
func (p *personReader) capitalised(start int) int {
	i, end, words := start, 0, 0
	for words < 4 {
		var buf [24]byte
		stop, folded, capital := p.word(i, &buf)
		if p.more {
			return 0
		}
		kind := p.names.Find(folded)
		initial := len(folded) == 1 && stop < len(p.t) && p.t[stop] == '.'
		switch {
		case kind&table.NameThing != 0 || words > 0 && (start < 2 || p.t[start-2] != ',') && hasEnd(folded, nounEnds[:]) || words == 0 && nameTitles.Has(folded):
			return 0
		case capital && initial && words > 0:
			stop++
		case !capital && words > 0 && nameParticles.Has(folded):
		case !capital || len(folded) < 2 || kind&table.NameNot != 0 || strings.ToUpper(string(p.t[i:stop])) == string(p.t[i:stop]):
			return twoWords(end, words)
		default:
			own, closed := p.possessor(i, stop)
			if words, end = words+1, own; closed {
				return twoWords(end, words)
			}
		}
		if stop == len(p.t) || p.t[stop] != ' ' {
			return twoWords(end, words)
		}
		i = stop + 1
	}
	return 0
}

// twoWords is end if a name has two or three words.
func twoWords(end, words int) int {
	if words < 2 || words > 3 {
		return 0
	}
	return end
}
