//go:build !wasip1

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
		script:   "request_headers: pause; arm; tick 400\nrequest_body: size; upper\ntick: armed resume 0",
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
		request:  Request{Headers: post(-1), Body: big, End: EndAfter}, // over HTTP/2 the limit is initial_stream_window_size
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
	{
		name:     "the answer to too large a request passes the filter",
		script:   "request_body: pause\nresponse_headers: get :status",
		request:  Request{Headers: post(-1), Body: big, End: EndAfter},
		upstream: "POST reset", client: "413 content-length=17 [Payload Too Large]",
		logs: "response_headers :status 413 true",
	},
	{
		name:     "a tick ends a pause on the body, more comes",
		script:   "request_body: size\nrequest_body.1: size; pause; arm; tick 120\ntick: armed resume 0",
		request:  Request{Headers: post(-1), Body: pieces("one", "four"), End: EndAfter, TickAfter: 1},
		upstream: "POST [one] [four]", client: "200",
		logs: "request_body 3 false|request_body 4 false|request_body 0 true",
	},
	{
		name:     "a tick changes a held body before it lets it go on",
		script:   "request_body: pause\nrequest_body.end: pause; arm; tick 120\ntick: armed upper; resume 0",
		request:  Request{Headers: post(-1), Body: pieces("one", "two"), End: EndAfter, Ticks: 1},
		upstream: "POST [ONETWO]", client: "200",
	},
	{
		name:     "a pause on headers that a tick ends, with trailers",
		script:   "request_headers: pause; arm; tick 400\nrequest_body: size; upper\nrequest_trailers: size; body\ntick: armed resume 0",
		request:  Request{Headers: post(-1), Body: pieces("one", "two"), Trailers: Headers{{"x-t", "1"}}, Ticks: 1},
		upstream: "POST [ONETWO] x-t=1", client: "200",
		logs: "request_body 6 false|request_trailers 1 true|request_trailers body ",
	},
	{
		name:     "a continued stream can not change its headers",
		opts:     Options{AllowOnHeadersStopIteration: true},
		script:   "request_headers: pause\ntick: armed set x-late 1; resume 0\nrequest_body: pause; set x-later 1; arm; tick 120\nrequest_body.end: get :path; set x-latest 1",
		request:  Request{Headers: post(-1), Body: pieces("one", "two"), End: EndAfter},
		upstream: "POST x-later=1 x-latest=1 [onetwo]", client: "200",
		logs: "request_body :path /v1/chat/completions true",
	},
	{
		name:     "a local reply while response headers are held",
		opts:     Options{AllowOnHeadersStopIteration: true},
		script:   "response_headers: pause; set x-never 1\nresponse_body: pause\nresponse_body.end: reply 502 no",
		request:  Request{Headers: post(-1)},
		response: Response{Body: pieces("one", "two"), End: EndAfter},
		upstream: "POST", client: "502 content-length=2 x-reply=1 [no]",
	},
	{
		name:     "a local reply with trailers",
		script:   "request_body: pause\nrequest_trailers: reply 403 no",
		request:  Request{Headers: post(-1), Body: pieces("one"), Trailers: Headers{{"x-t", "1"}}},
		upstream: "POST reset", client: "403 content-length=2 x-reply=1 [no]",
	},
	{
		name:     "a header that comes twice: set makes it one, add adds, get gives the first",
		script:   "request_headers: get x-twice; set x-twice 3; add x-new 1; add x-new 2; get x-new",
		request:  Request{Headers: append(post(-1), [2]string{"x-twice", "1"}, [2]string{"x-twice", "2"})},
		upstream: "POST x-new=1 x-new=2 x-twice=3", client: "200",
		logs: "request_headers x-twice 1 true|request_headers x-new 1 true",
	},
	{
		name:     "adding to a header that Envoy knows appends to it",
		script:   "request_headers: add content-type text/plain; get content-type",
		request:  Request{Headers: post(-1)},
		upstream: "POST", client: "200",
		logs: "request_headers content-type application/json,text/plain true",
	},
	{
		name:     "an emptied body",
		script:   "request_body: replace",
		request:  Request{Headers: post(-1), Body: pieces("one", "two"), End: EndAfter},
		upstream: "POST", client: "200",
	},
	{
		name:     "a held response is replaced whole",
		opts:     Options{AllowOnHeadersStopIteration: true},
		script:   "response_headers: pause\nresponse_body: pause\nresponse_body.end: body; fill 30; set content-length 30",
		request:  Request{Headers: post(-1)},
		response: Response{Headers: Headers{{"content-length", "6"}}, Body: pieces("one", "two"), End: EndAfter},
		upstream: "POST", client: "200 content-length=30 [" + strings.Repeat("x", 30) + "]",
		logs: "response_body body onetwo",
	},
	{
		name:     "a panic fails closed",
		script:   "request_headers: panic",
		request:  Request{Headers: post(-1), Body: pieces("one")},
		upstream: "nothing", client: "500",
		logs: "panic in request_headers at echoguest.(*event).doOther",
	},
}

func TestExchange(t *testing.T) {
	for _, c := range exchanges {
		t.Run(c.name, func(t *testing.T) {
			onBoth(t, c.opts, c.script, func(t *testing.T, h *Host) {
				got := h.Exchange(c.request, func(*Message) Response { return c.response })
				var info []string
				for _, l := range h.Logs() {
					_, message, _ := strings.Cut(l, ": ")
					info = append(info, message)
				}
				if diff := cmp.Diff(c.want(), seen{show(got.Upstream), show(got.Client), strings.Join(info, "|"), got.Hung}); diff != "" {
					t.Errorf("(-want +got):\n%s", diff)
				}
			})
		})
	}
}
