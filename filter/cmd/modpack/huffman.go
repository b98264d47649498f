package main

import (
	"cmp"
	"slices"
)

// maxCode is the longest code, in bits: the tables that unpacking reads have an entry for each maxCode bits.
const maxCode = 12

// codeLengths gives each symbol that occurs the length of its code, Huffman's if none is longer than maxCode bits. Rare symbols
// count for more until that is so.
func codeLengths(counts []int) []uint8 {
	for floor := 1; ; floor *= 2 {
		lengths := huffman(counts, floor)
		if slices.Max(lengths) <= maxCode {
			return lengths
		}
	}
}

type node struct {
	count       int
	left, right int32 // nodes; a leaf has its symbol on the left and -1 on the right
}

func huffman(counts []int, floor int) []uint8 {
	lengths := make([]uint8, len(counts))
	var nodes []node
	for i, n := range counts {
		if n > 0 {
			nodes = append(nodes, node{max(n, floor), int32(i), -1})
		}
	}
	if len(nodes) < 2 {
		for _, n := range nodes {
			lengths[n.left] = 1
		}
		return lengths
	}
	slices.SortStableFunc(nodes, func(a, b node) int { return cmp.Compare(a.count, b.count) })
	// The leaves and the pairs are both in the order of their counts, so the next two are at the head of one or the other.
	leaf, leaves, pair := 0, len(nodes), len(nodes)
	take := func() int32 {
		if pair == len(nodes) || leaf < leaves && nodes[leaf].count <= nodes[pair].count {
			leaf++
			return int32(leaf - 1)
		}
		pair++
		return int32(pair - 1)
	}
	for len(nodes) < 2*leaves-1 {
		a := take()
		b := take()
		nodes = append(nodes, node{nodes[a].count + nodes[b].count, a, b})
	}
	depth := make([]uint8, len(nodes))
	for i := len(nodes) - 1; i >= 0; i-- {
		if n := nodes[i]; n.right < 0 {
			lengths[n.left] = depth[i]
		} else {
			depth[n.left], depth[n.right] = depth[i]+1, depth[i]+1
		}
	}
	return lengths
}

// codes assigns the codes in the order of their lengths and symbols, first bit lowest.
func codes(lengths []uint8) []uint16 {
	codes := make([]uint16, len(lengths))
	code := uint16(0)
	for n := uint8(1); n <= maxCode; n++ {
		for i, l := range lengths {
			if l == n {
				codes[i] = code
				code = following(code, n)
			}
		}
	}
	return codes
}

// following adds one to a code of n bits whose first bit is the lowest, as if it were the highest.
func following(code uint16, n uint8) uint16 {
	bit := uint16(1) << (n - 1)
	for code&bit != 0 {
		code &^= bit
		bit >>= 1
	}
	return code | bit
}
