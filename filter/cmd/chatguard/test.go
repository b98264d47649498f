package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"
)

var testCommand = &command{
	name:  "test",
	args:  "[flags] CASES.yaml|CORPUS.jsonl[.gz]...",
	short: "run cases against a policy; exit 1 if one fails",
	long: `
Runs the cases of files against a policy, as the filter would, and shows each
that does not come out as the file says. A file of cases:

  policy: policy.yaml                    # beside this file, or a preset
  cases:
  - name: a card is masked on the way in
    path: /v1/chat/completions           # and route: {host, method, routeName, headers}
    policy: payments                     # as route metadata would choose it
    request:
      message: my card is 4532 7601 9842 7153     # or json: {...}, body: "...", fragments: [...]
      want:
        verdict: mask                    # allow | mask | block; also coverage, coverageReason,
        findings: [CREDIT_CARD]          #   api, policy, status; a list of all findings, each
        lacks: [4532]                    #   a type or {type, action, rule, path, scope, count}
    response:
      fragments: ["data: {...}\n\n"]     # a stream, in pieces as they arrive
      want: {contains: [4532 7601 9842 7153]}

A corpus has one labelled text a line, as chatguard eval reads it; every text runs
as a user's message through the whole policy.

  chatguard test policy_test.yaml
  chatguard test --wasm --junit report.xml policy_test.yaml
  chatguard test --policy strict --min-recall 0.95 --min-precision 0.99 cases.jsonl.gz`,
	run: test,
	flags: func(f *flags) {
		f.String("policy", "", "`FILE` or preset that decides, in place of the one that the files name")
		f.String("junit", "", "write a report in JUnit's form to `FILE`")
		f.Bool("json", false, "write one JSON object in place of the table")
		f.Bool("wasm", false, "run each case in the module, too, and demand that it comes out the same")
		f.String("module", filepath.Join("build", "chatguard.wasm"), "`FILE` of the module")
		f.Bool("all-rules", false, "fail if there is a rule that no case reaches")
		f.Bool("show-values", false, "show bodies in what failed")
		f.Float64("min-precision", 0, "least precision over the corpora, 0 to 1")
		f.Float64("min-recall", 0, "least recall over the corpora, 0 to 1")
	},
}

// tested is what came of the cases.
type tested struct {
	Suites []*suite      `json:"suites"`
	Rules  []*ruleUse    `json:"rules"`
	Corpus *corpusResult `json:"corpus,omitempty"`
	Failed int           `json:"failed"`
}

// suite is one file of cases.
type suite struct {
	File  string        `json:"file"`
	Cases []*caseResult `json:"cases"`
}

type caseResult struct {
	Name  string   `json:"name"`
	Line  int      `json:"line"`
	OK    bool     `json:"ok"`
	Wrong []string `json:"wrong,omitempty"`
}

// ruleUse counts the findings that a rule decided.
type ruleUse struct {
	Policy   string `json:"policy"`
	Rule     string `json:"rule"`
	Findings int    `json:"findings"`
}

func test(e *env, f *flags, args []string) (int, error) {
	if len(args) == 0 {
		return 0, usageError("no file was named")
	}
	t := &tester{e: e, f: f, uses: map[string]int{}}
	defer t.close()
	for _, name := range args {
		run := t.file
		if isCorpus(name) {
			run = t.corpus
		}
		if err := run(name); err != nil {
			return 0, err
		}
	}
	t.finish()
	if name := f.text("junit"); name != "" {
		if err := os.WriteFile(name, t.out.junit(), 0o644); err != nil {
			return 0, err
		}
	}
	status := exitOK
	if t.out.Failed > 0 {
		status = exitNo
	}
	if f.on("json") {
		return status, writeJSON(e.stdout, &t.out)
	}
	return status, t.out.write(e)
}

func isCorpus(name string) bool {
	return strings.HasSuffix(strings.TrimSuffix(name, ".gz"), ".jsonl")
}

// tester runs the files of one call.
type tester struct {
	e       *env
	f       *flags
	out     tested
	uses    map[string]int // of rules, by policy and name
	opened  []*openPolicy
	labeled corpora
}

// openPolicy is a policy that cases run against.
type openPolicy struct {
	name    string
	subject *subject
	module  *module
	seen    []string // names of the policies that cases had, in order
}

func (t *tester) close() {
	for _, p := range t.opened {
		if p.module != nil {
			p.module.close()
		}
	}
}

// policy opens the policy of a file once.
func (t *tester) policy(file, named string) (*openPolicy, error) {
	name := t.f.text("policy")
	if name == "" {
		if named == "" {
			return nil, errNoPolicy(file)
		}
		name = named
		if beside := filepath.Join(filepath.Dir(file), named); file != "stdin" && !isPreset(named) {
			name = beside
		}
	}
	if i := slices.IndexFunc(t.opened, func(p *openPolicy) bool { return p.name == name }); i >= 0 {
		return t.opened[i], nil
	}
	doc, err := t.e.openPolicy(name)
	if err != nil {
		return nil, err
	}
	p := &openPolicy{name: name}
	if p.subject, err = t.e.subject(doc); err != nil {
		return nil, err
	}
	if t.f.on("wasm") {
		if p.module, err = t.e.module(t.f.text("module"), doc); err != nil {
			return nil, err
		}
	}
	t.opened = append(t.opened, p)
	return p, nil
}

func (t *tester) file(name string) error {
	cases, err := t.e.openCases(name)
	if err != nil {
		return err
	}
	p, err := t.policy(cases.name, cases.policy)
	if err != nil {
		return err
	}
	s := &suite{File: cases.name}
	t.out.Suites = append(t.out.Suites, s)
	for _, c := range cases.cases {
		wrong, err := t.run(p, c)
		if err != nil {
			return fmt.Errorf("%s: %s: %w", cases.name, c.name, err)
		}
		s.Cases = append(s.Cases, &caseResult{c.name, c.at.Line, len(wrong) == 0, wrong})
		if len(wrong) > 0 {
			t.out.Failed++
		}
	}
	return nil
}

// run tries one case and says what is wrong.
func (t *tester) run(p *openPolicy, c *testCase) ([]string, error) {
	if err := p.subject.has(c.trial.route.metadata); err != nil {
		return []string{err.Error()}, nil
	}
	request, response := p.subject.run(&c.trial)
	t.use(p, request)
	wrong := c.request.judge("request", request, t.f.on("show-values"))
	if response != nil {
		t.use(p, response)
	}
	wrong = append(wrong, c.response.judge("response", response, t.f.on("show-values"))...)
	if p.module != nil {
		diff, err := p.module.differs(&c.trial, request, response)
		if err != nil {
			return nil, err
		}
		if diff != "" {
			wrong = append(wrong, "the module disagrees: "+diff)
		}
	}
	return wrong, nil
}

func (t *tester) use(p *openPolicy, r *scanned) {
	if !slices.Contains(p.seen, r.Policy) {
		p.seen = append(p.seen, r.Policy)
	}
	for _, f := range r.Findings {
		t.uses[r.Policy+"\x00"+f.Rule]++
	}
}

// finish sums up: which rules were reached, and whether the corpora pass.
func (t *tester) finish() {
	for _, p := range t.opened {
		for _, name := range p.seen {
			pol := p.subject.config.Policies[name]
			for i := range pol.Rules {
				t.out.Rules = append(t.out.Rules, &ruleUse{name, pol.Rules[i].Name, t.uses[name+"\x00"+pol.Rules[i].Name]})
			}
		}
	}
	if t.f.on("all-rules") {
		for _, r := range t.out.Rules {
			if r.Findings == 0 {
				t.out.Failed++
			}
		}
	}
	t.out.Corpus = t.labeled.result(t.f)
	if t.out.Corpus != nil && !t.out.Corpus.OK {
		t.out.Failed++
	}
}

// write shows the table: what failed with its reasons, sums at the end.
func (out *tested) write(e *env) error {
	w := tabwriter.NewWriter(e.stdout, 0, 0, 2, ' ', 0)
	passed, all := 0, 0
	for _, s := range out.Suites {
		for _, c := range s.Cases {
			all++
			if c.OK {
				passed++
				fmt.Fprintf(w, "ok\t%s:%d\t%s\n", s.File, c.Line, c.Name)
				continue
			}
			fmt.Fprintf(w, "FAIL\t%s:%d\t%s\n", s.File, c.Line, c.Name)
			for _, x := range c.Wrong {
				fmt.Fprintf(w, "\t\t  %s\n", x)
			}
		}
	}
	if err := w.Flush(); err != nil {
		return err
	}
	if all > 0 {
		fmt.Fprintf(e.stdout, "%d of %s passed\n", passed, count(all, "case", "cases"))
	}
	out.writeRules(e)
	out.Corpus.write(e)
	return nil
}

func (out *tested) writeRules(e *env) {
	var idle []string
	for _, r := range out.Rules {
		if r.Findings == 0 {
			idle = append(idle, r.Policy+"/"+r.Rule)
		}
	}
	if len(out.Rules) == 0 {
		return
	}
	fmt.Fprintf(e.stdout, "%d of %s decided a finding", len(out.Rules)-len(idle), count(len(out.Rules), "rule", "rules"))
	if len(idle) > 0 {
		fmt.Fprintf(e.stdout, "; none: %s", strings.Join(idle, ", "))
	}
	fmt.Fprintln(e.stdout)
}
