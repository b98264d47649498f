package main

import (
	"fmt"
	"os"
	"strings"

	"github.com/chatguard/chatguard/filter/attack"
)

// readLexicon reads a file of a class of words a line, its name first.
func readLexicon(name string) (*attack.Lexicon, error) {
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	l := new(attack.Lexicon)
	class := 0
	for i, line := range strings.Split(strings.TrimSpace(string(data)), "\n") {
		if strings.HasPrefix(line, "#") {
			continue
		}
		class++
		for _, w := range strings.Fields(line)[1:] {
			w, stem := strings.CutSuffix(w, "*")
			if err := l.Add(w, stem, class); err != nil {
				return nil, fmt.Errorf("%s:%d: %q: %w", name, i+1, w, err)
			}
		}
	}
	return l, nil
}
