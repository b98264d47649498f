package match

import (
	"slices"
	"strings"
	"testing"
)

// TestFirstNames holds what the search in the list relies on.
func TestFirstNames(t *testing.T) {
	names := strings.Split(strings.TrimSuffix(firstNames, "\n"), "\n")
	for _, list := range [][]string{names, strings.Split(strings.TrimSuffix(notNames, "\n"), "\n")} {
		if !slices.IsSorted(list) || len(slices.Compact(slices.Clone(list))) != len(list) {
			t.Error("firstnames.txt or notnames.txt is not sorted, or holds a name twice")
		}
	}
	for _, n := range names {
		if strings.Trim(n, "abcdefghijklmnopqrstuvwxyz") != "" {
			t.Errorf("%q is not folded", n)
		}
		if !knownName([]byte(n)) {
			t.Errorf("%q is not found", n)
		}
	}
	for _, n := range []string{"", "a", "zzz", "annax", "kubernetes", "table"} {
		if knownName([]byte(n)) {
			t.Errorf("%q is found", n)
		}
	}
}
