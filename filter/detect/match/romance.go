package match

import (
	"github.com/chatguard/chatguard/filter/detect/check"
	"github.com/chatguard/chatguard/filter/detect/lex"
)

// romanceWords is the most words between the word for a street and the house number,
// and romanceMax bounds them.
const (
	romanceWords = 6
	romanceMax   = 90
)

// matchRomance finds the address that the word for a street begins, as the Romance
// languages and Polish write it: street, house number, unit, post code and town.
func matchRomance(w *Window, _ []int32) Hit {
	t := w.Text
	if b := t[w.Start]; lex.WordBefore(t, w.Start) || b >= 'a' && b <= 'z' && b != 'u' && b != 'a' {
		return none
	}
	i, more := romanceStreet(t, w.Start)
	if more && !w.Final {
		return Hit{Start: w.Start, More: true}
	}
	if i == 0 || !check.RomanceStreet(t[w.Start:i]) {
		return none
	}
	if len(t) < i+townMax && !w.Final {
		return Hit{Start: w.Start, More: true}
	}
	return Hit{Start: w.Start, End: addressTail(t, i, w.Names), Verdict: check.Plain}
}

// romanceStreet returns the end of the house number after the words of a street at
// t[start]; 0 if there is none, and more if the text ends before that is known.
func romanceStreet(t []byte, start int) (end int, more bool) {
	i, words := start, 0
	for limit := min(len(t), start+romanceMax); i < limit; words++ {
		for i < limit && (lex.Class[t[i]]&lex.Letter != 0 || t[i] >= 0x80 || t[i] == '.' || t[i] == '\'' || t[i] == '-' || t[i] == '/' && words == 0) {
			i++
		}
		if i < limit && t[i] == ',' && words > 0 {
			i++
		}
		if i == limit {
			return 0, limit == len(t)
		}
		if t[i] != ' ' || words > romanceWords {
			return 0, false
		}
		i++
		if i < limit && lex.Class[t[i]]&lex.Digit != 0 && words > 0 {
			return romanceNumber(t, i)
		}
		if i < limit && lex.Class[t[i]]&lex.Letter == 0 && t[i] < 0x80 {
			return 0, false
		}
	}
	return 0, i == len(t)
}

// romanceNumber returns the end of a house number at t[i]: 12, 12a, 14/6.
func romanceNumber(t []byte, i int) (end int, more bool) {
	end = i
	for end < len(t) && lex.Class[t[end]]&lex.Digit != 0 {
		end++
	}
	if end-i > 5 {
		return 0, false
	}
	if end+1 < len(t) && (t[end] == '/' || t[end] == '-') && lex.Class[t[end+1]]&lex.Digit != 0 {
		if second := digitsEnd(t, end+1, 4); second > end+1 {
			return second, second == len(t)
		}
		return 0, false
	}
	if end < len(t) && lex.Class[t[end]]&lex.Letter != 0 {
		end++
	}
	if word, _ := lex.WordAt(t, end, true); word && t[end] != 0xC2 {
		return 0, false
	}
	return end, end == len(t)
}
