package match

import "github.com/chatguard/chatguard/filter/detect/lex"

// plotEnd returns the end of the first number of five or six digits after a comma
// and a capitalised word in t[start:], 0 if there is none.
func plotEnd(t []byte, start int) int {
	comma, capital := false, false
	for i := start; i < len(t); {
		j := i
		for j < len(t) && lex.Class[t[j]]&lex.Alnum != 0 {
			j++
		}
		switch {
		case j == i:
			comma = comma || t[i] == ','
			j++
		case j-i >= 5 && j-i <= 6 && allDigits(t[i:j]):
			if comma && capital {
				return j
			}
			return 0
		case lex.Class[t[i]]&lex.Letter != 0:
			capital = t[i] >= 'A' && t[i] <= 'Z'
		}
		i = j
	}
	return 0
}

// numberLabel reports whether the colon v[i] stands after "No" or one letter, as in
// Turkish addresses.
func numberLabel(v []byte, i int) bool {
	return i > 1 && i+1 < len(v) && (v[i+1] == ' ' || lex.Class[v[i+1]]&lex.Digit != 0) && (v[i-2] == ' ' || i > 2 && v[i-3] == ' ' && v[i-2]|0x20 == 'n' && v[i-1]|0x20 == 'o')
}

// sinceBefore reports whether v ends with a word that stands before years.
func sinceBefore(v []byte) bool {
	end := len(v)
	if end < 3 || v[end-1] != ' ' {
		return false
	}
	i := end - 1
	for i > 0 && end-i < 12 && lex.Class[v[i-1]]&lex.Letter != 0 {
		i--
	}
	var buf [16]byte
	return lex.Listed("in since seit en em nel dal depuis desde sinds until from im jahr sedan siden ", lex.Fold(v[i:end-1], &buf))
}

// lowerFirst reports whether v begins with two words in lower case, of which the
// first begins no address.
func lowerFirst(v []byte) bool {
	i := 0
	for i < len(v) && v[i] >= 'a' && v[i] <= 'z' {
		i++
	}
	return i > 1 && i+1 < len(v) && v[i] == ' ' && v[i+1] >= 'a' && v[i+1] <= 'z' && !lex.Listed("rue avenue boulevard cours allee quai route square via viale calle rua ul place chemin impasse sentier passage ruelle the de der am an den la le el los n na do da des du ", v[:i])
}
