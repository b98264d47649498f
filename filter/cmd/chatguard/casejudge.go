package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// judge says in what a result is not what was wanted. Nothing of a body is
// repeated, unless show is true.
func (w *want) judge(side string, r *scanned, show bool) (wrong []string) {
	if w == nil {
		return nil
	}
	if r == nil {
		return []string{side + ": the request was answered, there is none"}
	}
	differ := func(what, want, got string) {
		if want != "" && want != got {
			wrong = append(wrong, fmt.Sprintf("%s: %s is %s, not %s", side, what, or(got, "none"), want))
		}
	}
	verdict := r.Verdict
	if r.Would != "" && w.verdict == r.Would {
		verdict = r.Would // Monitor: what it would have been
	}
	differ("verdict", w.verdict, verdict)
	differ("coverage", w.coverage, r.Coverage)
	differ("coverageReason", w.reason, r.CoverageReason)
	differ("api", w.api, r.API)
	differ("policy", w.policy, r.Policy)
	if w.status != 0 && (r.Response == nil || r.Response.Status != w.status) {
		got := "passed on"
		if r.Response != nil {
			got = fmt.Sprint("answered ", r.Response.Status)
		}
		wrong = append(wrong, fmt.Sprintf("%s: %s, not answered %d", side, got, w.status))
	}
	wrong = append(wrong, w.judgeFindings(side, r.Findings)...)
	return append(wrong, w.judgeBody(side, r.text(), show)...)
}

// text is what goes on, or the answer in its place.
func (r *scanned) text() string {
	switch {
	case r.Response != nil:
		return r.Response.Body
	case r.Body != nil:
		return *r.Body
	}
	return string(r.BodyBase64)
}

func (w *want) judgeFindings(side string, got []finding) (wrong []string) {
	if !w.closed {
		return nil
	}
	left := slices.Clone(got)
	for _, f := range w.findings {
		for n := range f.count {
			i := slices.IndexFunc(left, func(x finding) bool { return f.meets(&x) })
			if i < 0 {
				wrong = append(wrong, fmt.Sprintf("%s: %s is found %d times, not %d, as it is described", side, f.kind, n, f.count))
				break
			}
			left = slices.Delete(left, i, i+1)
		}
	}
	for _, x := range left {
		wrong = append(wrong, fmt.Sprintf("%s: %s is found at %s [%d:%d] by rule %s and was not expected", side, x.Type, or(x.Path, "the text"), x.Start, x.End, x.Rule))
	}
	return wrong
}

func (w *want) judgeBody(side, got string, show bool) (wrong []string) {
	if w.body != nil && got != *w.body {
		msg := side + ": the body is another"
		if show {
			msg += ": " + got
		}
		wrong = append(wrong, msg)
	}
	for i, s := range w.contains {
		if !strings.Contains(got, s) {
			wrong = append(wrong, fmt.Sprintf("%s: contains[%d] is not there", side, i))
		}
	}
	for i, s := range w.lacks {
		if strings.Contains(got, s) {
			wrong = append(wrong, fmt.Sprintf("%s: lacks[%d] is there", side, i))
		}
	}
	return wrong
}

func quoteJSON(s string) string {
	b, _ := json.Marshal(s) // a string cannot fail
	return string(b)
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
