package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/chatguard/chatguard/filter/eval"
)

// writeTables writes the share of texts above each threshold: attacks by tier,
// other texts by kind, and both by source.
func writeTables(w io.Writer, cases []eval.Case, z []float32, cal calibration, misses string) error {
	var attacks, others, sources, disguises, languages eval.Rates
	for i := range cases {
		c := &cases[i]
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
		if c.TierName() == misses && (score < 0.8) == c.IsAttack() {
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
	if err := writeTables(&b, t.cases, folds, cal, ""); err != nil {
		return err
	}
	b.WriteString("\n## By leaving out one source after the other\n\nNothing of the source, its style and its duplicates was learned from, at the same thresholds.\n")
	if err := writeTables(&b, t.cases, sources, cal, ""); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(t.dir, "FIGURES.md"), b.Bytes(), 0o644)
}
