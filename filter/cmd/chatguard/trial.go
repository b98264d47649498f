package main

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/chatguard/chatguard/filter/guard"
	"github.com/chatguard/chatguard/filter/policy"
)

// trial is one exchange to run through a policy, by the engine or by the
// module. A trial without a response shows the request only; one without a
// request has an empty JSON object in its place, whose path tells the API.
type trial struct {
	route    route
	api      string
	request  *side
	response *side
}

// route is what chooses the policy.
type route struct {
	metadata  string // the policy that route metadata names
	host      string
	path      string
	method    string
	routeName string
	headers   [][2]string // names in lower case
}

// side is one body as it arrives.
type side struct {
	contentType string
	encoding    string
	pieces      [][]byte
}

// requestID stands for the one that the proxy gives.
const requestID = "00000000-0000-0000-0000-000000000000"

// emptyRequest goes before a response that comes without its request.
const emptyRequest = "{}"

func (t *trial) requestSide() *side {
	if t.request == nil {
		return &side{contentType: "application/json", pieces: [][]byte{[]byte(emptyRequest)}}
	}
	return t.request
}

func (s *side) body() []byte { return bytes.Join(s.pieces, nil) }

func (r *route) input() *policy.RouteInput {
	in := &policy.RouteInput{Metadata: r.metadata, Host: r.host, Path: r.path, Method: r.method, RouteName: r.routeName}
	if in.Method == "" {
		in.Method = "POST"
	}
	in.Header = func(name string) string {
		for _, h := range r.headers {
			if h[0] == name {
				return h[1]
			}
		}
		return ""
	}
	return in
}

// subject is a policy document made ready to try.
type subject struct {
	doc     *document
	config  *policy.Config
	guard   *guard.Guard
	scratch guard.Scratch
	x       guard.Exchange
}

func (e *env) subject(doc *document) (*subject, error) {
	c, err := e.parse(doc)
	if err != nil {
		return nil, err
	}
	g, err := guard.Load(doc.JSON, guard.Options{Key: []byte(e.getenv(keyVariable)), TokenKeys: e.getenv(tokensVariable)})
	if err != nil {
		return nil, err
	}
	return &subject{doc: doc, config: c, guard: g}, nil
}

// open makes a policy ready for a trial.
func (e *env) open(policy string, t *trial) (*subject, error) {
	doc, err := e.openPolicy(policy)
	if err != nil {
		return nil, err
	}
	s, err := e.subject(doc)
	if err == nil {
		err = s.has(t.route.metadata)
	}
	return s, err
}

// has tells whether route metadata can choose a policy by this name.
func (s *subject) has(name string) error {
	if name != "" && s.config.Policies[name] == nil {
		return fmt.Errorf("%s has no policy %q", s.doc.name, name)
	}
	return nil
}

// run takes a trial through the engine, as the plugin does. There is no
// response if the request was answered, or if the trial has none.
func (s *subject) run(t *trial) (request, response *scanned) {
	plan, _ := s.guard.Select(t.route.input())
	s.x.Begin(s.guard, plan, &s.scratch)
	request = s.side(t, t.requestSide(), policy.Request)
	if t.response == nil || request.Response != nil {
		return request, nil
	}
	return request, s.side(t, t.response, policy.Response)
}

func (s *subject) side(t *trial, b *side, d policy.Direction) *scanned {
	plan := s.x.Plan()
	desc := guard.Body{Direction: d, Path: t.route.path, API: t.api, ContentType: b.contentType, ContentEncoding: b.encoding}
	switch {
	case plan.Policy.Mode == policy.Off:
		return s.result(s.x.Uninspected(d, guard.PolicyOff), b.body())
	case !plan.Inspects(d) || d == policy.Response && t.request != nil && !s.x.WantsResponse():
		r := s.result(s.x.Uninspected(d, guard.PolicyOff), b.body())
		r.CoverageReason = "no-rule" // none of the policy acts in this direction
		return r
	}
	if d == policy.Response {
		if st := s.x.OpenStream(desc); st != nil {
			return s.stream(st, b.pieces)
		}
	}
	in := s.x.Open(desc)
	for _, p := range b.pieces {
		if in.Write(p) != nil {
			break // the refusal is in the outcome
		}
	}
	whole := b.body()
	o := in.Close(guard.Bytes(whole))
	if len(o.Edits) > 0 {
		if edited, err := in.Rewrite(nil, guard.Bytes(whole)); err == nil {
			whole = edited
		}
	}
	return s.result(o, whole)
}

// maxPending is what the plugin holds back with a stream's headers.
const maxPending = 16 << 10

// stream runs a response of events. As in the plugin with held headers, a
// block before the first verdict is an answer; later it ends the stream.
func (s *subject) stream(st *guard.Stream, pieces [][]byte) *scanned {
	var passed []byte
	held := true
	for i, p := range pieces {
		last := i == len(pieces)-1
		passed = append(passed, st.Write(p, last)...)
		o := st.Outcome()
		if held && o.Verdict == guard.Block {
			return s.result(o, nil)
		}
		held = held && !last && !st.Settled() && len(passed) < maxPending
	}
	r := newScanned(s.x.Plan(), st.Outcome())
	r.setBody(passed)
	return r
}

// result describes an outcome. What goes on in place of the body is passed.
func (s *subject) result(o *guard.Outcome, passed []byte) *scanned {
	r := newScanned(s.x.Plan(), o)
	if o.Verdict == guard.Block {
		reply := s.x.Reply(o, requestID)
		r.Response = &answer{reply.Status, reply.ContentType, string(reply.Body)}
	} else {
		r.setBody(passed)
	}
	return r
}

// lowered is header names and values with the names in lower case.
func lowered(h [][2]string) [][2]string {
	for i := range h {
		h[i][0] = strings.ToLower(h[i][0])
	}
	return h
}
