package main

import (
	"fmt"
	"math"
	"strconv"

	"github.com/chatguard/chatguard/filter/eval"
)

// corpora sums up the labelled texts of a call of test.
type corpora struct {
	cases                    int
	spans, hit, found, wrong int
}

// corpusResult is how a policy does on labelled texts: of the labelled spans
// how many it acts on, and of what it acts on how much is labelled.
type corpusResult struct {
	Cases     int     `json:"cases"`
	Spans     int     `json:"spans"`
	Hit       int     `json:"hit"`
	Findings  int     `json:"findings"`
	False     int     `json:"false"`
	Precision float64 `json:"precision"`
	Recall    float64 `json:"recall"`
	OK        bool    `json:"ok"`
}

// corpus runs every text of a file through the policy, as a user's message.
func (t *tester) corpus(name string) error {
	p, err := t.policy(name, "")
	if err != nil {
		return err
	}
	cases, err := eval.ReadFile(name)
	if err != nil {
		return err
	}
	step, end := t.e.progress("test "+name, len(cases))
	defer end()
	scan := func(text string) []eval.Found {
		step()
		var all []eval.Found
		request, _ := p.subject.run(&trial{request: &side{contentType: "application/json", pieces: [][]byte{chatMessage(text)}}})
		t.use(p, request)
		for _, f := range request.Findings {
			if f.Path == "messages.0.content" && f.Action != "Allow" {
				all = append(all, eval.Found{Start: f.Start, End: f.End, Type: f.Type, Rule: f.Rule})
			}
		}
		return all
	}
	t.labeled.cases += len(cases)
	for _, c := range eval.Run(cases, scan, eval.Options{}) {
		t.labeled.spans += c.Spans
		t.labeled.hit += c.Hit
		t.labeled.found += c.Found
		t.labeled.wrong += c.Wrong
	}
	return nil
}

func (c *corpora) result(f *flags) *corpusResult {
	if c.cases == 0 {
		return nil
	}
	r := &corpusResult{
		Cases: c.cases, Spans: c.spans, Hit: c.hit, Findings: c.found, False: c.wrong,
		Precision: share(c.found-c.wrong, c.found), Recall: share(c.hit, c.spans),
	}
	r.OK = r.Precision >= f.fraction("min-precision") && r.Recall >= f.fraction("min-recall")
	return r
}

// share is part of all; 1 of nothing.
func share(part, all int) float64 {
	if all == 0 {
		return 1
	}
	return float64(part) / float64(all)
}

func (f *flags) fraction(name string) float64 {
	x, err := strconv.ParseFloat(f.text(name), 64)
	if err != nil {
		return math.NaN() // the flag package lets no such value through
	}
	return x
}

func (r *corpusResult) write(e *env) {
	if r == nil {
		return
	}
	verdict := ""
	if !r.OK {
		verdict = "FAIL: "
	}
	fmt.Fprintf(e.stdout, "%s%s of a corpus: precision %.3f (%d of %d findings are not labelled), recall %.3f (%d of %d spans)\n",
		verdict, count(r.Cases, "text", "texts"), r.Precision, r.False, r.Findings, r.Recall, r.Hit, r.Spans)
}
