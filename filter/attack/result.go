package attack

import "math"

// Result is what a text scores.
type Result struct {
	Score     float32 // 0 to 1, see policies/model/README.md for what it means
	Jailbreak bool    // rather a role without rules than an instruction
	From, To  int     // the part of the text that scores highest, in bytes
	Turned    bool    // read backwards or in ROT13
}

// Score returns how much text reads like an attack.
func (s *Scorer) Score(m *Model, text []byte) Result {
	s.Prepare(text)
	r := s.judge(m, len(text))
	if t := s.Turned(); t != nil {
		s.Prepare(t)
		if back := s.judge(m, len(t)); back.Score > r.Score {
			back.From, back.To, back.Turned = 0, len(text), true
			r = back
		}
	}
	return r
}

// judge scores the text that was prepared, of n bytes.
func (s *Scorer) judge(m *Model, n int) Result {
	s.sum(m)
	w, z := Strongest(s.sums, s.ends, &m.Bias, m.Unit)
	r := Result{Score: sigmoid(m.Slope*z + m.Offset), From: s.start(w.First, n), To: s.start(w.Last, n)}
	if r.Score < minType {
		return r
	}
	sum, count := int32(0), int32(0)
	first, last := w.Range(s.ends)
	for _, f := range s.feats[first:last] {
		if f < TypeFeatures {
			sum += int32(int8(m.types[f]))
			count++
		}
	}
	r.Jailbreak = float32(sum)*m.TypeUnit/Norm(count)+m.TypeBias > 0
	return r
}

// minType is the least score at which the type is of interest.
const minType = 0.05

// sum sets s.sums to the sum of the weights up to the end of each chunk.
func (s *Scorer) sum(m *Model) {
	sums, feats, at := s.sums[:0], s.feats, 0
	sum, weights := int32(0), m.weights[:Features]
	for _, end := range s.ends {
		for _, f := range feats[at:end] {
			sum += int32(int8(weights[f&(Features-1)]))
		}
		at = int(end)
		sums = append(sums, sum)
	}
	s.sums = sums
}

// start returns where chunk begins in the text, whose length is n.
func (s *Scorer) start(chunk, n int) int {
	if chunk >= len(s.steps) {
		return n
	}
	return int(s.steps[chunk])
}

func sigmoid(z float32) float32 { return float32(1 / (1 + math.Exp(-float64(z)))) }
