package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	parsed "github.com/chatguard/chatguard/filter/document"
	"github.com/chatguard/chatguard/filter/host"
	"github.com/chatguard/chatguard/filter/policy"
)

// wasm runs the job through the module, in a host that behaves as Envoy does,
// and says in what it differs from want; "" if in nothing.
func (j *job) wasm(e *env, doc *document, module []byte, want *scanned) (diff string, err error) {
	h := host.NewWasm(context.Background(), module, host.Options{
		AllowOnHeadersStopIteration: true, Name: "chatguard", RootID: "chatguard", VMID: "chatguard",
		Environment: map[string]string{keyVariable: e.getenv(keyVariable), tokensVariable: e.getenv(tokensVariable)},
	})
	defer h.Close()
	if err := h.Start(holdingHeaders(doc.JSON)); err != nil {
		return "", fmt.Errorf("the module refuses the policy: %w\n%s", err, strings.Join(h.Logs(), "\n"))
	}
	r := h.Exchange(j.request(), func(*host.Message) host.Response { return j.response() })
	if r.Hung {
		return "", errors.New("the module hangs")
	}
	return want.compare(j.direction, &r), nil
}

// holdingHeaders is the document with headers held: only then a status can
// still be chosen when a response is blocked.
func holdingHeaders(doc []byte) []byte {
	root, _ := parsed.Parse(doc)
	var out []byte
	if hold := root.Get("holdHeaders"); hold != nil {
		out = append(out, doc[:hold.Offset]...)
		out = append(out, "true"...)
		return append(out, doc[hold.Offset+len(hold.Raw):]...)
	}
	out = append(out, doc[:root.Offset+1]...)
	out = append(out, `"holdHeaders":true`...)
	if len(root.Keys()) > 0 {
		out = append(out, ',')
	}
	return append(out, doc[root.Offset+1:]...)
}

func (j *job) request() host.Request {
	path := j.path
	if path == "" {
		path = "/"
	}
	r := host.Request{Headers: host.Headers{
		{":method", "POST"}, {":scheme", "http"}, {":authority", "localhost"}, {":path", path}, {"x-request-id", requestID},
	}}
	if j.policyName != "" {
		r.Properties = map[string]string{"xds.route_metadata.filter_metadata.chatguard.policy": j.policyName}
	}
	if j.direction == policy.Request {
		r.Body = [][]byte{j.body}
		r.Headers = append(r.Headers, j.describe()...)
	} else {
		r.Body = [][]byte{[]byte(emptyRequest)}
		r.Headers = append(r.Headers, [2]string{"content-type", "application/json"})
	}
	return r
}

func (j *job) response() host.Response {
	r := host.Response{Headers: host.Headers{{":status", "200"}}}
	if j.direction == policy.Response {
		r.Body = [][]byte{j.body}
		r.Headers = append(r.Headers, j.describe()...)
	}
	return r
}

// describe is the headers that tell about the body.
func (j *job) describe() host.Headers {
	h := host.Headers{{"content-length", strconv.Itoa(len(j.body))}}
	if j.contentType != "" {
		h = append(h, [2]string{"content-type", j.contentType})
	}
	return h
}

// compare says in what an exchange with the module differs from r.
func (r *scanned) compare(d policy.Direction, got *host.Result) string {
	if r.Response != nil {
		switch {
		case got.Status() != r.Response.Status:
			return fmt.Sprintf("it answers %d, not %d", got.Status(), r.Response.Status)
		case string(got.Client.Body()) != r.Response.Body:
			return "it answers with another body"
		}
		return ""
	}
	passed := got.Upstream
	if d == policy.Response {
		passed = got.Client
	}
	want := string(r.BodyBase64)
	if r.Body != nil {
		want = *r.Body
	}
	switch {
	case got.Status() != 200:
		return fmt.Sprintf("it answers %d, not %s", got.Status(), r.Verdict)
	case string(passed.Body()) != want:
		return "the body that goes on is another"
	}
	return ""
}
