package detect

import (
	"github.com/chatguard/chatguard/filter/detect/check"
	"github.com/chatguard/chatguard/filter/detect/lex"
)

// matchLiteral accepts the literal itself, as whole words. With the argument 1
// its letters must be capitals: "CONFIDENTIAL" marks a document, "confidential"
// is a word. The longest of literals that start alike wins by its length.
func matchLiteral(w *window, args []int32) hit {
	t := w.text
	if !lex.LeftEdge(t, w.start) {
		return none
	}
	edge, more := lex.RightEdge(t, w.end, w.final)
	if more || !edge {
		return hit{start: w.start, more: more}
	}
	if len(args) > 0 && args[0] == 1 {
		for _, b := range t[w.start:w.end] {
			if b >= 'a' && b <= 'z' {
				return none
			}
		}
	}
	return hit{start: w.start, end: w.end, verdict: check.Plain}
}
