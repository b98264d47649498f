package match

import (
	"strings"

	"github.com/chatguard/chatguard/filter/detect/lex"
)

// neighbour is the word before a name.
type neighbour struct {
	capital bool // it begins with a capital, and only a space is between
	place   bool // with it, a name is that of a place
	number  bool // it is one
}

// taken reports whether a surname alone is part of something else.
func (n neighbour) taken() bool { return n.capital || n.place || n.number }

// before looks at the word before start.
func (p *personReader) before(start int) neighbour {
	i := start - 1
	if i < 1 || p.t[i] != ' ' {
		return neighbour{}
	}
	if lex.Class[p.t[i-1]]&lex.Digit != 0 {
		return neighbour{number: true}
	}
	if p.t[i-1] == '.' && i > 1 {
		i-- // "St. Louis"
	}
	end := i
	for i > 0 && end-i < 16 && lex.Class[p.t[i-1]]&lex.Letter != 0 {
		i--
	}
	if i == end || p.t[i] < 'A' || p.t[i] > 'Z' {
		return neighbour{}
	}
	var buf [16]byte
	folded := lex.Fold(p.t[i:end], &buf)
	return neighbour{
		capital: p.t[end] == ' ' && !nameTitles.Has(folded) && !p.opens(i),
		place:   placeBefore.Has(folded) && (p.t[end] == ' ' || end-i < 4),
	}
}

// opens reports whether a sentence begins at i, where any word has a capital.
func (p *personReader) opens(i int) bool {
	for i > 0 && (p.t[i-1] == ' ' || p.t[i-1] == '"' || p.t[i-1] == '(') {
		i--
	}
	return i == 0 || strings.IndexByte(".!?:\n\r", p.t[i-1]) >= 0
}
