package main

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// Names of roles; the model is to know a role by what it may do.
var names = strings.Fields("Nova DAN Max Omega Kai Sydney Rex ALPHA Mira Zed UltraGPT Jim Lexa Boris BOT Vera AXE Luna Otto XGPT Ada Hugo Loki Rosa TITAN Finn")

// composer writes texts out of the sentences of a language, the same ones each
// time.
type composer struct {
	*seeds
	rng *rand.Rand
}

func newComposer(s *seeds, seed uint64) *composer {
	return &composer{s, rand.New(rand.NewPCG(seed, 23))}
}

func (c *composer) one(of []string) string { return of[c.rng.IntN(len(of))] }

// odds is true once in n times.
func (c *composer) odds(n int) bool { return c.rng.IntN(n) == 0 }

// say replaces the groups of a sentence by one of their members.
func (c *composer) say(sentence string) string {
	for {
		before, group, after, ok := nextGroup(sentence)
		if !ok {
			return strings.TrimSpace(strings.ReplaceAll(sentence, "  ", " "))
		}
		with := c.one(strings.Split(group, "|"))
		if name, ok := strings.CutPrefix(with, "$"); ok && c.lists[name] != nil {
			with = c.one(c.lists[name])
		}
		sentence = before + with + after
	}
}

// pick says one of the sentences.
func (c *composer) pick(of []string) string { return c.say(c.one(of)) }

// Most times that a sentence with groups is said.
const mostHostile, mostHarmless = 4, 10

// each says every sentence, one with groups several times.
func (c *composer) each(of []string, most int) (out []string) {
	for _, s := range of {
		for range min(most, 1+2*strings.Count(s, "[")) {
			if t := c.say(s); len(out) == 0 || t != out[len(out)-1] {
				out = append(out, t)
			}
		}
	}
	return out
}

// some says up to n of the sentences, in any order.
func (c *composer) some(of []string, n int) (out []string) {
	for _, i := range c.rng.Perm(len(of))[:min(n, len(of))] {
		out = append(out, c.say(of[i]))
	}
	return out
}

// wishes is the number of wishes that an override is combined with: more where
// there are few overrides.
func wishes(overrides int) int { return min(max(600/max(overrides, 1), 4), 12) }

// attacks combines the sentences: each alone, an override with what it is for,
// a role with an override.
func (c *composer) attacks() (injections, jailbreaks []string) {
	o, g, r, p := c.of['o'], c.of['g'], c.of['r'], c.of['p']
	injections = append(c.each(o, mostHostile), c.each(r, mostHostile)...)
	for i := range o {
		for _, want := range c.some(g, wishes(len(o))) {
			injections = append(injections, c.say(o[i])+c.one([]string{" ", " ", ". ", ", ", "\n", ": "})+want)
		}
		if len(r) > 0 {
			injections = append(injections, c.say(o[i])+". "+c.pick(r))
		}
	}
	jailbreaks = c.each(p, mostHostile)
	for i := range p {
		if len(o) > 0 {
			jailbreaks = append(jailbreaks, c.pick(o)+". "+c.say(p[i]))
		}
	}
	return injections, jailbreaks
}

// separators stand between the sentences of a text; %d counts them.
var separators = []string{". ", ". ", ". ", ". ", ".\n", ".\n\n", ".\n- ", ".\n%d. ", ".\n\n* ", "! ", "; ", " | ", ".\n%d) "}

// join writes sentences as a text.
func (c *composer) join(parts []string) string {
	sep := c.one(separators)
	var b strings.Builder
	for i, p := range parts {
		if i > 0 {
			if strings.Contains(sep, "%d") {
				fmt.Fprintf(&b, sep, i)
			} else {
				b.WriteString(sep)
			}
		}
		b.WriteString(p)
	}
	b.WriteString(".")
	return b.String()
}

// part is the sentences that a role is made of.
type part struct{ who, what, how, begin, aside []string }

// roles writes n texts that give the model a role: who, what, how, begin. One in
// three has a sentence or two of aside, one in four is long.
func (c *composer) roles(n int, of part) (texts []string) {
	if len(of.who) == 0 {
		return nil
	}
	for range n {
		parts := []string{c.pick(of.who)}
		length := c.rng.IntN(6)
		if c.odds(4) {
			length = 6 + c.rng.IntN(9)
		}
		parts = append(parts, c.some(of.what, length)...)
		if c.odds(3) {
			parts = append(parts, c.some(of.aside, 1+c.rng.IntN(2))...)
		}
		if c.odds(2) || len(parts) == 1 {
			parts = append(parts, c.some(of.how, 1+c.rng.IntN(1+length/4))...)
		}
		if len(of.begin) > 0 && c.odds(2) {
			parts = append(parts, c.pick(of.begin))
		}
		texts = append(texts, strings.ReplaceAll(c.join(parts), "@", c.one(names)))
	}
	return texts
}

// inside puts each of n texts into a document.
func (c *composer) inside(n int, documents, with []string) (texts []string) {
	if len(documents) == 0 || len(with) == 0 {
		return nil
	}
	for range n {
		texts = append(texts, strings.Replace(c.pick(documents), "@", c.one(with), 1))
	}
	return texts
}

// mix writes n texts of three to eight sentences each.
func (c *composer) mix(n int, sentences []string) (texts []string) {
	if len(sentences) == 0 {
		return nil
	}
	for range n {
		texts = append(texts, c.join(c.some(sentences, 3+c.rng.IntN(6))))
	}
	return texts
}

// misspelt writes n of the texts with slips of the finger.
func (c *composer) misspelt(n int, texts []string) (out []string) {
	if len(texts) == 0 {
		return nil
	}
	for range n {
		words := strings.Fields(c.one(texts))
		for i, w := range words {
			if len(w) > 3 && w[0] < 0x80 && c.rng.IntN(5) < 2 {
				words[i] = c.slip(w)
			}
		}
		out = append(out, strings.Join(words, " "))
	}
	return out
}

// slip changes a letter of a word: two change places, one is missing, doubled,
// or another, or a space stands before it.
func (c *composer) slip(w string) string {
	b := []byte(w)
	i := 1 + c.rng.IntN(len(b)-2)
	for _, ch := range b[i-1 : i+2] {
		if ch >= 0x80 {
			return w
		}
	}
	switch c.rng.IntN(6) {
	case 0, 1:
		b[i], b[i+1] = b[i+1], b[i]
	case 2:
		b = append(b[:i], b[i+1:]...)
	case 3:
		b = append(b[:i+1], b[i:]...)
	case 4:
		return w[:i] + " " + w[i:]
	default:
		b[i] = 'a' + byte(c.rng.IntN(26))
	}
	return string(b)
}
