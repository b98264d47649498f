package main

import (
	"math/rand/v2"

	"github.com/chatguard/chatguard/filter/attack"
)

// trainTypes learns to tell jailbreaks from injections, on the strongest
// windows of attacks whose type is known.
func trainTypes(m *model, examples []*example, seed uint64) (w []float32, bias float32) {
	t := newModel(attack.TypeFeatures)
	rng := rand.New(rand.NewPCG(seed, 11))
	var b, bg float32
	share := shares(examples)
	for epoch := range 6 {
		lr := float32(rate) / (1 + 0.3*float32(epoch))
		for _, i := range rng.Perm(len(examples)) {
			e := examples[i]
			if e.y == 0 || e.kind < 0 {
				continue
			}
			d, win, _ := m.strongest(e)
			if d == nil {
				continue
			}
			words := wordFeatures(d, win)
			norm := attack.Norm(int32(len(words)))
			z := b
			for _, f := range words {
				z += t.w[f] / norm
			}
			g := e.weight * (sigmoid(z) - e.kind) / share[int(e.kind)]
			bg += g * g
			b -= lr * g / sqrt(bg+1)
			for _, f := range words {
				gw := g/norm + decay*t.w[f]
				t.grad[f] += gw * gw
				t.w[f] -= lr * gw / (sqrt(t.grad[f]) + 1e-3)
			}
		}
	}
	return t.w, b
}

func wordFeatures(d *doc, win attack.Window) (words []uint32) {
	first, last := win.Range(d.ends)
	for _, f := range d.feats[first:last] {
		if t, ok := attack.TypeFeature(f); ok {
			words = append(words, t)
		}
	}
	return words
}

// shares is what the attacks of each type weigh, in parts of what they would if both weighed the same.
func shares(examples []*example) (share [2]float32) {
	for _, e := range examples {
		if e.y != 0 && e.kind >= 0 {
			share[int(e.kind)] += e.weight
		}
	}
	half := (share[0] + share[1]) / 2
	return [2]float32{share[0] / half, share[1] / half}
}
