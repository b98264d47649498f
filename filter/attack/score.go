package attack

import "math"

// Windows are runs of chunks of these numbers; a shorter text is one window.
var windows = [...]int{2, 8, 64, 256}

// evenOut is added to the number of features of a window: a text of a few
// letters says little.
const evenOut = 24

// Scorer is the scratch of scoring; the zero value is ready. One worker uses
// one Scorer.
type Scorer struct {
	Least float32 // scores below it are of no interest: their type is not told

	norm    []byte
	steps   []int32
	feats   []uint32
	ends    []int32
	sums    []int32
	wordEnd int
	turns   [3]int // words that look turned, by how
	plain   []byte
}

// maxKeep bounds the memory that is kept from one text to the next, in
// features and in bytes of text.
const maxKeep = 256 << 10

// Window is a part of a text, in chunks of its normalised form.
type Window struct{ First, Last, Scale int }

// Range returns which features w holds, given their number at the end of each
// chunk.
func (w Window) Range(ends []int32) (first, last int32) {
	if w.First > 0 {
		first = ends[w.First-1]
	}
	return first, ends[w.Last-1]
}

// Prepare reads a text; Feats then refers to it. It is for the trainer.
func (s *Scorer) Prepare(l *Lexicon, text []byte) {
	s.read(text)
	s.features(&l.lexicon)
}

func (s *Scorer) read(text []byte) {
	if cap(s.feats) > maxKeep || cap(s.norm) > maxKeep {
		s.feats, s.norm, s.steps = nil, nil, nil
	}
	s.normalise(text)
}

// Turned returns the text that was prepared as it reads when turned back, nil
// if nothing tells that it is turned.
func (s *Scorer) Turned() []byte {
	for how := uint8(rot13); how <= backwards; how++ {
		if s.turns[how] >= leastTurned {
			s.plain = appendTurned(s.plain[:0], s.norm, how)
			return s.plain
		}
	}
	return nil
}

// Feats are the features of the prepared text, and their number at the end of
// each chunk.
func (s *Scorer) Feats() (feats []uint32, ends []int32) { return s.feats, s.ends }

// Strongest returns the window with the highest sum, and that sum evened out
// by the number of features, for sums[i] and ends[i] of the first i+1 chunks,
// and a bias for each scale.
func Strongest[T int32 | float32](sums []T, ends []int32, bias *[len(windows)]float32, unit float32) (best Window, z float32) {
	n := len(ends)
	z = float32(math.Inf(-1))
	for scale, size := range windows {
		if scale > 0 && n <= windows[scale-1] {
			break
		}
		step := max(1, size/4)
		for last := min(size, n); ; last = min(last+step, n) {
			first := max(0, last-size)
			sum, count := sums[last-1], ends[last-1]
			if first > 0 {
				sum, count = sum-sums[first-1], count-ends[first-1]
			}
			if v := float32(sum)*unit/sqrt(count+evenOut) + bias[scale]; v > z {
				best, z = Window{first, last, scale}, v
			}
			if last == n {
				break
			}
		}
	}
	return best, z
}

// Scales is the number of sizes of windows.
const Scales = len(windows)

func sqrt(n int32) float32 { return float32(math.Sqrt(float64(n))) }

// Norm is what the sum of a window with n features is divided by.
func Norm(n int32) float32 { return sqrt(n + evenOut) }
