package payload

import (
	"bytes"

	"github.com/chatguard/chatguard/filter/text/ascii"
)

// The kinds of tokens in the shape of a value, a byte each. Parentheses and signs in front of an operand are left out: they
// change nothing of what a value does to the statement around it.
const (
	sqlString    = 's' // in quotes; the first one of a value may be what stands before its quote
	sqlNumber    = '1' // a number, a constant or a variable
	sqlName      = 'n'
	sqlCall      = 'f' // a name with a parenthesis behind it
	sqlOperator  = 'o'
	sqlLogic     = '&'
	sqlUnion     = 'U'
	sqlStatement = 'E'
	sqlClause    = 'k'
	sqlComment   = 'c' // to the end of the value
	sqlEnd       = ';'
	sqlComma     = ','
	sqlOther     = '?'
)

// maxShape bounds the tokens of a shape: what a value does shows in its first ones.
const maxShape = 12

// sqlShape is what a value reads like inside an SQL statement, token by token.
type sqlShape struct {
	kinds   [maxShape]byte
	n       int
	parens  bool // it begins with a parenthesis
	depth   int  // how many it has begun and not ended
	closes  bool // it ends one that it did not begin
	quote   int  // where the quote is that ends the first string
	last    int  // length of the last string
	aligned bool // several blanks stand before a comment or the end of a statement
	known   bool // one of its calls is of a function that SQL has
}

func (s *sqlShape) String() string { return string(s.kinds[:s.n]) }

func (s *sqlShape) add(k byte) {
	if s.n < maxShape {
		s.kinds[s.n] = k
		s.n++
	}
}

func (s *sqlShape) previous() byte {
	if s.n == 0 {
		return 0
	}
	return s.kinds[s.n-1]
}

// readShape reads t as it stands behind nothing, or inside quotes.
func readShape(t []byte, quote byte) (s sqlShape) {
	i := 0
	if quote != 0 {
		if i = bytes.IndexByte(t, quote); i < 0 {
			return s
		}
		s.quote = i
		s.add(sqlString)
		i++
	}
	for i < len(t) && s.n < maxShape {
		i = s.token(t, i)
	}
	return s
}

// token reads the token at i, and is the index behind it.
func (s *sqlShape) token(t []byte, i int) int {
	c := t[i]
	switch {
	case space(c) || c == 0 || c == 0xA0 || c == 0x0B:
		return i + 1
	case c == '(' || c == '{':
		s.parens = s.parens || s.n == 0
		s.depth++
		return i + 1
	case c == ')' || c == '}':
		if s.depth--; s.depth < 0 {
			s.closes, s.depth = true, 0
		}
		return i + 1
	case c == '\'' || c == '"':
		return s.quoted(t, i)
	case c == ';':
		s.aligned = s.aligned || i > 1 && t[i-1] == ' ' && t[i-2] == ' '
		s.add(sqlEnd)
		return i + 1
	case c == ',':
		s.add(sqlComma)
		return i + 1
	case c == '#', ascii.Has(t, i, "--"), ascii.Has(t, i, "/*"):
		return s.comment(t, i)
	case c == '*' && at(t, i+1) == '/': // the end of what only MySQL does not read as a comment
		return i + 2
	case ascii.Digit(c), c == '.' && ascii.Digit(at(t, i+1)):
		return s.number(t, i)
	case c == '@':
		for i < len(t) && (ascii.Word(t[i]) || t[i] == '@' || t[i] == '.') {
			i++
		}
		s.add(sqlNumber)
		return i
	case ascii.Word(c) || c == '`' || c == '[' || c >= 0x80:
		return s.word(t, i)
	}
	return s.operator(t, i)
}

func (s *sqlShape) quoted(t []byte, i int) int {
	k := i + 1
	for k < len(t) && t[k] != t[i] {
		k++
	}
	s.last = k - i - 1
	s.add(sqlString)
	return k + 1
}

// comment skips a comment that ends before the value does.
func (s *sqlShape) comment(t []byte, i int) int {
	if t[i] == '/' {
		if k := i + 3; at(t, i+2) == '!' {
			for k < len(t) && ascii.Digit(t[k]) {
				k++
			}
			return k
		}
		if k := ascii.Find(t, i+2, "*/", len(t)); k >= 0 {
			return k + 2
		}
	} else {
		for k := i; k < len(t); k++ {
			if t[k] == '\n' && k+1 < len(t) {
				return k + 1
			}
		}
	}
	s.aligned = s.aligned || i > 1 && t[i-1] == ' ' && t[i-2] == ' ' && len(t)-i > 4
	s.add(sqlComment)
	return len(t)
}

func (s *sqlShape) number(t []byte, i int) int {
	k := i
	for k < len(t) && (ascii.Digit(t[k]) || t[k] == '.') {
		k++
	}
	if at(t, k)|0x20 == 'x' && k == i+1 || at(t, k)|0x20 == 'e' && ascii.Digit(at(t, k+1)) {
		for k++; k < len(t) && (ascii.Digit(t[k]) || t[k]|0x20 >= 'a' && t[k]|0x20 <= 'f'); k++ {
		}
	}
	s.add(sqlNumber)
	return k
}

// word reads a word of letters, or a name in its own brackets.
func (s *sqlShape) word(t []byte, i int) int {
	k := i
	if close := t[i]; close == '`' || close == '[' {
		if close == '[' {
			close = ']'
		}
		for k++; k < len(t) && t[k] != close; k++ {
		}
		k = min(k+1, len(t))
		s.add(sqlName)
		return k
	}
	for k < len(t) && (ascii.Word(t[k]) || t[k] == '.' || t[k] == '$' || t[k] >= 0x80) {
		k++
	}
	w := t[i:k]
	switch {
	case prefixes.has(w): // signs of an operand, like - and !
	case junctions.has(w):
		s.add(sqlLogic)
	case comparisons.has(w), operators.has(w):
		if s.previous() != sqlOperator { // not like, is not, sounds like
			s.add(sqlOperator)
		}
	case unions.has(w):
		s.add(sqlUnion)
	case statements.has(w):
		s.add(sqlStatement)
	case clauses.has(w):
		s.add(sqlClause)
	case constants.has(w):
		s.add(sqlNumber)
	case at(t, skipBlank(t, k)) == '(':
		s.known = s.known || sqlFunctions.has(w) && !is(w, "if") // which programs have, too
		s.add(sqlCall)
	default:
		s.add(sqlName)
	}
	return k
}

func (s *sqlShape) operator(t []byte, i int) int {
	c := t[i]
	if ascii.Has(t, i, "||") || ascii.Has(t, i, "&&") {
		s.add(sqlLogic)
		return i + 2
	}
	k := i
	for k < len(t) && isOperator(t[k]) && !ascii.Has(t, k, "--") && !ascii.Has(t, k, "/*") {
		k++
	}
	if k == i {
		s.add(sqlOther)
		return i + 1
	}
	switch p := s.previous(); {
	case p == 0 || p == sqlOperator || p == sqlLogic || p == sqlComma || p == sqlCall || p == sqlEnd:
		if c != '-' && c != '+' && c != '!' && c != '~' {
			s.add(sqlOther)
		}
	default:
		s.add(sqlOperator)
	}
	return k
}

func isOperator(c byte) bool {
	switch c {
	case '=', '<', '>', '!', '+', '-', '*', '/', '%', '&', '|', '^', '~', ':':
		return true
	}
	return false
}
