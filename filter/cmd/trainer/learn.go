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

// Settings of the training.
const (
	epochs = 9
	rate   = 0.35
	decay  = 2e-4
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
				sum += m.w[dd.feats[at]]
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
	m := newModel(attack.Features)
	rng := rand.New(rand.NewPCG(seed, 7))
	order := rng.Perm(len(examples))
	for epoch := range epochs {
		rng.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		lr := float32(rate) / (1 + 0.15*float32(epoch))
		for _, i := range order {
			m.step(examples[i], lr)
		}
	}
	return m
}

func (m *model) step(e *example, lr float32) {
	d, win, z := m.strongest(e)
	if d == nil {
		return
	}
	g := e.weight * (sigmoid(z) - e.y)
	if g*g < 1e-6 {
		return
	}
	m.biasG[win.Scale] += g * g
	m.bias[win.Scale] -= 0.3 * lr * g / sqrt(m.biasG[win.Scale]+1)
	first, last := win.Range(d.ends)
	gf := g / attack.Norm(last-first)
	for _, f := range d.feats[first:last] {
		gw := gf + decay*m.w[f]
		m.grad[f] += gw * gw
		m.w[f] -= lr * gw / (sqrt(m.grad[f]) + 1e-3)
	}
}

func sigmoid(z float32) float32 { return float32(1 / (1 + math.Exp(-float64(z)))) }

func sqrt(x float32) float32 { return float32(math.Sqrt(float64(x))) }
