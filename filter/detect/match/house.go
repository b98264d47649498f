package match

import (
	"strings"

	"github.com/chatguard/chatguard/filter/detect/check"
	"github.com/chatguard/chatguard/filter/detect/lex"
)

// matchHouse finds a street of German or Dutch form around its literal, the end
// of the street's name: "Hauptstraße 12, 10115 Berlin", "Damrak 1". The name begins with a
// capital, and a house number follows it; post code and town belong to it.
func matchHouse(w *Window, _ []int32) Hit {
	t, start := w.Text, w.Start
	for start > 0 && w.Start-start < 40 && (lex.Class[t[start-1]]&lex.Letter != 0 || t[start-1] >= 0x80 || t[start-1] == '-') {
		start--
	}
	if b := t[start]; b < 'A' || b > 'Z' && b < 0xC3 || lex.WordBefore(t, start) {
		return none
	}
	name := w.End
	if t[name-1] == ' ' {
		name--
	}
	end := houseNumber(t, name)
	if len(t) < end+townMax && !w.Final {
		return Hit{Start: start, More: true}
	}
	if end == name {
		return none
	}
	// "Spring 2024", "Monitoring 24", "During 1971"
	proof := town(t, flat(t, end))
	if proof == end && (isYear(t[name+1:end]) || name > start+4 && t[name-4]|0x20 == 'r' && t[name-1]|0x20 == 'g') {
		return none
	}
	end = flat(t, addressTail(t, end, w.Names))
	if line := lineBreak(t, end); line > end {
		next, more := addressLines(t, line-1, end, w.Final)
		return Hit{Start: start, End: next, Verdict: check.Plain, More: more}
	}
	return Hit{Start: start, End: end, Verdict: check.Plain}
}

// townMax bounds post code and town after a house number.
const townMax = 64

// houseNumber returns the end of a house number after t[i] and a space, i if
// there is none: 12, 12a, 5-7, 9/6.
func houseNumber(t []byte, i int) int {
	j := i
	if j < len(t) && t[j] == '.' {
		j++
	}
	if j >= len(t) || t[j] != ' ' {
		return i
	}
	start := j + 1
	if start+3 < len(t) && t[start] == 'N' && t[start+1]|0x20 == 'o' && strings.IndexByte(":. ", t[start+2]) >= 0 {
		if start += 3; t[start] == ' ' {
			start++ // "No: 45"
		}
	}
	for j = start; j < len(t) && j-start < 10 && (lex.Class[t[j]]&lex.Digit != 0 || j > start && (t[j] == '-' || t[j] == '/')); j++ {
	}
	digit := j
	for digit > start && lex.Class[t[digit-1]]&lex.Digit == 0 {
		digit--
	}
	if digit == start || digit-start > 9 {
		return i
	}
	if digit < len(t) && t[digit]|0x20 >= 'a' && t[digit]|0x20 <= 'h' {
		digit++
	}
	if word, _ := lex.WordAt(t, digit, true); word {
		return i
	}
	return digit
}

// town returns the end of a post code and up to four capitalised words, with
// particles between them, after t[i]; i if they do not follow.
func town(t []byte, i int) int {
	j := i
	for j < len(t) && j < i+2 && (t[j] == ',' || t[j] == ' ') {
		j++
	}
	start := j
	for j < len(t) && lex.Class[t[j]]&lex.Digit != 0 {
		j++
	}
	if j-start == 3 && j+3 < len(t) && t[j] == ' ' && allDigits(t[j+1:j+3]) && t[j+3] == ' ' {
		j += 3 // 852 30 Sundsvall
	} else if j-start == 2 && j+4 < len(t) && t[j] == '-' && allDigits(t[j+1:j+4]) && t[j+4] == ' ' {
		j += 4 // 60-535 Poznań
	} else if n := j - start; n < 4 || n > 6 || n == 6 && (j+2 > len(t) || t[j] != ' ' || t[j+1] < 'A' || t[j+1] > 'Z' && t[j+1] < 0xC3) {
		return i
	}
	if j-start == 4 && j+4 < len(t) && t[j] == '-' && allDigits(t[j+1:j+4]) && lex.Class[t[j+4]]&lex.Alnum == 0 {
		j += 4 // 1100-053 Lisboa
	}
	end := j
	if j+3 < len(t) && t[j] == ' ' && t[j+1] >= 'A' && t[j+1] <= 'Z' && t[j+2] >= 'A' && t[j+2] <= 'Z' && (t[j+3] == ' ' || t[j+3] == ',') {
		j += 3 // the letters of Dutch post codes
		end = j
		if t[j] == ',' {
			j++
		}
	}
	for words := 0; words < 4 && j < len(t) && t[j] == ' ' && j < i+townMax-20; {
		k := j + 1
		for k < len(t) && (lex.Class[t[k]]&lex.Letter != 0 || t[k] >= 0x80 || t[k] == '-') {
			k++
		}
		var buf [16]byte
		switch {
		case k == j+1:
			return end
		case t[j+1] >= 'A' && t[j+1] <= 'Z' || t[j+1] >= 0xC3:
			words++
			end = k
		case !lex.Listed("am an der bei ob im in den aan de op ", lex.Fold(t[j+1:k], &buf)):
			return end
		}
		j = k
	}
	return end
}
