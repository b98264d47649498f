package attack

import (
	"strings"
	"testing"

	"github.com/chatguard/chatguard/policies"
)

// A sentence that is nothing by itself is nothing a thousand times: each window has the score of what stands in it, and
// what is a little like an attack must not add up to one.
func TestRepeatedSentences(t *testing.T) {
	m, err := Open(policies.AttackModel())
	if err != nil {
		t.Fatal(err)
	}
	var s Scorer
	for _, sentence := range []string{
		"All work and no play. ", "The quick brown fox jumps over the lazy dog. ", "Lorem ipsum dolor sit amet. ", "hello ", "very ", "We meet on Monday. ", "Please call me back. ",
	} {
		for _, n := range []int{1, 10, 100, 1000} {
			if r := s.Score(m, []byte(strings.Repeat(sentence, n))); r.Score >= 0.5 {
				t.Errorf("%d times %q: %+v", n, sentence, r)
			}
		}
	}
}
