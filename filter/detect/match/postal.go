package match

import (
	"github.com/chatguard/chatguard/filter/detect/check"
	"github.com/chatguard/chatguard/filter/detect/lex"
	"github.com/chatguard/chatguard/filter/detect/table"
)

// postalWords and postalMax bound the name of a street before a house number.
const (
	postalWords = 4
	postalMax   = 40
)

// notStreets are words before a number that is none of a house.
var notStreets = lex.SetOf("version chapter page pages figure fig section item items order ticket issue article vol volume no nr nummer kapitel seite artikel line step lot batch case report gate platform flight track apartment apt suite unit box postfach day week room floor age aged janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre januar februar juni juli oktober dezember enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre ")

// matchPostal finds the address whose house number the window is, by the post code
// and the town behind it: "Am Bach 3a, 79100 Freiburg", "Husova 12, byt 4, 110 00 Praha".
// The words of the street, which no list knows, stand before it and begin with a capital.
func matchPostal(w *Window, _ []int32) Hit {
	t := w.Text
	number, stop := w.Start, w.End
	if stop < len(t) && t[stop] == '/' {
		if stop = digitsEnd(t, stop+1, 4); stop == w.End+1 {
			return none
		}
	}
	if stop == len(t) || t[stop] != ',' && t[stop] != ' ' {
		return none
	}
	start := streetBefore(w, number)
	if start == number {
		return none
	}
	if len(t) < stop+townMax && !w.Final {
		return Hit{Start: start, More: true}
	}
	i := stop
	for range 3 {
		end := unitAfter(t, i)
		if end == i {
			break
		}
		i = end
	}
	code := i
	for code < len(t) && code < i+2 && (t[code] == ',' || t[code] == ' ') {
		code++
	}
	end := town(t, i)
	if end == i || t[i] != ',' || lex.Class[t[end-1]]&lex.Digit != 0 || code+4 < len(t) && lex.Class[t[code+4]]&lex.Digit == 0 && isYear(t[code:code+4]) {
		return none
	}
	if district := digitsEnd(t, min(end+1, len(t)), 2); end+1 < len(t) && t[end] == ' ' && district > end+1 {
		end = district // Praha 6
	}
	return Hit{Start: start, End: end, Verdict: check.Plain}
}

// streetBefore returns where up to four words before the house number t[number:] begin
// that may be the name of a street: the first has a capital, the last is no word that
// numbers follow; number if there are none.
func streetBefore(w *Window, number int) int {
	t := w.Text
	n := nameReader{t: t[:max(0, number-1)], names: w.Names, final: true}
	start, i := number, number
	for words := 0; words < postalWords && number-i < postalMax && i > 1 && t[i-1] == ' '; words++ {
		j := i - 1
		if t[j-1] == '.' && words > 0 {
			j--
		}
		end := j
		for j > 0 && end-j < 24 && (lex.Class[t[j-1]]&lex.Letter != 0 || t[j-1] >= 0x80 || t[j-1] == '-' || t[j-1] == '\'') {
			j--
		}
		if j == end || end-j >= 24 {
			break
		}
		var buf [24]byte
		_, folded, capital := n.word(j, &buf)
		switch {
		case words == 0 && (!capital && !streetKinds.Has(folded) || len(folded) < 3 || notStreets.Has(folded) || n.names.Find(folded)&table.NameNot != 0):
			return number
		case capital:
			start = j
		case !nameParticles.Has(folded) && !streetKinds.Has(folded) && !lex.Listed("an am im in aan op pod nad na u ", folded):
			return start
		}
		i = j
	}
	return start
}

// streetKinds are words for streets that stand in small letters behind their names.
var streetKinds = lex.SetOf("utca ut ter korut setany utja tere cesta ulica ulice trg obala gate vei veg vag gata gatan katu tie ")
