package match

import (
	"github.com/chatguard/chatguard/filter/detect/check"
	"github.com/chatguard/chatguard/filter/detect/lex"
)

// matchIBAN finds the international bank account number that begins with the
// token of the window: a country, the length that it uses, and the check digits
// (ISO 13616, ISO 7064 mod 97-10). One byte of white space or punctuation may
// stand between any two characters of which the first ends a group of four.
func matchIBAN(w *Window, _ []int32) Hit {
	t, i := w.Text, w.Start
	if w.End-i < 4 || lex.Class[t[i]]&lex.Class[t[i+1]]&lex.Letter == 0 || lex.Class[t[i+2]]&lex.Digit == 0 || i < w.From || lex.WordBefore(t, i) {
		return splitIBAN(w)
	}
	length := check.IBANLength(t[i]&^0x20, t[i+1]&^0x20)
	if length == 0 {
		return none
	}
	return w.iban(i, length)
}

// splitIBAN judges a token "89" after a token "DE".
func splitIBAN(w *Window) Hit {
	t, i := w.Text, w.Start
	if i < 3 || w.End-i != 2 && w.End-i != 4 || t[i-1] != ' ' || lex.Class[t[i-2]]&lex.Class[t[i-3]]&lex.Letter == 0 || i-3 < w.From || lex.WordBefore(t, i-3) {
		return none
	}
	length := check.IBANLength(t[i-3]&^0x20, t[i-2]&^0x20)
	if length == 0 {
		return none
	}
	return w.iban(i-3, length)
}

// iban reads length characters from t[start:].
func (w *Window) iban(start, length int) Hit {
	t := w.Text
	var c [34]byte
	n, i := 0, start
	upper := int8(0) // 1 and -1 are the cases of the letters after the country
	for ; n < length; i++ {
		if i == len(t) {
			return Hit{Start: start, More: true}
		}
		b := t[i]
		switch {
		case lex.Class[b]&lex.Alnum != 0:
			if b >= 'a' {
				b -= 'a' - 'A'
			}
			if b > '9' && n > 1 {
				letter := int8(1)
				if t[i] >= 'a' {
					letter = -1
				}
				if upper == -letter {
					return none // letters have one case
				}
				upper = letter
			}
			c[n] = b
			n++
		case n < 2 || i > start && lex.Class[t[i-1]]&lex.Alnum == 0 && b != ' ' || b != ' ' && b != '-' && b != '.' && b != '\n' && n != 2:
			return none
		}
		if i-start > 2*length {
			return none
		}
	}
	if c[2] > '9' || c[3] > '9' || mod97(c[:length]) != 1 {
		return none
	}
	edge, more := lex.RightEdge(t, i, w.Final)
	if more || !edge {
		return Hit{Start: start, More: more}
	}
	return Hit{Start: start, End: i, Verdict: check.Valid}
}

// mod97 is the remainder that ISO 7064 demands to be 1, of a number whose first
// four characters are moved to its end and whose letters are 10 to 35.
func mod97(c []byte) uint32 {
	rem := uint32(0)
	for i := range c {
		j := i + 4
		if j >= len(c) {
			j -= len(c)
		}
		if b := c[j]; b <= '9' {
			rem = rem*10 + uint32(b-'0')
		} else {
			rem = rem*100 + uint32(b-'A') + 10
		}
		if rem >= 1<<24 {
			rem %= 97
		}
	}
	return rem % 97
}
