package syntax

import (
	"slices"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A class is a list of ranges while it is read: first and last rune of each, in
// any order.

// class reads "[...]".
func (p *parser) class() error {
	whole := p.rest
	t := whole[1:]
	not := strings.HasPrefix(t, "^")
	if not {
		t = t[1:]
	}
	var list []rune
	for first := true; t == "" || t[0] != ']' || first; first = false {
		var err error
		if list, t, err = p.classItem(list, t, whole); err != nil {
			return err
		}
	}
	p.rest = t[1:]
	if list = clean(list); not {
		list = negated(list)
	}
	p.push(classNode(list))
	return nil
}

// classNode is a class, or the literal that it comes to.
func classNode(list []rune) *Node {
	switch {
	case len(list) == 0:
		return &Node{Op: OpNoMatch}
	case len(list) == 2 && list[0] == list[1]:
		return &Node{Op: OpLiteral, Rune: list[:1]}
	}
	return &Node{Op: OpClass, Rune: list}
}

// classItem reads one item of a class: a named one, an escape, a rune, a range.
func (p *parser) classItem(list []rune, t, whole string) ([]rune, string, error) {
	if strings.HasPrefix(t, "[:") {
		if i := strings.Index(t[2:], ":]"); i >= 0 {
			name := t[2 : 2+i]
			not := strings.HasPrefix(name, "^")
			c, ok := posixClass(strings.TrimPrefix(name, "^"))
			if !ok {
				return nil, "", fault(badClass, t[:i+4])
			}
			return p.group(list, []rune(c), not), t[i+4:], nil
		}
	}
	if l, rest, ok, err := p.classEscape(list, t); ok || err != nil {
		return l, rest, err
	}
	lo, rest, err := classRune(t, whole)
	if err != nil {
		return nil, "", err
	}
	hi := lo
	if len(rest) >= 2 && rest[0] == '-' && rest[1] != ']' {
		if hi, rest, err = classRune(rest[1:], whole); err != nil {
			return nil, "", err
		}
		if hi < lo {
			return nil, "", fault(badClass, t[:len(t)-len(rest)])
		}
	}
	return p.group(list, []rune{lo, hi}, false), rest, nil
}

func classRune(t, whole string) (rune, string, error) {
	switch {
	case t == "":
		return 0, "", fault(noBracket, whole)
	case t[0] == '\\':
		return escape(t)
	}
	r, size := utf8.DecodeRuneInString(t)
	return r, t[size:], nil
}

// classEscape reads \d, \s, \w, \p{...} and their opposites.
func (p *parser) classEscape(list []rune, t string) (out []rune, rest string, ok bool, err error) {
	if len(t) < 2 || t[0] != '\\' {
		return nil, "", false, nil
	}
	not := t[1]&0x20 == 0
	switch t[1] | 0x20 {
	case 'd':
		return p.group(list, []rune(digits), not), t[2:], true, nil
	case 's':
		return p.group(list, []rune("\t\n\f\r  "), not), t[2:], true, nil
	case 'w':
		return p.group(list, []rune(wordRunes), not), t[2:], true, nil
	case 'p':
		if t[1] == 'p' || t[1] == 'P' {
			return p.unicodeClass(list, t, not)
		}
	}
	return nil, "", false, nil
}

// unicodeClass reads \pN, \p{Name} or \p{^Name}.
func (p *parser) unicodeClass(list []rune, t string, not bool) (out []rune, rest string, ok bool, err error) {
	if len(t) == 2 {
		return nil, "", false, fault(badClass, t)
	}
	_, size := utf8.DecodeRuneInString(t[2:])
	name, end := t[2:2+size], 2+size
	if name == "{" {
		close := strings.IndexByte(t, '}')
		if close < 0 {
			return nil, "", false, fault(badClass, t)
		}
		name, end = t[3:close], close+1
	}
	if strings.HasPrefix(name, "^") {
		name, not = name[1:], !not
	}
	ranges, known := named(name)
	if !known {
		return nil, "", false, fault(badClass, t[:end])
	}
	return p.group(list, ranges, not), t[end:], true, nil
}

// group adds ranges to a class, in all cases of their letters if the flags say so.
func (p *parser) group(list, ranges []rune, not bool) []rune {
	if p.fold {
		ranges = folded(ranges)
	}
	if not {
		ranges = negated(clean(slices.Clone(ranges)))
	}
	return append(list, ranges...)
}

// Runes outside [minFold, maxFold] have one case.
const (
	minFold = 'A'
	maxFold = 0x1E943
)

// folded adds the other cases of all letters in the ranges.
func folded(ranges []rune) []rune {
	out := slices.Clone(ranges)
	for i := 0; i < len(ranges); i += 2 {
		lo, hi := max(ranges[i], minFold), min(ranges[i+1], maxFold)
		if lo == minFold && hi == maxFold {
			continue // all of them are in it
		}
		for r := lo; r <= hi; r++ {
			for f := unicode.SimpleFold(r); f != r; f = unicode.SimpleFold(f) {
				if k := len(out); out[k-1]+1 == f {
					out[k-1] = f
				} else {
					out = append(out, f, f)
				}
			}
		}
	}
	return out
}

// clean sorts ranges and joins those that touch.
func clean(list []rune) []rune {
	pairs := make([][2]rune, 0, len(list)/2)
	for i := 0; i+1 < len(list); i += 2 {
		pairs = append(pairs, [2]rune{list[i], list[i+1]})
	}
	sort.Sort(byFirst(pairs))
	out := list[:0]
	for _, r := range pairs {
		if k := len(out); k > 0 && r[0] <= out[k-1]+1 {
			out[k-1] = max(out[k-1], r[1])
			continue
		}
		out = append(out, r[0], r[1])
	}
	return out
}

type byFirst [][2]rune

func (p byFirst) Len() int           { return len(p) }
func (p byFirst) Less(i, j int) bool { return p[i][0] < p[j][0] }
func (p byFirst) Swap(i, j int)      { p[i], p[j] = p[j], p[i] }

// negated is all that clean ranges leave out.
func negated(list []rune) []rune {
	out := make([]rune, 0, len(list)+2)
	next := rune(0)
	for i := 0; i < len(list); i += 2 {
		if next < list[i] {
			out = append(out, next, list[i]-1)
		}
		next = list[i+1] + 1
	}
	if next <= utf8.MaxRune {
		out = append(out, next, utf8.MaxRune)
	}
	return out
}

const (
	digits    = "09"
	wordRunes = "09AZ__az"
)

// posix are the classes of POSIX (IEEE 1003.1, section 9.3.5), and word: name, and first and last rune of each range.
var posix = [...][2]string{
	{"alnum", "09AZaz"}, {"alpha", "AZaz"}, {"ascii", "\x00\x7F"}, {"blank", "\t\t  "}, {"cntrl", "\x00\x1F\x7F\x7F"},
	{"digit", digits}, {"graph", "!~"}, {"lower", "az"}, {"print", " ~"}, {"punct", "!/:@[`{~"}, {"space", "\t\r  "},
	{"upper", "AZ"}, {"word", wordRunes}, {"xdigit", "09AFaf"},
}

func posixClass(name string) (ranges string, ok bool) {
	for i := range posix {
		if posix[i][0] == name {
			return posix[i][1], true
		}
	}
	return "", false
}
