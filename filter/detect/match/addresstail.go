package match

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/chatguard/chatguard/filter/detect/lex"
	"github.com/chatguard/chatguard/filter/detect/table"
)

// Words of an address in lower case: of its unit, and what stands before other data of
// the person and so ends it; unitSides stand after the number of a floor.
var (
	unitWords    = lex.SetOf("apt flat piso planta puerta escalera esq izq dcha bajo derecha izquierda frente kl th tv mf sal etage etasje van og lejl porta interno scala piano dom lok blok sc ap et bl daire kat floor number near opposite behind next street road lane avenue numero m kv d k c p rue bis ")
	addressStops = lex.SetOf("geb geboren born nee dob tel telefon phone mobil mobile email mail fax telefono telefone iban ")
	unitSides    = lex.SetOf("th tv mf sal esq dto dir izq dcha izda drcha et etage etasje frente vl hl ")
)

// addressEnd returns where the address that begins v ends: behind a British or
// Canadian post code, or, once there was a number, before two words of prose.
func addressEnd(v []byte) int {
	digits, prose := false, -1
	for i := 0; i < len(v); {
		j := i
		for j < len(v) && v[j] != ' ' {
			j++
		}
		word := v[i:j]
		for len(word) > 0 && strings.IndexByte(".,;:", word[len(word)-1]) >= 0 {
			word = word[:len(word)-1]
		}
		var buf [16]byte
		folded := lex.Fold(word, &buf)
		first, _ := utf8.DecodeRune(word)
		switch {
		case i > 0 && len(word) == j-i && postcodeOut(word) && postcodeIn(v, j) && (j+4 == len(v) || lex.Class[v[j+4]]&lex.Alnum == 0):
			return j + 4
		case hasDigit(word):
			digits, prose = true, -1
		case digits && addressStops.Has(folded):
			return i
		case !digits || !unicode.IsLower(first) || unitWords.Has(folded) || lowerInPlace(word) && len(word) > 1:
			prose = -1
		case prose >= 0:
			return prose
		case len(word) == j-i:
			prose = i
		}
		i = j + 1
	}
	return len(v)
}

// addressTail returns the end of units, post code and town after a house number that
// ends at t[:i].
func addressTail(t []byte, i int, names table.Names) int {
	street := i
	i = unitsAfter(t, i)
	if end := town(t, i); end > i {
		return end
	}
	return townAlone(t, i, names, i > street)
}

// unitsAfter returns the end of up to three units after t[:i].
func unitsAfter(t []byte, i int) int {
	for range 3 {
		end := unitAfter(t, i)
		if end == i {
			break
		}
		i = end
	}
	return i
}

// unitAfter returns the end of one unit after t[:i], i if there is none: "5º A",
// "2. th.", "A 14", "D:5", or a word for it and its number.
func unitAfter(t []byte, i int) int {
	if end := flat(t, i); end > i {
		return end
	}
	start := i
	for start < len(t) && start < i+2 && (t[start] == ',' || t[start] == ' ') {
		start++
	}
	if start == i || start+2 >= len(t) {
		return i
	}
	if upper := t[start] >= 'A' && t[start] <= 'Z'; upper {
		colon := t[start+1] == ':'
		if end := digitsEnd(t, start+2, 3); end > start+2 && (colon || t[start+1] == ' ' && start == i+1) {
			return end
		}
		return i
	}
	end := digitsEnd(t, start, 2)
	if end == start {
		return i
	}
	dot := end < len(t) && t[end] == '.'
	if dot {
		end++
	}
	floor := false
	for _, sign := range [...]string{"º", "ª", "°"} {
		if strings.HasPrefix(string(t[end:min(end+2, len(t))]), sign) {
			end, floor = end+len(sign), true
		}
	}
	side := end
	for side < len(t) && side < end+2 && (t[side] == ' ' || t[side] == '.') {
		side++
	}
	stop := side
	for stop < len(t) && stop < side+8 && lex.Class[t[stop]]&lex.Letter != 0 {
		stop++
	}
	var buf [16]byte
	switch word := lex.Fold(t[side:stop], &buf); {
	case (dot || floor) && unitSides.Has(word):
		if stop < len(t) && t[stop] == '.' {
			stop++
		}
		return stop
	case floor && len(word) == 1 && t[side] <= 'Z':
		return stop
	case floor:
		return end
	}
	return i
}

// digitsEnd returns the end of at most most digits at t[i] that no word goes on.
func digitsEnd(t []byte, i, most int) int {
	end := i
	for end < len(t) && lex.Class[t[end]]&lex.Digit != 0 {
		end++
	}
	if word, _ := lex.WordAt(t, end, true); end-i > most || word && t[end] != 0xC2 {
		return i
	}
	return end
}

// townAlone returns the end of a comma and a town of up to three capitalised words,
// with the number of a district, after t[:i]; i if the text does not go on as after a
// place, or a given name stands there and no unit before.
func townAlone(t []byte, i int, names table.Names, unit bool) int {
	if i+4 >= len(t) || t[i] != ',' || t[i+1] != ' ' {
		return i
	}
	n := nameReader{t: t, names: names, final: true}
	end := i
	for words := 0; words < townWords; words++ {
		var buf [24]byte
		stop, folded, capital := n.word(end+1+min(1, i+1-end), &buf)
		if !capital || n.isNone(folded) || words == 0 && (stop < i+5 || !unit && names.Find(folded)&(table.NameGiven|table.NameUnsure) == table.NameGiven) {
			break
		}
		if end = stop; end == len(t) || t[end] != ' ' {
			break
		}
	}
	if end == i || end == len(t) {
		return end
	}
	if t[end] == ' ' {
		if stop := digitsEnd(t, end+1, 2); stop > end+1 {
			return stop
		}
		if end+1 < len(t) && lex.Class[t[end+1]]&lex.Alnum != 0 && t[end+1] < 'a' {
			return i
		}
		return end
	}
	if strings.IndexByte(".,;!?)\"'\n\r|/\\", t[end]) < 0 {
		return i
	}
	return end
}
