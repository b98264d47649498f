package match

import (
	"github.com/chatguard/chatguard/filter/detect/check"
	"github.com/chatguard/chatguard/filter/detect/lex"
)

const (
	localMax  = 64  // RFC 5321, section 4.5.3.1.1
	domainMax = 253 // RFC 1035
)

// matchEmail finds the address around an '@': a dot-atom before it (RFC 5322,
// section 3.4.1) and a domain name with at least one dot after it.
func matchEmail(w *Window, _ []int32) Hit {
	t, at := w.Text, w.Start
	start := at
	for start > 0 && at-start < localMax && (lex.Class[t[start-1]]&lex.Local != 0 || t[start-1] >= 0x80) {
		start--
	}
	whole := start
	start = trimLocal(t, start, at)
	if start == at || start < w.From {
		return none
	}
	if userInfo(t, start) || whole < start && userInfo(t, whole) {
		return none // the user, a token or a password in a URL
	}
	end, more := domainEnd(t, at+1, w.Final)
	if more {
		return Hit{Start: start, More: true}
	}
	if end < 0 {
		return none
	}
	return Hit{Start: start, End: end, Verdict: check.Plain}
}

// userInfo reports whether "://" or "//user:" stands before t[start]: what
// follows is the user or the password of a URL.
func userInfo(t []byte, start int) bool {
	if start > 2 && string(t[start-3:start]) == "://" {
		return true
	}
	i := start - 1
	if i < 0 || t[i] != ':' {
		return false
	}
	for least := max(0, i-localMax); i > least && t[i-1] != '/' && lex.Class[t[i-1]]&lex.Local != 0; {
		i--
	}
	return i > 1 && t[i-1] == '/' && t[i-2] == '/'
}

// trimLocal moves start past what is before the address rather than in it:
// quotes, dots, an assignment, text of another script.
func trimLocal(t []byte, start, at int) int {
	for i := at - 1; i >= start; i-- {
		b := t[i]
		if b == '=' || b == '/' || b == '\'' || b == '`' || b == '{' || b == '|' || b == '}' || b == '?' || b == '*' {
			return skipPunct(t, i+1, at)
		}
		if b == '.' && i+1 < at && t[i+1] == '.' {
			return skipPunct(t, i+1, at)
		}
		if b >= 0x80 && !LatinByte(t, i) {
			return skipPunct(t, i+1, at)
		}
	}
	for start < at && t[start]&0xC0 == 0x80 {
		start++
	}
	return skipPunct(t, start, at)
}

func skipPunct(t []byte, i, at int) int {
	for i < at && (t[i] == '.' || t[i] == '-' || t[i] == '&' || t[i] == '#' || t[i] == '!' || t[i] == '$') {
		i++
	}
	if i < at && t[at-1] == '.' {
		return at
	}
	return i
}

// LatinByte reports whether t[i] is part of a Latin letter outside ASCII.
func LatinByte(t []byte, i int) bool {
	if t[i]&0xC0 == 0x80 {
		if i == 0 {
			return false
		}
		return lex.Class[t[i-1]]&lex.LatinLead != 0
	}
	return lex.Class[t[i]]&lex.LatinLead != 0
}

// domainEnd returns where the domain name that starts at t[i] ends: labels of
// letters, digits and hyphens, the last of at least two letters. It is -1 if
// there is none.
func domainEnd(t []byte, i int, final bool) (end int, more bool) {
	end = -1
	label, dots := i, 0
	limit := min(len(t), i+domainMax)
	j := i
	for ; j < limit; j++ {
		b := t[j]
		switch {
		case lex.Class[b]&lex.Alnum != 0, b >= 0x80 && LatinByte(t, j):
			continue
		case b == '-' && j > label:
			continue
		case b >= 0xE0 && dots == 0 && j > label && lex.Class[t[j-1]]&lex.Letter != 0:
			if j+3 >= len(t) && !final {
				return -1, true
			}
			if j+3 < len(t) && lex.Class[t[j+3]]&lex.Letter != 0 && t[j+1]&t[j+2]&0xC0 == 0x80 {
				j += 2 // one character of another script in a name, not a sentence after it
				continue
			}
		case b == '.' && j > label && t[j-1] != '-':
			if dots > 0 && topLevel(t[label:j]) {
				end = j
			}
			dots++
			label = j + 1
			continue
		}
		break
	}
	if j == len(t) && !final {
		return -1, true
	}
	for j > label && t[j-1] == '-' {
		j--
	}
	if dots > 0 && topLevel(t[label:j]) {
		end = j
	}
	return end, false
}

// topLevel reports whether v may be a top-level domain: letters, or the ASCII
// form of a name in another script.
func topLevel(v []byte) bool {
	if len(v) > 4 && v[0] == 'x' && v[1] == 'n' && v[2] == '-' && v[3] == '-' {
		return true
	}
	for _, b := range v {
		if lex.Class[b]&lex.Letter == 0 {
			return false
		}
	}
	return len(v) >= 2 && len(v) <= 24
}
