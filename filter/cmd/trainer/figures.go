package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/chatguard/chatguard/filter/eval"
)

// thresholds are the scores that figures are given at.
var thresholds = [...]float32{0.5, 0.8, 0.9}

// rows counts cases and those above each threshold, by a key.
type rows struct {
	keys []string
	n    map[string]*[1 + len(thresholds)]int
}

func (r *rows) add(key string, score float32) {
	if r.n == nil {
		r.n = map[string]*[1 + len(thresholds)]int{}
	}
	c := r.n[key]
	if c == nil {
		c = new([1 + len(thresholds)]int)
		r.n[key] = c
		r.keys = append(r.keys, key)
	}
	c[0]++
	for i, t := range thresholds {
		if score >= t {
			c[i+1]++
		}
	}
}

func (r *rows) write(w io.Writer, head string) {
	slices.Sort(r.keys)
	fmt.Fprintf(w, "\n| %s | texts |", head)
	for _, t := range thresholds {
		fmt.Fprintf(w, " >= %.1f |", t)
	}
	fmt.Fprintf(w, "\n|---|---:|%s\n", strings.Repeat("---:|", len(thresholds)))
	for _, k := range r.keys {
		c := r.n[k]
		fmt.Fprintf(w, "| %s | %d |", k, c[0])
		for _, n := range c[1:] {
			fmt.Fprintf(w, " %.3f |", float64(n)/float64(c[0]))
		}
		fmt.Fprintln(w)
	}
}

// writeTables writes the share of texts above each threshold: attacks by tier,
// other texts by kind, and both by source.
func writeTables(w io.Writer, cases []eval.Case, z []float32, cal calibration, misses string) error {
	var attacks, others, sources, disguises, languages rows
	for i := range cases {
		c := &cases[i]
		score := cal.score(z[i])
		sources.add(c.Corpus+": "+c.Label, score)
		switch {
		case !c.IsAttack():
			others.add(c.TierName(), score)
		case c.Corpus == "injection-evasion":
			attacks.add(c.TierName(), score)
			disguises.add(c.Variant, score)
		default:
			attacks.add(c.TierName(), score)
			if c.TierName() == "explicit" && c.Lang != "" {
				languages.add(c.Lang, score)
			}
		}
		if c.TierName() == misses && (score < 0.8) == c.IsAttack() {
			fmt.Fprintf(w, "%.2f %s %.300q\n", score, c.ID, c.Text)
		}
	}
	attacks.write(w, "attacks")
	others.write(w, "no attacks")
	sources.write(w, "source")
	disguises.write(w, "disguise")
	languages.write(w, "explicit, language")
	return nil
}

// writeFigures writes FIGURES.md.
func (t *trainer) writeFigures(folds, sources []float32, cal calibration) error {
	var b bytes.Buffer
	files := make([]string, len(eval.AttackCorpora))
	for i, n := range eval.AttackCorpora {
		files[i] = filepath.Join(t.corpora, n+".jsonl.gz")
	}
	digest, err := eval.Digest(files...)
	if err != nil {
		return err
	}
	fmt.Fprintf(&b, "# What the model reaches\n\nWritten by `go run ./filter/cmd/trainer`, seed %d; digest of the labelled texts %s.\n", t.seed, digest)
	b.WriteString("Each column is the share of texts that score at least so much: recall for attacks, false alarms for others.\nEvery text is scored by weights that were not learned from it, nor from what belongs to it.\n")
	b.WriteString("\n## By five folds\n")
	if err := writeTables(&b, t.cases, folds, cal, ""); err != nil {
		return err
	}
	b.WriteString("\n## By leaving out one source after the other\n\nNothing of the source, its style and its duplicates was learned from, at the same thresholds.\n")
	if err := writeTables(&b, t.cases, sources, cal, ""); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(t.dir, "FIGURES.md"), b.Bytes(), 0o644)
}
