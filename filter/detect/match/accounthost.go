package match

import "github.com/chatguard/chatguard/filter/detect/lex"

// hostOptions is how many words of options a command may have before a host.
const hostOptions = 6

// accountOfHost returns the name of the account before the host that a command such
// as ssh goes to, after its options; an empty range if there is none.
func accountOfHost(t []byte, i int) (start, end int) {
	value := false // an option's value may come
	for range hostOptions {
		for i < len(t) && t[i] == ' ' {
			i++
		}
		start = i
		for i < len(t) && i-start < accountMax && (lex.Class[t[i]]&lex.Word != 0 || t[i] == '.' || t[i] == '-' || t[i] == '/' || t[i] == '~') {
			i++
		}
		switch {
		case i == start || i == len(t):
			return start, start
		case t[i] == '@':
			if b := t[start]; i-start < 3 || lex.Class[b]&lex.Letter == 0 || i+1 == len(t) || lex.Class[t[i+1]]&lex.Alnum == 0 {
				return start, start
			}
			return start, i
		case t[i] != ' ' || t[start] != '-' && !value:
			return start, start
		}
		value = t[start] == '-'
	}
	return start, start
}
