package match

import (
	"github.com/chatguard/chatguard/filter/detect/check"
	"github.com/chatguard/chatguard/filter/detect/lex"
)

// Bounds of a list of recovery codes: the words before its first code, those between
// two, and what it may span between them.
const (
	codeWordsFirst = 10
	codeWordsNext  = 2
	codeBetween    = 80
)

// matchCodes finds the codes of a list one by one, behind the words that announce
// recovery codes: groups of letters and digits as issuers print them.
func matchCodes(w *Window, _ []int32) Hit {
	t, from, words := w.Text, w.Start, codeWordsFirst
	if w.Round > 0 {
		from, words = w.Last, codeWordsNext
	}
	limit := min(len(t), from+codeBetween)
	for i := from; i < limit; {
		if lex.Class[t[i]]&lex.Alnum == 0 {
			if endsList(t, i, w.Round) {
				return none
			}
			i++
			continue
		}
		end := codeEnd(t, i)
		if end == len(t) && !w.Final {
			return Hit{Start: w.Start, More: true}
		}
		if isCode(t[i:end]) {
			return Hit{Start: i, End: end, Verdict: check.Plain, Again: true}
		}
		if end-i > 2 || lex.Class[t[i]]&lex.Digit == 0 { // not the number of an item
			if words--; words < 0 {
				return none
			}
		}
		i = end
	}
	return Hit{Start: w.Start, More: limit == len(t) && !w.Final}
}

// endsList reports whether a sentence, or a list that has begun, ends at t[i].
func endsList(t []byte, i, round int) bool {
	return t[i] == '?' || t[i] == '!' || t[i] == '.' && round == 0 && i > 0 && lex.Class[t[i-1]]&lex.Digit == 0 || t[i] == '\n' && round > 0 && i > 0 && t[i-1] == '\n'
}

// codeEnd returns the end of the letters, digits and hyphens at t[i]; four digits
// go on behind a space with four more.
func codeEnd(t []byte, i int) int {
	start := i
	for i < len(t) && (lex.Class[t[i]]&lex.Word != 0 || t[i] == '-') {
		i++
	}
	if i-start != 4 || !allDigits(t[start:i]) || i == len(t) || t[i] != ' ' {
		return i
	}
	end := i + 1
	for end < len(t) && lex.Class[t[end]]&lex.Word != 0 {
		end++
	}
	if end == len(t) || end-i == 5 && allDigits(t[i+1:end]) {
		return end
	}
	return i
}

// isCode reports whether v is written as recovery codes are: eight to twelve letters
// and digits, or two or more groups of four to six with hyphens or a space.
func isCode(v []byte) bool {
	groups, n, digits, letters := 1, 0, 0, 0
	for _, b := range v {
		switch {
		case b == '-' || b == ' ':
			if n < 4 {
				return false
			}
			groups, n = groups+1, 0
			continue
		case lex.Class[b]&lex.Digit != 0:
			digits++
		case lex.Class[b]&lex.Letter != 0:
			letters++
		default:
			return false
		}
		if n++; n > 6 && groups > 1 {
			return false
		}
	}
	if n < 4 || len(v) < 8 || len(v) > 29 || groups == 1 && len(v) > 12 || check.Entropy(v) < 2 {
		return false
	}
	return digits >= 8 && letters == 0 || digits > 0 && letters > 0
}
