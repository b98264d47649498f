package main

import (
	"fmt"
	"slices"

	"github.com/chatguard/chatguard/filter/chat"
	"github.com/chatguard/chatguard/filter/guard"
	"github.com/chatguard/chatguard/filter/policy"
)

var explainCommand = &command{
	name:  "explain",
	args:  "[flags] [FILE|-]",
	short: "show why a policy does what it does with one body",
	long: `
Runs a body through a policy as scan does and shows the way to the verdict: how
the policy and the API were chosen, which texts were looked at and in which scope,
what was found in them, and for each finding the rules in their order, with the
reason why each did or did not decide. Values are shown as their length, unless
--show-values is given.

  chatguard explain --policy strict request.json
  chatguard explain --policy policy.yaml --path /v1/messages --json request.json
  chatguard explain --direction response --path /v1/chat/completions --content-type text/event-stream events.txt`,
	run: explain,
	flags: func(f *flags) {
		trialFlags(f)
		f.Bool("json", false, "write one JSON object")
		f.Bool("show-values", false, "show what was found")
	},
}

// explained is the way to a verdict.
type explained struct {
	Policy     policyChoice `json:"policy"`
	API        apiChoice    `json:"api"`
	Texts      []textSeen   `json:"texts"`
	Candidates []candidate  `json:"candidates"`
	Result     *scanned     `json:"result"`
}

type policyChoice struct {
	Name string `json:"name"`
	By   string `json:"by"` // metadata, route N, default, document
	Mode string `json:"mode"`
}

type apiChoice struct {
	Name string `json:"name"`
	By   string `json:"by"` // name, path, shape; none
}

type textSeen struct {
	Path  string `json:"path"`
	Scope string `json:"scope"`
	Bytes int    `json:"bytes,omitempty"` // not told of streams
}

type candidate struct {
	Type      string     `json:"type"`
	Path      string     `json:"path"`
	Scope     string     `json:"scope,omitempty"`
	Start     int        `json:"start"`
	End       int        `json:"end"`
	Score     float32    `json:"score"`
	Validated bool       `json:"validated"`
	Repeat    bool       `json:"repeat,omitempty"` // of a value that was found elsewhere
	View      string     `json:"view,omitempty"`   // of the text, in which it was seen: folded, escaped, encoded, spelled
	Fate      string     `json:"fate"`
	Rule      string     `json:"rule,omitempty"`
	Action    string     `json:"action,omitempty"`
	Rules     []ruleSeen `json:"rules,omitempty"` // that match the type, as far as they were asked
	Value     string     `json:"value,omitempty"`
	Words     []string   `json:"words,omitempty"` // that speak most for an attack
}

// ruleSeen is one rule that was asked, and its answer.
type ruleSeen struct {
	Rule   string `json:"rule"`
	Answer string `json:"answer"`
}

func explain(e *env, f *flags, args []string) (int, error) {
	t, d, err := e.readTrial(f, args)
	if err != nil {
		return 0, err
	}
	s, err := e.open(f.text("policy"), t)
	if err != nil {
		return 0, err
	}
	x := s.explain(t, d, f.on("show-values"))
	if f.on("json") {
		return exitOK, writeJSON(e.stdout, x)
	}
	return exitOK, x.write(e)
}

// explain runs a trial and collects how its last body was judged.
func (s *subject) explain(t *trial, d policy.Direction, values bool) *explained {
	s.x.Trace = &guard.Trace{}
	request, response := s.run(t)
	x := &explained{Policy: s.choice(t), Result: request, Texts: []textSeen{}, Candidates: []candidate{}}
	if d == policy.Response {
		x.Result = response
	}
	x.API = apiChoice{or(x.Result.API, chat.GenericName), or(s.x.Trace.APIBy, "none")}
	for _, text := range s.x.Trace.Texts {
		if t.request != nil || d == policy.Request || text.Path != "" {
			x.Texts = append(x.Texts, textSeen{text.Path, text.Scope.String(), text.Bytes})
		}
	}
	for i := range s.x.Trace.Candidates {
		x.Candidates = append(x.Candidates, s.candidate(&s.x.Trace.Candidates[i], d, values))
	}
	slices.SortStableFunc(x.Candidates, func(a, b candidate) int {
		if a.Path != b.Path {
			return slices.IndexFunc(x.Texts, func(t textSeen) bool { return t.Path == a.Path }) -
				slices.IndexFunc(x.Texts, func(t textSeen) bool { return t.Path == b.Path })
		}
		return a.Start - b.Start
	})
	return x
}

func (s *subject) choice(t *trial) policyChoice {
	c, in := s.config, t.route.input()
	p, _ := c.Select(in)
	x := policyChoice{Name: p.Name, By: "default", Mode: p.Mode.String()}
	switch {
	case c.Single:
		x.By = "document"
	case in.Metadata != "":
		x.By = "metadata"
	default:
		if i := slices.IndexFunc(c.Routes, func(r policy.Route) bool { return r.Matches(in) }); i >= 0 {
			x.By = fmt.Sprintf("route %d", i+1)
		}
	}
	return x
}

func (s *subject) candidate(c *guard.Candidate, d policy.Direction, values bool) candidate {
	x := candidate{
		Type: c.Type, Path: c.Path, Start: c.Start, End: c.End, Score: c.Score, Validated: c.Validated,
		Repeat: c.Repeat, View: c.View, Fate: string(c.Fate), Rule: c.Rule,
	}
	if c.Scope != 0 {
		x.Scope = c.Scope.String()
	}
	if values {
		x.Value = c.Value
		x.Words = attackWords(c.Type, c.Value)
	}
	p := s.x.Plan().Policy
	for i := range p.Rules {
		r := &p.Rules[i]
		if !slices.Contains(r.Types, c.Type) {
			continue
		}
		x.Rules = append(x.Rules, ruleSeen{r.Name, answerOf(r, c, d)})
		if r.Name == c.Rule {
			x.Action = r.Action.String()
			break
		}
	}
	return x
}

// answerOf says why a rule decided on a candidate, or why not.
func answerOf(r *policy.Rule, c *guard.Candidate, d policy.Direction) string {
	switch {
	case r.Name == c.Rule:
		return r.Action.String()
	case r.Direction&d == 0:
		return "is for the other direction"
	case c.Scope != 0 && r.Scopes&c.Scope == 0:
		return "is not for " + c.Scope.String()
	case c.Score < r.Least(c.Type):
		return fmt.Sprintf("wants a score of %g", r.Least(c.Type))
	}
	return "was not asked: " + string(c.Fate)
}
