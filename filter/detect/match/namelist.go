package match

import (
	"strings"

	"github.com/chatguard/chatguard/filter/detect/lex"
	"github.com/chatguard/chatguard/filter/detect/table"
)

// isGiven reports whether w, folded, is a given name.
func (n *nameReader) isGiven(w []byte) bool { return n.names.Find(w)&table.NameGiven != 0 }

// isFamily reports whether w, folded, is a surname.
func (n *nameReader) isFamily(w []byte) bool {
	return n.names.Find(w)&table.NameSurname != 0 || len(w) > 5 && hasEnd(w, surnameEnds[:])
}

// isNone reports whether w, folded, begins sentences and is in no name.
func (n *nameReader) isNone(w []byte) bool { return n.names.Find(w)&table.NameNot != 0 }

// note marks what a further word w of the name is.
func (n *nameReader) note(first bool, w []byte) {
	kind := n.names.Find(w)
	n.family = n.family || first && n.isFamily(w)
	n.later = n.later || !first && (kind&(table.NameSurname|table.NameWordy) == table.NameSurname || kind == 0 && len(w) > 6 && hasEnd(w, surnameEnds[:]))
	n.thing = n.thing || kind&table.NameThing != 0 || hasEnd(w, nounEnds[:])
}

// nounEnds are how nouns end that names of teams and products are made of, and
// hardly a surname.
var nounEnds = [...]string{"ing", "tion", "tions", "ment", "ments", "ity", "ware", "ness", "ings", "ance", "ence", "ung", "heit", "keit", "ics", "ist", "ial", "ical", "ive", "able", "ship"}

// fieldNames are short names of fields that follow a name without a stop.
const fieldNames = "dob mrn id ssn tel fax geb sex age ceo cto cfo "

// reversed reports whether a comma and a given name follow the only word of the
// name, which then ends after it: "Okafor, Chidi".
func (n *nameReader) reversed() bool {
	if n.words != 1 || n.end < len(n.t) && n.t[n.end] != ',' || n.end+1 < len(n.t) && n.t[n.end+1] != ' ' {
		return false
	}
	if n.end+3 > len(n.t) {
		n.more = !n.final
		return false
	}
	var buf [24]byte
	end, folded, capital := n.word(n.end+2, &buf)
	if n.more || !capital || n.names.Find(folded)&(table.NameGiven|table.NameUnsure) != table.NameGiven {
		return false
	}
	n.end = end
	return true
}

// fills reports whether two or three words after a label with a colon, head, are
// all of its field and written as names are.
func (n *nameReader) fills(head []byte) bool {
	stop := n.end < len(n.t) && n.t[n.end] == '.' && (n.end+1 == len(n.t) || strings.IndexByte(" \n\"", n.t[n.end+1]) >= 0)
	if n.words < 2 && !(n.initial && n.words == 1) || n.words > 3 || n.thing || !n.closed() && !n.bracket() && !stop {
		return false
	}
	if colon := strings.LastIndexByte(string(head[max(0, len(head)-4):]), ':'); colon < 0 {
		return false
	}
	for i := len(head); i < n.end; i++ {
		if upper := n.t[i] >= 'A' && n.t[i] <= 'Z'; upper && i > len(head) && lex.Class[n.t[i-1]]&lex.Letter != 0 && n.t[i-1] != 'c' {
			return false // DevOps, NVIDIA
		}
	}
	return true
}

// bracket reports whether "(" or "<" follows the name, as before an address.
func (n *nameReader) bracket() bool {
	return n.end+1 < len(n.t) && n.t[n.end] == ' ' && (n.t[n.end+1] == '(' || n.t[n.end+1] == '<')
}

// closed reports whether the name ends where its field does.
func (n *nameReader) closed() bool {
	return n.end == len(n.t) || strings.IndexByte("\"'&<,;\n\r\\", n.t[n.end]) >= 0
}

// besideMax is how far after a name its owner's other data is looked for.
const besideMax = 64

// beside reports whether data of the same person follows the name: an e-mail
// address in brackets, or further fields of a person.
func (n *nameReader) beside() (found, more bool) {
	if !n.closed() && !n.bracket() {
		return false, false
	}
	rest := n.t[n.end:]
	if len(rest) > besideMax {
		rest = rest[:besideMax]
	} else if !n.final {
		return false, true
	}
	for i := 0; i < len(rest); {
		j := i
		for j < len(rest) && lex.Class[rest[j]]&lex.Letter != 0 {
			j++
		}
		if j == i {
			if rest[i] == '@' {
				return true, false
			}
			i++
			continue
		}
		var buf [16]byte
		if lex.Listed("email mail phone tel telephone mobile cell fax card ssn dob birth birthday birthdate address street iban passport geburtsdatum telefon handy adresse telephone naissance telefono correo nacimiento direccion telefone nascimento endereco indirizzo nascita telefoon geboortedatum adres numero nummer number joignable erreichbar reach bel call correo contact portable movil cellulare celular mobiel gsm whatsapp ", lex.Fold(rest[i:j], &buf)) {
			return true, false
		}
		i = j
	}
	return false, false
}
