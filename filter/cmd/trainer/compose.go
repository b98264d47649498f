package main

import (
	"math/rand/v2"
	"strings"
)

// Names of roles; the model is to know a role by what it may do.
var names = strings.Fields("Nova DAN Max Omega Kai Sydney Rex ALPHA Mira Zed UltraGPT Jim Lexa Boris BOT Vera AXE Luna Otto XGPT Ada Hugo Loki Rosa TITAN Finn")

// composer writes texts out of sentences, the same ones each time.
type composer struct{ rng *rand.Rand }

func newComposer(seed uint64) *composer { return &composer{rand.New(rand.NewPCG(seed, 23))} }

func (c *composer) one(of []string) string { return of[c.rng.IntN(len(of))] }

// some returns up to n of the sentences, in any order.
func (c *composer) some(of []string, n int) (out []string) {
	for _, i := range c.rng.Perm(len(of))[:min(n, len(of))] {
		out = append(out, of[i])
	}
	return out
}

// roles writes n texts that give the model a role: who, what, how, begin. Each
// has a sentence or two of aside here and there.
func (c *composer) roles(n int, who, what, how, begin, aside []string) (texts []string) {
	if len(who) == 0 {
		return nil
	}
	for range n {
		parts := []string{c.one(who)}
		parts = append(parts, c.some(what, c.rng.IntN(6))...)
		if c.rng.IntN(3) == 0 {
			parts = append(parts, c.some(aside, 1+c.rng.IntN(2))...)
		}
		if c.rng.IntN(2) == 0 || len(parts) == 1 {
			parts = append(parts, c.one(how))
		}
		if len(begin) > 0 && c.rng.IntN(2) == 0 {
			parts = append(parts, c.one(begin))
		}
		sep := c.one([]string{". ", ". ", ". ", ".\n", ".\n\n- ", "! "})
		texts = append(texts, strings.ReplaceAll(strings.Join(parts, sep)+".", "@", c.one(names)))
	}
	return texts
}

// inside puts each of n sentences into a document.
func (c *composer) inside(n int, documents, sentences []string) (texts []string) {
	if len(documents) == 0 || len(sentences) == 0 {
		return nil
	}
	for range n {
		texts = append(texts, strings.Replace(c.one(documents), "@", c.one(sentences), 1))
	}
	return texts
}
