package main

import (
	"fmt"
	"os"
	"path/filepath"
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
//	w  a frame that an attacker writes around a sentence, which stands at @
//	n  who a role without rules is, q what it may do, f how it answers, c how it begins; @ is its name
//	N  Q  F  the same of harmless roles
//	=  a list: its name, then what it holds, with | between
//
// In a sentence [a|b|$name|] stands for one of these, where $name is one of a list.
type seeds struct {
	lang  string
	of    map[byte][]string
	lists map[string][]string
}

// readSeeds reads the seed files of a folder, one or some for each language.
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
			all = append(all, seeds{lang, map[byte][]string{}, map[string][]string{}})
		}
		s := &all[len(all)-1]
		for i, line := range strings.Split(strings.TrimSpace(string(text)), "\n") {
			if err := s.add(line); err != nil {
				return nil, fmt.Errorf("%s:%d: %w", name, i+1, err)
			}
		}
	}
	for i := range all {
		if err := all[i].check(); err != nil {
			return nil, fmt.Errorf("%s: %w", all[i].lang, err)
		}
	}
	return all, nil
}

// add adds a line of a file.
func (s *seeds) add(line string) error {
	if strings.HasPrefix(line, "#") {
		return nil
	}
	kind, sentence, ok := strings.Cut(line, " ")
	switch {
	case !ok || len(kind) != 1 || !strings.Contains("ogrpbiwnqfcNQF=", kind):
		return fmt.Errorf("%q: want a kind and a sentence", line)
	case strings.Contains("iw", kind) && !strings.Contains(sentence, "@"):
		return fmt.Errorf("%q: want an @", line)
	case kind == "=":
		name, of, _ := strings.Cut(sentence, " ")
		s.lists[name] = strings.Split(of, "|")
		return nil
	}
	s.of[kind[0]] = append(s.of[kind[0]], strings.ReplaceAll(sentence, `\n`, "\n"))
	return nil
}

// check tells whether each list that a sentence names is there.
func (s *seeds) check() error {
	for _, sentences := range s.of {
		for _, t := range sentences {
			for rest := t; ; {
				_, after, named := strings.Cut(rest, "[$")
				if !named {
					break
				}
				name, after, _ := strings.Cut(after, "]")
				if !strings.Contains(name, "|") && s.lists[name] == nil {
					return fmt.Errorf("%q: there is no list %q", t, name)
				}
				rest = after
			}
		}
	}
	return nil
}

// nextGroup finds the first group that is to be replaced, one without a group in
// it.
func nextGroup(s string) (before, group, after string, ok bool) {
	for from := 0; ; {
		end := strings.IndexByte(s[from:], ']')
		if end < 0 {
			return s, "", "", false
		}
		end += from
		if open := strings.LastIndexByte(s[:end], '['); open >= 0 {
			group = s[open+1 : end]
			if strings.Contains(group, "|") || strings.HasPrefix(group, "$") {
				return s[:open], group, s[end+1:], true
			}
		}
		from = end + 1
	}
}
