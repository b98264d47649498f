package main

// Loops without calls, which can be loops of WebAssembly: entered at their beginning and at their condition, one in the other,
// left and gone on with from an inner one, with places that a jump goes to.

//go:noinline
func sieve(n int) (count, last int) {
	out := make([]bool, n)
	for i := 2; i < n; i++ {
		if out[i] {
			continue
		}
		count, last = count+1, i
		for k := i * i; k < n; k += i {
			out[k] = true
		}
	}
	return count, last
}

//go:noinline
func shrink(n uint64) (steps int) {
	for n != 1 {
		if n&1 == 0 {
			n >>= 1
		} else {
			n = 3*n + 1
		}
		steps++
	}
	return steps
}

//go:noinline
func find(text, word []byte) int {
outer:
	for i := range text {
		if len(text)-i < len(word) {
			break
		}
		for k := range word {
			if text[i+k] != word[k] {
				continue outer
			}
			if text[i+k] == '!' {
				break outer
			}
		}
		return i
	}
	return -1
}

//go:noinline
func fields(text string) (words, longest int) {
	for i := 0; i < len(text); {
		switch c := text[i]; {
		case c == ' ' || c == '\n':
			i++
		case c == '"':
			for i++; i < len(text) && text[i] != '"'; i++ {
			}
			i++
		default:
			start := i
			for i < len(text) && text[i] > ' ' && (text[i] < '0' || text[i] > '9') {
				i++
			}
			if i == start {
				i++
			}
			words, longest = words+1, max(longest, i-start)
		}
	}
	return words, longest
}

//go:noinline
func jumps(n int) (sum int) {
	i := 0
	if n&1 == 1 {
		goto odd
	}
even:
	sum += i
	i++
odd:
	sum ^= n
	if i++; i < n {
		if sum&3 == 0 {
			goto even
		}
		goto odd
	}
	return sum
}

//go:noinline
func paths(grid *[16][16]int) int {
	for i := range grid {
		for j := range grid[i] {
			switch {
			case i == 0 || j == 0:
				grid[i][j] = 1
			case (i*j)%7 == 3:
				grid[i][j] = 0
			default:
				for k := 1; k <= 2; k++ {
					if i >= k && j >= k {
						grid[i][j] += grid[i-k][j] + grid[i][j-k]
					}
				}
			}
		}
	}
	return grid[15][15]
}

func loops() {
	println(sieve(5000))
	println(shrink(27), shrink(1), shrink(97))
	println(find([]byte("a place, a place!"), []byte("place")), find([]byte("a pl! place"), []byte("pl! ")), find([]byte("none"), []byte("such a")))
	println(fields("one \"two three\" four5six\nseven  \"eight"))
	println(jumps(10), jumps(11), jumps(1), jumps(0), jumps(1000))
	var grid [16][16]int
	println(paths(&grid))
	text := make([]byte, 0, 64)
	for i := range 7 {
		text = append(text, "ab "[i%3], byte('a'+i))
		println(fields(string(text)))
	}
}
