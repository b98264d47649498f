package attack

import (
	"math"
	"unicode/utf8"

	"github.com/chatguard/chatguard/filter/swar"
	"github.com/chatguard/chatguard/filter/text/view"
)

// Result is what a text scores.
type Result struct {
	Score     float32 // 0 to 1, see policies/model/README.md for what it means
	Jailbreak bool    // rather a role without rules than an instruction
	From, To  int     // the part of the text that scores highest, in bytes
	Turned    bool    // read backwards or in ROT13
}

// Score returns how much text reads like an attack.
func (s *Scorer) Score(m *Model, text []byte) Result {
	s.read(text)
	r := s.judge(m, len(text))
	if t := s.Turned(); t != nil {
		s.read(t)
		if back := s.judge(m, len(t)); back.Score > r.Score {
			back.From, back.To, back.Turned = 0, len(text), true
			r = back
		}
	}
	return r
}

// leastLetters is the length of text that can be an attack.
const leastLetters = 12

// ScoreViews is Score for a text and its plain views. The range of the result
// is of the text. disguised tells that only a view reads like that.
func (s *Scorer) ScoreViews(m *Model, text []byte, views []*view.View) (best Result, disguised bool) {
	if len(text) < leastLetters || wordless(text) && len(views) == 0 {
		return Result{}, false
	}
	best = s.Score(m, text)
	disguised = best.Turned
	for _, v := range views {
		if v.Origin == view.Folded || len(v.Bytes()) < leastLetters {
			continue // normalise folds, too
		}
		r := s.Score(m, v.Bytes())
		if r.Score <= best.Score {
			continue
		}
		disguised = true
		r.From, r.To = v.Span(r.From, max(r.To, r.From+1))
		best = r
	}
	return best, disguised
}

// wordless tells identifiers and the like: short ASCII without a space.
func wordless(t []byte) bool {
	if len(t) > 64 {
		return false
	}
	for _, c := range t {
		if c == ' ' || c >= 0x80 {
			return false
		}
	}
	return true
}

// judge scores the text that was read, of n bytes.
func (s *Scorer) judge(m *Model, n int) Result {
	s.sum(m)
	w, z := Strongest(s.sums, s.ends, &m.Bias, m.Unit)
	r := Result{Score: sigmoid(m.Slope*z + m.Offset), From: s.start(w.First, n), To: s.start(w.Last, n)}
	if r.Score < s.Least {
		return r
	}
	s.features(&m.lexicon)
	sum, count := int32(0), int32(0)
	first, last := w.Range(s.ends)
	for _, f := range s.feats[first:last] {
		if t, ok := TypeFeature(f); ok {
			sum += int32(int8(m.types[t]))
			count++
		}
	}
	r.Jailbreak = float32(sum)*m.TypeUnit/Norm(count)+m.TypeBias > 0
	return r
}

// sum sets s.sums to the sum of the weights of the features up to the end of each
// chunk, and s.ends to their number. It does so without writing them down, which
// features does.
func (s *Scorer) sum(m *Model) {
	b, sums, ends := s.norm, s.sums[:0], s.ends[:0]
	weights, l := m.weights[:weightSize], &m.lexicon
	var last, beforeLast uint32
	var sum, count int32
	s.turns = [3]int{}
	var classes classRun
	at := 0
	for lo := 0; lo < len(b); lo += chunkBytes {
		hi := min(lo+chunkBytes, len(b))
		gramSum, grams := sumGrams(weights, b, lo, hi)
		sum, count = sum+gramSum, count+grams
		for i := max(lo, at); i < hi; {
			if !wordByte[b[i]] {
				i++
				continue
			}
			h, end := asciiWord(b, i)
			if end < 0 {
				h, end = word(b, i)
			}
			pair := h*31 + last
			sum += four(weights, wordFeature(h)) + four(weights, wordFeature(pair)) + four(weights, wordFeature(pair*37+beforeLast))
			count += 3
			if c := l.class(b, i, end, h); c == 0 {
				classes.gap++
			} else {
				of, n := classes.add(c)
				for _, f := range of[:n] {
					sum += int32(int8(m.classes[f-Features]))
				}
				count += int32(n)
			}
			last, beforeLast = h, last
			if turnedMaybe[h>>26]>>(h>>21&31)&1 != 0 {
				s.turns[turnedWords[h]]++
			}
			i, at = end, end
		}
		sums, ends = append(sums, sum), append(ends, count)
	}
	s.sums, s.ends = sums, ends
}

// sumGrams sums the weights of what grams appends, and counts it.
func sumGrams(weights string, b []byte, lo, hi int) (sum, count int32) {
	weights = weights[:weightSize]
	i, total, n := lo, int64(0), int64(0)
	for last := min(hi, len(b)-7); i < last; i++ {
		w := swar.Load(b, i)
		if w&0x80808080 == 0 {
			total += gram(weights, w*gramFactor)
			n++
		} else if w&0xC0 == 0x80 {
			continue // inside a character
		}
		v := w >> 32 & 0xFFFF
		total += gram(weights, ((w^v*longFactor)*gramFactor+v)*lastFactor)
		n++
	}
	sum, count = int32(total), int32(n)
	var rest [2 * 7]uint32
	for _, f := range grams(rest[:0], b, i, hi) {
		sum += four(weights, f)
		count++
	}
	return sum, count
}

// gram is the weight of the character sequence whose product with a factor is h, as four gives it: of h, the lowest 32 bits
// count. WebAssembly has it cheaper in 64 bits.
func gram(weights string, h uint64) int64 {
	h = h & (1<<32 - 1) >> (32 - gramBits)
	return int64(uint64(weights[1<<(wordBits-1)|h>>1])<<((60-h&1<<2)&63)) >> 60
}

// asciiWord is word for what begins in ASCII; end is -1 if it does not stay there.
func asciiWord(b []byte, i int) (h uint32, end int) {
	all, n := uint64(2166136261), 0 // the lowest 32 bits count
	for _, c := range b[i:min(len(b), i+maxWordBytes)] {
		if !wordASCII[c] {
			break
		}
		all = (all ^ uint64(c)) * 16777619
		n++
	}
	for i += n; n == maxWordBytes && i < len(b) && wordASCII[b[i]]; {
		i++
	}
	if i < len(b) && b[i] >= utf8.RuneSelf {
		return 0, -1
	}
	return uint32(all), i
}

// start returns where chunk begins in the text, whose length is n.
func (s *Scorer) start(chunk, n int) int {
	if chunk >= len(s.steps) {
		return n
	}
	return int(s.steps[chunk])
}

func sigmoid(z float32) float32 { return float32(1 / (1 + math.Exp(-float64(z)))) }
