package match

import (
	"strings"

	"github.com/chatguard/chatguard/filter/detect/check"
	"github.com/chatguard/chatguard/filter/detect/lex"
	"github.com/chatguard/chatguard/filter/detect/table"
)

// postalWords is the most words of the name of a street before its house number.
const postalWords = 4

// postalReach is how far behind the first letter of a street its house number begins.
const postalReach = 80

// Words before a number that is none of a house; words for streets that stand in small
// letters behind their names; those that need no post code; how names of streets end
// that matchHouse finds.
var (
	notStreets  = lex.SetOf("version chapter page pages figure fig section item items order ticket issue article vol volume no nr nummer kapitel seite artikel line step lot batch case report gate platform flight track apartment apt suite unit box postfach day week room floor age aged janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre januar februar juni juli oktober dezember enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre ")
	streetKinds = lex.SetOf("utca ut ter korut setany utja tere cesta ulica ulice trg obala gate vei veg vag gata gatan katu tie ")
	sureKinds   = lex.SetOf("utca korut utja sokak sokagi sok caddesi cad mahallesi mah bulvari ")
	houseEnds   = [...]string{"strasse", "strase", "str", "weg", "platz", "allee", "gasse", "ring", "damm", "ufer", "straat", "laan", "plein", "gracht", "vagen", "gatan", "katu"}
)

// matchPostal finds the address that begins with the capitalised word of the window, by
// the post code and the town behind its house number: "Am Bach 3a, 79100 Freiburg",
// "Husova 12, byt 4, 110 00 Praha". No list knows the words of the street; where a
// sentence begins, any word has a capital.
func matchPostal(w *Window, _ []int32) Hit {
	t := w.Text
	if !w.mayNumber(postalReach) || !insideLine(t, w.Start) || !numberAhead(t, w.Start) {
		return none
	}
	number, sure, more := postalNumber(w)
	if more && !w.Final {
		return Hit{Start: w.Start, More: true}
	}
	if number == 0 {
		return none
	}
	stop := houseNumber(t, number-1)
	if stop >= number && stop+2 > len(t) && !w.Final {
		return Hit{Start: w.Start, More: true}
	}
	if stop == number-1 || !sure && stop < len(t) && t[stop] != ',' {
		return none
	}
	if len(t) < stop+townMax && !w.Final {
		return Hit{Start: w.Start, More: true}
	}
	if sure {
		return Hit{Start: w.Start, End: addressTail(t, stop, w.Names), Verdict: check.Plain}
	}
	i := unitsAfter(t, stop)
	end := town(t, i)
	if end == i || t[i] != ',' || lex.Class[t[end-1]]&lex.Digit != 0 || isYear(t[min(i+2, len(t)):min(i+6, len(t))]) && lex.Class[t[i+6]]&lex.Digit == 0 {
		return none
	}
	if district := digitsEnd(t, min(end+1, len(t)), 2); end+1 < len(t) && t[end] == ' ' && district > end+1 {
		end = district // Praha 6
	}
	return Hit{Start: w.Start, End: end, Verdict: check.Plain}
}

// insideLine reports whether neither the text nor a sentence begins at t[start].
func insideLine(t []byte, start int) bool {
	if start == 0 {
		return false
	}
	if t[start-1] != ' ' || start < 2 {
		return start > 1
	}
	b := t[start-2]
	return b != '.' && b != '!' && b != '?'
}

// particleMax is the longest word in small letters in the name of a street.
const particleMax = 6

// numberAhead reports whether up to four words at t[i], of which long ones begin with a
// capital, stand before a number within postalReach, or the text ends before that is
// known.
func numberAhead(t []byte, i int) bool {
	if b := t[i+1]; b >= 'A' && b <= 'Z' || t[i] == 0xC3 && b > 0x9F {
		return false // it shouts, or is no capital
	}
	word, words, limit := i, 0, i+postalReach
	for ; i < len(t); i++ {
		b := t[i]
		if i == limit {
			return false
		}
		if lex.Class[b]&lex.Letter != 0 || b >= 0x80 || b == '-' || b == '\'' {
			if i-word > particleMax && t[word] >= 'a' && t[word] <= 'z' {
				return false
			}
			continue
		}
		if b == '.' && i+1 < len(t) && t[i+1] == ' ' {
			i++
			b = ' '
		}
		if b != ' ' {
			return b == '.' && i+1 == len(t)
		}
		if words++; i+1 < len(t) && (lex.Class[t[i+1]]&lex.Digit != 0 || t[i+1] == 'N' && (i+2 == len(t) || t[i+2]|0x20 == 'o')) {
			return true
		}
		if words == postalWords {
			return i+1 == len(t)
		}
		word = i + 1
	}
	return true
}

// postalNumber returns where the number behind up to four words at the window begins
// that may be the name of a street, 0 if there is none; sure if the last is a word for
// one, and more if the text ends before that is known.
func postalNumber(w *Window) (number int, sure, more bool) {
	n := nameReader{t: w.Text, names: w.Names, final: w.Final}
	i := w.Start
	for words := 0; words < postalWords; words++ {
		var buf [24]byte
		stop, folded, capital := n.word(i, &buf)
		if n.more || stop == len(n.t) {
			return 0, false, true
		}
		if stop == i || words > 0 && !capital && !nameParticles.Has(folded) && !streetKinds.Has(folded) && !lex.Listed("an am im in aan op pod nad na u ", folded) {
			return 0, false, false
		}
		if n.t[stop] == '.' && stop+1 < len(n.t) {
			stop++
		}
		if n.t[stop] != ' ' {
			return 0, false, stop+1 == len(n.t) && n.t[stop] == '.'
		}
		if i = stop + 1; i == len(n.t) {
			return 0, false, true
		}
		sure = words > 0 && sureKinds.Has(folded)
		if sure && n.t[i] == 'N' && i+5 > len(n.t) {
			return 0, false, true
		}
		labelled := sure && n.t[i] == 'N' && n.t[i+1]|0x20 == 'o' && strings.IndexByte(":. ", n.t[i+2]) >= 0
		if !labelled && lex.Class[n.t[i]]&lex.Digit == 0 {
			continue
		}
		if len(folded) < 3 || !capital && !streetKinds.Has(folded) || notStreets.Has(folded) || hasEnd(folded, houseEnds[:]) || n.names.Find(folded)&table.NameNot != 0 {
			return 0, false, false
		}
		return i, sure, false
	}
	return 0, false, false
}
