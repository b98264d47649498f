package main

import "encoding/binary"

// minMatch is the shortest match, in bytes.
const minMatch = 2

// goodMatch is a match that is taken without a look at others.
const goodMatch = 200

// chainDepth is how many earlier places are compared with each place.
const chainDepth = 32

// token is a step of the packed form: a byte as it is, where length is 0, or length bytes again from distance bytes before.
// Distance 0 stands for the distance of the last match.
type token struct {
	length, distance uint32
	literal          byte
}

// step is how the cheapest way that is known reaches a place: from where, with which match, and what it cost.
type step struct {
	cost             uint32
	length, distance uint32
	last             uint32 // the distance of the last match on that way
}

// parse finds the tokens that stand for data and cost least by the given prices.
func parse(data []byte, prices *prices) []token {
	steps := make([]step, len(data)+1)
	for i := range steps[1:] {
		steps[i+1].cost = ^uint32(0)
	}
	chain := newChain(data)
	for i := 0; i < len(data); {
		here := &steps[i]
		p := prices.at(i)
		relax(&steps[i+1], step{here.cost + p.literal[data[i]], 0, 0, here.last})
		longest := 0
		if d := int(here.last); d != 0 && d <= i {
			longest = matchLength(data, i-d, i)
			offer(steps[i:], p, longest, minMatch, 0, here.last)
		}
		if longest < goodMatch {
			longest = chain.offer(steps, p, i, max(longest, minMatch))
		}
		next := i + 1
		if longest >= goodMatch {
			next = i + longest
		}
		for ; i < next; i++ {
			chain.add(i)
		}
	}
	return walkBack(data, steps)
}

// offer tries a match of each length from shortest to longest at the first of the steps.
func offer(steps []step, p *price, longest, shortest int, distance, last uint32) {
	if longest >= goodMatch {
		shortest = longest
	}
	base := steps[0].cost + p.distance[class(distance)]
	for n := shortest; n <= longest; n++ {
		relax(&steps[n], step{base + p.length[class(uint32(n-minMatch))], uint32(n), distance, last})
	}
}

func relax(s *step, by step) {
	if by.cost < s.cost {
		*s = by
	}
}

// walkBack reads the cheapest way from its end.
func walkBack(data []byte, steps []step) []token {
	var tokens []token
	for i := len(data); i > 0; {
		s := steps[i]
		if s.length == 0 {
			i--
			tokens = append(tokens, token{literal: data[i]})
			continue
		}
		tokens = append(tokens, token{length: s.length, distance: s.distance})
		i -= int(s.length)
	}
	for i, j := 0, len(tokens)-1; i < j; i, j = i+1, j-1 {
		tokens[i], tokens[j] = tokens[j], tokens[i]
	}
	return tokens
}

// chain knows for each place the last one before it that begins with the same three bytes.
type chain struct {
	data     []byte
	heads    []int32 // by hash, a place plus one
	previous []int32 // by place, likewise
}

const hashBits = 18

func newChain(data []byte) *chain {
	return &chain{data, make([]int32, 1<<hashBits), make([]int32, len(data))}
}

func (c *chain) hash(i int) uint32 {
	three := uint32(c.data[i]) | uint32(c.data[i+1])<<8 | uint32(c.data[i+2])<<16
	return three * 0x9e3779b1 >> (32 - hashBits)
}

func (c *chain) add(i int) {
	if i+3 > len(c.data) {
		return
	}
	h := c.hash(i)
	c.previous[i] = c.heads[h]
	c.heads[h] = int32(i) + 1
}

// offer tries the matches at i that are longer than those already tried, nearest first, and returns the longest length.
func (c *chain) offer(steps []step, p *price, i, longest int) int {
	if i+3 > len(c.data) {
		return longest
	}
	for at, depth := c.heads[c.hash(i)], 0; at != 0 && depth < chainDepth && longest < goodMatch; depth++ {
		j := int(at) - 1
		if n := matchLength(c.data, j, i); n > longest {
			offer(steps[i:], p, n, longest+1, uint32(i-j), uint32(i-j))
			longest = n
		}
		at = c.previous[j]
	}
	return longest
}

// matchLength is how many bytes from j on equal those from i on; j is before i.
func matchLength(data []byte, j, i int) int {
	n := 0
	for i+n+8 <= len(data) && binary.LittleEndian.Uint64(data[j+n:]) == binary.LittleEndian.Uint64(data[i+n:]) {
		n += 8
	}
	for i+n < len(data) && data[j+n] == data[i+n] {
		n++
	}
	return n
}
