package check

import (
	"encoding/hex"
	"testing"
)

// TestKeccak compares with known hashes: of nothing, and of "abc".
func TestKeccak(t *testing.T) {
	for msg, want := range map[string]string{
		"":    "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470",
		"abc": "4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45",
	} {
		sum := keccak256([]byte(msg))
		if got := hex.EncodeToString(sum[:]); got != want {
			t.Errorf("keccak256(%q) = %s, want %s", msg, got, want)
		}
	}
}
