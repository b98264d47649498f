package match

import _ "embed"

// firstNames are given names, sorted, one a line, without accents: evidence that
// a capitalised word names someone. Source: US Census 1990 name frequencies
// (public domain), and names common in Europe, Asia, Africa and Latin America,
// written down from common usage.
//
//go:embed firstnames.txt
var firstNames string

// notNames begin sentences, or follow the same words as names do, in the form of
// firstNames.
//
//go:embed notnames.txt
var notNames string

// knownName reports whether w, folded, is in firstNames.
func knownName(w []byte) bool { return inLines(firstNames, w) }

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
