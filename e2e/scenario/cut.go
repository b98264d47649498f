package scenario

import (
	"fmt"
	"strconv"
)

// Cut is one way to hand over a body: where each piece ends. A whole body goes in one piece with a content-length, any
// other as chunks.
type Cut struct {
	Name   string
	Whole  bool
	After  bool // the end comes by itself, after the last piece
	pieces func(n int) []int
}

// Ends returns the ends of the pieces of a body of n bytes, ascending, the last one n; none for an empty body.
func (c Cut) Ends(n int) []int {
	if n == 0 {
		return nil
	}
	if c.Whole {
		return []int{n}
	}
	return c.pieces(n)
}

// CutsOf resolves names: "whole", "chunk" (one chunk), "bytes" (each byte a piece), "split" (every cut in two, one
// after the other), or a size. n is the size of the body that is to be cut in two everywhere.
func CutsOf(names []string, n int) ([]Cut, error) {
	var cuts []Cut
	for _, name := range names {
		switch name {
		case "whole":
			cuts = append(cuts, Cut{Name: name, Whole: true})
		case "chunk":
			cuts = append(cuts, Cut{Name: name, After: true, pieces: func(n int) []int { return []int{n} }})
		case "bytes":
			cuts = append(cuts, every(name, 1))
		case "split":
			for at := 1; at < n; at++ {
				cuts = append(cuts, Cut{Name: fmt.Sprintf("split at %d", at), pieces: func(n int) []int { return inTwo(at, n) }})
			}
		default:
			size, err := strconv.Atoi(name)
			if err != nil || size < 1 {
				return nil, fmt.Errorf("unknown cut %q", name)
			}
			cuts = append(cuts, every("pieces of "+name, size))
		}
	}
	return cuts, nil
}

func every(name string, size int) Cut {
	return Cut{Name: name, After: true, pieces: func(n int) []int {
		var ends []int
		for at := size; at < n; at += size {
			ends = append(ends, at)
		}
		return append(ends, n)
	}}
}

// inTwo cuts at a position; a body shorter than that is cut where the rest of the division falls, so that a short
// answer is cut everywhere too while a longer request is.
func inTwo(at, n int) []int {
	if at %= n; at == 0 {
		return []int{n}
	}
	return []int{at, n}
}
