package main

import (
	"errors"
	"slices"
)

// automaton is a dense transition table. States from firstAccept on have
// outputs: list[out[s-firstAccept]:out[s-firstAccept+1]].
type automaton struct {
	class       [256]byte
	shift       int
	next        []uint16
	firstAccept int
	out         []uint32
	list        []uint16
	depth       []byte
}

// renumber builds the tables from delta[state][column] and the outputs of each
// state, with state 0 first and the states that have outputs last.
func (a *automaton) renumber(delta [][]int, outputs [][]uint16, depth []int) error {
	if len(delta) > 1<<16 {
		return errors.New("more than 65536 states")
	}
	columns := len(delta[0])
	for 1<<a.shift < columns {
		a.shift++
	}
	var order []int
	for pass := range 2 {
		for s := range delta {
			if (len(outputs[s]) > 0) == (pass == 1) {
				order = append(order, s)
			}
		}
		if pass == 0 {
			a.firstAccept = len(order)
		}
	}
	number := make([]int, len(delta))
	for i, s := range order {
		number[s] = i
	}
	if number[0] != 0 {
		return errors.New("the start state accepts")
	}
	a.next = make([]uint16, len(delta)<<a.shift)
	for i, s := range order {
		for c, t := range delta[s] {
			a.next[i<<a.shift|c] = uint16(number[t])
		}
		if depth != nil {
			a.depth = append(a.depth, byte(depth[s]))
		}
		if i >= a.firstAccept {
			a.out = append(a.out, uint32(len(a.list)))
			a.list = append(a.list, outputs[s]...)
		}
	}
	a.out = append(a.out, uint32(len(a.list)))
	return nil
}

func lower(b byte) byte {
	if b >= 'A' && b <= 'Z' {
		return b + 'a' - 'A'
	}
	return b
}

// buildLiterals returns the Aho-Corasick automaton of words, which are lower
// case in ASCII; its outputs are indices in words.
func buildLiterals(words []string) (*automaton, error) {
	a := &automaton{}
	columns := 1
	for _, w := range words {
		for _, b := range []byte(w) {
			if a.class[b] == 0 {
				a.class[b] = byte(columns)
				columns++
			}
		}
	}
	for b := byte('A'); b <= 'Z'; b++ {
		a.class[b] = a.class[lower(b)]
	}
	delta := [][]int{make([]int, columns)}
	outputs := [][]uint16{nil}
	depth := []int{0}
	for i, w := range words {
		s := 0
		for _, b := range []byte(w) {
			c := a.class[b]
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
	return a, a.renumber(delta, outputs, depth)
}

// closeFailures turns a trie into an automaton, nearest states first.
func closeFailures(delta [][]int, outputs [][]uint16, depth []int) {
	order := make([]int, len(delta))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(x, y int) int { return depth[x] - depth[y] })
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
