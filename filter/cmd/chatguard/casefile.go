package main

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	parsed "github.com/chatguard/chatguard/filter/document"
	"github.com/chatguard/chatguard/filter/policy/source"
)

// caseFile is a file of cases as people write it: "policy" names the document
// that decides, beside the file, and "cases" lists what it must do.
type caseFile struct {
	name   string // for messages
	policy string // "" if the file names none
	cases  []*testCase
}

// testCase is one exchange and what must come of it.
type testCase struct {
	name     string
	at       source.Position
	trial    trial
	request  *want
	response *want
}

// want is what must come of one body. What is absent is not judged.
type want struct {
	verdict  string
	coverage string
	reason   string
	api      string
	policy   string
	status   int
	body     *string
	findings []wantFinding
	closed   bool // findings were given: no others may be there
	contains []string
	lacks    []string
}

type wantFinding struct {
	kind, action, rule, path, scope string
	count                           int
}

// caseReader collects what is wrong with a file of cases.
type caseReader struct {
	doc  *source.Document
	list []problem
}

// openCases reads a file of cases.
func (e *env) openCases(name string) (*caseFile, error) {
	text, shown, err := e.read(name, source.MaxBytes)
	if err != nil {
		return nil, err
	}
	doc, err := source.Read(text)
	if err != nil {
		return nil, &problems{shown, []problem{sourceProblem(err)}}
	}
	root, errs := parsed.Parse(doc.JSON)
	r := &caseReader{doc: doc}
	for _, e := range errs {
		r.list = append(r.list, problem{doc.Position(e.Offset), e.Path, e.Msg, false})
	}
	f := &caseFile{name: shown}
	r.object(root, map[string]func(*parsed.Node){
		"policy": func(n *parsed.Node) { f.policy = r.str(n) },
		"cases": func(n *parsed.Node) {
			for _, item := range r.items(n) {
				f.cases = append(f.cases, r.testCase(item))
			}
		},
	})
	if len(r.list) == 0 && len(f.cases) == 0 {
		r.fail(root, "has no cases")
	}
	if len(r.list) > 0 {
		return nil, &problems{shown, r.list}
	}
	return f, nil
}

func (r *caseReader) fail(n *parsed.Node, msg string) {
	r.list = append(r.list, problem{r.doc.Position(n.Offset), n.Path, msg, false})
}

// object reads members by their names; a name that is not among them is wrong.
func (r *caseReader) object(n *parsed.Node, read map[string]func(*parsed.Node)) {
	if n == nil || n.Kind != parsed.Object {
		if n != nil {
			r.fail(n, "must be an object, is "+n.Kind.String())
		}
		return
	}
	for _, key := range n.Names {
		if f := read[key]; f != nil {
			f(n.Get(key))
		} else {
			x := *n.Get(key)
			x.Offset = x.Key
			r.fail(&x, "unknown field "+strconv.Quote(key)+", valid: "+strings.Join(sortedKeys(read), ", "))
		}
	}
}

func (r *caseReader) items(n *parsed.Node) []*parsed.Node {
	if n.Kind != parsed.Array {
		r.fail(n, "must be a list, is "+n.Kind.String())
	}
	return n.List()
}

func (r *caseReader) str(n *parsed.Node) string {
	if n.Kind != parsed.String {
		r.fail(n, "must be a text, is "+n.Kind.String())
	}
	return n.Str()
}

func (r *caseReader) number(n *parsed.Node) int {
	if n.Kind != parsed.Number || n.Number != float64(int(n.Number)) {
		r.fail(n, "must be a whole number")
		return 0
	}
	return int(n.Number)
}

func (r *caseReader) oneOf(n *parsed.Node, valid ...string) string {
	s := r.str(n)
	for _, v := range valid {
		if s == v {
			return s
		}
	}
	r.fail(n, "must be one of "+strings.Join(valid, ", "))
	return s
}

func (r *caseReader) strs(n *parsed.Node) (all []string) {
	for _, item := range r.items(n) {
		all = append(all, r.str(item))
	}
	return all
}

func (r *caseReader) testCase(n *parsed.Node) *testCase {
	c := &testCase{at: r.doc.Position(n.Offset)}
	into := func(b **side, w **want) func(*parsed.Node) {
		return func(n *parsed.Node) { *b, *w = r.side(n) }
	}
	r.object(n, map[string]func(*parsed.Node){
		"name":   func(n *parsed.Node) { c.name = r.str(n) },
		"policy": func(n *parsed.Node) { c.trial.route.metadata = r.str(n) },
		"route": func(n *parsed.Node) {
			to := &c.trial.route
			r.object(n, map[string]func(*parsed.Node){
				"host":      func(n *parsed.Node) { to.host = r.str(n) },
				"method":    func(n *parsed.Node) { to.method = r.str(n) },
				"routeName": func(n *parsed.Node) { to.routeName = r.str(n) },
				"path":      func(n *parsed.Node) { to.path = r.path(n) },
				"headers": func(n *parsed.Node) {
					for _, key := range n.Keys() {
						to.headers = append(to.headers, [2]string{key, r.str(n.Get(key))})
					}
				},
			})
		},
		"path":     func(n *parsed.Node) { c.trial.route.path = r.path(n) },
		"request":  into(&c.trial.request, &c.request),
		"response": into(&c.trial.response, &c.response),
	})
	c.trial.route.headers = lowered(c.trial.route.headers)
	switch {
	case n.Kind != parsed.Object:
	case c.name == "":
		r.fail(n, "a case needs a name")
	case c.request == nil && c.response == nil:
		r.fail(n, "a case needs a request or a response with want: what must come of it")
	}
	return c
}

func (r *caseReader) path(n *parsed.Node) string {
	s := r.str(n)
	if !strings.HasPrefix(s, "/") {
		r.fail(n, "a path begins with /")
	}
	return s
}

// side reads a body, in one of its forms, and what must come of it.
func (r *caseReader) side(n *parsed.Node) (*side, *want) {
	b, w := &side{}, (*want)(nil)
	forms := 0
	form := func(contentType string, read func(*parsed.Node) [][]byte) func(*parsed.Node) {
		return func(n *parsed.Node) {
			forms++
			b.pieces = read(n)
			if b.contentType == "" {
				b.contentType = contentType
			}
		}
	}
	if t := n.Get("contentType"); t != nil {
		b.contentType = r.str(t)
	}
	r.object(n, map[string]func(*parsed.Node){
		"contentType":     func(*parsed.Node) {},
		"contentEncoding": func(n *parsed.Node) { b.encoding = r.str(n) },
		"json":            form("application/json", func(n *parsed.Node) [][]byte { return [][]byte{n.Raw} }),
		"body":            form("", func(n *parsed.Node) [][]byte { return [][]byte{[]byte(r.str(n))} }),
		"message":         form("application/json", func(n *parsed.Node) [][]byte { return [][]byte{chatMessage(r.str(n))} }),
		"fragments": form("text/event-stream", func(n *parsed.Node) (all [][]byte) {
			for _, s := range r.strs(n) {
				all = append(all, []byte(s))
			}
			return all
		}),
		"want": func(n *parsed.Node) { w = r.want(n) },
	})
	if n.Kind == parsed.Object && forms != 1 {
		r.fail(n, "needs exactly one of json, body, message, fragments")
	}
	return b, w
}

// chatMessage is the shortest chat: one message of a user.
func chatMessage(text string) []byte {
	return []byte(`{"messages":[{"role":"user","content":` + quoteJSON(text) + `}]}`)
}

func (r *caseReader) want(n *parsed.Node) *want {
	w := &want{}
	r.object(n, map[string]func(*parsed.Node){
		"verdict":        func(n *parsed.Node) { w.verdict = r.oneOf(n, "allow", "mask", "block") },
		"coverage":       func(n *parsed.Node) { w.coverage = r.oneOf(n, "none", "partial", "full") },
		"coverageReason": func(n *parsed.Node) { w.reason = r.str(n) },
		"api":            func(n *parsed.Node) { w.api = r.str(n) },
		"policy":         func(n *parsed.Node) { w.policy = r.str(n) },
		"status":         func(n *parsed.Node) { w.status = r.number(n) },
		"body":           func(n *parsed.Node) { s := r.str(n); w.body = &s },
		"contains":       func(n *parsed.Node) { w.contains = r.strs(n) },
		"lacks":          func(n *parsed.Node) { w.lacks = r.strs(n) },
		"findings": func(n *parsed.Node) {
			w.closed = true
			for _, item := range r.items(n) {
				w.findings = append(w.findings, r.finding(item))
			}
		},
	})
	return w
}

// finding reads a wanted finding: the name of its type, or an object.
func (r *caseReader) finding(n *parsed.Node) wantFinding {
	f := wantFinding{count: 1}
	if n.Kind == parsed.String {
		f.kind = n.Text
		return f
	}
	r.object(n, map[string]func(*parsed.Node){
		"type":   func(n *parsed.Node) { f.kind = r.str(n) },
		"action": func(n *parsed.Node) { f.action = r.oneOf(n, "Allow", "Log", "Mask", "Block") },
		"rule":   func(n *parsed.Node) { f.rule = r.str(n) },
		"path":   func(n *parsed.Node) { f.path = r.str(n) },
		"scope":  func(n *parsed.Node) { f.scope = r.str(n) },
		"count":  func(n *parsed.Node) { f.count = r.number(n) },
	})
	if n.Kind == parsed.Object && f.kind == "" {
		r.fail(n, "a finding needs a type")
	}
	return f
}

func (f *wantFinding) meets(x *finding) bool {
	return f.kind == x.Type && (f.action == "" || f.action == x.Action) && (f.rule == "" || f.rule == x.Rule) &&
		(f.path == "" || f.path == x.Path) && (f.scope == "" || f.scope == x.Scope)
}

// errNoPolicy asks for the flag that a file of cases does without.
func errNoPolicy(name string) error {
	return errors.New(fmt.Sprint(name, " names no policy: give one with --policy"))
}
