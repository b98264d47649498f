package main

import (
	"fmt"
	"os"
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
		f.String("policy", policy.DefaultPreset, "`FILE` or preset that decides")
		f.String("name", "", "policy of the file, by `NAME`, as route metadata would choose it")
		f.String("direction", "request", "`request|response`")
		f.String("api", "", "chat API by `NAME`; else it is recognised by path and shape")
		f.String("path", "", "`PATH` of the request, as /v1/chat/completions")
		f.String("content-type", "", "media `TYPE` of the body; else JSON or text, by its first character")
		f.Bool("wasm", false, "run the module, too, and demand that it decides the same")
		f.String("module", filepath.Join("build", "chatguard.wasm"), "`FILE` of the module")
	},
}

// requestID stands for the one that the proxy gives.
const requestID = "00000000-0000-0000-0000-000000000000"

func scan(e *env, f *flags, args []string) (int, error) {
	if len(args) > 1 {
		return 0, usageError("more than one file")
	}
	j, err := e.newJob(f)
	if err != nil {
		return 0, err
	}
	name := "-"
	if len(args) == 1 {
		name = args[0]
	}
	if j.body, _, err = e.read(name, maxInput); err != nil {
		return 0, err
	}
	doc, err := e.openPolicy(f.text("policy"))
	if err != nil {
		return 0, err
	}
	r, err := j.native(e, doc)
	if err != nil {
		return 0, err
	}
	if f.on("wasm") {
		module, err := os.ReadFile(f.text("module"))
		if err != nil {
			return 0, fmt.Errorf("%w (make module builds it)", err)
		}
		diff, err := j.wasm(e, doc, module, r)
		if err != nil {
			return 0, err
		}
		if diff != "" {
			fmt.Fprintf(e.stderr, "chatguard scan: the module disagrees: %s\n", diff)
			return exitNo, writeJSON(e.stdout, r)
		}
	}
	return exitOK, writeJSON(e.stdout, r)
}

// job is one body to scan.
type job struct {
	body        []byte
	direction   policy.Direction
	policyName  string
	api         string
	path        string
	contentType string
}

func (e *env) newJob(f *flags) (*job, error) {
	j := &job{policyName: f.text("name"), api: f.text("api"), path: f.text("path"), contentType: f.text("content-type")}
	switch strings.ToLower(f.text("direction")) {
	case "request":
		j.direction = policy.Request
	case "response":
		j.direction = policy.Response
	default:
		return nil, usageError("--direction is request or response")
	}
	if j.api != "" {
		if chat.Builtin().ByName(j.api) == nil {
			return nil, usageError("no API of that name; there are " + strings.Join(apiNames(), ", "))
		}
		if f.on("wasm") {
			return nil, usageError("--api does not go with --wasm: the module recognises the API by --path")
		}
	}
	if j.path != "" && !strings.HasPrefix(j.path, "/") {
		return nil, usageError("--path begins with /")
	}
	return j, nil
}

func apiNames() []string {
	var names []string
	for _, a := range chat.Builtin().APIs() {
		names = append(names, a.Name)
	}
	return append(names, chat.GenericName)
}

// native runs the job through the engine.
func (j *job) native(e *env, doc *document) (*scanned, error) {
	c, err := e.parse(doc)
	if err != nil {
		return nil, err
	}
	g, err := guard.Load(doc.JSON, guard.Options{Key: []byte(e.getenv(keyVariable)), TokenKeys: e.getenv(tokensVariable)})
	if err != nil {
		return nil, err
	}
	if j.policyName != "" && c.Policies[j.policyName] == nil {
		return nil, fmt.Errorf("%s has no policy %q", doc.name, j.policyName)
	}
	plan, _ := g.Select(&policy.RouteInput{Metadata: j.policyName, Path: j.path, Method: "POST"})
	var x guard.Exchange
	x.Begin(g, plan, &guard.Scratch{})
	return j.run(&x), nil
}

// emptyRequest goes before a response: its path tells the API.
const emptyRequest = "{}"

// run takes the body through an exchange as the plugin does.
func (j *job) run(x *guard.Exchange) *scanned {
	body := guard.Body{Direction: j.direction, Path: j.path, API: j.api, ContentType: j.contentType}
	if j.direction == policy.Response {
		in := x.Open(guard.Body{Direction: policy.Request, Path: j.path, API: j.api, ContentType: "application/json"})
		_ = in.Write([]byte(emptyRequest)) // a refusal is in the outcome
		in.Close(nil)
	}
	plan := x.Plan()
	switch {
	case plan.Policy.Mode == policy.Off:
		return j.result(x, x.Uninspected(j.direction, guard.PolicyOff), j.body)
	case !plan.Inspects(j.direction):
		r := j.result(x, x.Uninspected(j.direction, guard.PolicyOff), j.body)
		r.CoverageReason = "no-rule" // none of the policy acts in this direction
		return r
	}
	if j.direction == policy.Response {
		if s := x.OpenStream(body); s != nil {
			passed := s.Write(j.body, true)
			return j.result(x, s.Outcome(), passed)
		}
	}
	in := x.Open(body)
	_ = in.Write(j.body)
	o := in.Close(func() []byte { return j.body })
	return j.result(x, o, o.Apply(nil, j.body))
}

// result describes an outcome. What goes on in place of the body is passed.
func (j *job) result(x *guard.Exchange, o *guard.Outcome, passed []byte) *scanned {
	r := newScanned(x.Plan(), o)
	if o.Verdict == guard.Block {
		reply := x.Reply(o, requestID)
		r.Response = &answer{reply.Status, reply.ContentType, string(reply.Body)}
	} else {
		r.setBody(passed)
	}
	return r
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
			f.Type, f.Action.String(), f.Rule, f.Path, f.Scope.String(), f.Start, f.End, f.Score,
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
