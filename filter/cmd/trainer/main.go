// Command trainer learns the weights of package attack from labelled texts and
// writes them, with what they reach, to policies/model. Run it in the root of
// the module:
//
//	go run ./filter/cmd/trainer
//
// The labelled texts lie beside the repository (-corpora); the seeds, which
// are of this project, in policies/model/seeds. The same texts and the same
// -seed give the same weights on one platform. It takes some minutes.
//
// Figures are measured in two ways, always on texts that the weights were not
// learned from: by five folds, where what belongs together is in one fold, and by
// leaving out whole sources. Of the latter, one half of the texts (-n prints it)
// is there to choose settings by, and the other is reported.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"sync"

	"github.com/chatguard/chatguard/filter/attack"
	"github.com/chatguard/chatguard/filter/eval"
)

func main() {
	var t trainer
	flag.StringVar(&t.corpora, "corpora", "../shared/corpora", "folder of the labelled texts")
	flag.StringVar(&t.dir, "dir", "policies/model", "folder of the seeds and of what is written")
	flag.Uint64Var(&t.seed, "seed", 1, "of the order of examples")
	dry := flag.Bool("n", false, "measure on the half of the texts that settings are chosen by, write nothing")
	misses := flag.String("misses", "", "print the cases of this tier, or of all, that are judged wrong")
	flag.Parse()
	if err := t.run(*dry, *misses); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

type trainer struct {
	corpora, dir string
	seed         uint64
	cases        []eval.Case
	lexicon      *attack.Lexicon
	learn, test  []*example // of each case
	grown        []*example // of the seeds
}

func (t *trainer) run(dry bool, misses string) error {
	if err := t.read(); err != nil {
		return err
	}
	unseen := t.measure(unseenParts, unseenPart)
	cal := calibrate(t.cases, unseen)
	if dry {
		writeAtRates(os.Stdout, t.cases, unseen, chosenBy)
		return writeTables(os.Stdout, t.cases, unseen, cal, chosenBy, misses)
	}
	folds := t.measure(foldCount, func(c *eval.Case) int { return fold(c, foldCount) })
	all := append(t.grown[:len(t.grown):len(t.grown)], t.learn...)
	m := train(all, t.seed)
	l := attack.Learned{Lexicon: t.lexicon, Weights: m.w, Bias: m.bias, Slope: cal.slope, Offset: cal.offset}
	l.Types, l.TypeBias = trainTypes(m, all, t.seed)
	if err := os.WriteFile(filepath.Join(t.dir, "attack.bin"), l.Append(nil), 0o644); err != nil {
		return err
	}
	return t.writeFigures(folds, unseen, cal)
}

const foldCount = 5

// read makes the examples.
func (t *trainer) read() (err error) {
	if t.cases, err = eval.ReadAttacks(t.corpora); err != nil {
		return err
	}
	if t.lexicon, err = readLexicon(filepath.Join(t.dir, "lexicon.txt")); err != nil {
		return err
	}
	r := reader{lexicon: t.lexicon}
	for i := range t.cases {
		c := &t.cases[i]
		e := r.caseExample(c)
		e.weight, e.kind = weigh(c), -1
		if c.IsAttack() {
			e.y, e.kind = 1, 0
		}
		if c.Label == eval.Jailbreak {
			e.kind = 1
		}
		t.learn = append(t.learn, e)
		t.test = append(t.test, r.example(c.Text))
	}
	t.grown, err = r.grow(filepath.Join(t.dir, "seeds"))
	return err
}

// measure scores every case with weights learned from the others: those of
// other parts. Two parts are learned at a time.
func (t *trainer) measure(parts int, part func(*eval.Case) int) []float32 {
	scores := make([]float32, len(t.cases))
	var wait sync.WaitGroup
	slots := make(chan struct{}, 2)
	for p := range parts {
		slots <- struct{}{}
		wait.Go(func() {
			t.measurePart(scores, p, part)
			<-slots
		})
	}
	wait.Wait()
	return scores
}

func (t *trainer) measurePart(scores []float32, p int, part func(*eval.Case) int) {
	set := t.grown[:len(t.grown):len(t.grown)]
	for i := range t.cases {
		if part(&t.cases[i]) != p {
			set = append(set, t.learn[i])
		}
	}
	m := train(set, t.seed)
	for i := range t.cases {
		if part(&t.cases[i]) == p {
			_, _, scores[i] = m.strongest(t.test[i])
		}
	}
}
