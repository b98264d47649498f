package main

import (
	"hash/fnv"
	"slices"
	"strings"

	"github.com/chatguard/chatguard/filter/attack"
	"github.com/chatguard/chatguard/filter/eval"
	"github.com/chatguard/chatguard/filter/text/view"
)

// reader turns texts into examples as the filter reads them.
type reader struct {
	maker   view.Maker
	scorer  attack.Scorer
	lexicon *attack.Lexicon
}

// caseExample is the example of a case. Of a document with an attack in it, only
// what surrounds the attack is learned from: the rest is any document.
func (r *reader) caseExample(c *eval.Case) *example {
	text := c.Text
	if c.Label == eval.Indirect && len(c.Spans) == 1 {
		const around = 100
		s := c.Spans[0]
		text = strings.ToValidUTF8(text[max(0, s.Start-around):min(len(text), s.End+around)], "")
	}
	return r.example(text)
}

func (r *reader) example(text string) *example {
	e := &example{weight: 1}
	r.add(e, []byte(text))
	for _, v := range r.maker.Make([]byte(text), true) {
		r.add(e, v.Bytes())
	}
	return e
}

func (r *reader) add(e *example, text []byte) {
	r.scorer.Prepare(r.lexicon, text)
	feats, ends := r.scorer.Feats()
	e.docs = append(e.docs, doc{append([]uint32(nil), feats...), append([]int32(nil), ends...)})
	if t := r.scorer.Turned(); t != nil {
		t = append([]byte(nil), t...)
		r.scorer.Prepare(r.lexicon, t)
		feats, ends = r.scorer.Feats()
		e.docs = append(e.docs, doc{append([]uint32(nil), feats...), append([]int32(nil), ends...)})
	}
}

// Numbers of texts that are composed for a language: roles for each sentence that says
// who one is, the others as they stand or, where the language has no documents
// of its own, a part of it.
const (
	rolesEach, harmlessEach = 14, 16
	mostRoles               = 2400
	insideComposed          = 1800
	mixComposed             = 900
	misspeltComposed        = 300
	foreignPart             = 12
)

// Weights of what is made of seeds.
const (
	seedWeight, harmlessWeight       = 0.5, 3
	roleWeight, harmlessRoleWeight   = 0.5, 2
	harmlessInsideWeight, dullWeight = 0.5, 0.5
	mixWeight, harmlessMisspelt      = 1, 1

	// Of the other languages there are many: what is harmless in all of them together must not outweigh the attacks in English.
	otherHarmlessWeight = 1.2
)

// grow makes examples from the seeds: the sentences, attacks inside harmless
// texts, roles, and harmless ones of each kind.
func (r *reader) grow(dir string) ([]*example, error) {
	all, err := readSeeds(dir)
	if err != nil {
		return nil, err
	}
	english := &all[slices.IndexFunc(all, func(s seeds) bool { return s.lang == "en" })]
	var out []*example
	add := func(texts []string, y, kind, weight float32) {
		for _, t := range texts {
			e := r.example(t)
			e.y, e.kind, e.weight = y, kind, weight
			out = append(out, e)
		}
	}
	for i := range all {
		of, c := all[i].of, newComposer(&all[i], uint64(i))
		injections, jailbreaks := c.attacks()
		harmless := c.each(of['b'], mostHarmless)
		add(injections, 1, 0, seedWeight)
		add(jailbreaks, 1, 1, seedWeight)
		share, weight, places := 1, float32(harmlessWeight), english.of['i']
		if all[i].lang != "en" { // an attack may be of another language than the document
			share, weight, places = foreignPart, otherHarmlessWeight, evenly(places, of['i'])
		}
		add(harmless, 0, -1, weight)
		in := newComposer(english, uint64(i)+1000)
		add(in.inside(insideComposed/share, places, injections), 1, 0, seedWeight)
		add(in.inside(insideComposed/share, places, harmless), 0, -1, harmlessInsideWeight)
		add(in.inside(insideComposed/share/2, english.of['w'], injections), 1, 0, seedWeight)
		add(in.inside(insideComposed/share/4, english.of['w'], jailbreaks), 1, 1, seedWeight)
		add(c.mix(mixComposed/share, of['b']), 0, -1, mixWeight)
		add(c.misspelt(misspeltComposed/share, injections), 1, 0, seedWeight)
		add(c.misspelt(misspeltComposed/share, harmless), 0, -1, harmlessMisspelt)
		free := partOf(of, "nqfc")
		free.aside = slices.Concat(of['Q'], of['F'])
		add(c.roles(min(mostRoles, rolesEach*len(free.who)), free), 1, 1, roleWeight)
		tame := partOf(of, "NQF ")
		tame.aside = of['b']
		add(c.roles(min(mostRoles, harmlessEach*len(tame.who)), tame), 0, -1, harmlessRoleWeight)
	}
	add(degenerate(), 0, -1, dullWeight)
	return out, nil
}

// evenly returns common, and the few of own as often as that.
func evenly(common, own []string) []string {
	all := slices.Clone(common)
	for len(own) > 0 && len(all) < 2*len(common) {
		all = append(all, own...)
	}
	return all
}

// partOf takes the sentences of four kinds for a role.
func partOf(of map[byte][]string, kinds string) part {
	return part{who: of[kinds[0]], what: of[kinds[1]], how: of[kinds[2]], begin: of[kinds[3]]}
}

// weigh says how much a case counts in training. Implicit attacks read like
// any request: they count little, so that they do not teach the model that
// ordinary words are an attack.
func weigh(c *eval.Case) float32 {
	switch tier := c.TierName(); {
	case c.Corpus == "injection-evasion":
		return 0.3 // thirty spellings of each
	case tier == "explicit", tier == "persona", tier == "indirect explicit":
		return 1
	case tier == "indirect plain-instruction":
		return 0.1
	case c.IsAttack():
		return implicit[c.Variant]
	case tier == "harmful":
		return 0.2
	case tier == "hard benign":
		return 1.5
	case tier == "benign documents":
		return 5 // few, each with several attacks in it
	}
	return 1
}

// implicit weighs the techniques that leave some sign in the words.
var implicit = map[string]float32{
	"mixed_techniques": 0.6, "token_smuggling": 0.2, "repeated_token_attack": 0.3, "virtualization": 0.15, "few_shot_attack": 0.1,
	"many_shot_attack": 0.1, "payload_splitting": 0.2, "GCG": 0.1, "DSN": 0.1, "PAIR": 0.1, "tap": 0.5, "gcg-suffix": 0.1,
	"persuasion": 0.1, "different_user_input_language": 0.1, "hypothetical_scenario": 0.1, "output_formatting_manipulation": 0.1,
	"overload_with_information": 0.05, "indirect_reference": 0.05,
}

// fold sorts a case into one of n parts; what belongs together goes together.
func fold(c *eval.Case, n int) int {
	key := c.Group
	switch {
	case c.BaseText != "":
		key = c.BaseText[:min(len(c.BaseText), 64)]
	case key == "" || key == "other" || c.Corpus == "indirect-email":
		key = c.Text[:min(len(c.Text), 64)]
	}
	h := fnv.New32a()
	h.Write([]byte(key))
	return int(h.Sum32() % uint32(n))
}
