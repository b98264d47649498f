package detect

import (
	"unicode/utf8"

	"github.com/chatguard/chatguard/filter/detect/lex"
	"github.com/chatguard/chatguard/filter/regex/syntax"
)

// literals says that every match of an expression holds one of words (ASCII in
// lower case), at most back bytes after the start of the match.
type literals struct {
	words []string
	back  int
}

// Limits of the literals taken from a custom expression.
const (
	customLiteralMin = 2
	customLiteralMax = 32
	customWordsMax   = 64
)

// A literal of one or two bytes is not worth a window that is long.
func (l *literals) least() int {
	least := 0
	for i, w := range l.words {
		if i == 0 || len(w) < least {
			least = len(w)
		}
	}
	return least
}

func (l *literals) better(m *literals) bool {
	a, b := min(l.least(), 6), min(m.least(), 6)
	return a > b || a == b && l.back < m.back
}

// requiredLiterals returns what every match of re must hold, nothing if no
// literal is long enough.
func requiredLiterals(re *syntax.Node) literals {
	l := needed(re)
	if l.least() < customLiteralMin || l.back > CustomMax {
		return literals{}
	}
	return l
}

func needed(re *syntax.Node) literals {
	switch re.Op {
	case syntax.OpLiteral:
		return neededLiteral(re)
	case syntax.OpCapture:
		return needed(re.Sub[0])
	case syntax.OpRepeat:
		if re.Min > 0 {
			return needed(re.Sub[0])
		}
	case syntax.OpConcat:
		return neededConcat(re)
	case syntax.OpAlternate:
		var all literals
		for _, s := range re.Sub {
			l := needed(s)
			if len(l.words) == 0 || len(all.words)+len(l.words) > customWordsMax {
				return literals{}
			}
			all.words, all.back = append(all.words, l.words...), max(all.back, l.back)
		}
		return all
	}
	return literals{}
}

func neededConcat(re *syntax.Node) literals {
	best, back := literals{}, 0
	for i := 0; i < len(re.Sub); i++ {
		l := needed(re.Sub[i])
		if len(l.words) > 0 {
			l.back += back
			if l.back <= CustomMax && l.better(&best) {
				best = l
			}
		}
		if back += longest(re.Sub[i]); back > CustomMax {
			break
		}
	}
	return best
}

// neededLiteral returns the longest stretch of a literal that can be compared
// byte by byte. With case folding, k and s also stand for the Kelvin sign and
// the long s, and letters outside ASCII have several forms: these end a
// stretch.
func neededLiteral(re *syntax.Node) literals {
	fold := re.Fold
	best, back := literals{}, 0
	var word []byte
	at := 0
	flush := func() {
		l := literals{[]string{string(word)}, at}
		if len(word) > 0 && l.better(&best) {
			best = l
		}
	}
	for _, r := range re.Rune {
		if fold && (r|0x20 == 'k' || r|0x20 == 's' || r >= utf8.RuneSelf) {
			flush()
			word, back = word[:0], back+utf8.UTFMax
			at = back
			continue
		}
		if len(word) < customLiteralMax {
			for _, b := range []byte(string(r)) {
				word = append(word, lex.Lower(b))
			}
		}
		back += utf8.RuneLen(r)
	}
	flush()
	return best
}

// longest returns the longest match of re in bytes, CustomMax+1 if it is longer
// than CustomMax.
func longest(re *syntax.Node) int {
	n := 0
	switch re.Op {
	case syntax.OpLiteral:
		n = utf8.UTFMax * len(re.Rune)
		if !re.Fold {
			n = len(string(re.Rune))
		}
	case syntax.OpClass:
		n = utf8.UTFMax
		if k := len(re.Rune); k == 0 || re.Rune[k-1] < utf8.RuneSelf {
			n = 1
		}
	case syntax.OpAny, syntax.OpAnyNotNL:
		n = utf8.UTFMax
	case syntax.OpRepeat:
		if n = longest(re.Sub[0]) * re.Max; re.Max < 0 {
			n = CustomMax + 1
		}
	case syntax.OpAlternate:
		for _, s := range re.Sub {
			n = max(n, longest(s))
		}
	case syntax.OpConcat, syntax.OpCapture:
		for _, s := range re.Sub {
			n = min(n+longest(s), CustomMax+1)
		}
	}
	return min(n, CustomMax+1)
}
