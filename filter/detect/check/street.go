package check

import "github.com/chatguard/chatguard/filter/detect/lex"

// StreetTypes end the names of streets in English, each followed by a space;
// streetStarts begin them in French.
var (
	StreetTypes  = lex.SetOf("pavement street st avenue ave boulevard blvd road rd lane ln drive dr court ct square sq place pl terrace ter crescent close way parkway pkwy highway hwy circle cir trail mews grove gardens quay wynd row esplanade ")
	StreetStarts = lex.SetOf("camino calle paseo avenida rue avenue boulevard place chemin impasse allee quai route cours square ")
)

// checkStreet accepts a house number and the name of a street: capitalised words
// that end with a type, or a French type and what follows it.
func checkStreet(v []byte, _ []int32) Verdict {
	i := 0
	for i < len(v) && (lex.Class[v[i]]&lex.Alnum != 0) {
		i++
	}
	for i < len(v) && (v[i] == ' ' || v[i] == ',') {
		i++
	}
	if i == len(v) || len(v) < 8 {
		return Reject
	}
	var buf [16]byte
	if v[i] >= 'a' && v[i] <= 'z' {
		j := i
		for j < len(v) && v[j] != ' ' {
			j++
		}
		last := j
		for k := j; k < len(v); k++ {
			if v[k] == ' ' {
				last = k + 1
			}
		}
		if last < len(v) && StreetStarts.Has(lex.Fold(v[i:j], &buf)) && (v[last] >= 'A' && v[last] <= 'Z' || v[last] >= 0xC3) {
			return Plain
		}
		return Reject
	}
	start := len(v)
	for start > i && v[start-1] != ' ' {
		start--
	}
	if start == i || !StreetTypes.Has(lex.Fold(v[start:], &buf)) {
		return Reject
	}
	return Plain
}

// RomanceStreet accepts a word for a street, its name and a house number: the
// last word of the name has a capital, or a number is part of the name.
func RomanceStreet(v []byte) bool {
	words, capitals, i := 0, 0, 0
	for i < len(v) && v[i] != ' ' {
		i++
	}
	for i < len(v) {
		for i < len(v) && v[i] == ' ' {
			i++
		}
		j := i
		for j < len(v) && v[j] != ' ' {
			j++
		}
		if lex.Class[v[i]]&lex.Digit != 0 {
			break
		}
		var buf [16]byte
		w := lex.Fold(v[i:j], &buf)
		switch {
		case v[i] >= 'A' && v[i] <= 'Z' || v[i] >= 0xC3:
			if lex.Listed("email e mail zoom sms fax phone web api http https ssh vpn usb slack teams skype whatsapp hotel pin ", w) {
				return false
			}
			capitals++
		case !lex.Listed("de la le los las les du des di da do dos das del della delle dei degli dello al el y e i l d van nr n in a ", w):
			return false
		}
		words++
		i = j
	}
	if capitals == 0 || words > 6 {
		return false
	}
	return true
}
