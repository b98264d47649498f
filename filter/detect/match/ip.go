package match

import (
	"github.com/chatguard/chatguard/filter/detect/check"
	"github.com/chatguard/chatguard/filter/detect/lex"
)

// matchIPv6 finds the IPv6 address (RFC 4291, section 2.2) around a colon: the
// first colon of a run of hexadecimal digits, colons and, for an embedded IPv4
// address, dots.
func matchIPv6(w *Window, _ []int32) Hit {
	t := w.Text
	i := w.Start
	if i > 0 && t[i-1] == ':' {
		return none
	}
	start := i
	for start > 0 && i-start <= 4 && lex.Class[t[start-1]]&lex.Hex != 0 {
		start--
	}
	if start > 0 && t[start-1] == ':' || start < w.From || lex.WordBefore(t, start) {
		return none
	}
	end := i
	for end < len(t) && end-start <= check.IPv6Max && (lex.Class[t[end]]&lex.Hex != 0 || t[end] == ':' || t[end] == '.') {
		end++
	}
	if end == len(t) && !w.Final {
		return Hit{Start: start, More: true}
	}
	for end > start && (t[end-1] == '.' || t[end-1] == ':' && (end-start < 2 || t[end-2] != ':')) {
		end--
	}
	if edge, _ := lex.RightEdge(t, end, true); !edge || !check.ValidIPv6(t[start:end]) {
		return none
	}
	return w.ipv6Suffix(start, end)
}

// ipv6Suffix adds a zone ("%eth0", RFC 4007) and the length of a prefix to the
// address.
func (w *Window) ipv6Suffix(start, end int) Hit {
	t, i := w.Text, end
	if i < len(t) && t[i] == '%' {
		for i++; i < len(t) && i-end < 17 && lex.Class[t[i]]&lex.Word != 0; i++ {
		}
		if i > end+1 && i-end < 17 {
			end = i
		}
	}
	i = end
	if i < len(t) && t[i] == '/' {
		for i++; i < len(t) && i-end < 5 && lex.Class[t[i]]&lex.Digit != 0; i++ {
		}
		if i > end+1 && i-end < 5 {
			end = i
		}
	}
	if i == len(t) && !w.Final {
		return Hit{Start: start, More: true}
	}
	return Hit{Start: start, End: end, Verdict: check.Plain}
}
