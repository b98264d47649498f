package policies

import (
	_ "embed"
	"strings"
)

// attackWords are the lists of words that filter/payload and filter/link read.
//
//go:embed attacks/words.txt
var attackWords string

// AttackList is one of these lists, by its name. A name that is not there is a mistake of the program.
func AttackList(name string) []string {
	for line := range strings.Lines(attackWords) {
		if n, rest, ok := strings.Cut(line, ": "); ok && n == name {
			return strings.Fields(rest)
		}
	}
	panic("policies: no list " + name)
}
