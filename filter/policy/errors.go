package policy

import (
	"cmp"
	"slices"
	"sort"
	"strconv"
	"strings"

	"github.com/chatguard/chatguard/filter/document"
)

// Error is one thing that is wrong with a document: the path and offset of
// the value, and what it should be. Errors in presets have offset -1.
type Error = document.Error

// Errors is all that is wrong with a document, in its order.
type Errors []*Error

func (e Errors) Error() string {
	lines := make([]string, len(e))
	for i := range e {
		lines[i] = e[i].Error()
	}
	return strings.Join(lines, "\n")
}

// sorted puts errors into the order of the document. A policy that others
// extend is read with each of them: its errors are told once.
func (e Errors) sorted() Errors {
	sort.Stable(byPlace(e))
	return slices.CompactFunc(e, func(a, b *Error) bool { return *a == *b })
}

type byPlace Errors

func (e byPlace) Len() int      { return len(e) }
func (e byPlace) Swap(i, j int) { e[i], e[j] = e[j], e[i] }
func (e byPlace) Less(i, j int) bool {
	a, b := e[i], e[j]
	return cmp.Or(a.Offset-b.Offset, strings.Compare(a.Path, b.Path), strings.Compare(a.Msg, b.Msg)) < 0
}

// maxListed bounds the valid names that an error lists, maxQuoted the bytes
// of what it repeats.
const (
	maxListed = 32
	maxQuoted = 64
)

// unknown tells that got is none of the valid names: which of them was
// probably meant, or else all if they are few, or else where they are listed.
func unknown(what, got string, valid []string, listed ...string) string {
	shown := got
	if len(shown) > maxQuoted {
		shown = strings.ToValidUTF8(shown[:maxQuoted], "") + "..."
	}
	msg := "unknown " + what + " " + strconv.Quote(shown)
	if near := nearest(got, valid); near != "" {
		return msg + ", did you mean " + strconv.Quote(near) + "?"
	}
	switch {
	case len(valid) == 0:
		return msg
	case len(valid) > maxListed:
		return strings.Join(append([]string{msg}, listed...), ", ")
	}
	return msg + ", valid: " + strings.Join(valid, ", ")
}

// nearest is the name with the least edits from got, "" if none is near.
func nearest(got string, valid []string) string {
	best, least := "", max(1, len(got)/3)+1
	for _, v := range valid {
		if d := distance(strings.ToLower(got), strings.ToLower(v), least); d < least {
			best, least = v, d
		}
	}
	return best
}

// distance is the edit distance of a and b, two letters in the wrong order
// counting once, or limit if it is larger.
func distance(a, b string, limit int) int {
	if len(a) > maxQuoted || len(b) > maxQuoted || len(a)-len(b) >= limit || len(b)-len(a) >= limit {
		return limit
	}
	before, above, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range above {
		above[j] = j
	}
	for i := range len(a) {
		row[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			row[j+1] = min(above[j]+cost, above[j+1]+1, row[j]+1)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		before, above, row = above, row, before
	}
	return min(above[len(b)], limit)
}
