package payload

import (
	"bytes"

	"github.com/chatguard/chatguard/filter/text/ascii"
)

// sqlQuote looks behind a quote that may end a string of somebody's statement. One that ends a string of this text, as in prose
// and in programs, is no way out.
func (s *scanner) sqlQuote(i int) (Finding, bool) {
	if isLiteral(s.text, i) || isLiteral(s.text, i-1) || isLiteral(s.text, i-2) {
		return Finding{}, false
	}
	f, ok := s.behindQuote(i)
	if ok && s.endsOwn(i) {
		f.Strength = min(f.Strength, 0.6)
	}
	return f, ok
}

// isLiteral reports whether a quote at i begins a string of no or one character that something is compared with: x == "" && y.
func isLiteral(t []byte, i int) bool {
	if i < 2 || t[i] != '"' && t[i] != '\'' && t[i] != '`' || t[i-1] != ' ' || t[i-2] != '=' && t[i-2] != ',' && t[i-2] != '(' && t[i-2] != '<' && t[i-2] != '>' {
		return false
	}
	return at(t, i+1) == t[i] || at(t, i+2) == t[i]
}

// endsOwn reports whether the quote at i ends a string that begins in its line.
func (s *scanner) endsOwn(i int) bool {
	t := s.text
	for j := i - 1; j >= 0 && i-j < reach && t[j] != '\n'; j-- {
		if t[j] == t[i] {
			return j < i-1 && (j == 0 || opens(t, j))
		}
	}
	return false
}

func (s *scanner) behindQuote(i int) (Finding, bool) {
	t := s.text
	j := i + 1
	for j < len(t) && j-i < 8 && (t[j] == '\'' || t[j] == '"' || t[j] == '`' || t[j] == ')') {
		j++
	}
	k := skipBlank(t, j)
	if f, ok := s.sqlWord(i, k); ok {
		return f, true
	}
	if w := word(t, k); k > j && sqlFunctions.has(w) && !newLine(t, j, k) && at(t, skipBlank(t, k+len(w))) == '(' {
		return Finding{i, k + len(w), SQL, 0.9}, true
	}
	switch at(t, k) {
	case '-', '#', '/':
		return s.comment(i, k)
	case '|', '+':
		if m := skipBlank(t, k+2); ascii.Has(t, k, "||") && (ascii.Has(t, m, "(select") || sqlFunctions.has(word(t, m)) && at(t, m+len(word(t, m))) == '(') {
			return Finding{i, m + 7, SQL, 0.9}, true
		}
	case '=':
		if at(t, i) == '\'' && at(t, k+1) == '\'' && k == j && i > 0 && ascii.Word(at(t, i-1)) {
			return Finding{i, k + 2, SQL, 0.6}, true
		}
	}
	return Finding{}, false
}

// sqlWord looks at a word of SQL at k, behind what ended a string at i.
func (s *scanner) sqlWord(i, k int) (Finding, bool) {
	t := s.text
	w, first := word(t, k), ascii.Lower(at(t, k))
	end := k + len(w)
	switch {
	case connectives.has(w):
	case first == '|' && at(t, k+1) == '|' || first == '&' && at(t, k+1) == '&':
		end = k + 2
	case first == 'u' && ascii.Has(t, k, "union"):
		return s.union(i, k)
	case first == 'o' && ascii.Has(t, k, "order") || first == 'g' && ascii.Has(t, k, "group"):
		if m := skipBlank(t, end); ascii.Has(t, m, "by") && ascii.Digit(at(t, skipBlank(t, m+2))) {
			return Finding{i, m + 4, SQL, 0.9}, true
		}
		return Finding{}, false
	default:
		return Finding{}, false
	}
	return s.condition(i, end)
}

// condition looks for a condition of any form behind and, or and the like.
func (s *scanner) condition(i, k int) (Finding, bool) {
	t := s.text
	k = skipBlank(t, k)
	if ascii.Has(t, k, "not ") {
		k = skipBlank(t, k+4)
	}
	w := word(t, k)
	if sqlFunctions.has(w) && at(t, skipBlank(t, k+len(w))) == '(' || ascii.Has(t, k, "(select") || ascii.Has(t, k, "exists") {
		return Finding{i, min(len(t), k+len(w)+1), SQL, 0.95}, true
	}
	if k+len(w) < len(t) && t[k+len(w)] == '(' && ascii.Find(t, k+len(w), "(select", 16) >= 0 {
		return Finding{i, k + len(w) + 1, SQL, 0.95}, true
	}
	if c := at(t, k); (c == '\'' || c == '"') && (at(t, k+1) == '{' || at(t, k+1) == '[') {
		return Finding{i, k + 2, SQL, 0.9}, true // JSON, which some dialects compare
	}
	a := operand(t, k)
	if a == k {
		return Finding{}, false
	}
	op := skipBlank(t, a)
	switch c := at(t, op); {
	case c == '=' || c == '<' || c == '>' || c == '!':
		for op < len(t) && (t[op] == '=' || t[op] == '<' || t[op] == '>' || t[op] == '!') {
			op++
		}
	case comparisons.has(word(t, op)):
		if op += len(word(t, op)); !compared(t, skipBlank(t, op)) {
			return Finding{}, false
		}
	case c == '-' && at(t, op+1) == '-' || c == '#' || c == '/' && at(t, op+1) == '*', c == 0 && !closes(at(t, a-1)) && (ascii.Digit(at(t, k)) || ascii.Has(t, k, "true")):
		return Finding{i, op, SQL, 0.85}, true // ' or 1 --
	default:
		return Finding{}, false
	}
	m := skipBlank(t, op)
	if e := operand(t, m); e > m {
		return Finding{i, e, SQL, 0.95}, true
	}
	return Finding{}, false
}

// compared reports whether what stands at i is what words like is, in and like compare with in SQL, rather than a word of prose.
func compared(t []byte, i int) bool {
	c := at(t, i)
	return c == '\'' || c == '"' || c == '(' || c == '@' || ascii.Digit(c) || constants.has(word(t, i)) || comparisons.has(word(t, i)) || prefixes.has(word(t, i))
}

// newLine reports whether a line ends in t[i:end].
func newLine(t []byte, i, end int) bool { return bytes.IndexByte(t[i:min(end, len(t))], '\n') >= 0 }

// operand is the index behind a short operand: quotes, parentheses, a word or
// a number.
func operand(t []byte, i int) int {
	for n := 0; i < len(t) && n < 32; n++ {
		c := t[i]
		if !ascii.Word(c) && c != '\'' && c != '"' && c != '(' && c != ')' && c != '.' && c != '`' && c != '@' && c < 0x80 {
			break
		}
		i++
	}
	return i
}

// comment looks for a comment that cuts off the rest of somebody's statement:
// behind a quote that has no partner.
func (s *scanner) comment(i, k int) (Finding, bool) {
	t, quote, odd := s.text, s.text[i], false
	for j := max(0, i-reach); j < min(len(t), i+reach); j++ {
		if t[j] == quote {
			odd = !odd
		}
	}
	end := k + 2
	switch {
	case !odd || i == 0 || space(t[i-1]) || newLine(t, i, k):
		return Finding{}, false
	case ascii.Has(t, k, "--") && at(t, k+2) != '-' && !ascii.Letter(at(t, k+2)), ascii.Has(t, k, "/*"): // no rule, no option
	case t[k] == '#' && k+1 == len(t):
		end = k + 1
	default:
		return Finding{}, false
	}
	return Finding{i, end, SQL, 0.85}, true
}

// union looks for UNION SELECT.
func (s *scanner) union(i, k int) (Finding, bool) {
	t := s.text
	m := skipBlank(t, k+5)
	if m == k+5 && at(t, m) != '(' {
		return Finding{}, false
	}
	for _, w := range []string{"all", "distinct"} {
		if ascii.Has(t, m, w) {
			m = skipBlank(t, m+len(w))
		}
	}
	for at(t, m) == '(' {
		m++
	}
	if !ascii.Has(t, m, "select") || ascii.Word(at(t, m+6)) {
		return Finding{}, false
	}
	strength := float32(0.9)
	if i == k && !selects(t, m+6) && !breaksBefore(t, i) {
		strength = 0.6 // words of prose
	}
	return Finding{i, m + 6, SQL, strength}, true
}

// selects tells whether what stands at i is what a statement selects rather than a word of prose.
func selects(t []byte, i int) bool {
	k := skipBlank(t, i)
	w := word(t, k)
	if k == i || len(w) == 0 || ascii.Digit(w[0]) || constants.has(w) || prefixes.has(w) {
		return true
	}
	c, m := at(t, k+len(w)), skipBlank(t, k+len(w))
	return c == '(' || c == ',' || c == '.' || c == '[' || at(t, m) == ',' || is(word(t, m), "from") || is(word(t, m), "as")
}

// breaksBefore tells whether what stands before i may end a number, a string or a group of somebody's statement.
func breaksBefore(t []byte, i int) bool {
	for i > 0 && space(t[i-1]) {
		i--
	}
	return i == 0 || closes(t[i-1]) || ascii.Digit(t[i-1]) || t[i-1] == '/' || t[i-1] == ';'
}

// stacked looks for a statement behind a semicolon.
func (s *scanner) stacked(i int) (Finding, bool) {
	t := s.text
	if t[i] != ';' {
		return Finding{}, false
	}
	k := skipBlank(t, i+1)
	w := word(t, k)
	next := word(t, skipBlank(t, k+len(w)))
	if k == i+1 && len(w) == 0 || !statements.has(w) || !objects.has(next) && !sqlFunctions.has(next) {
		return Finding{}, false
	}
	if soft.has(w) && !tables.has(next) && !sqlFunctions.has(next) {
		return Finding{}, false // please hold; update user
	}
	return Finding{i, k + len(w), SQL, 0.9}, true
}

// tautology looks for a comparison of two constants behind and, or and the
// like: or 1 = 1, and 'a' < 'b'.
func (s *scanner) tautology(i int) (Finding, bool) {
	t := s.text
	k, op := i, i
	for k > 0 && i-k < 8 && (space(t[k-1]) || closes(t[k-1])) {
		k--
	}
	a := before(t, k)
	for op < len(t) && op-i < 3 && (t[op] == '=' || t[op] == '>') {
		op++
	}
	m := skipBlank(t, op)
	for m < len(t) && m-op < 8 && closes(t[m]) {
		m++
	}
	b := word(t, m)
	if len(a) == 0 || len(b) == 0 || !(string(a) == string(b) || ascii.Digit(a[0]) && ascii.Digit(b[0])) {
		return Finding{}, false
	}
	j := k - len(a)
	for j > 0 && k-j < reach && (space(t[j-1]) || closes(t[j-1]) || t[j-1] == '/' || t[j-1] == '*' || t[j-1] == '+' || t[j-1] == '-') {
		j--
	}
	if w := before(t, j); connectives.has(w) && j > len(w) || len(w) == 0 && j >= 2 && (ascii.Has(t, j-2, "||") || ascii.Has(t, j-2, "&&")) {
		return Finding{j - 2, m + len(b), SQL, 0.9}, true
	}
	return Finding{}, false
}

func closes(c byte) bool { return c == '\'' || c == '"' || c == '(' || c == ')' || c == '`' }
