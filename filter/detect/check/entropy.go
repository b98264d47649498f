package check

import "math"

// entropyMax bounds the bytes that entropy looks at.
const entropyMax = 256

// Entropy returns the Shannon entropy of v in bits per byte.
func Entropy(v []byte) float32 {
	if len(v) > entropyMax {
		v = v[:entropyMax]
	}
	if len(v) == 0 {
		return 0
	}
	var count [256]uint16
	for _, b := range v {
		count[b]++
	}
	sum := float64(0)
	for _, b := range v {
		if c := count[b]; c > 0 {
			sum += float64(c) * math.Log2(float64(c))
			count[b] = 0
		}
	}
	n := float64(len(v))
	return float32(math.Log2(n) - sum/n)
}
