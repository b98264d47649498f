// Package automaton builds dense automata: the Aho-Corasick automaton over
// the literals of the rules and, at run time, of custom detectors.
package automaton

import (
	"errors"
	"sort"
)

// Table is a dense transition table: the state after byte b in state s is
// Next[s*Columns+Class[b]]; state 0 is the start. States from FirstAccept on
// have outputs: List[Out[s-FirstAccept]:Out[s-FirstAccept+1]].
type Table struct {
	Class       [256]byte
	Columns     int
	Next        []uint16
	FirstAccept int
	Out         []uint32
	List        []uint16
	Depth       []byte // length of the longest prefix of a word that a state stands for
}

var errStates = errors.New("more than 65536 states")

// Renumber fills the table from delta[state][column] and the outputs of each
// state, with state 0 first and the states that have outputs last; what text is
// in most of the time, the states of little depth, lies together. depth may be nil.
func (a *Table) Renumber(delta [][]int, outputs [][]uint16, depth []int) error {
	if len(delta) > 1<<16 {
		return errStates
	}
	columns := len(delta[0])
	a.Columns = columns
	var order []int
	for pass := range 2 {
		for s := range delta {
			if (len(outputs[s]) > 0) == (pass == 1) {
				order = append(order, s)
			}
		}
		if pass == 0 {
			a.FirstAccept = len(order)
		}
	}
	if depth != nil {
		sort.Stable(byDepth{order[:a.FirstAccept], depth})
		sort.Stable(byDepth{order[a.FirstAccept:], depth})
	}
	number := make([]int, len(delta))
	for i, s := range order {
		number[s] = i
	}
	if number[0] != 0 {
		return errors.New("the start state accepts")
	}
	a.Next = make([]uint16, len(delta)*columns)
	for i, s := range order {
		for c, t := range delta[s] {
			a.Next[i*columns+c] = uint16(number[t])
		}
		if depth != nil {
			a.Depth = append(a.Depth, byte(depth[s]))
		}
		if i >= a.FirstAccept {
			a.Out = append(a.Out, uint32(len(a.List)))
			a.List = append(a.List, outputs[s]...)
		}
	}
	a.Out = append(a.Out, uint32(len(a.List)))
	return nil
}

// Rows returns the transitions in rows of size columns, which are more than the
// table has.
func (a *Table) Rows(size int) ([]uint16, error) {
	if a.Columns > size {
		return nil, errors.New("too many columns")
	}
	var rows []uint16
	for i := 0; i < len(a.Next); i += a.Columns {
		rows = append(append(rows, a.Next[i:i+a.Columns]...), make([]uint16, size-a.Columns)...)
	}
	return rows, nil
}

// byDepth sorts states. Package sort is one function for all types, package
// slices one for each, and every kilobyte of the module costs start-up.
type byDepth struct{ states, depth []int }

func (b byDepth) Len() int           { return len(b.states) }
func (b byDepth) Less(i, j int) bool { return b.depth[b.states[i]] < b.depth[b.states[j]] }
func (b byDepth) Swap(i, j int)      { b.states[i], b.states[j] = b.states[j], b.states[i] }

func lower(b byte) byte {
	if b >= 'A' && b <= 'Z' {
		return b + 'a' - 'A'
	}
	return b
}

// Literals returns the Aho-Corasick automaton of words, which are lower case in
// ASCII, for text in any case; its outputs are indices in words.
func Literals(words []string) (*Table, error) {
	a := &Table{}
	columns := 1
	for _, w := range words {
		for _, b := range []byte(w) {
			if a.Class[b] == 0 {
				a.Class[b] = byte(columns)
				columns++
			}
		}
	}
	for b := byte('A'); b <= 'Z'; b++ {
		a.Class[b] = a.Class[lower(b)]
	}
	delta := [][]int{make([]int, columns)}
	outputs := [][]uint16{nil}
	depth := []int{0}
	for i, w := range words {
		s := 0
		for _, b := range []byte(w) {
			c := a.Class[b]
			if delta[s][c] == 0 {
				delta = append(delta, make([]int, columns))
				outputs = append(outputs, nil)
				depth = append(depth, depth[s]+1)
				delta[s][c] = len(delta) - 1
			}
			s = delta[s][c]
		}
		outputs[s] = append(outputs[s], uint16(i))
	}
	closeFailures(delta, outputs, depth)
	return a, a.Renumber(delta, outputs, depth)
}

// closeFailures turns a trie into an automaton, nearest states first.
func closeFailures(delta [][]int, outputs [][]uint16, depth []int) {
	order := make([]int, len(delta))
	for i := range order {
		order[i] = i
	}
	sort.Stable(byDepth{order, depth})
	fail := make([]int, len(delta))
	for _, s := range order {
		if f := fail[s]; f != s {
			outputs[s] = append(outputs[s], outputs[f]...)
		}
		for c, t := range delta[s] {
			switch {
			case t != 0 && s != 0:
				fail[t] = delta[fail[s]][c]
			case t == 0 && s != 0:
				delta[s][c] = delta[fail[s]][c]
			}
		}
	}
}
