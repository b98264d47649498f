package payload

import (
	"bytes"
	"strings"

	"github.com/chatguard/chatguard/filter/text/ascii"
)

// maxBefore bounds what stands before the quote that ends somebody's string.
const maxBefore = 64

// maxSide bounds what stands beside an operator in quotes (a' < 'b): more is a sentence that quotes a sign.
const maxSide = 16

// fits reads t as what somebody's SQL statement holds in its place: a number, or a part of a string. Scan begins at signs; this
// finds what has no other sign than to fit.
func fits(t []byte) (Finding, bool) {
	for _, quote := range [...]byte{'\'', '"'} {
		if shape := readShape(t, quote); shape.breaks(t, quote) {
			return Finding{shape.quote, len(t), SQL, 0.85}, true
		}
	}
	shape := readShape(t, 0)
	if shape.n > 0 && shape.kinds[0] == sqlStatement && !shape.parens {
		return Finding{}, false // somebody's own statement
	}
	list := valueShapes
	if shape.parens && shape.previous() == sqlComment {
		list = groupShapes
	}
	if shape.aligned {
		return Finding{}, false // columns of a table, or a comment of a program
	}
	if shape.ofProgram(t) {
		return Finding{}, false
	}
	if shape.closes && shape.in(closeShapes) {
		return Finding{0, len(t), SQL, 0.85}, true
	}
	inner := shape.parens && shape.known && shape.n > 1 && shape.kinds[0] == sqlStatement && shape.kinds[1] == sqlCall // (select f(...))
	return Finding{0, len(t), SQL, 0.8}, inner || shape.in(list)
}

// ofProgram reports whether a shape that holds calls or conditions is of a line of a program: of functions that SQL does not have, or
// with signs in the place of its words.
func (s *sqlShape) ofProgram(t []byte) bool {
	if s.n < 2 {
		return false
	}
	switch first := s.kinds[0]; {
	case first == sqlLogic && s.kinds[1] == sqlName:
		i := skipSpace(t, 0)
		return at(t, i) == '|' || at(t, i) == '&'
	case first == sqlLogic && s.kinds[1] == sqlCall, first == sqlCall && (s.kinds[1] == sqlLogic || s.kinds[1] == sqlCall):
		return !s.known
	}
	return false
}

// breaks reports whether the shape of t, inside quotes, is that of a way out of them.
func (s *sqlShape) breaks(t []byte, quote byte) bool {
	if s.n < 2 || !s.in(quoteShapes) || s.quote > maxBefore || bytes.IndexByte(t[:s.quote], '\n') >= 0 || opens(t, s.quote) {
		return false
	}
	switch s.String() {
	case "sc": // '--flag', '# a comment'
		rest := bytes.TrimLeft(t[s.quote+1:], " ")
		return s.quote > 0 || len(rest) < 4 || rest[0] == '/' || rest[0] == '-' && !ascii.Letter(at(rest, 2))
	case "sos":
		return s.quote <= maxSide && s.last <= maxSide && bytes.IndexByte(t[:s.quote], ' ') < 0
	case "s&1s": // 16" or 18"
		return (s.last > 0 || t[len(t)-1] != quote) && !(quote == '"' && s.quote > 0 && ascii.Digit(t[s.quote-1]))
	}
	return true
}

// opens reports whether the quote at i begins a string rather than ending one.
func opens(t []byte, i int) bool {
	if i > 0 {
		c, p := t[i-1], at(t, i-2)
		return space(c) || isOperator(c) && c != '%' || c == '(' || c == ',' || c == '[' || c == '{' ||
			ascii.Letter(c) && (p == '(' || p == ' ' || p == ',' || p == '=') // r"..."
	}
	if e := bytes.IndexByte(t[1:], t[0]) + 1; e > 0 && e+1 < len(t) && bytes.Count(t, t[:1])%2 == 0 {
		switch t[e+1] { // the first of several strings
		case ',', ':', ')', ']', '}':
			return true
		}
	}
	k := 1
	for k < len(t) && (ascii.Word(t[k]) || k > 1 && t[k] == ' ') {
		k++
	}
	if k > 1 && at(t, k) == t[0] {
		return true // it begins with words in quotes
	}
	return bytes.Count(t, t[:1]) == 2 && t[len(t)-1] == t[0] && t[1] != ' ' // all of it is in quotes
}

// in reports whether the shape begins like one of list, or is one that ends in $.
func (s *sqlShape) in(list []string) bool {
	own := s.kinds[:s.n]
	for _, l := range list {
		if whole, ok := strings.CutSuffix(l, "$"); ok && string(own) == whole || !ok && len(own) >= len(l) && string(own[:len(l)]) == l {
			return true
		}
	}
	return false
}
