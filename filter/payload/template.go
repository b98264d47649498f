package payload

import "github.com/chatguard/chatguard/filter/text/ascii"

// expression looks for a template's expression that computes or reaches for
// what a template's author never uses.
func (s *scanner) expression(i int) (Finding, bool) {
	t := s.text
	next := at(t, i+1)
	for _, m := range marks {
		if m.open[0] != t[i] || m.open[1] != next {
			continue
		}
		k := i + len(m.open)
		e := ascii.Find(t, k, m.close, reach)
		if e < 0 {
			return Finding{}, false
		}
		if contains(t, k, e, reaches) || m.engine && contains(t, k, e, engineReaches) || computes(t, k, e) || adds(t, k, e) {
			return Finding{i, e + len(m.close), Template, 0.9}, true
		}
		return Finding{}, false
	}
	return Finding{}, false
}

// marks are the borders of expressions, longer ones first. engine tells those that only template engines have, and no program.
var marks = []struct {
	open, close string
	engine      bool
}{
	{"{{", "}}", true}, {"{%", "%}", true}, {"<%", "%>", true}, {"${", "}", false}, {"#{", "}", false}, {"*{", "}", false}, {"@{", "}", false}, {"@(", ")", false},
	{"<#", ">", true},
}

// adds tells whether t[i:end] adds numbers and does nothing else.
func adds(t []byte, i, end int) bool {
	plus, digit := false, false
	for ; i < end; i++ {
		switch c := t[i]; {
		case c == '+':
			plus = true
		case ascii.Digit(c):
			digit = true
		case c != ' ':
			return false
		}
	}
	return plus && digit
}

// computes tells whether t[i:end] multiplies numbers or a text by a number:
// what attackers ask a template for, to see whether it answers.
func computes(t []byte, i, end int) bool {
	for ; i < end; i++ {
		if ascii.Letter(t[i]) {
			return false // of a program
		}
		if t[i] != '*' {
			continue
		}
		a, b := i-1, i+1
		for at(t, a) == ' ' {
			a--
		}
		for at(t, b) == ' ' {
			b++
		}
		if (ascii.Digit(at(t, a)) || at(t, a) == '\'' || at(t, a) == '"') && (ascii.Digit(at(t, b)) || at(t, b) == '\'') {
			return true
		}
	}
	return false
}
