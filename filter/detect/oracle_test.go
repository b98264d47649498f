package detect_test

import (
	"hash/fnv"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"unicode/utf8"

	"github.com/chatguard/chatguard/filter/detect"
	"github.com/chatguard/chatguard/filter/detect/samples"
	"github.com/chatguard/chatguard/filter/eval"
	"github.com/google/go-cmp/cmp"
)

// oracles returns the oracles of all rules with patterns.
func oracles(t testing.TB) (out []*oracle, all []samples.Rule) {
	t.Helper()
	all, err := samples.Load(os.DirFS("../../policies"))
	if err != nil {
		t.Fatal(err)
	}
	in := detect.Catalog()
	number := map[string]uint16{}
	for r := range in.RuleCount() {
		number[in.RuleID(uint16(r))] = uint16(r)
	}
	seen := map[string]bool{}
	all = slices.DeleteFunc(all, func(r samples.Rule) bool { // TestSamples tells
		_, ok := number[r.Rule]
		ok, seen[r.Rule] = ok && !seen[r.Rule], true
		return !ok
	})
	for i := range all {
		if o := newOracle(in, number[all[i].Rule], &all[i]); o != nil {
			out = append(out, o)
		}
	}
	return out, all
}

// agree compares the engine's findings for the oracle's rule alone.
func (o *oracle) agree(t testing.TB, text string) {
	t.Helper()
	for i, make := range []func(...uint16) *detect.Set{o.in.RuleSet, o.in.WeakRuleSet} {
		if i > 0 && o.rule.Weak == 0 {
			break
		}
		if o.sets[i] == nil {
			o.sets[i] = make(o.r)
		}
		var got []found
		for _, f := range scanAll(o.sets[i], text) {
			got = append(got, found{f.Start, f.End, f.Validated, i > 0 && f.Score < detect.Usual})
		}
		if diff := cmp.Diff(o.findings(text, i > 0), got, cmp.AllowUnexported(found{})); diff != "" {
			t.Errorf("%s on %q, weak %v: %s", o.src.Rule, text, i > 0, diff)
		}
	}
}

// TestOracle compares every rule with the oracle on its own samples, alone, and
// among others in random order.
func TestOracle(t *testing.T) {
	all, rules := oracles(t)
	var texts []string
	for _, r := range rules {
		for _, m := range r.Match {
			texts = append(texts, m.Text)
		}
		for _, m := range r.Alone {
			texts = append(texts, m.Text)
		}
		texts = append(texts, r.Skip...)
	}
	rnd := rand.New(rand.NewPCG(3, 4))
	joints := []string{" ", "\n", ", ", ". ", "\"", "-", "/", "é", "中", "_", "="}
	for _, o := range all {
		own := slices.Clone(o.src.Skip)
		for _, m := range o.src.Alone {
			own = append(own, m.Text)
		}
		for _, m := range o.src.Match {
			if len(o.findings(m.Text, false)) == 0 {
				t.Errorf("%s: the oracle finds nothing in %q", o.src.Rule, m.Text)
			}
			own = append(own, m.Text)
		}
		for _, text := range own {
			o.agree(t, text)
			mixed := joints[rnd.IntN(len(joints))] + text
			for range 2 {
				mixed += joints[rnd.IntN(len(joints))] + texts[rnd.IntN(len(texts))]
			}
			if len(mixed) < 1500 {
				o.agree(t, mixed+joints[rnd.IntN(len(joints))]+text)
			}
		}
	}
}

// TestHiddenValues puts stars before values: four of them stand in place of a value, fewer are emphasis. Where the text is cut
// must not matter either.
func TestHiddenValues(t *testing.T) {
	all, _ := oracles(t)
	for _, o := range all {
		if len(o.lead) == 0 {
			continue
		}
		m := o.src.Match[0]
		for _, stars := range []string{"*", "***", "****", "        ****", "           ****"} {
			text := m.Text[:m.Start] + stars + m.Text[m.Start:]
			o.agree(t, text)
			want := scanAll(o.sets[0], text)
			for cut := m.Start; cut <= m.Start+len(stars); cut++ {
				if diff := cmp.Diff(want, scanCut(t, o.sets[0], text, cut)); diff != "" {
					t.Errorf("%s on %q, cut at %d: %s", o.src.Rule, text, cut, diff)
				}
			}
		}
	}
}

// TestOracleCorpora compares on a part of the labelled texts, which are other
// authors' examples.
func TestOracleCorpora(t *testing.T) {
	const corpora = "../../../shared/corpora"
	if _, err := os.Stat(corpora); err != nil {
		t.Skip("no labelled corpora beside the repository")
	}
	if testing.Short() {
		t.Skip("slow")
	}
	all, _ := oracles(t)
	sample := uint32(800) // one text of so many: every rule is run alone on each
	if os.Getenv("CI") != "" {
		sample = 100
	}
	for _, name := range []string{"gitleaks-rules", "noseyparker-rules", "chat-pii-synth", "presidio-recognizer-tests", "chat-pii-negatives"} {
		cases, err := eval.ReadFile(filepath.Join(corpora, name+".jsonl.gz"))
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range cases {
			h := fnv.New32()
			h.Write([]byte(c.ID))
			if h.Sum32()%sample != 0 || len(c.Text) > 600 {
				continue
			}
			for _, o := range all {
				o.agree(t, c.Text)
			}
		}
	}
}

// TestCutsCorpora delivers labelled texts in small pieces, as streams do.
func TestCutsCorpora(t *testing.T) {
	const corpora = "../../../shared/corpora"
	files, _ := filepath.Glob(corpora + "/*.jsonl.gz")
	if len(files) == 0 {
		t.Skip("no labelled corpora beside the repository")
	}
	set := allTypes(t)
	rnd := rand.New(rand.NewPCG(7, 8))
	for _, name := range files {
		cases, err := eval.ReadFile(name)
		if err != nil {
			continue // a corpus of another form
		}
		for _, c := range cases {
			if rnd.IntN(12) > 0 || len(c.Text) > 3000 {
				continue
			}
			var cuts []int
			for at := 1 + rnd.IntN(9); at < len(c.Text); at += 1 + rnd.IntN(9) {
				cuts = append(cuts, at)
			}
			if diff := cmp.Diff(scanAll(set, c.Text), scanCut(t, set, c.Text, cuts...)); diff != "" {
				t.Errorf("%s: %s", c.ID, diff)
			}
		}
	}
}

// FuzzOracle tries a text on four rules: on all of them it would take seconds.
func FuzzOracle(f *testing.F) {
	all, _ := oracles(f)
	const each = 4
	for i := 0; i < len(all); i += 16 * each {
		if text := all[i].src.Match[0].Text; len(text) < 200 {
			f.Add(text, uint16(i/each))
		}
	}
	f.Fuzz(func(t *testing.T, text string, group uint16) {
		if len(text) > 250 || !utf8.ValidString(text) {
			t.Skip("not a short text")
		}
		first := int(group) * each % len(all)
		for _, o := range all[first:min(first+each, len(all))] {
			o.agree(t, text)
		}
	})
}

func FuzzCuts(f *testing.F) {
	_, rules := oracles(f)
	for i, r := range rules {
		if m := r.Match[0]; i%4 == 0 && len(m.Text) < 200 { // each seed is run before the first new input
			f.Add(m.Text, 7)
		}
	}
	set := allTypes(f, detect.Custom{Name: "A", Regex: `(?i)\bemp-[0-9]{3,6}\b`}, detect.Custom{Name: "B", Terms: []string{"blue horizon", "C++"}})
	f.Fuzz(func(t *testing.T, text string, cut int) {
		if len(text) > 2000 || !utf8.ValidString(text) {
			t.Skip("not a text")
		}
		want := scanAll(set, text)
		if cut = cut % (len(text) + 1); cut < 0 {
			cut = -cut
		}
		if diff := cmp.Diff(want, scanCut(t, set, text, cut)); diff != "" {
			t.Fatalf("cut at %d: %s", cut, diff)
		}
		var cuts []int
		for i := cut%7 + 1; i < len(text); i += cut%7 + 1 {
			cuts = append(cuts, i)
		}
		if diff := cmp.Diff(want, scanCut(t, set, text, cuts...)); diff != "" {
			t.Fatalf("cuts of %d: %s", cut%7+1, diff)
		}
	})
}
