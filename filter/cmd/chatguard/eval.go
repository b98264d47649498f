package main

import (
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"text/tabwriter"

	"github.com/chatguard/chatguard/filter/detect"
	"github.com/chatguard/chatguard/filter/eval"
)

var evalCommand = &command{
	name:  "eval",
	args:  "[--policy FILE|PRESET] [--split dev|val|all] [--json] [--misses] [--show-values] CORPUS.jsonl[.gz]...",
	short: "measure precision and recall on labelled texts",
	long: `
A corpus has one case a line: {"id","text","label","spans":[{"start","end","type"}]},
offsets in bytes (or as bstart and bend). The detectors see the texts directly, with
no scope, action or least score applied: a policy only says which types are on. A
finding meets a span if they share half of what they cover. A label such as
secret_nospan says that the text holds one somewhere. A case may have a request's
body in place of a text, as "request" or in base64 as "body_b64": a labelled span
is found there if the body has a finding of its type, and a "needle" is a text that
must be seen in the body, or the body be refused.

Cases labelled injection, jailbreak, indirect or benign are scored as attacks on the
model, too: the share of texts that score at least 0.5, 0.8 and 0.9, by label, tier,
variant and language. Mind what the model was learned from (policies/model).

  chatguard eval cases.jsonl
  chatguard eval --policy pci --misses cases.jsonl.gz`,
	run: evaluate,
	flags: func(f *flags) {
		f.String("policy", "", "only the types that the rules of this `policy` name (all types without it)")
		f.String("split", "all", "`part` of the cases: dev (70 % of the groups), val (30 %) or all")
		f.Float64("min-score", detect.Usual, "leave out findings below this `score`; weak ones have less than 0.35")
		f.Bool("json", false, "write JSON")
		f.Bool("misses", false, "list missed spans and false findings, by case")
		f.Bool("show-values", false, "with --misses: show the values too")
	},
}

type evalType struct {
	Type      string  `json:"type"`
	Spans     int     `json:"spans"`
	True      int     `json:"true"`
	Missed    int     `json:"missed"`
	Exact     int     `json:"exact"`
	False     int     `json:"false"`
	Precision float64 `json:"precision"`
	Recall    float64 `json:"recall"`
	F1        float64 `json:"f1"`
	Masked    int     `json:"maskedAsAnyType"`
	// TakenFor counts the missed spans by the type that was found in their place.
	TakenFor map[string]int `json:"takenFor,omitempty"`
}

type evalFile struct {
	File   string      `json:"file"`
	Split  string      `json:"split"`
	Cases  int         `json:"cases"`
	NoText int         `json:"casesWithoutText"` // and without a body: not measured
	Clean  int         `json:"casesWithoutSpans"`
	Alarms int         `json:"casesWithoutSpansWithFinding"`
	Types  []evalType  `json:"types"`
	Misses []evalMiss  `json:"misses,omitempty"`
	Bodies *evalBodies `json:"bodies,omitempty"`

	// Attacks has the scores of attacks on the model, if the cases are labelled so.
	Attacks []evalAttack `json:"attacks,omitempty"`
}

// evalAttack is the share of some texts that score at least so much.
type evalAttack struct {
	Name  string             `json:"name"`
	Texts int                `json:"texts"`
	Share map[string]float64 `json:"share"`
}

type evalMiss struct {
	Kind  string `json:"kind"` // missed or false
	Type  string `json:"type"`
	Case  string `json:"case"`
	Value string `json:"value,omitempty"`
}

func evaluate(e *env, f *flags, args []string) (int, error) {
	split := f.text("split")
	if !slices.Contains([]string{"dev", "val", "all"}, split) {
		return 0, usageError("--split is dev, val or all")
	}
	if len(args) == 0 {
		return 0, usageError("no file was named")
	}
	least := f.fraction("min-score")
	set, err := e.evalSet(f.text("policy"), float32(least))
	if err != nil {
		return 0, err
	}
	scan := atLeast(eval.Detector(set), least)
	var files []evalFile
	for _, name := range args {
		cases, err := eval.ReadFile(name)
		if err != nil {
			return 0, err
		}
		step, end := e.progress("eval "+name, 0)
		counted := func(text string) []eval.Found {
			step()
			return scan(text)
		}
		cases = slices.DeleteFunc(cases, func(c eval.Case) bool { return split != "all" && eval.Split(&c) != split })
		file := measure(name, split, cases, counted, f.on("misses"), f.on("show-values"))
		if file.Attacks, err = measureAttacks(cases); err != nil {
			return 0, err
		}
		end()
		if file.Bodies, err = e.measureBodies(f.text("policy"), cases); err != nil {
			return 0, err
		}
		files = append(files, file)
	}
	if f.on("json") {
		return exitOK, writeJSON(e.stdout, map[string]any{"files": files})
	}
	return exitOK, writeEval(e, files)
}

// evalSet is every built-in type, or those of the rules of a policy.
// Their findings score at least so much.
func (e *env) evalSet(name string, score float32) (*detect.Set, error) {
	least := map[string]float32{}
	if name == "" {
		for _, t := range detect.Catalog().Names() {
			least[t] = score
		}
		return detect.NewSetFrom(least, nil)
	}
	doc, err := e.openPolicy(name)
	if err != nil {
		return nil, err
	}
	c, err := e.parse(doc)
	if err != nil {
		return nil, err
	}
	var own []detect.Custom
	for i := range c.Default.Detectors {
		own = append(own, custom(&c.Default.Detectors[i]))
	}
	for _, r := range c.Default.Rules {
		for _, t := range r.Types {
			if slices.Contains(detect.Catalog().Names(), t) {
				least[t] = score
			}
		}
	}
	return detect.NewSetFrom(least, own)
}

func measure(name, split string, cases []eval.Case, scan func(string) []eval.Found, list, values bool) evalFile {
	out := evalFile{File: name, Split: split, Types: []evalType{}}
	cases = slices.DeleteFunc(slices.Clone(cases), func(c eval.Case) bool {
		if _, body := c.Body(); c.Text == "" && !body {
			out.NoText++
		}
		return c.Text == ""
	})
	out.Cases = len(cases)
	for i := range cases {
		if len(cases[i].Spans) > 0 || cases[i].TextOnly() != "" {
			continue
		}
		out.Clean++
		if len(scan(cases[i].Text)) > 0 {
			out.Alarms++
		}
	}
	opt := eval.Options{}
	if list {
		opt.Misses = math.MaxInt
	}
	for _, c := range eval.Run(cases, scan, opt) {
		out.Types = append(out.Types, evalType{Type: c.Type, Spans: c.Spans, True: c.Hit, Missed: c.Spans - c.Hit, Exact: c.Exact,
			False: c.Wrong, Precision: c.Precision(), Recall: c.Recall(), F1: c.F1(), Masked: c.Masked, TakenFor: c.Confused})
		add := func(kind string, from []eval.Miss) {
			for _, m := range from {
				x := evalMiss{Kind: kind, Type: c.Type, Case: m.Case}
				if values {
					x.Value = m.Value
				}
				out.Misses = append(out.Misses, x)
			}
		}
		add("missed", c.Misses)
		add("false", c.False)
	}
	return out
}

// measureAttacks scores cases whose labels are injection, jailbreak, indirect
// or benign.
func measureAttacks(cases []eval.Case) ([]evalAttack, error) {
	if !eval.HasAttacks(cases) {
		return nil, nil
	}
	score, err := eval.AttackScorer()
	if err != nil {
		return nil, err
	}
	kept := slices.DeleteFunc(slices.Clone(cases), func(c eval.Case) bool { return c.Text == "" })
	var out []evalAttack
	for _, r := range eval.AttackRates(kept, score) {
		a := evalAttack{Name: r.Name, Texts: r.Texts, Share: map[string]float64{}}
		for i, t := range eval.Thresholds {
			a.Share[fmt.Sprintf("%.1f", t)] = r.Share(i)
		}
		out = append(out, a)
	}
	return out, nil
}

func writeAttacks(w io.Writer, rates []evalAttack) {
	if len(rates) == 0 {
		return
	}
	fmt.Fprint(w, "ATTACKS\tTEXTS")
	for _, t := range eval.Thresholds {
		fmt.Fprintf(w, "\t>= %.1f", t)
	}
	fmt.Fprintln(w)
	for _, a := range rates {
		fmt.Fprintf(w, "%s\t%d", a.Name, a.Texts)
		for _, t := range eval.Thresholds {
			fmt.Fprintf(w, "\t%.3f", a.Share[fmt.Sprintf("%.1f", t)])
		}
		fmt.Fprintln(w)
	}
}

func writeEval(e *env, files []evalFile) error {
	w := tabwriter.NewWriter(e.stdout, 0, 0, 2, ' ', 0)
	for _, f := range files {
		fmt.Fprintf(w, "%s, split %s: %d cases, %d without spans, %d of these with a finding\n", f.File, f.Split, f.Cases, f.Clean, f.Alarms)
		if f.NoText > 0 {
			fmt.Fprintf(w, "%d more cases have no text and were not measured\n", f.NoText)
		}
		fmt.Fprintln(w, "TYPE\tSPANS\tTRUE\tMISSED\tEXACT\tFALSE\tPRECISION\tRECALL\tF1")
		for _, t := range f.Types {
			fmt.Fprintf(w, "%s\t%d\t%d\t%d\t%d\t%d\t%.3f\t%.3f\t%.3f\n", t.Type, t.Spans, t.True, t.Missed, t.Exact, t.False, t.Precision, t.Recall, t.F1)
		}
		writeConfusion(w, f.Types)
		if b := f.Bodies; b != nil {
			fmt.Fprintf(w, "%d bodies, %d refused, %d of %d spans found, %d of %d without spans with a finding, %d of %d needles seen or refused\n",
				b.Cases, b.Refused, b.True, b.Spans, b.Alarms, b.Clean, b.Seen, b.Needles)
		}
		writeAttacks(w, f.Attacks)
		for _, m := range f.Misses {
			fmt.Fprintf(w, "%s %s in %s", m.Kind, m.Type, m.Case)
			if m.Value != "" {
				fmt.Fprintf(w, ": %q", m.Value)
			}
			fmt.Fprintln(w)
		}
	}
	return w.Flush()
}

// writeConfusion tells what missed spans were taken for.
func writeConfusion(w io.Writer, types []evalType) {
	for _, t := range types {
		for _, other := range slices.Sorted(maps.Keys(t.TakenFor)) {
			fmt.Fprintf(w, "%s taken for %s: %d\n", t.Type, other, t.TakenFor[other])
		}
	}
}

// atLeast leaves out findings below a score.
func atLeast(scan func(string) []eval.Found, least float64) func(string) []eval.Found {
	return func(text string) []eval.Found {
		return slices.DeleteFunc(scan(text), func(f eval.Found) bool { return f.Score < float32(least) })
	}
}
