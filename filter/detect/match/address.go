package match

import (
	"strings"

	"github.com/chatguard/chatguard/filter/detect/check"
	"github.com/chatguard/chatguard/filter/detect/lex"
)

// addressMax bounds an address that begins with a house number.
const addressMax = 128

// streetWords is the most words of a street's name, and townWords of a town's.
const (
	streetWords = 5
	townWords   = 3
)

// flatWords stand before the number of a flat.
var flatWords = lex.SetOf("apt apartment suite ste unit flat floor fl room rm lot bldg building appt etage bus bte lgh ap bat batiment esc escalier atic pis int interno byt leil daire lok ")

// matchAddress finds the address that begins with the house number of the window,
// as English and French write it: number, street, and as far as they follow flat,
// town, state and post code.
func matchAddress(w *Window, _ []int32) Hit {
	t, start := w.Text, w.Start
	if start > 0 && strings.IndexByte(" \t\n\r,:;(\"'>\\", t[start-1]) < 0 || w.End-start > 6 {
		return none
	}
	if isYear(t[start:w.End]) && start > 2 && string(t[start-3:start]) == "in " {
		return none
	}
	number := w.End
	if house := houseAfter(t, start, w.End); house > 0 {
		number = house
	} else if numberNext(t, w.End) {
		return none
	}
	end, more := streetName(t, number)
	if len(t) < start+addressMax && !w.Final {
		if _, flat := beforeFlat(t, number); end < 0 && !more && !flat {
			return none // whatever follows
		}
		return Hit{Start: start, More: true}
	}
	if end < 0 {
		if end, _ = beforeFlat(t, number); end < 0 {
			return none
		}
	}
	end = flat(t, end)
	if line := lineBreak(t, end); line > end {
		if next, more := addressLines(t, line-1, end, w.Final); next > end || more {
			return Hit{Start: start, End: next, Verdict: check.Plain, More: more}
		}
	}
	return Hit{Start: start, End: townAfter(t, end), Verdict: check.Plain}
}

// beforeFlat returns the end of a street in any language after a house number
// that ends at t[:i], capitalised words and a number that the word for a flat
// follows; -1 if there is none. open says that more text may tell.
func beforeFlat(t []byte, i int) (end int, open bool) {
	words, named := 0, false
	for range streetWords + 2 {
		start, stop := nextWord(t, i)
		if start == stop || start == i {
			start, stop = nextWord(t, lineBreak(t, i))
		}
		if stop == len(t) {
			return -1, true
		}
		if start == stop || start == i {
			return -1, false
		}
		var buf [16]byte
		word := lex.Fold(t[start:stop], &buf)
		switch {
		case words > 0 && named && flatWords.Has(word):
			if flat(t, i) > i {
				return i, true
			}
			return -1, stop+8 > len(t)
		case lex.Class[t[start]]&lex.Digit != 0:
			named = words > 0
		case t[start] < 'A' || t[start] > 'Z' && t[start] < 0xC3:
			if named = false; words == 0 && !lex.Listed("de la du des di da do dos das del della ul u van der rue ", word) {
				return -1, false
			}
		default:
			words, named = words+1, true
		}
		i = stop
	}
	return -1, false
}

// nextWord returns the word after one space, comma and space, or at most a few
// such bytes, at t[i].
func nextWord(t []byte, i int) (start, end int) {
	for limit := i + 3; i < len(t) && i < limit && strings.IndexByte(" ,.#", t[i]) >= 0; {
		i++
	}
	end = i
	for end < len(t) && (lex.Class[t[end]]&lex.Alnum != 0 || t[end] >= 0x80 || t[end] == '\'' || t[end] == '-') {
		end++
	}
	return i, end
}

// streetName returns the end of the name of a street after a house number that
// ends at t[:i]: capitalised words up to a word for a street, or such a word in
// French and what follows it; -1 if there is none. more says that t ends before
// that is known.
func streetName(t []byte, i int) (end int, more bool) {
	end = -1
	french, particle := false, false
	var buf [16]byte
	if start, stop := nextWord(t, i); lex.Listed("bis ter quater ", lex.Fold(t[start:stop], &buf)) {
		i = stop
	}
	for n := range streetWords {
		start, stop := nextWord(t, i)
		if stop == len(t) {
			more = true
		}
		if start == stop || start == i || n > 0 && start > i+1 {
			break
		}
		word := lex.Fold(t[start:stop], &buf)
		capital := t[start] >= 'A' && t[start] <= 'Z' || t[start] >= 0xC3 || lex.Class[t[start]]&lex.Digit != 0
		switch {
		case n == 0 && check.StreetStarts.Has(word) && !check.StreetTypes.Has(word), n == 0 && !capital && check.StreetStarts.Has(word):
			french = true
		case n == 0 && t[start] >= '0' && t[start] <= '9' && !ordinal(t[start:stop]):
			return end, more
		case !capital && !(french && (lex.Listed("de del du des la le les l d sur en et a au aux ", word) || particle && end < 0 && len(word) > 3)):
			return end, more
		case french && lex.Listed("de del du des la le les l d sur en et a au aux ", word):
			particle = n > 0
		case french:
			end = stop
		case n > 0 && check.StreetTypes.Has(word):
			return stop, more
		}
		i = stop
	}
	return end, more
}

// isYear reports whether v is a year of now.
func isYear(v []byte) bool {
	return len(v) == 4 && allDigits(v) && (v[0] == '1' && v[1] == '9' || v[0] == '2' && v[1] == '0')
}

// ordinal reports whether v is a number as streets are counted: 5th.
func ordinal(v []byte) bool {
	n := len(v)
	return n > 2 && lex.Class[v[n-1]]&lex.Letter != 0 && lex.Class[v[n-2]]&lex.Letter != 0 && lex.Class[v[n-3]]&lex.Digit != 0
}

// lineBreak returns the position after a line break, a comma before it and the
// signs of a quoted mail after it, at t[i]; i if there is none.
func lineBreak(t []byte, i int) int {
	j := i
	for j < len(t) && j < i+4 && strings.IndexByte(" ,.\r", t[j]) >= 0 {
		j++
	}
	if j < len(t) && t[j] == '\n' {
		return quoted(t, j+1)
	}
	return i
}

// quoted returns where a line that begins at t[i] does after the signs of a
// quoted mail.
func quoted(t []byte, i int) int {
	j := i
	for j < len(t) && j < i+8 && (t[j] == '>' || j > i && t[j] == ' ') {
		j++
	}
	return j
}

func hasDigit(v []byte) bool {
	for _, b := range v {
		if lex.Class[b]&lex.Digit != 0 {
			return true
		}
	}
	return false
}

// townAfter returns the end of town, state and post code after t[:i]: up to three
// capitalised words, two letters of a state, and a code; or a code of five digits
// and the town after it. A town alone counts after a comma.
func townAfter(t []byte, i int) int {
	at := lineBreak(t, i)
	if at == i && (i == len(t) || t[i] != ',' && t[i] != ' ' && t[i] != '.') {
		return i
	}
	comma := at == i && t[i] == ','
	end, named := i, 0
	for n := 0; n < townWords+3; n++ {
		start, stop := nextWord(t, at)
		if start == stop {
			break
		}
		if dash := strings.IndexByte(string(t[start:stop]), '-'); dash > 0 && lex.Class[t[start]]&lex.Digit != 0 {
			stop = start + dash
		}
		word := t[start:stop]
		switch digits := lex.Class[word[0]]&lex.Digit != 0; {
		case digits && (stop-start == 5 || stop-start == 4 && named > 0) && allDigits(word):
			if end = stop; n > 0 {
				if stop+5 <= len(t) && t[stop] == '-' && allDigits(t[stop+1:stop+5]) {
					end = stop + 5
				}
				return end
			}
		case n > 0 && !digits && postcodeOut(word) && postcodeIn(t, stop):
			return stop + 4
		case digits || word[0] < 'A' || word[0] > 'Z' && word[0] < 0xC3:
			return end
		default:
			named++
			if comma && (named == 1 || start == at+1 && named <= townWords) {
				end = stop // "Baker Street, London"
			}
			if named > townWords+1 {
				return end
			}
		}
		at = stop
		if at < len(t) && t[at] == '.' {
			break
		}
	}
	return end
}

// postcodeOut and postcodeIn recognise the halves of a British or Canadian post code.
func postcodeOut(w []byte) bool {
	return len(w) >= 2 && len(w) <= 4 && lex.Class[w[0]]&lex.Letter != 0 && hasDigit(w)
}

func postcodeIn(t []byte, i int) bool {
	return i+4 <= len(t) && t[i] == ' ' && lex.Class[t[i+1]]&lex.Digit != 0 && lex.Class[t[i+2]]&lex.Letter != 0 && lex.Class[t[i+3]]&lex.Alnum != 0
}

func allDigits(v []byte) bool {
	for _, b := range v {
		if lex.Class[b]&lex.Digit == 0 {
			return false
		}
	}
	return true
}
