package main

import (
	"math"
	"math/rand/v2"

	"github.com/chatguard/chatguard/filter/attack"
)

// example is a text with its plain views, as features.
type example struct {
	docs   []doc
	y      float32 // 1 for an attack
	kind   float32 // 1 for a jailbreak, 0 for an injection, if y is 1; negative if it is not known
	weight float32
}

// doc is the features of one view.
type doc struct {
	feats []uint32
	ends  []int32
}

// model is the weights while they are learned.
type model struct {
	w     []float32
	grad  []float32 // sum of squared gradients, for AdaGrad
	bias  [attack.Scales]float32
	biasG [attack.Scales]float32
	sums  []float32
}

// Settings of the training, chosen by what they find in sources left out, on
// the half of the texts that is not reported.
const (
	epochs   = 9
	rate     = 0.35
	gramRate = 0.5 // of that, for character sequences: they know a source by its style
	decay    = 1e-3
	dull     = 0.01 // an example whose score is wrong by less
	rest     = 2    // is left out for so many epochs
)

func newModel(n int) *model { return &model{w: make([]float32, n), grad: make([]float32, n)} }

// strongest returns the strongest window of all views of e.
func (m *model) strongest(e *example) (d *doc, w attack.Window, z float32) {
	z = float32(math.Inf(-1))
	for i := range e.docs {
		dd := &e.docs[i]
		m.sums = m.sums[:0]
		sum, at := float32(0), 0
		for _, end := range dd.ends {
			for ; at < int(end); at++ {
				sum += m.w[dd.feats[at]] * value(dd.feats[at])
			}
			m.sums = append(m.sums, sum)
		}
		if len(m.sums) == 0 {
			continue
		}
		if win, v := attack.Strongest(m.sums, dd.ends, &m.bias, 1); v > z {
			d, w, z = dd, win, v
		}
	}
	return d, w, z
}

// train learns to tell attacks from other texts. The strongest window of a
// text is what counts, so each step moves the weights of that one.
func train(examples []*example, seed uint64) *model {
	m := newModel(attack.Features + attack.ClassFeatures)
	rng := rand.New(rand.NewPCG(seed, 7))
	order := rng.Perm(len(examples))
	rests := make([]uint8, len(examples)) // epochs that an example is left out, as it taught nothing
	for epoch := range epochs {
		rng.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		lr := float32(rate) / (1 + 0.15*float32(epoch))
		for _, i := range order {
			if rests[i] > 0 {
				rests[i]--
			} else if g := m.step(examples[i], lr); g*g < dull*dull {
				rests[i] = rest
			}
		}
	}
	return m
}

// step learns from an example, and returns how wrong its score was.
func (m *model) step(e *example, lr float32) (g float32) {
	d, win, z := m.strongest(e)
	if d == nil {
		return 0
	}
	g = e.weight * (sigmoid(z) - e.y)
	if g*g < 1e-6 {
		return g
	}
	m.biasG[win.Scale] += g * g
	m.bias[win.Scale] -= 0.3 * lr * g / sqrt(m.biasG[win.Scale]+1)
	first, last := win.Range(d.ends)
	gf := g / attack.Norm(last-first)
	for _, f := range d.feats[first:last] {
		gw := gf*value(f) + decay*m.w[f]
		m.grad[f] += gw * gw
		if isGram(f) {
			m.w[f] -= gramRate * lr * gw / (sqrt(m.grad[f]) + 1e-3)
			continue
		}
		m.w[f] -= lr * gw / (sqrt(m.grad[f]) + 1e-3)
	}
	return g
}

// isGram tells character sequences from words and from classes.
func isGram(f uint32) bool {
	_, word := attack.TypeFeature(f)
	return !word && f < attack.Features
}

// value is how often a feature counts.
func value(f uint32) float32 {
	if f >= attack.Features {
		return attack.ClassValue
	}
	return 1
}

func sigmoid(z float32) float32 { return float32(1 / (1 + math.Exp(-float64(z)))) }

func sqrt(x float32) float32 { return float32(math.Sqrt(float64(x))) }
