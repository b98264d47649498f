package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/chatguard/chatguard/filter/detect/table"
)

// nameLists are the files of names and of words that tell what is none, and what
// the words in them are; unsure are those with "?".
var nameLists = []struct {
	file         string
	kind, unsure uint32
}{
	{"givennames.txt", table.NameGiven, table.NameUnsure},
	{"surnames.txt", table.NameSurname, table.NameWordy},
	{"things.txt", table.NameThing, 0},
	{"famous.txt", table.NameThing, 0},
	{"notnames.txt", table.NameNot, 0},
	{"roles.txt", table.NameRole, 0},
}

// putNames writes the hashes of all names and words, with what is known of each.
func putNames(b *table.Builder, texts map[string]string) error {
	all := map[uint32]uint32{}
	for _, list := range nameLists {
		last := ""
		for line := range strings.Lines(texts[list.file]) {
			if strings.HasPrefix(line, "#") {
				last = ""
				continue
			}
			for _, word := range strings.Fields(line) {
				name, unsure := strings.CutSuffix(word, "?")
				phrase := strings.Contains(name, "+")
				if strings.Trim(name, "abcdefghijklmnopqrstuvwxyz+") != "" || name <= last && !phrase {
					return fmt.Errorf("%s: %q is out of order, or not of letters from a to z", list.file, word)
				}
				last = name
				h := table.NameHash(table.NameAdd(table.HashStart, []byte(strings.ReplaceAll(name, "+", ""))))
				all[h] |= list.kind
				if unsure {
					all[h] |= list.unsure
				}
			}
		}
	}
	names := make([]uint32, 0, len(all))
	for _, h := range slices.Sorted(maps.Keys(all)) {
		names = append(names, h|all[h])
	}
	table.PutNames(b, names)
	return nil
}
