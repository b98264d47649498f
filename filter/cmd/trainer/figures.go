package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/chatguard/chatguard/filter/eval"
)

// writeTables writes the share of the texts to keep above each threshold: attacks by tier,
// other texts by kind, and both by source.
func writeTables(w io.Writer, cases []eval.Case, z []float32, cal calibration, keep func(*eval.Case) bool, misses string) error {
	var attacks, others, sources, disguises, languages eval.Rates
	for i := range cases {
		c := &cases[i]
		if !keep(c) {
			continue
		}
		score := cal.score(z[i])
		sources.Add(c.Corpus+": "+c.Label, score)
		switch {
		case !c.IsAttack():
			others.Add(c.TierName(), score)
		case c.Corpus == "injection-evasion":
			attacks.Add(c.TierName(), score)
			disguises.Add(c.Variant, score)
		default:
			attacks.Add(c.TierName(), score)
			if c.TierName() == "explicit" && c.Lang != "" {
				languages.Add(c.Lang, score)
			}
		}
		if (c.TierName() == misses || misses == "all") && (score < 0.8) == c.IsAttack() {
			fmt.Fprintf(w, "%.2f %s %.300q\n", score, c.ID, c.Text)
		}
	}
	attacks.Write(w, "attacks")
	others.Write(w, "no attacks")
	sources.Write(w, "source")
	disguises.Write(w, "disguise")
	languages.Write(w, "explicit, language")
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
	if err := writeTables(&b, t.cases, folds, cal, everyCase, ""); err != nil {
		return err
	}
	b.WriteString("\n## By leaving out whole sources\n\nNothing of the source of a text was learned from, though others may quote the same attacks. These are the texts of one half;\nsettings were chosen on the other, and the thresholds on the benign texts of both.\n")
	writeAtRates(&b, t.cases, sources, reported)
	if err := writeTables(&b, t.cases, sources, cal, reported, ""); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(t.dir, "FIGURES.md"), b.Bytes(), 0o644)
}
