package host

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// exchange is a scenario: what echoguest is told, what comes from either side, and what that comes to.
type exchange struct {
	name     string
	opts     Options
	script   string
	request  Request
	response Response
	upstream string
	client   string
	logs     string // the info lines, joined by |
	hung     bool
	notEnvoy bool // shows what Envoy does not do
}

// seen is what an exchange came to, in words.
type seen struct {
	Upstream, Client, Logs string
	Hung                   bool
}

func (c *exchange) want() seen { return seen{c.upstream, c.client, c.logs, c.hung} }

var big = [][]byte{[]byte(strings.Repeat("a", 700<<10)), []byte(strings.Repeat("b", 700<<10))}

var exchanges = []exchange{
	{
		name:     "nothing to do",
		request:  Request{Headers: post(-1), Body: pieces("one", "two")},
		response: Response{Body: pieces("three", "four")},
		upstream: "POST [one] [two]", client: "200 [three] [four]",
	},
	{
		name:     "body sizes, end with the last piece",
		script:   "request_body: size",
		request:  Request{Headers: post(-1), Body: pieces("one", "four")},
		upstream: "POST [one] [four]", client: "200",
		logs: "request_body 3 false|request_body 4 true",
	},
	{
		name:     "end after the last piece",
		script:   "request_body: size; body",
		request:  Request{Headers: post(-1), Body: pieces("one"), End: EndAfter},
		upstream: "POST [one]", client: "200",
		logs: "request_body 3 false|request_body body one|request_body 0 true|request_body body ",
	},
	{
		name:     "a pause buffers, and the next callback has all of it",
		script:   "request_body: size; pause\nrequest_body.end: size; body; upper",
		request:  Request{Headers: post(-1), Body: pieces("one", "two", "three")},
		upstream: "POST [ONETWOTHREE]", client: "200",
		logs: "request_body 3 false|request_body 6 false|request_body 11 true|request_body body onetwothree",
	},
	{
		name:     "a pause buffers, the end comes alone",
		script:   "request_body: pause\nrequest_body.end: size; upper",
		request:  Request{Headers: post(-1), Body: pieces("one", "two"), End: EndAfter},
		upstream: "POST [ONETWO]", client: "200",
		logs: "request_body 6 true",
	},
	{
		name:     "a pause on headers stops everything and hangs",
		script:   "request_headers: pause\nrequest_body: size",
		request:  Request{Headers: post(-1), Body: pieces("one")},
		upstream: "nothing", client: "nothing", hung: true,
	},
	{
		name:     "a pause on headers that a tick ends: the body comes in one",
		script:   "start: tick 400\nrequest_headers: pause\nrequest_body: size; upper\ntick: each resume 0",
		request:  Request{Headers: post(-1), Body: pieces("one", "two"), Ticks: 1},
		upstream: "POST [ONETWO]", client: "200",
		logs: "request_body 6 true",
	},
	{
		name:     "a pause on headers with StopIteration: the body callbacks come, headers wait and can be changed",
		opts:     Options{AllowOnHeadersStopIteration: true},
		script:   "request_headers: pause\nrequest_body: size; pause\nrequest_body.end: size; replace longer; set content-length 6; set x-late 1",
		request:  Request{Headers: post(4), Body: pieces("on", "e!")},
		upstream: "POST content-length=6 x-late=1 [longer]", client: "200",
		logs: "request_body 2 false|request_body 4 true",
	},
	{
		name:     "headers can not be read or changed once they went on",
		script:   "request_headers: get :path\nrequest_body: get :path; set x-late 1",
		request:  Request{Headers: post(-1), Body: pieces("one")},
		upstream: "POST [one]", client: "200",
		logs: "request_headers :path /v1/chat/completions true|request_body :path  false|request_body set status 2",
	},
	{
		name:     "trailers are the end",
		script:   "request_body: size; pause\nrequest_trailers: size; trailer x-t; body; upper; settrailer x-t 2",
		request:  Request{Headers: post(-1), Body: pieces("one", "two"), Trailers: Headers{{"x-t", "1"}}},
		upstream: "POST [ONETWO] x-t=2", client: "200",
		logs: "request_body 3 false|request_body 6 false|request_trailers 1 true|request_trailers x-t 1 true|request_trailers body onetwo",
	},
	{
		name:     "response trailers with StopIteration",
		opts:     Options{AllowOnHeadersStopIteration: true},
		script:   "response_headers: pause; del content-length\nresponse_body: pause\nresponse_trailers: upper",
		request:  Request{Headers: post(-1)},
		response: Response{Body: pieces("one", "two"), Trailers: Headers{{"x-t", "1"}}},
		upstream: "POST", client: "200 [ONETWO] x-t=1",
	},
	{
		name:     "a local reply on headers",
		script:   "request_headers: reply 403 no; log after\nresponse_headers: get :status; set x-seen 1\nresponse_body: size",
		request:  Request{Headers: post(-1), Body: pieces("one")},
		upstream: "nothing", client: "403 content-length=2 x-reply=1 x-seen=1 [no]",
		logs: "request_headers after|response_headers :status 403 true|response_body 2 true",
	},
	{
		name:     "a local reply after headers went on resets the upstream",
		script:   "request_body: reply 403 no",
		request:  Request{Headers: post(-1), Body: pieces("one", "two")},
		upstream: "POST reset", client: "403 content-length=2 x-reply=1 [no]",
	},
	{
		name:     "a local reply without a body",
		script:   "request_headers: reply 204",
		request:  Request{Headers: post(-1)},
		upstream: "nothing", client: "204 x-reply=1",
	},
	{
		name:     "a local reply in place of response headers passes the filter by",
		script:   "response_headers: reply 502 no\nresponse_body: size",
		request:  Request{Headers: post(-1)},
		response: Response{Body: pieces("one")},
		upstream: "POST", client: "502 content-length=2 x-reply=1 [no]",
	},
	{
		name:     "a local reply after response headers went out is a reset",
		script:   "response_body: reply 502 no",
		request:  Request{Headers: post(-1)},
		response: Response{Body: pieces("one", "two")},
		upstream: "POST", client: "200 reset",
	},
	{
		name:     "too large a request while buffering",
		script:   "request_body: pause",
		request:  Request{Headers: post(-1), Body: big},
		upstream: "POST reset", client: "413 content-length=17 [Payload Too Large]",
	},
	{
		name:     "too large a response while buffering, headers held",
		opts:     Options{AllowOnHeadersStopIteration: true},
		script:   "response_headers: pause\nresponse_body: pause",
		request:  Request{Headers: post(-1)},
		response: Response{Body: big},
		upstream: "POST", client: "500 content-length=21 [Internal Server Error]",
	},
	{
		name:     "a large body that is not buffered passes",
		request:  Request{Headers: post(-1), Body: big},
		upstream: "POST [716800 bytes] [716800 bytes]", client: "200",
	},
	{
		name:     "the buffer: cut at the start, append, nothing in the middle",
		script:   "request_body: cut 2 XYZ; append !; middle; body",
		request:  Request{Headers: post(-1), Body: pieces("abcd")},
		upstream: "POST [XYZcd!]", client: "200",
		logs: "request_body middle status 2|request_body body XYZcd!",
	},
	{
		name:     "properties and filter state",
		opts:     Options{RootID: "guard"},
		script:   "request_headers: prop plugin_root_id; prop xds.route_name; prop xds.nothing; prop request.path; setprop chatguard mask; prop chatguard",
		request:  Request{Headers: post(-1), Properties: map[string]string{"xds.route_name": "pay"}},
		upstream: "POST", client: "200",
		logs: "request_headers plugin_root_id guard 0|request_headers xds.route_name pay 0|request_headers xds.nothing  1|request_headers request.path /v1/chat/completions 0|request_headers chatguard mask 0",
	},
	{
		name:     "headers in the log callback",
		script:   "log: get :path; prop request.path",
		request:  Request{Headers: post(-1)},
		upstream: "POST", client: "200",
		logs: "log :path /v1/chat/completions true|log request.path /v1/chat/completions 0",
	},
	{
		name:     "the SDK's own functions",
		script:   "request_headers: sdk; pause\nrequest_body: sdk",
		opts:     Options{AllowOnHeadersStopIteration: true},
		request:  Request{Headers: post(-1), Body: pieces("one")},
		upstream: "POST [one]", client: "200",
		logs: "request_headers sdk  error status returned by host: not found true|request_body sdk one ok true",
	},
	{
		name:     "what is kept over a callback is gone",
		script:   "request_body: keep\nresponse_headers: kept",
		request:  Request{Headers: post(-1), Body: pieces("one")},
		upstream: "POST [one]", client: "200",
		logs: "response_headers kept \xdb\xdb\xdb", notEnvoy: true,
	},
}

func TestExchange(t *testing.T) {
	for _, c := range exchanges {
		t.Run(c.name, func(t *testing.T) {
			onBoth(t, c.opts, c.script, func(t *testing.T, h *Host) {
				got := h.Exchange(c.request, func(*Message) Response { return c.response })
				var info []string
				for _, l := range h.Logs() {
					info = append(info, strings.TrimPrefix(l, "info: "))
				}
				if diff := cmp.Diff(c.want(), seen{show(got.Upstream), show(got.Client), strings.Join(info, "|"), got.Hung}); diff != "" {
					t.Errorf("(-want +got):\n%s", diff)
				}
			})
		})
	}
}
