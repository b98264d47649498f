package main

// blockTokens is how many tokens share their codes.
const blockTokens = 1 << 13

// rounds is how often the tokens are chosen again by the prices that the last choice came to.
const rounds = 2

// pack writes data as blocks of tokens. A block is the number of its tokens in 16 bits, the lengths of the codes of both
// alphabets in 4 bits each, and the tokens. Bits are filled from the lowest.
func pack(data []byte) []byte {
	p := firstPrices(len(data))
	var tokens []token
	for range rounds {
		tokens = parse(data, p)
		p = learn(len(data), tokens)
	}
	var w bitWriter
	for len(tokens) > 0 {
		n := min(len(tokens), blockTokens)
		w.block(tokens[:n])
		tokens = tokens[n:]
	}
	return w.bytes()
}

// bitWriter fills bytes from the lowest bit.
type bitWriter struct {
	out  []byte
	word uint64
	n    int
}

func (w *bitWriter) write(v uint32, n int) {
	w.word |= uint64(v) << w.n
	for w.n += n; w.n >= 8; w.n -= 8 {
		w.out = append(w.out, byte(w.word))
		w.word >>= 8
	}
}

func (w *bitWriter) bytes() []byte {
	w.write(0, 7)
	return w.out
}

// code writes symbols of one alphabet.
type code struct {
	lengths []uint8
	codes   []uint16
}

func (w *bitWriter) code(counts []int) code {
	lengths := codeLengths(counts)
	for _, n := range lengths {
		w.write(uint32(n), 4)
	}
	return code{lengths, codes(lengths)}
}

func (w *bitWriter) symbol(c code, s int) { w.write(uint32(c.codes[s]), int(c.lengths[s])) }

func (w *bitWriter) block(tokens []token) {
	var c counts
	for _, t := range tokens {
		c.add(t)
	}
	w.write(uint32(len(tokens)), 16)
	symbol, distance := w.code(c.symbol[:]), w.code(c.distance[:])
	for _, t := range tokens {
		if t.length == 0 {
			w.symbol(symbol, int(t.literal))
			continue
		}
		w.value(symbol, 256, t.length-minMatch)
		w.value(distance, 0, t.distance)
	}
}

// value writes a length or a distance: its class, which is a symbol from base on, and the bits that follow.
func (w *bitWriter) value(c code, base int, v uint32) {
	k := class(v)
	w.symbol(c, base+k)
	w.write(v&(1<<extra(k)-1), extra(k))
}
