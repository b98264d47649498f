package match

import (
	_ "embed"

	"github.com/chatguard/chatguard/filter/detect/table"
)

// notNames begin sentences, or follow the same words as names do: sorted, one a
// line, without accents.
//
//go:embed notnames.txt
var notNames string

// isGiven reports whether w, folded, is a given name.
func (n *nameReader) isGiven(w []byte) bool { return n.names.Find(w)&table.NameGiven != 0 }

// isFamily reports whether w, folded, is a surname.
func (n *nameReader) isFamily(w []byte) bool {
	return n.names.Find(w)&table.NameSurname != 0 || len(w) > 5 && hasEnd(w, surnameEnds[:])
}

// inLines reports whether w is a line of list, whose lines are sorted.
func inLines(list string, w []byte) bool {
	lo, hi := 0, len(list)
	for lo < hi {
		start := (lo + hi) / 2
		for start > lo && list[start-1] != '\n' {
			start--
		}
		end := start
		for end < len(list) && list[end] != '\n' {
			end++
		}
		switch line := list[start:end]; {
		case line == string(w):
			return true
		case line < string(w):
			lo = end + 1
		default:
			hi = start
		}
	}
	return false
}
