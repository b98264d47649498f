package attack

import (
	"slices"
	"strings"

	"github.com/chatguard/chatguard/filter/text/view"
)

// explained is the number of word sequences that Explain names.
const explained = 5

// Explain names the words, and sequences of two and three, that speak most for
// an attack in the strongest window of a text or its views; in plain lower-case
// letters, the strongest first. It is for people who have the text.
func (s *Scorer) Explain(m *Model, text []byte, views []*view.View) []string {
	best := s.Score(m, text)
	doc, turned := text, best.Turned
	for _, v := range views {
		if r := s.Score(m, v.Bytes()); r.Score > best.Score {
			best, doc, turned = r, v.Bytes(), r.Turned
		}
	}
	s.read(doc)
	s.sum(m)
	if turned {
		s.read(s.Turned())
		s.sum(m)
	}
	w, _ := Strongest(s.sums, s.ends, &m.Bias, m.Unit)
	return s.strongestWords(m, w)
}

// sequence is some words of the normalised text, and their weight.
type sequence struct {
	from, to int
	weight   int32
}

func (s *Scorer) strongestWords(m *Model, w Window) []string {
	var all []sequence
	var hashes [3]uint32
	var starts [3]int
	lo, hi := w.First*chunkBytes, min(w.Last*chunkBytes, len(s.norm))
	for i, n := lo, 0; i < hi; {
		if !wordByte[s.norm[i]] {
			i++
			continue
		}
		h, end := word(s.norm, i)
		hashes = [3]uint32{h, hashes[0], hashes[1]}
		starts = [3]int{i, starts[0], starts[1]}
		n++
		for k := range min(n, 3) {
			if weight := four(m.weights, sequenceFeature(&hashes, k)); weight > 0 {
				all = append(all, sequence{starts[k], end, weight})
			}
		}
		i = end
	}
	slices.SortStableFunc(all, func(a, b sequence) int { return int(b.weight) - int(a.weight) })
	var out []string
	for _, q := range all {
		t := strings.ToValidUTF8(string(s.norm[q.from:q.to]), "")
		if !slices.ContainsFunc(out, func(o string) bool { return strings.Contains(o, t) || strings.Contains(t, o) }) {
			if out = append(out, t); len(out) == explained {
				break
			}
		}
	}
	return out
}

// sequenceFeature is the feature of a word and the k words before it, whose
// hashes come in reverse.
func sequenceFeature(h *[3]uint32, k int) uint32 {
	switch k {
	case 0:
		return wordFeature(h[0])
	case 1:
		return wordFeature(h[0]*31 + h[1])
	}
	return wordFeature((h[0]*31+h[1])*37 + h[2])
}
