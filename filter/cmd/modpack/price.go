package main

import "math/bits"

// Values that may be large, lengths and distances, are written as a class and bits that tell the values of a class apart.
// There are two classes for each power of two: 0, 1, 2, 3, 4-5, 6-7, 8-11, 12-15, ...
const classes = 48

func class(v uint32) int {
	if v < 4 {
		return int(v)
	}
	n := bits.Len32(v) - 1
	return 2*n + int(v>>(n-1)&1)
}

// extra is how many bits follow a class.
func extra(class int) int {
	return max(class/2-1, 0)
}

// The first alphabet: a byte as it is, or the class of a match's length. The second: the class of its distance.
const (
	symbols   = 256 + classes
	distances = classes
)

// price is what the parts of a token cost, in sixteenths of a bit.
type price struct {
	literal  [256]uint32
	length   [classes]uint32
	distance [classes]uint32
}

// span is how many bytes share their prices.
const span = 1 << 15

type prices struct{ spans []price }

func (p *prices) at(i int) *price { return &p.spans[i/span] }

// firstPrices are those before anything is known.
func firstPrices(size int) *prices {
	p := &prices{make([]price, size/span+1)}
	for i := range p.spans {
		s := &p.spans[i]
		for j := range s.literal {
			s.literal[j] = 7 * 16
		}
		for j := range classes {
			s.length[j] = uint32(5+extra(j)) * 16
			s.distance[j] = uint32(5+extra(j)) * 16
		}
	}
	return p
}

// learn takes the prices from tokens that stand for size bytes.
func learn(size int, tokens []token) *prices {
	p := &prices{make([]price, size/span+1)}
	for i, at := 0, 0; i < len(p.spans); i++ {
		var c counts
		for len(tokens) > 0 && at < (i+1)*span {
			c.add(tokens[0])
			at += max(1, int(tokens[0].length))
			tokens = tokens[1:]
		}
		p.spans[i] = c.price()
	}
	return p
}

// counts is how often each symbol of the two alphabets occurs.
type counts struct {
	symbol   [symbols]int
	distance [distances]int
}

func (c *counts) add(t token) {
	if t.length == 0 {
		c.symbol[t.literal]++
		return
	}
	c.symbol[256+class(t.length-minMatch)]++
	c.distance[class(t.distance)]++
}

func (c *counts) price() price {
	var p price
	symbol, distance := costs(c.symbol[:]), costs(c.distance[:])
	copy(p.literal[:], symbol)
	for i := range classes {
		p.length[i] = symbol[256+i] + uint32(extra(i))*16
		p.distance[i] = distance[i] + uint32(extra(i))*16
	}
	return p
}

// costs is the length that each symbol would have in a perfect code, in sixteenths of a bit, at most maxCode bits.
func costs(counts []int) []uint32 {
	sum := 1
	for _, n := range counts {
		sum += n
	}
	cost := make([]uint32, len(counts))
	for i, n := range counts {
		cost[i] = min(log16(sum)-log16(max(n, 1)), maxCode*16)
	}
	return cost
}

// log16 is the logarithm to base 2, times sixteen.
func log16(n int) uint32 {
	whole := bits.Len(uint(n)) - 1
	return uint32(whole*16 + n<<4>>whole - 16)
}
