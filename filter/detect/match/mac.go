package match

import (
	"github.com/chatguard/chatguard/filter/detect/check"
	"github.com/chatguard/chatguard/filter/detect/lex"
)

// matchMAC finds the hardware address (IEEE 802) of six or eight bytes around
// its first colon. Addresses written with hyphens or dots are shapes.
func matchMAC(w *Window, _ []int32) Hit {
	t, start := w.Text, w.Start-2
	if start < w.From || lex.Class[t[start]]&lex.Class[t[start+1]]&lex.Hex == 0 || lex.WordBefore(t, start) || start > 0 && t[start-1] == ':' {
		return none
	}
	i, n := start, 0
	for {
		if i+2 > len(t) {
			return Hit{Start: start, More: true}
		}
		if lex.Class[t[i]]&lex.Class[t[i+1]]&lex.Hex == 0 {
			return none
		}
		i, n = i+2, n+1
		if i == len(t) && !w.Final {
			return Hit{Start: start, More: true}
		}
		if i == len(t) || t[i] != ':' {
			break
		}
		if i++; n == 8 {
			return none
		}
	}
	if edge, _ := lex.RightEdge(t, i, true); !edge || n != 6 && n != 8 {
		return none
	}
	return Hit{Start: start, End: i, Verdict: check.Plain}
}
