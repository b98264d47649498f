package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"

	parsed "github.com/chatguard/chatguard/filter/document"
	"github.com/chatguard/chatguard/filter/host"
)

// module is the filter's module with a policy, in a host that behaves as
// Envoy does.
type module struct{ host *host.Host }

func (e *env) module(file string, doc *document) (*module, error) {
	code, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("%w (make module builds it)", err)
	}
	h := host.NewWasm(context.Background(), code, host.Options{
		AllowOnHeadersStopIteration: true, Name: "chatguard", RootID: "chatguard", VMID: "chatguard",
		Environment: map[string]string{keyVariable: e.getenv(keyVariable), tokensVariable: e.getenv(tokensVariable)},
	})
	if err := h.Start(holdingHeaders(doc.JSON)); err != nil {
		logs := strings.Join(h.Logs(), "\n")
		h.Close()
		return nil, fmt.Errorf("the module refuses the policy: %w\n%s", err, logs)
	}
	return &module{h}, nil
}

func (m *module) close() { m.host.Close() }

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

// differs runs a trial through the module and says in what it differs from
// what the engine made of it; "" if in nothing.
func (m *module) differs(t *trial, request, response *scanned) (string, error) {
	r := m.host.Exchange(t.hostRequest(), func(*host.Message) host.Response { return t.hostResponse() })
	if r.Hung {
		return "", errors.New("the module hangs")
	}
	if t.request != nil {
		if diff := request.compare(&r, r.Upstream); diff != "" {
			return diff, nil
		}
	}
	if response == nil {
		return "", nil
	}
	return response.compare(&r, r.Client), nil
}

func (t *trial) hostRequest() host.Request {
	in := t.route.input()
	h := host.Headers{{":method", in.Method}, {":scheme", "http"}, {":authority", or(t.route.host, "localhost")}, {":path", or(t.route.path, "/")}, {"x-request-id", requestID}}
	h = append(h, t.route.headers...)
	b := t.requestSide()
	r := host.Request{Headers: append(h, b.describe()...), Body: b.pieces, Properties: map[string]string{}}
	if t.route.metadata != "" {
		r.Properties["xds.route_metadata.filter_metadata.chatguard.policy"] = t.route.metadata
	}
	if t.route.routeName != "" {
		r.Properties["xds.route_name"] = t.route.routeName
	}
	return r
}

func (t *trial) hostResponse() host.Response {
	r := host.Response{Headers: host.Headers{{":status", "200"}}}
	if t.response != nil {
		r.Headers = append(r.Headers, t.response.describe()...)
		r.Body = t.response.pieces
	}
	return r
}

func or(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

// describe is the headers that tell about a body.
func (s *side) describe() host.Headers {
	h := host.Headers{{"content-length", strconv.Itoa(len(s.body()))}}
	if s.contentType != "" {
		h = append(h, [2]string{"content-type", s.contentType})
	}
	if s.encoding != "" {
		h = append(h, [2]string{"content-encoding", s.encoding})
	}
	return h
}

// compare says in what an exchange with the module differs from r, whose body
// went on to the side that saw passed.
func (r *scanned) compare(got *host.Result, passed *host.Message) string {
	if r.Response != nil {
		switch {
		case got.Status() != r.Response.Status:
			return fmt.Sprintf("it answers %d, not %d", got.Status(), r.Response.Status)
		case string(got.Client.Body()) != r.Response.Body:
			return "it answers with another body"
		}
		return ""
	}
	want := string(r.BodyBase64)
	if r.Body != nil {
		want = *r.Body
	}
	switch {
	case passed == got.Client && got.Status() != 200, !passed.Started():
		return fmt.Sprintf("it answers %d, not %s", got.Status(), r.Verdict)
	case string(passed.Body()) != want:
		return "the body that goes on is another"
	}
	return ""
}
