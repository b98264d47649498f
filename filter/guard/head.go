package guard

import (
	"slices"
	"strings"

	"github.com/chatguard/chatguard/filter/chat"
	"github.com/chatguard/chatguard/filter/policy"
)

// What stands beside a request's body is judged by the same rules: parameters
// of the query, and the headers that a policy names. Names are context for
// their values ("api_key: ..."), and stay as they are.

// maxHead bounds what of a query or of a header is read; what is longer is
// judged up to there, and told.
const maxHead = 16 << 10

// Head is what was found there and what goes on in its place.
type Head struct {
	Path    string      // with its query
	Headers [][2]string // all values of the policy's headers, in order
	Changed []string    // names of those headers of which some value changed
	Outcome Outcome     // of all of it; its Edits are carried out already
}

// Head judges the head of a request: its path with the query, and the values of
// the headers that the policy names. It is nil if the policy looks at none.
func (x *Exchange) Head(path string, headers [][2]string) *Head {
	p := &x.plan.Policy.Head
	if x.plan.Policy.Mode == policy.Off || !p.Query && len(headers) == 0 {
		return nil
	}
	x.api = x.guard.apis.ByPath(path)
	h := &Head{Path: path, Headers: headers, Outcome: Outcome{Coverage: Full}}
	if x.plan.shadow != nil {
		if shadow := x.shadow.Head(path, slices.Clone(headers)); shadow != nil {
			h.Outcome.Shadow = &shadow.Outcome
		}
	}
	if before, query, ok := strings.Cut(path, "?"); ok && p.Query {
		query, fragment, _ := strings.Cut(query, "#")
		if fragment != "" {
			fragment = "#" + fragment
		}
		h.Path = before + "?" + x.judgeHead(h, query, "query", "") + fragment
	}
	for i, f := range headers {
		if v := x.judgeHead(h, f[1], "header", f[0]); v != f[1] {
			h.Headers[i][1] = v
			if !slices.Contains(h.Changed, f[0]) {
				h.Changed = append(h.Changed, f[0])
			}
		}
	}
	return h
}

// judgeHead judges a query, or the value of a header, and returns what goes on.
func (x *Exchange) judgeHead(h *Head, value, class, name string) string {
	if value == "" {
		return value
	}
	in := &x.in
	contentType := "text/plain"
	if name == "" {
		contentType = formType
	}
	in.reset(x, Body{Direction: policy.Request, ContentType: contentType})
	in.walk.Reset(x.guard.apis, nil, chat.Request)
	in.rewind()
	in.head = true
	read := value[:min(len(value), maxHead)]
	if name == "" {
		_ = in.write([]byte(read))
		in.endForm()
	} else {
		in.place = chat.Place{Path: "*", Scope: policy.Other}
		in.from = fieldContext(&in.text, []byte(name))
		in.text.Append([]byte(read), 0, len(read))
		in.size = int64(len(read))
		in.inspectText(levelText)
	}
	beyond := in.err != nil || len(read) < len(value)
	in.err = nil
	in.decide()
	o := &in.out
	if beyond {
		o.lower(Partial, OverLimit)
	}
	for i := range o.Findings {
		o.Findings[i].locate(class, name)
	}
	h.Outcome.add(o)
	return string(o.Apply(nil, []byte(value)))
}

// locate places a finding of the head: "query.api_key", "header.x-note".
func (f *Finding) locate(class, name string) {
	f.Class = class
	if name != "" {
		f.Class += "." + name
		f.Path = f.Class
	} else {
		f.Path = class + "." + f.Path
	}
}

// add joins the outcome of another part of the same message.
func (o *Outcome) add(part *Outcome) {
	if part.Verdict > o.Verdict {
		o.Verdict = part.Verdict
	}
	if part.Verdict == Block && o.Status == 0 {
		o.Status, o.Rule = part.Status, part.Rule
	}
	o.Would = max(o.Would, part.Would)
	if part.Coverage < o.Coverage {
		o.Coverage, o.Reason = part.Coverage, part.Reason
	}
	o.Findings = append(o.Findings, part.Findings...)
	o.Bytes += part.Bytes
	o.Harmless += part.Harmless
	switch {
	case part.Shadow == nil:
	case o.Shadow == nil:
		o.Shadow = part.Shadow
	default:
		o.Shadow.add(part.Shadow)
	}
}

// Join adds what was found in the head of a request to what was found in its
// body, so that both are told as one.
func (o *Outcome) Join(head *Head) {
	if head != nil {
		o.add(&head.Outcome)
	}
}
