package eval_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/chatguard/chatguard/filter/eval"
)

const cases = `{"id":"1","corpus":"c","text":"mail a@b.de now","spans":[{"start":5,"end":11,"type":"EMAIL"}]}
{"id":"2","corpus":"c","text":"nothing here","spans":[]}

{"id":"3","corpus":"c","text":"mäil a@b.de now","spans":[{"start":5,"end":11,"type":"EMAIL","bstart":6,"bend":12}]}
{"id":"4","corpus":"c","text":"call 123","types_annotated":["PHONE"],"spans":[]}
`

func TestRun(t *testing.T) {
	in, err := eval.Read(strings.NewReader(cases))
	if err != nil {
		t.Fatal(err)
	}
	scan := func(text string) []eval.Found {
		switch text {
		case "mail a@b.de now":
			return []eval.Found{{Start: 5, End: 11, Type: "EMAIL_ADDRESS"}}
		case "nothing here":
			return []eval.Found{{Start: 0, End: 7, Type: "EMAIL_ADDRESS", Rule: "email"}, {Start: 8, End: 12, Type: "IBAN_CODE"}}
		case "call 123":
			return []eval.Found{{Start: 5, End: 8, Type: "PHONE_NUMBER"}, {Start: 0, End: 4, Type: "EMAIL_ADDRESS"}}
		}
		return nil
	}
	got := eval.Run(in, scan, eval.Options{Misses: 5})
	want := []*eval.Count{
		{Type: "EMAIL", Spans: 2, Hit: 1, Exact: 1, Found: 2, Wrong: 1, Masked: 1,
			Misses: []eval.Miss{{Case: "3", Text: "mäil a@b.de now", Value: "a@b.de"}},
			False:  []eval.Miss{{Case: "2", Text: "nothing here", Value: "nothing", As: "EMAIL_ADDRESS by email"}}},
		{Type: "PHONE", Found: 1, Wrong: 1, False: []eval.Miss{{Case: "4", Text: "call 123", Value: "123", As: "PHONE_NUMBER by "}}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if p, r := got[0].Precision(), got[0].Recall(); p != 0.5 || r != 0.5 || got[0].F1() != 0.5 {
		t.Errorf("precision %v, recall %v, F1 %v", p, r, got[0].F1())
	}
	var b strings.Builder
	if err := eval.WriteTable(&b, got); err != nil || !strings.Contains(b.String(), "| EMAIL | 2 | 0.500 | 0.500 | 2 | 0.500 | 0.500 |") {
		t.Errorf("table: %v\n%s", err, b.String())
	}
}

// TestCategories holds that identifiers and what is no secret outright have
// figures of their own, and samples one of whether a secret is found at all.
func TestCategories(t *testing.T) {
	in, err := eval.Read(strings.NewReader(`{"id":"1","corpus":"c","label":"secret","text":"jo:pw","spans":[{"start":0,"end":2,"type":"SECRET"}],"categories":["fuzzy","secret"]}
{"id":"2","corpus":"c","label":"secret","text":"id","spans":[{"start":0,"end":2,"type":"SECRET"}],"categories":["identifier","api"]}
{"id":"3","corpus":"c","label":"secret","text":"pw","spans":[{"start":0,"end":2,"type":"SECRET"}],"categories":["secret"]}
`))
	if err != nil {
		t.Fatal(err)
	}
	scan := func(text string) []eval.Found {
		if i := strings.Index(text, "pw"); i >= 0 {
			return []eval.Found{{Start: i, End: i + 2, Type: "SECRET_PASSWORD"}}
		}
		return nil
	}
	got := eval.Run(in, scan, eval.Options{})
	want := []*eval.Count{
		{Type: "IDENTIFIER", Spans: 1},
		{Type: "SECRET", Spans: 1, Hit: 1, Exact: 1, Masked: 1, Found: 2, Wrong: 1},
		{Type: "SECRET (fuzzy)", Spans: 1},
		{Type: "SECRET, samples with one found", Spans: 3, Hit: 2, Masked: 2},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if all := eval.Total(got); all.Spans != 3 {
		t.Errorf("%d spans in total, want 3: samples are counted twice", all.Spans)
	}
}

func TestReadErrors(t *testing.T) {
	for _, doc := range []string{"{", `{"text":"ab","spans":[{"start":1,"end":3}]}`, `{"text":"ab","spans":[{"start":2,"end":1}]}`} {
		if _, err := eval.Read(strings.NewReader("{}\n" + doc)); err == nil || !strings.Contains(err.Error(), "line 2") {
			t.Errorf("%s: error %v", doc, err)
		}
	}
}
