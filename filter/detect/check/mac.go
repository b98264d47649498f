package check

import "github.com/chatguard/chatguard/filter/detect/lex"

// checkMAC accepts addresses of six or eight bytes whose letters have one case.
func checkMAC(v []byte, _ []int32) Verdict {
	n, upper, lowerCase, zero := 0, false, false, true
	for _, b := range v {
		if lex.Class[b]&(lex.Hex|lex.Letter) == lex.Letter {
			return Reject
		}
		if lex.Class[b]&lex.Hex != 0 {
			n++
			zero = zero && b == '0'
			upper = upper || b >= 'A' && b <= 'F'
			lowerCase = lowerCase || b >= 'a'
		}
	}
	if zero || n != 12 && n != 16 || upper && lowerCase || !upper && !lowerCase && v[0] == '2' && v[1] == '0' {
		return Reject
	}
	return Plain
}
