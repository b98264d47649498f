package match

import (
	"strings"

	"github.com/chatguard/chatguard/filter/detect/check"
	"github.com/chatguard/chatguard/filter/detect/lex"
)

// Bounds of INSERT INTO t (columns) VALUES (...), (...): the bytes of the list of
// columns on each side of the window's word, and of all rows.
const (
	columnsMax = 240
	valuesMax  = 1200
)

// valuesPlain is the argument for passwords, which are no digests.
const valuesPlain = 1

// matchValues finds the string that an INSERT of SQL puts into the column that the
// window's word ends the name of, in row w.Round.
func matchValues(w *Window, args []int32) Hit {
	t, i := w.Text, nameEnd(w.Text, w.End)
	if i < len(t) && t[i] != ',' && t[i] != ')' {
		return none
	}
	column := columnsBefore(t, w.Start)
	if column < 0 {
		return none
	}
	limit := min(len(t), i+columnsMax)
	for i < limit && t[i] != ')' {
		if !columnByte(t[i]) {
			return none
		}
		i++
	}
	i = skipSpace(t, i+1)
	const values = "values"
	rest := t[min(i, len(t)):]
	if n := min(len(values), len(rest)); !lex.Holds(rest[:n], values[:n]) {
		return open(w, i < len(t))
	}
	i += len(values)
	stop := min(len(t), i+valuesMax)
	for row := 0; ; row++ {
		if i = skipSpace(t, i); i >= stop || t[i] != '(' {
			return open(w, i < stop)
		}
		h, end := tuple(t, i+1, stop, column)
		if end >= stop {
			return open(w, stop < len(t))
		}
		if row == w.Round {
			if h.Start > 0 && (args[0] != valuesPlain || !isHexHash(t[h.Start:h.End])) {
				h.Verdict = check.Plain
			} else {
				h = Hit{Start: w.Start}
			}
			h.Again = true
			return h
		}
		if i = skipSpace(t, end+1); i < stop && t[i] == ',' {
			i++
		}
	}
}

// open is the answer where a statement does not go on as it should, or is not all
// there.
func open(w *Window, wrong bool) Hit {
	return Hit{Start: w.Start, More: !wrong && !w.Final}
}

// nameEnd skips the quote and the spaces after the name of a column.
func nameEnd(t []byte, i int) int {
	if i < len(t) && strings.IndexByte("`\"]'", t[i]) >= 0 {
		i++
	}
	return skipSpace(t, i)
}

func skipSpace(t []byte, i int) int {
	for last := i + 16; i < last && i < len(t) && lex.Class[t[i]]&lex.Space != 0; i++ {
	}
	return i
}

// columnByte reports whether a list of columns may hold b.
func columnByte(b byte) bool {
	return lex.Class[b]&(lex.Word|lex.Space) != 0 || strings.IndexByte("`\"[],.", b) >= 0
}

// columnsBefore counts the columns from the bracket of a list to t[i], -1 if it
// is none.
func columnsBefore(t []byte, i int) int {
	n := 0
	for least := max(0, i-columnsMax); i > least; i-- {
		switch b := t[i-1]; {
		case b == '(':
			return n
		case b == ',':
			n++
		case !columnByte(b):
			return -1
		}
	}
	return -1
}

// tuple reads one row up to its closing bracket and returns the string in a column
// of it, without its quotes.
func tuple(t []byte, i, stop, column int) (h Hit, end int) {
	depth, begun := 0, i
	for ; i < stop; i++ {
		switch b := t[i]; {
		case b == '\'':
			start := i + 1
			for i++; i < stop && t[i] != '\''; i++ {
				if t[i] == '\\' {
					i++
				}
			}
			if column == 0 && depth == 0 && start-begun <= 3 && h.Start == 0 {
				h = Hit{Start: start, End: min(i, stop)}
			}
		case b == '(':
			depth++
		case b == ')' && depth == 0:
			return h, i
		case b == ')':
			depth--
		case b == ',' && depth == 0:
			column--
			begun = skipSpace(t, i+1)
		}
	}
	return h, stop
}

// isHexHash reports whether v has the form of a digest in hexadecimal.
func isHexHash(v []byte) bool {
	for _, b := range v {
		if lex.Class[b]&lex.Hex == 0 {
			return false
		}
	}
	return len(v) == 32 || len(v) == 40 || len(v) == 64
}
