package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/chatguard/chatguard/filter/detect/table"
)

// putNames writes the hashes of given names and surnames, with what is known of
// each.
func putNames(b *table.Builder, given, surnames string) error {
	all := map[uint32]uint32{}
	for _, list := range []struct {
		file, text   string
		kind, unsure uint32
	}{{"givennames.txt", given, table.NameGiven, table.NameUnsure}, {"surnames.txt", surnames, table.NameSurname, table.NameWordy}} {
		last := ""
		for line := range strings.Lines(list.text) {
			if strings.HasPrefix(line, "#") {
				continue
			}
			for _, word := range strings.Fields(line) {
				name, unsure := strings.CutSuffix(word, "?")
				if strings.Trim(name, "abcdefghijklmnopqrstuvwxyz") != "" || name <= last {
					return fmt.Errorf("%s: %q is out of order, or not of letters from a to z", list.file, word)
				}
				last = name
				h := table.NameHash([]byte(name))
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
	table.Put(b, table.NameHashes, names)
	return nil
}
