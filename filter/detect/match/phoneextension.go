package match

import "github.com/chatguard/chatguard/filter/detect/lex"

var extensionStart = lex.Bytes(" ,xXeE#dDpP", false)

var extensionWords = [...]string{"ext.", "ext", "extension", "x", "#", "durchwahl", "poste"}

// extension returns the end of an extension ("x123", "ext. 45") that starts at
// t[i], 0 if there is none.
func extension(t []byte, i int, final bool) (end int, more bool) {
	if i < len(t) && !extensionStart[t[i]] {
		return 0, false
	}
	for _, w := range extensionWords {
		j := i
		for j < len(t) && j < i+2 && (t[j] == ' ' || t[j] == ',') {
			j++
		}
		k := 0
		for j < len(t) && k < len(w) && lex.Lower(t[j]) == w[k] {
			j, k = j+1, k+1
		}
		if j == len(t) && !final {
			return 0, true
		}
		if k < len(w) {
			continue
		}
		if j < len(t) && t[j] == ' ' {
			j++
		}
		start := j
		for j < len(t) && j-start < 7 && lex.Class[t[j]]&lex.Digit != 0 {
			j++
		}
		if j == len(t) && !final {
			return 0, true
		}
		if n := j - start; n > 0 && n < 7 {
			if word, _ := lex.WordAt(t, j, true); !word {
				return j, false
			}
		}
	}
	return 0, false
}
