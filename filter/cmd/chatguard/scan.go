package main

import (
	"fmt"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"github.com/chatguard/chatguard/filter/chat"
	"github.com/chatguard/chatguard/filter/guard"
	"github.com/chatguard/chatguard/filter/policy"
)

var scanCommand = &command{
	name:  "scan",
	args:  "[flags] [FILE|-]",
	short: "show what a policy does with one body",
	long: `
Runs a request or response body through a policy and writes one JSON object: the
verdict, how much of the body was inspected, the findings with their places, and
the body as it would go on or the answer in its place. Findings are places and
kinds; values appear only where they stand in the body and were not masked.

"start" and "end" are byte offsets in the decoded text of the string at "path".

  echo 'mail jane@example.com' | chatguard scan
  chatguard scan --policy strict request.json
  chatguard scan --policy policy.yaml --path /v1/messages request.json
  chatguard scan --direction response --api openai.chat response.json
  chatguard scan --wasm --policy policy.yaml request.json    the module agrees`,
	run: scan,
	flags: func(f *flags) {
		trialFlags(f)
		f.Bool("wasm", false, "run the module, too, and demand that it decides the same")
		f.String("module", filepath.Join("build", "chatguard.wasm"), "`FILE` of the module")
	},
}

func scan(e *env, f *flags, args []string) (int, error) {
	t, d, err := e.readTrial(f, args)
	if err != nil {
		return 0, err
	}
	s, err := e.open(f.text("policy"), t)
	if err != nil {
		return 0, err
	}
	s.x.Trace = &guard.Trace{}
	request, response := s.run(t)
	diff := ""
	if f.on("wasm") {
		m, err := e.module(f.text("module"), s.doc)
		if err != nil {
			return 0, err
		}
		defer m.close()
		if diff, err = m.differs(t, request, response); err != nil {
			return 0, err
		}
	}
	shown := request
	if d == policy.Response {
		shown = response
	}
	if diff != "" {
		fmt.Fprintf(e.stderr, "chatguard scan: the module disagrees: %s\n", diff)
		return exitNo, writeJSON(e.stdout, shown)
	}
	s.addWords(shown)
	return exitOK, writeJSON(e.stdout, shown)
}

// trialFlags are the flags that describe one body and its policy.
func trialFlags(f *flags) {
	f.String("policy", policy.DefaultPreset, "`FILE` or preset that decides")
	f.String("name", "", "policy of the file, by `NAME`, as route metadata would choose it")
	f.String("direction", "request", "`request|response`")
	f.String("api", "", "chat API by `NAME`; else it is recognised by path and shape")
	f.String("path", "", "`PATH` of the request, as /v1/chat/completions")
	f.String("content-type", "", "media `TYPE` of the body; else JSON or text, by its first character")
}

// readTrial takes a body from a file or standard input, with what the flags
// say of it.
func (e *env) readTrial(f *flags, args []string) (*trial, policy.Direction, error) {
	if len(args) > 1 {
		return nil, 0, usageError("more than one file")
	}
	t, d, err := e.newTrial(f)
	if err != nil {
		return nil, 0, err
	}
	name := "-"
	if len(args) == 1 {
		name = args[0]
	}
	body, _, err := e.read(name, maxInput)
	if err != nil {
		return nil, 0, err
	}
	b := &side{contentType: f.text("content-type"), pieces: [][]byte{body}}
	if d == policy.Response {
		t.response = b
	} else {
		t.request = b
	}
	return t, d, nil
}

func (e *env) newTrial(f *flags) (*trial, policy.Direction, error) {
	t := &trial{api: f.text("api"), route: route{metadata: f.text("name"), path: f.text("path")}}
	d := policy.Request
	switch strings.ToLower(f.text("direction")) {
	case "request":
	case "response":
		d = policy.Response
	default:
		return nil, 0, usageError("--direction is request or response")
	}
	if t.api != "" {
		if chat.Builtin().ByName(t.api) == nil {
			return nil, 0, usageError("no API of that name; there are " + strings.Join(apiNames(), ", "))
		}
		if w := f.Lookup("wasm"); w != nil && f.on("wasm") {
			return nil, 0, usageError("--api does not go with --wasm: the module recognises the API by --path")
		}
	}
	if t.route.path != "" && !strings.HasPrefix(t.route.path, "/") {
		return nil, 0, usageError("--path begins with /")
	}
	return t, d, nil
}

func apiNames() []string {
	var names []string
	for _, a := range chat.Builtin().APIs() {
		names = append(names, a.Name)
	}
	return append(names, chat.GenericName)
}

// scanned is what scan writes.
type scanned struct {
	Verdict        string    `json:"verdict"`
	Would          string    `json:"would,omitempty"` // in Monitor mode: the verdict without it
	Coverage       string    `json:"coverage"`
	CoverageReason string    `json:"coverageReason,omitempty"`
	API            string    `json:"api"`
	Policy         string    `json:"policy"`
	Findings       []finding `json:"findings"`
	Harmless       int       `json:"harmless,omitempty"` // documented example values, passed over
	Body           *string   `json:"body,omitempty"`
	BodyBase64     []byte    `json:"bodyBase64,omitempty"` // in place of body, if it is no UTF-8
	Response       *answer   `json:"response,omitempty"`
}

type finding struct {
	Type   string  `json:"type"`
	Action string  `json:"action"`
	Rule   string  `json:"rule"`
	Path   string  `json:"path"`
	Scope  string  `json:"scope"`
	Start  int     `json:"start"`
	End    int     `json:"end"`
	Score  float32 `json:"score"`

	// Words are those that speak most for an attack on the model.
	Words []string `json:"words,omitempty"`
}

type answer struct {
	Status      int    `json:"status"`
	ContentType string `json:"contentType"`
	Body        string `json:"body"`
}

func newScanned(plan *guard.Plan, o *guard.Outcome) *scanned {
	r := &scanned{
		Verdict: o.Verdict.String(), Coverage: o.Coverage.String(), CoverageReason: string(o.Reason),
		API: o.API, Policy: plan.Policy.Name, Findings: []finding{}, Harmless: o.Harmless,
	}
	if o.Would != o.Verdict {
		r.Would = o.Would.String()
	}
	for _, f := range o.Findings {
		r.Findings = append(r.Findings, finding{
			Type: f.Type, Action: f.Action.String(), Rule: f.Rule, Path: f.Path, Scope: f.Scope.String(), Start: f.Start, End: f.End, Score: f.Score,
		})
	}
	return r
}

func (r *scanned) setBody(b []byte) {
	if utf8.Valid(b) {
		s := string(b)
		r.Body = &s
		return
	}
	r.BodyBase64 = b
}
