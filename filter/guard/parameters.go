package guard

import (
	"strconv"
	"strings"

	"github.com/chatguard/chatguard/filter/chat"
	"github.com/chatguard/chatguard/filter/detect"
	"github.com/chatguard/chatguard/filter/jsonedit"
	"github.com/chatguard/chatguard/filter/policy"
)

// parameterPlan is what a policy bounds of what callers may ask of a model.
type parameterPlan struct {
	wanted       bool
	model, limit detect.Type
}

func (p *Plan) planParameters(types map[string]detect.Type) {
	p.parameters = parameterPlan{p.Policy.Parameters != nil && p.Policy.Mode != policy.Off, types[policy.ModelDenied], types[policy.ParameterLimit]}
}

// parameters judges the parameters of one document.
type parameters struct {
	jsonedit.MemberReader
	in       *Inspector
	elements jsonedit.Elements
	api      *chat.API
	p        *policy.Parameters
	puts     map[string]string // JSON by the path of the member to put in
	gone     []int32           // members that are taken out
}

// decideParameters enters into the outcome what the policy says of the parameters
// of a request.
func (in *Inspector) decideParameters(api *chat.API) {
	if !in.plan.parameters.wanted || in.dir != policy.Request {
		return
	}
	ps := &in.x.scratch.parameters
	ps.in, ps.api, ps.p = in, api, in.plan.Policy.Parameters
	if name := chat.ModelInPath(in.path); name != "" && !ps.p.Models.Allowed(name) {
		ps.find(in.plan.parameters.model, "path", "This model is not allowed", nil)
	}
	if ps.p.TextBytes > 0 && in.out.Bytes > ps.p.TextBytes {
		ps.find(in.plan.parameters.limit, "text", "text: "+strconv.FormatInt(ps.p.TextBytes, 10)+" bytes at most", nil)
	}
	if len(api.Roots()) == 0 || len(in.body) == 0 {
		return
	}
	in.documents(func(doc []byte, at int64) {
		list := api.List()
		if list == "" {
			ps.document(doc, at)
			return
		}
		for _, e := range ps.elements.Of(doc, list, in.plan.limits()) {
			ps.document(doc[e[0]:e[1]], at+e[0])
		}
	})
	in.cuts = jsonedit.ApartCuts(in.cuts)
}

// document judges a document, or an element of a list of one, whose first byte is at position at of the body.
func (ps *parameters) document(doc []byte, at int64) {
	ps.want()
	switch ps.Read(doc, at, ps.in.plan.limits()) {
	case nil:
		ps.judge()
	case jsonedit.ErrMembers:
		ps.in.overStructure()
	}
}

// want notes the paths of all members that the policy or the API's data names.
func (ps *parameters) want() {
	ps.Reset()
	for _, x := range ps.api.Parameters() {
		ps.Wants(strings.Join(x.Path, "."), x.Kind == chat.ModelName)
	}
	for _, root := range ps.api.Roots() {
		for _, path := range ps.p.Remove {
			ps.Wants(jsonedit.Under(root, path), false)
		}
		for i := range ps.p.Set {
			ps.Wants(jsonedit.Under(root, ps.p.Set[i].Path), false)
		}
	}
}

// judge compares one document with the policy, and collects the edits.
func (ps *parameters) judge() {
	ps.puts, ps.gone = map[string]string{}, ps.gone[:0]
	tokens := false
	for _, x := range ps.api.Parameters() {
		path := strings.Join(x.Path, ".")
		for _, m := range ps.Found(path) {
			tokens = tokens || x.Kind == chat.TokenLimit && ps.Members[m].Kind != 'n'
			ps.parameter(x.Kind, path, m)
		}
	}
	if least := leastOf(ps.p.MaxTokens.Default, ps.p.MaxTokens.Max); least > 0 && !tokens && chat.Generates(ps.in.path) {
		ps.putTokens(least)
	}
	for _, root := range ps.api.Roots() {
		ps.fixed(root)
	}
	ps.in.cuts = append(ps.in.cuts, ps.Edits(ps.puts, ps.gone, ps.in.body)...)
}

// leastOf is the default, or the most if there is none.
func leastOf(byDefault, most int64) int64 {
	if byDefault > 0 {
		return byDefault
	}
	return most
}

// putTokens says how much the model may write, where the request does not. A line of a batch may be a request of another
// kind; an element of a list is none.
func (ps *parameters) putTokens(n int64) {
	for _, x := range ps.api.Parameters() {
		if x.Kind != chat.TokenLimit {
			continue
		}
		path := strings.Join(x.Path, ".")
		if x.Inner {
			if _, ok := ps.Objects[strings.Join(x.Path[:len(x.Path)-1], ".")]; !ok || ps.api.List() == "" {
				continue
			}
		}
		if found := ps.Found(path); len(found) > 0 { // null
			ps.replace(found[0], strconv.FormatInt(n, 10))
		} else {
			ps.puts[path] = strconv.FormatInt(n, 10)
		}
		return
	}
}

// parameter judges one member.
func (ps *parameters) parameter(kind chat.ParameterKind, path string, at int32) {
	m, limit := &ps.Members[at], ps.in.plan.parameters.limit
	switch kind {
	case chat.ModelName:
		if m.Kind != 'n' && (m.Kind != '"' || !ps.p.Models.Allowed(m.Text)) {
			ps.find(ps.in.plan.parameters.model, path, "This model is not allowed", nil)
		}
	case chat.TokenLimit:
		ps.atMost(path, at, ps.p.MaxTokens.Max)
	case chat.Choices:
		ps.atMost(path, at, ps.p.Choices)
	case chat.ToolList:
		if ps.p.Tools >= 0 && m.Kind == '[' && int64(m.Kids) > ps.p.Tools {
			ps.find(limit, path, path+": "+strconv.FormatInt(ps.p.Tools, 10)+" at most", nil)
		}
	}
}

// atMost bounds a number. One below 0 stands for no bound in some APIs; what is
// no number cannot be bounded.
func (ps *parameters) atMost(path string, at int32, most int64) {
	m := &ps.Members[at]
	if most <= 0 || m.Kind == 'n' {
		return
	}
	text := strings.Trim(string(ps.in.body[m.From:m.To]), `"`)
	n, err := strconv.ParseFloat(text, 64)
	switch fix := strconv.FormatInt(most, 10); {
	case err == nil && n >= 0 && n <= float64(most):
	case err == nil || m.Kind == '"':
		ps.find(ps.in.plan.parameters.limit, path, path+": "+fix+" at most", func() { ps.replace(at, fix) })
	default:
		if e, ok := err.(*strconv.NumError); ok && e.Err == strconv.ErrRange {
			ps.find(ps.in.plan.parameters.limit, path, path+": "+fix+" at most", func() { ps.replace(at, fix) })
			return
		}
		ps.find(ps.in.plan.parameters.limit, path, path+" must be a number", nil)
	}
}

// fixed takes members out of an object that holds parameters, and gives others
// their values.
func (ps *parameters) fixed(root string) {
	if _, ok := ps.Objects[root]; !ok {
		return
	}
	limit := ps.in.plan.parameters.limit
	for _, path := range ps.p.Remove {
		for _, at := range ps.Found(jsonedit.Under(root, path)) {
			ps.find(limit, path, path+" is not allowed", func() { ps.gone = append(ps.gone, at) })
		}
	}
	for i := range ps.p.Set {
		set := &ps.p.Set[i]
		path := jsonedit.Under(root, set.Path)
		found := ps.Found(path)
		for _, at := range found {
			if m := &ps.Members[at]; string(ps.in.body[m.From:m.To]) != set.JSON {
				ps.find(limit, set.Path, set.Path+" must be "+set.JSON, func() { ps.replace(at, set.JSON) })
			}
		}
		if len(found) > 0 {
			continue
		}
		if parent, ok := ps.NotObject(path); ok {
			ps.find(limit, set.Path, parent+" must be an object", nil)
			continue
		}
		ps.puts[path] = set.JSON
	}
}

// replace puts JSON in the place of a member's value.
func (ps *parameters) replace(at int32, json string) {
	m := &ps.Members[at]
	ps.in.cuts = append(ps.in.cuts, jsonedit.Edit{From: m.From, To: m.To, New: []byte(json)})
}

// find enters a finding, and carries out what the rules say: fix brings the
// parameter within its limit; where there is no way to, nil, it is refused.
func (ps *parameters) find(kind detect.Type, path, why string, fix func()) {
	in := ps.in
	r := in.plan.decide(kind, 1, policy.Other, in.dir)
	if r == nil {
		return
	}
	f := Finding{Type: in.plan.set.Name(kind), Action: r.Action, Rule: r.Name, Scope: policy.Other, Score: 1, Path: path, Class: path}
	switch {
	case r.Action == policy.Mask && fix != nil:
		if fix(); in.out.Verdict == Allow {
			in.out.Verdict = Mask
		}
	case r.Action == policy.Mask || r.Action == policy.Block:
		f.Action = policy.Block
		if in.out.Verdict != Block {
			in.refuseBy(r)
			in.out.Why = why
			if kind == in.plan.parameters.limit {
				in.out.Status = 400
			}
		}
	}
	in.out.Findings = append(in.out.Findings, f)
}
