package main

import (
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"
)

var replayCommand = &command{
	name:  "replay",
	args:  "--policy FILE|PRESET [--against FILE|PRESET] [flags] FILE|-...",
	short: "run recorded traffic through a policy, or two, and count",
	long: `
Reads recorded traffic and shows what a policy would have done with it; with
--against, what would change from that policy to the other one. Files are HAR
archives, the output of Envoy's tap filter in JSON, or lines of JSON:

  {"id":"1","path":"/v1/chat/completions","request":{...},"response":"data: ...",
   "content_type":"text/event-stream"}       also host, method, headers, policy,
                                             request_b64, response_b64

Counts and examples name places, types and rules; they never show a value.

  chatguard replay --policy strict traffic.har
  chatguard replay --against policy.yaml --policy next.yaml tap/*.json`,
	run: replay,
	flags: func(f *flags) {
		f.String("policy", "", "`FILE` or preset to try")
		f.String("against", "", "`FILE` or preset that decides today")
		f.Int("examples", 10, "how many changed exchanges to show")
		f.Bool("json", false, "write one JSON object")
	},
}

// replayed is what one policy or two did with recorded traffic.
type replayed struct {
	Exchanges int        `json:"exchanges"`
	Skipped   int        `json:"skipped"` // without a body
	Policies  []*tally   `json:"policies"`
	Changed   int        `json:"changed"`
	Changes   []*change  `json:"changes,omitempty"`
	Examples  []*example `json:"examples,omitempty"`
}

// tally counts what one policy did.
type tally struct {
	Policy   string         `json:"policy"`
	Verdicts map[string]int `json:"verdicts"` // "request mask"
	Coverage map[string]int `json:"coverage"` // "request full", "response partial media"
	APIs     map[string]int `json:"apis"`     // of requests; "unknown" for none
	Findings map[string]int `json:"findings"` // "EMAIL_ADDRESS Mask"
}

// change counts the exchanges of which a verdict changed in one way.
type change struct {
	Direction string `json:"direction"`
	From      string `json:"from"`
	To        string `json:"to"`
	Exchanges int    `json:"exchanges"`
}

// example is one changed exchange, without its values.
type example struct {
	Exchange  string   `json:"exchange"`
	Direction string   `json:"direction"`
	From      string   `json:"from"`
	To        string   `json:"to"`
	Gone      []string `json:"gone,omitempty"`
	New       []string `json:"new,omitempty"`
}

func replay(e *env, f *flags, args []string) (int, error) {
	if f.text("policy") == "" {
		return 0, usageError("--policy is needed")
	}
	if len(args) == 0 {
		return 0, usageError("no file was named")
	}
	r := &replayer{limit: f.number("examples")}
	for _, name := range []string{f.text("against"), f.text("policy")} {
		if name == "" {
			continue
		}
		if err := r.open(e, name); err != nil {
			return 0, err
		}
	}
	for _, name := range args {
		step, end := e.progress("replay "+name, 0)
		err := e.eachRecording(name, func(rec *recording) error {
			step()
			return r.one(name, rec)
		})
		end()
		if err != nil {
			return 0, err
		}
	}
	if f.on("json") {
		return exitOK, writeJSON(e.stdout, &r.out)
	}
	return exitOK, r.out.write(e)
}

type replayer struct {
	subjects []*subject // the policy of today first, if there are two
	out      replayed
	limit    int
}

func (r *replayer) open(e *env, name string) error {
	doc, err := e.openPolicy(name)
	if err != nil {
		return err
	}
	s, err := e.subject(doc)
	if err != nil {
		return err
	}
	r.subjects = append(r.subjects, s)
	r.out.Policies = append(r.out.Policies, &tally{name, map[string]int{}, map[string]int{}, map[string]int{}, map[string]int{}})
	return nil
}

func (r *replayer) one(file string, rec *recording) error {
	if rec.trial.empty() {
		r.out.Skipped++
		return nil
	}
	r.out.Exchanges++
	var requests, responses []*scanned
	for i, s := range r.subjects {
		request, response := s.run(&rec.trial)
		t := r.out.Policies[i]
		if rec.trial.request == nil {
			request = nil
		} else {
			t.APIs[or(request.API, "unknown")]++
		}
		t.add("request", request)
		t.add("response", response)
		requests, responses = append(requests, request), append(responses, response)
	}
	if len(r.subjects) == 2 {
		where := file + ": " + rec.name
		a := r.compare(where, "request", requests)
		b := r.compare(where, "response", responses)
		if a || b {
			r.out.Changed++
		}
	}
	return nil
}

func (t *tally) add(side string, r *scanned) {
	if r == nil {
		return
	}
	t.Verdicts[side+" "+verdict(r)]++
	t.Coverage[strings.TrimSpace(side+" "+r.Coverage+" "+r.CoverageReason)]++
	for _, f := range r.Findings {
		t.Findings[f.Type+" "+f.Action]++
	}
}

// verdict is what a policy does, or would do if it did not only watch.
func verdict(r *scanned) string {
	switch {
	case r == nil:
		return "not reached"
	case r.Would != "":
		return r.Verdict + " (would " + r.Would + ")"
	}
	return r.Verdict
}

// compare notes in what the second policy's result differs from the first's.
func (r *replayer) compare(where, side string, two []*scanned) bool {
	from, to := verdict(two[0]), verdict(two[1])
	x := &example{Exchange: where, Direction: side, From: from, To: to, Gone: less(two[0], two[1]), New: less(two[1], two[0])}
	if from == to && len(x.Gone)+len(x.New) == 0 {
		return false
	}
	i := slices.IndexFunc(r.out.Changes, func(c *change) bool { return c.Direction == side && c.From == from && c.To == to })
	if i < 0 {
		i = len(r.out.Changes)
		r.out.Changes = append(r.out.Changes, &change{side, from, to, 0})
	}
	r.out.Changes[i].Exchanges++
	if len(r.out.Examples) < r.limit {
		r.out.Examples = append(r.out.Examples, x)
	}
	return true
}

// less is the findings of a that b has not, as places.
func less(a, b *scanned) (list []string) {
	if a == nil {
		return nil
	}
	for _, f := range a.Findings {
		if b == nil || !slices.ContainsFunc(b.Findings, func(x finding) bool {
			return x.Type == f.Type && x.Path == f.Path && x.Start == f.Start && x.End == f.End && x.Action == f.Action
		}) {
			list = append(list, fmt.Sprintf("%s %s at %s [%d:%d], rule %s", f.Action, f.Type, or(f.Path, "the text"), f.Start, f.End, f.Rule))
		}
	}
	return list
}

func (out *replayed) write(e *env) error {
	w := tabwriter.NewWriter(e.stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintf(w, "%s", count(out.Exchanges, "exchange", "exchanges"))
	if out.Skipped > 0 {
		fmt.Fprintf(w, ", %d without a body left out", out.Skipped)
	}
	fmt.Fprint(w, "\n\n")
	for _, t := range out.Policies {
		fmt.Fprintf(w, "\t%s", t.Policy)
	}
	fmt.Fprintln(w)
	for _, part := range []func(*tally) map[string]int{
		func(t *tally) map[string]int { return t.Verdicts }, func(t *tally) map[string]int { return t.Coverage },
		func(t *tally) map[string]int { return t.APIs }, func(t *tally) map[string]int { return t.Findings },
	} {
		out.rows(w, part)
	}
	if err := w.Flush(); err != nil || len(out.Policies) < 2 {
		return err
	}
	fmt.Fprintf(e.stdout, "\n%s changed\n", count(out.Changed, "exchange", "exchanges"))
	for _, c := range out.Changes {
		fmt.Fprintf(e.stdout, "  %s: %s -> %s: %d\n", c.Direction, c.From, c.To, c.Exchanges)
	}
	for _, x := range out.Examples {
		fmt.Fprintf(e.stdout, "\n%s, %s: %s -> %s\n", x.Exchange, x.Direction, x.From, x.To)
		for _, s := range x.Gone {
			fmt.Fprintln(e.stdout, "  -", s)
		}
		for _, s := range x.New {
			fmt.Fprintln(e.stdout, "  +", s)
		}
	}
	return nil
}

func (out *replayed) rows(w *tabwriter.Writer, part func(*tally) map[string]int) {
	keys := map[string]int{}
	for _, t := range out.Policies {
		for k := range part(t) {
			keys[k] = 0
		}
	}
	for _, k := range sortedKeys(keys) {
		fmt.Fprint(w, k)
		for _, t := range out.Policies {
			fmt.Fprintf(w, "\t%d", part(t)[k])
		}
		fmt.Fprintln(w)
	}
}
