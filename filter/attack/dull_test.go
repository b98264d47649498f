package attack

import (
	"encoding/base64"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// TestDullTexts: what says nothing is no attack at any length: runs of a letter, words and sentences again and again,
// digits, encoded bytes, logs. A little that each window adds up must not become much.
func TestDullTexts(t *testing.T) {
	m := model(t)
	var s Scorer
	harmless := func(name, text string) {
		t.Helper()
		if r := s.Score(m, []byte(text)); r.Score >= 0.5 {
			t.Errorf("%s, %d bytes: %.2f", name, len(text), r.Score)
		}
	}
	for _, unit := range []string{
		"All work and no play. ", "All work and no play makes Jack a dull boy.\n", "The quick brown fox jumps over the lazy dog. ", "Lorem ipsum dolor sit amet. ",
		"hello ", "very ", "no ", "stop ", "you ", "We meet on Monday. ", "Please call me back. ", "0123456789", "4111 1111 ", "foo(bar);\n", "<p></p>", "{\"k\":1},", "- ", "= ", "\n",
		"<tr><td></td></tr>\n", "Good morning everyone. ", "ab", "xyz ", "~~ ", "#", "| |\n", "bla bla ", "we ", "rules ", "lalala ", "end;\n", "\t}\n", "12:30 ", "Row, row, row your boat.\n",
	} {
		for _, n := range []int{1, 3, 10, 100, 1000, 5000} {
			harmless(fmt.Sprintf("%q", unit), strings.Repeat(unit, n))
		}
	}
	for c := byte(' '); c < 0x7F; c++ {
		for _, n := range []int{20, 300, 30000} {
			harmless(fmt.Sprintf("%q", c), strings.Repeat(string(c), n))
		}
	}
	rng := rand.New(rand.NewPCG(1, 1))
	for range 20 {
		random := make([]byte, 6000)
		for i := range random {
			random[i] = byte(rng.Uint32())
		}
		harmless("base64", base64.StdEncoding.EncodeToString(random))
		harmless("hexadecimal", fmt.Sprintf("%x", random))
		harmless("letters", strings.Map(func(r rune) rune { return 'a' + r%26 }, string(random)))
	}
	var log strings.Builder
	for i := range 500 {
		fmt.Fprintf(&log, "2031-02-%02dT10:%02d:00Z level=info msg=\"request done\" path=/v1/items/%d status=200 ms=%d\n", i%28+1, i%60, rng.IntN(1e6), rng.IntN(900))
	}
	harmless("log", log.String())
}
