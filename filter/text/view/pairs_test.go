package view

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// TestPairsEverywhere holds that a row of hexadecimal pairs is decoded whatever its digits are and wherever it stands.
func TestPairsEverywhere(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 7))
	for range 2000 {
		n := minRun/2 + rng.IntN(30)
		said := make([]byte, n)
		for i := range said {
			said[i] = " 0123456789abcdefABC"[rng.IntN(20)]
		}
		pairs := make([]string, n)
		for i, c := range said {
			pairs[i] = fmt.Sprintf([]string{"%02x", "%02X"}[rng.IntN(2)], c)
		}
		text := strings.Repeat("z", rng.IntN(9)) + " " + strings.Join(pairs, []string{" ", ":"}[rng.IntN(2)]) + strings.Repeat(" zz", rng.IntN(4))
		var m Maker
		found := false
		for _, v := range m.Make([]byte(text), true) {
			found = found || strings.Contains(string(v.Bytes()), string(said))
		}
		if !found {
			t.Fatalf("%q is not seen in %q", said, text)
		}
	}
}
