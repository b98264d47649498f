package guard

import (
	"bytes"

	"github.com/chatguard/chatguard/filter/chat"
	"github.com/chatguard/chatguard/filter/jsonedit"
	"github.com/chatguard/chatguard/filter/jsonscan"
	"github.com/chatguard/chatguard/filter/mask"
	"github.com/chatguard/chatguard/filter/policy"
)

// maxStructure bounds the bodies whose form is judged, in bytes: they are held
// in one piece for it.
const maxStructure = 4 << 20

// readStructure keeps the whole body for decideStructure and decideParameters, if
// the policy says anything of its form.
func (in *Inspector) readStructure(again Again) {
	in.body = in.body[:0]
	wanted := in.plan.structure.wanted&in.dir != 0 || in.plan.parameters.wanted && in.dir == policy.Request
	if !wanted || in.err != nil || in.skip != "" || again == nil ||
		in.form == formText || in.form == formFields || in.form == formParts {
		return
	}
	if in.size > maxStructure {
		in.err = &jsonscan.Error{Code: jsonscan.TooLarge, Offset: maxStructure}
		return
	}
	err := in.plainAgain(again, func(p []byte) error {
		in.body = append(in.body, p...)
		return nil
	})
	if err != nil {
		_ = in.undecodable(err)
		in.body = in.body[:0]
	}
}

// decideForm judges the body as a whole: the form of the conversation, and what
// is asked of the model.
func (in *Inspector) decideForm(api *chat.API) {
	in.decideStructure(api)
	in.decideParameters(api)
	if in.body = in.body[:0]; cap(in.body) > maxMasks {
		in.body = nil
	}
}

// decideStructure enters into the outcome what the rules say of the form of the
// conversation.
func (in *Inspector) decideStructure(api *chat.API) {
	if in.plan.structure.wanted&in.dir == 0 || len(in.body) == 0 || !api.Outlined(in.part) || in.out.Verdict == Block { // refused for its size
		return
	}
	st := &in.x.scratch.structure
	st.strips.Reset()
	in.documents(func(doc []byte, at int64) {
		switch err := st.Read(api, in.part, doc, at, in.plan.limits()); err {
		case nil:
			st.judge(in.plan, in.x.guard.apis, api, in.dir, in.body)
			in.decideParts(st)
		case chat.ErrOutline:
			in.overStructure()
		}
	})
	if cap(st.Nodes) > maxNodes {
		*st = structure{}
	}
}

// documents calls read with each document of the body, and where it begins.
func (in *Inspector) documents(read func(doc []byte, at int64)) {
	body, at := in.body, int64(0)
	for len(body) > 0 {
		doc, rest := body, []byte(nil)
		if in.form == formLines {
			doc, rest, _ = bytes.Cut(body, []byte{'\n'})
		}
		if len(bytes.TrimSpace(doc)) > 0 {
			read(doc, at)
		}
		at += int64(len(doc)) + 1
		body = rest
	}
}

// overStructure refuses a body with too many elements, or passes it, as the
// policy says.
func (in *Inspector) overStructure() {
	in.out.lower(Partial, OverLimit)
	if in.plan.Policy.OnOverLimit == policy.Refuse {
		in.refuse(413)
	}
}

// maxNodes bounds the outline whose memory is kept for the next body.
const maxNodes = 1 << 12

// decideParts carries out what the rules say of the parts of one document.
func (in *Inspector) decideParts(st *structure) {
	o := &in.out
	for i := range st.found {
		f := &st.found[i]
		r := in.plan.decide(f.kind, 1, f.scope, in.dir)
		in.tracePart(st, f, r)
		if r == nil {
			continue
		}
		finding := in.x.follow(in.plan, st, f, r)
		switch finding.Action {
		case policy.Block:
			in.refuseBy(r)
		case policy.Mask:
			if o.Verdict == Allow {
				o.Verdict = Mask
			}
		}
		o.Findings = append(o.Findings, finding)
	}
	if len(st.strips.List) == 0 {
		return
	}
	edits, ok := st.strips.Edits(&st.Outline, in.body)
	if !ok {
		in.refuseBy(st.strips.By)
	}
	in.cuts = append(in.cuts, edits...)
	st.strips.Reset()
}

// follow is the finding that part p becomes by rule r. What is masked is noted in st.strips, and blocked if it cannot be
// taken out.
func (x *Exchange) follow(plan *Plan, st *structure, p *part, r *policy.Rule) Finding {
	it, name, value := &st.Items[p.item], plan.set.Name(p.kind), []byte(p.name)
	f := Finding{
		Type: name, Action: r.Action, Rule: r.Name, Scope: p.scope, Score: 1, Path: st.Path(it.Node), Class: it.Entry.Path,
		Fingerprint: x.fingerprint(name, value),
	}
	if r.Action != policy.Mask {
		return f
	}
	if !st.strips.Add(&st.Outline, p.item, mask.Append(nil, &r.Mask, name, value, &x.numbers)) {
		f.Action = policy.Block
	} else if st.strips.By == nil {
		st.strips.By = r
	}
	return f
}

// refuseBy blocks by rule r.
func (in *Inspector) refuseBy(r *policy.Rule) {
	if o := &in.out; o.Verdict != Block {
		o.Verdict, o.Rule, o.Status = Block, r.Name, in.plan.Policy.Response.Status
	}
}

// tracePart notes what the rules made of a part.
func (in *Inspector) tracePart(st *structure, f *part, r *policy.Rule) {
	t := in.x.Trace
	if t == nil {
		return
	}
	c := Candidate{
		Type: in.plan.set.Name(f.kind), Path: st.Path(st.Items[f.item].Node), Scope: f.scope, Score: 1,
		Fate: FateNoRule, Value: f.name, trail: -1,
	}
	if r != nil {
		c.Fate, c.Rule = FateDecided, r.Name
	}
	t.Candidates = append(t.Candidates, c)
}

// withCuts puts cuts, in order, among the edits of texts; what was an edit
// inside of one goes with it.
func withCuts(edits, cuts []jsonedit.Edit) []jsonedit.Edit {
	if len(cuts) == 0 {
		return edits
	}
	out := make([]jsonedit.Edit, 0, len(edits)+len(cuts))
	for _, c := range cuts {
		for len(edits) > 0 && edits[0].To <= c.From {
			out, edits = append(out, edits[0]), edits[1:]
		}
		for len(edits) > 0 && edits[0].From < c.To {
			edits = edits[1:]
		}
		out = append(out, c)
	}
	return append(out, edits...)
}
