package plugin_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chatguard/chatguard/filter/abi"
	"github.com/chatguard/chatguard/filter/host"
	"github.com/chatguard/chatguard/filter/plugin"
)

// injector fails one host call of an exchange, by its number.
type injector struct {
	n, at  int
	status abi.Status
	calls  []string
}

func (f *injector) fault(call string) abi.Status {
	if strings.HasPrefix(call, "proxy_log") {
		return abi.OK // nothing depends on it
	}
	f.n++
	if f.at == 0 {
		f.calls = append(f.calls, call)
	}
	if f.n == f.at {
		return f.status
	}
	return abi.OK
}

func (f *injector) arm(at int, status abi.Status) { f.n, f.at, f.status = 0, at, status }

// faulty is an exchange that must not let its value through, to whichever side, when a host call fails.
type faulty struct {
	name     string
	doc      string
	request  host.Request
	response host.Response
	upstream string // what the chatbot must never see
	client   string // what the client must never see
}

const (
	heldMasks    = `{"holdHeaders": true, "rules": [{"name": "pii", "match": ["pii"], "action": "Mask"}]}`
	passingMasks = `{"rules": [{"name": "pii", "match": ["pii"], "action": "Mask"}]}`
	blocks       = `{"holdHeaders": true, "rules": [{"name": "pii", "match": ["pii"], "action": "Block"}]}`
	labels       = `{"holdHeaders": true, "rules": [{"name": "pii", "match": ["pii"], "action": "Mask", "mask": {"style": "Label"}}]}`
	guarded      = `{"holdHeaders": true, "rules": [{"name": "pii", "match": ["pii"], "action": "Mask", "mask": {"style": "Label"}}],
		"access": {"identity": [{"header": "content-type"}], "noStore": true},
		"quotas": {"principal": [{"header": "content-type"}], "counters": [
			{"name": "pace", "count": "Requests", "max": 100000, "seconds": 86400}, {"name": "open", "count": "Streams", "max": 100000},
			{"name": "masked", "count": "Masked", "max": 100000}]}}`
)

func faultyExchanges() []faulty {
	const mail = "jane@acme.org"
	ask := func() host.Request {
		body := `{"model":"m","messages":[{"role":"user","content":"I am ` + mail + `"}]}`
		return host.Request{
			Headers: post("/v1/chat/completions", "application/json", [2]string{"content-length", fmt.Sprint(len(body))}),
			Body:    [][]byte{[]byte(body[:40]), []byte(body[40:])}, Ticks: 8,
		}
	}
	clean := func() host.Request {
		return host.Request{Headers: post("/v1/chat/completions", "application/json"), Body: [][]byte{[]byte(`{"messages":[]}`)}, Ticks: 8}
	}
	answer := host.Response{
		Headers: host.Headers{{":status", "200"}, {"content-type", "application/json"}},
		Body:    [][]byte{[]byte(`{"choices":[{"index":0,"message":{"role":"assistant","content":"` + mail + `"}}]}`)},
	}
	stream := host.Response{
		Headers: host.Headers{{":status", "200"}, {"content-type", "text/event-stream"}},
		Body:    [][]byte{events("it is jane@a"), events("cme.org"), []byte("data: [DONE]\n\n")},
	}
	trailed := ask()
	trailed.Trailers = host.Headers{{"x-end", "1"}}
	return []faulty{
		{name: "request, headers held", doc: heldMasks, request: ask(), upstream: mail},
		{name: "request, headers pass", doc: passingMasks, request: ask(), upstream: mail},
		{name: "request blocked", doc: blocks, request: ask(), upstream: mail},
		{name: "request with trailers", doc: heldMasks, request: trailed, upstream: mail},
		{name: "response, headers held", doc: labels, request: clean(), response: answer, client: mail},
		{name: "response, headers pass", doc: passingMasks, request: clean(), response: answer, client: mail},
		{name: "request of a caller who counts", doc: guarded, request: ask(), upstream: mail},
		{name: "response to a caller who counts", doc: guarded, request: clean(), response: answer, client: mail},
		{name: "response blocked", doc: blocks, request: clean(), response: answer, client: mail},
		{name: "stream, headers held", doc: labels, request: clean(), response: stream, client: mail},
		{name: "stream, headers pass", doc: passingMasks, request: clean(), response: stream, client: mail},
		{name: "stream blocked", doc: blocks, request: clean(), response: stream, client: mail},
	}
}

// Whichever host call of an exchange fails, however: a policy that fails closed lets no value through, nothing hangs or
// panics, and the next exchange is as if nothing had been.
func TestNothingLeaksWhenHostCallsFail(t *testing.T) {
	for _, x := range faultyExchanges() {
		t.Run(x.name, func(t *testing.T) {
			f := &injector{}
			h := host.NewNative(host.Options{AllowOnHeadersStopIteration: true, Register: plugin.Register, Fault: f.fault})
			t.Cleanup(h.Close)
			if err := h.Start([]byte(x.doc)); err != nil {
				t.Fatal(err)
			}
			run := func() host.Result {
				return h.Exchange(x.request, func(*host.Message) host.Response { return x.response })
			}
			run() // what is proved or defined once
			f.arm(0, abi.OK)
			f.calls = nil
			want := run()
			calls := f.calls
			for at := 1; at <= len(calls); at++ {
				for _, status := range []abi.Status{abi.NotFound, abi.BadArgument, abi.InternalFailure} {
					f.arm(at, status)
					r := run()
					x.judge(t, &r, fmt.Sprintf("call %d of %d, %s, fails with %d", at, len(calls), calls[at-1], status))
					f.arm(-1, abi.OK)
					if again := run(); again.Status() != want.Status() || body(again.Client) != body(want.Client) || body(again.Upstream) != body(want.Upstream) {
						t.Fatalf("after call %d, %s, failed with %d, the next exchange differs", at, calls[at-1], status)
					}
				}
			}
			for _, l := range h.Logs() {
				if strings.Contains(l, "internal error") || x.upstream != "" && strings.Contains(l, x.upstream) {
					t.Error(l)
				}
			}
		})
	}
}

func (x *faulty) judge(t *testing.T, r *host.Result, what string) {
	t.Helper()
	if r.Hung {
		t.Errorf("%s: it hangs", what)
	}
	if x.upstream != "" && strings.Contains(body(r.Upstream), x.upstream) {
		t.Errorf("%s: the chatbot sees the value", what)
	}
	if x.client != "" && strings.Contains(body(r.Client), x.client) {
		t.Errorf("%s: the client sees the value", what)
	}
}
