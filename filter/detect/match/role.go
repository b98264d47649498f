package match

import (
	"strings"

	"github.com/chatguard/chatguard/filter/detect/lex"
	"github.com/chatguard/chatguard/filter/detect/table"
)

// roleWords are what people are to each other and at work, with a name behind them;
// forWords stand before the name of who a letter or payment is for.
var (
	roleWords = lex.SetOf("landlord landlady caretaker janitor neighbour neighbor seller buyer lodger flatmate roommate housemate boyfriend girlfriend fiance fiancee uncle aunt cousin grandmother grandfather nephew niece grandson granddaughter stepson stepdaughter babysitter nanny plumber electrician solicitor bookkeeper trainee supervisor midwife headteacher lead keeper guardian manager colleague " +
		"soussigne soussignee voisin voisine proprietaire gardienne vecino vecina casero casera hermano hermana vizinho vizinha senhorio senhoria funcionario funcionaria sottoscritto sottoscritta coinquilino coinquilina zio zia " +
		"buurman buurvrouw huisbaas schoonmoeder sasiad sasiadka sasiada sasiadem wlasciciel nabo naboen granne grannen utleier laege naapurini vuokranantajani komsum vecinul vecina soused sousedka ")
	nounRoles = lex.SetOf("vermieter vermieterin nachbar nachbarin hausmeister hausmeisterin hausverwalter kollege kollegin sachbearbeiter sachbearbeiterin eheleute mandant mandantin bruder schwester onkel tante schwager schwagerin enkel enkelin vater mutter ")
	forWords  = lex.SetOf("tnv tav zhd zhdn attn fao ")
)

// roleBefore reports whether a word for a person, with a comma or without, or an
// abbreviation such as "z. Hd." stands before start. Only German writes such words
// with a capital, unless they begin a sentence.
func (p *personReader) roleBefore(start int) bool {
	t, i := p.t, start
	for i > 0 && start-i < 2 && (t[i-1] == ' ' || t[i-1] == ',' && i == start-1) {
		i--
	}
	if i == start || i == 0 {
		return false
	}
	end, all := i, byte(0)
	for i > 0 && end-i < 18 && (lex.Class[t[i-1]]&lex.Letter != 0 || t[i-1] >= 0x80) {
		i--
		all |= t[i]
	}
	if last := t[end-1] | 0x20; end > i && all < 0x80 && !roleWords.Ends(last, end-i) && !nounRoles.Ends(last, end-i) && last != 'o' {
		return false
	}
	if end > i {
		var buf [24]byte
		_, folded, capital := p.word(i, &buf)
		return roleWords.Has(folded) && (!capital || p.opens(i)) || nounRoles.Has(folded) || string(folded) == "o" && i > 1 && t[i-1] == '/' && t[i-2]|0x20 == 'c'
	}
	for i > 0 && end-i < 7 && (t[i-1] == '.' || lex.Class[t[i-1]]&lex.Letter != 0 || t[i-1] == ' ' && i > 1 && t[i-2] == '.') {
		i--
	}
	var buf [16]byte
	return t[end-1] == '.' && forWords.Has(lex.Fold(t[i:end], &buf))
}

// borne reads the two or three capitalised words at start that a role makes a name,
// of which none is a thing or begins sentences; 0 if there are not as many.
func (p *personReader) borne(start int) int {
	if !p.roleBefore(start) {
		return 0
	}
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
		case kind&table.NameThing != 0 || words > 0 && p.t[start-2] != ',' && hasEnd(folded, nounEnds[:]) || words == 0 && nameTitles.Has(folded):
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
