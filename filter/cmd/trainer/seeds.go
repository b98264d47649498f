package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// seeds are the sentences of one language, by their kind:
//
//	o  overrides what was said before
//	g  what the attacker wants then
//	r  asks for what is hidden
//	p  frees the model of its rules
//	b  harmless, with the same words
//	i  a document or a task; @ is where an attack may stand
//	n  who a role without rules is, q what it may do, f how it answers, c how it begins; @ is its name
//	N  Q  F  the same of harmless roles
type seeds struct {
	lang string
	of   map[byte][]string
}

// readSeeds reads the seed files of a folder, a language each.
func readSeeds(dir string) ([]seeds, error) {
	files, err := filepath.Glob(filepath.Join(dir, "*.txt"))
	if err != nil {
		return nil, err
	}
	var all []seeds
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		lang, _, _ := strings.Cut(strings.TrimSuffix(filepath.Base(name), ".txt"), "-")
		if len(all) == 0 || all[len(all)-1].lang != lang {
			all = append(all, seeds{lang: lang, of: map[byte][]string{}})
		}
		s := &all[len(all)-1]
		for i, line := range strings.Split(strings.TrimSpace(string(text)), "\n") {
			if strings.HasPrefix(line, "#") {
				continue
			}
			kind, sentence, ok := strings.Cut(line, " ")
			if !ok || len(kind) != 1 || !strings.Contains("ogrpbinqfcNQF", kind) {
				return nil, fmt.Errorf("%s:%d: want a kind and a sentence", name, i+1)
			}
			s.of[kind[0]] = append(s.of[kind[0]], strings.ReplaceAll(sentence, `\n`, "\n"))
		}
	}
	return all, nil
}

// attacks combines the sentences: each alone, an override with what it is for,
// a role with an override.
func (s *seeds) attacks() (injections, jailbreaks []string) {
	injections = slices.Concat(s.of['o'], s.of['r'])
	for i, o := range s.of['o'] {
		for j, g := range s.of['g'] {
			if len(s.of['o'])*len(s.of['g']) > 60 && (i+j)%4 != 0 {
				continue
			}
			injections = append(injections, o+" "+strings.TrimPrefix(g, " "))
		}
		r := s.of['r'][i%len(s.of['r'])]
		injections = append(injections, o+". "+r)
	}
	for i, p := range s.of['p'] {
		jailbreaks = append(jailbreaks, p)
		if o := s.of['o']; len(o) > 0 {
			jailbreaks = append(jailbreaks, o[i%len(o)]+". "+p)
		}
	}
	return injections, jailbreaks
}
