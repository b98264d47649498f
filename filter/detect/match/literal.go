package match

import (
	"github.com/chatguard/chatguard/filter/detect/check"
	"github.com/chatguard/chatguard/filter/detect/lex"
)

// matchLiteral accepts the literal itself, as whole words. With the argument 1
// its letters must be capitals: "CONFIDENTIAL" marks a document, "confidential"
// is a word. The longest of literals that start alike wins by its length.
func matchLiteral(w *Window, args []int32) Hit {
	t := w.Text
	if !lex.LeftEdge(t, w.Start) {
		return none
	}
	edge, more := lex.RightEdge(t, w.End, w.Final)
	if more || !edge {
		return Hit{Start: w.Start, More: more}
	}
	if len(args) > 0 && args[0] == 1 {
		for _, b := range t[w.Start:w.End] {
			if b >= 'a' && b <= 'z' {
				return none
			}
		}
	}
	return Hit{Start: w.Start, End: w.End, Verdict: check.Plain}
}
