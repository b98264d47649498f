package scenario

import (
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const example = `Shows the format.

-- policy --
policies: {main: {mode: Enforce}}
-- setup --
hosts: [envoy]
why: it is an example
routes: [{name: a, prefix: /a, policy: main}]
-- values --
secret value
-- request name=first cut=whole,2 h2 --
POST /v1/x
Content-Type: text/plain

line 1

line 3
-- trailers --
x-a: b
-- answer --
201

made
-- upstream template --
POST /v1/x
!accept-encoding

<<repeat 2 "ab">>
-- client json --
201

{"id":"*"}
-- trailers --
x-c: d
-- metrics --
chatguard.requests 1
-- audit --
{"a":1}
-- request --
GET /v1/x
-- upstream none --
`

func TestParse(t *testing.T) {
	s, err := Parse("example", []byte(example))
	if err != nil {
		t.Fatal(err)
	}
	first := &Exchange{
		Name:    "first",
		Request: Message{Method: "POST", Path: "/v1/x", Header: Header{{"content-type", "text/plain"}}, Body: []byte("line 1\n\nline 3"), Trailer: Header{{"x-a", "b"}}},
		Answer:  Message{Status: 201, Body: []byte("made")},
		HTTP2:   true, Cuts: []string{"whole", "2"},
		Upstream: Want{Absent: []string{"accept-encoding"}, Message: Message{Method: "POST", Path: "/v1/x", Body: []byte("abab")}},
		Client:   Want{JSON: true, Message: Message{Status: 201, Body: []byte(`{"id":"*"}`), Trailer: Header{{"x-c", "d"}}}},
		Metrics:  map[string]int64{"chatguard.requests": 1},
		Audit:    []any{map[string]any{"a": 1.0}},
	}
	second := &Exchange{
		Name: "2", Request: Message{Method: "GET", Path: "/v1/x"},
		Answer:   Message{Status: 200, Header: Header{{"content-type", "application/json"}}, Body: []byte(`{"ok":true}`)},
		Upstream: Want{None: true}, Client: Want{Any: true},
	}
	want := &Scenario{
		Name: "example", About: "Shows the format.", Policy: []byte(`{"policies":{"main":{"mode":"Enforce"}}}`),
		Setup:  Setup{Hosts: []string{"envoy"}, Why: "it is an example", Routes: []Route{{Name: "a", Prefix: "/a", Policy: "main"}}},
		Values: []string{"secret value"}, Exchanges: []*Exchange{first, second},
	}
	if diff := cmp.Diff(want, s); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestParseRefuses(t *testing.T) {
	for name, c := range map[string]struct{ file, want string }{
		"no description":      {"-- policy --\n{}\n-- request --\nGET /\n", "first line"},
		"no policy":           {"x\n-- request --\nGET /\n", "no policy"},
		"no request":          {"x\n-- policy --\n{}\n", "no request"},
		"an unknown section":  {"x\n-- policy --\n{}\n-- request --\nGET /\n-- clinet --\n200\n", "unknown kind"},
		"an unknown setting":  {"x\n-- policy --\n{}\n-- setup --\nhost: [envoy]\n", "field host"},
		"a want too early":    {"x\n-- policy --\n{}\n-- client --\n200\n", "before any request"},
		"hosts without a why": {"x\n-- policy --\n{}\n-- setup --\nhosts: [envoy]\n-- request --\nGET /\n", "needs a why"},
		"broken JSON wanted":  {"x\n-- policy --\n{}\n-- request --\nGET /\n-- client json --\n200\n\n{\n", "unexpected end"},
	} {
		if _, err := Parse("x", []byte(c.file)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want one with %q", name, err, c.want)
		}
	}
}

// What a scenario wants must be able to fail: each way to be wrong gives a difference.
func TestDiff(t *testing.T) {
	state := "request=mask*"
	x := &Exchange{
		Upstream: Want{Absent: []string{"accept-encoding"}, Message: Message{
			Method: "POST", Path: "/x", Header: Header{{"a", "b*"}}, Body: []byte("ok"), Trailer: Header{{"t", "1"}}}},
		Client: Want{JSON: true, Message: Message{Status: 403, Body: []byte(`{"id":"*","list":[1,"a*"]}`)}},
		State:  &state,
		Audit:  []any{map[string]any{"verdict": "mask"}},
	}
	good := func() *Seen {
		return &Seen{
			Upstream: &Message{Method: "POST", Path: "/x", Header: Header{{"content-length", "2"}, {"a", "bc"}}, Body: []byte("ok"), Trailer: Header{{"t", "1"}}},
			Client:   &Message{Status: 403, Body: []byte(`{"list":[1,"abc"],"id":"r1"}`)},
			State:    "request=mask;findings=1",
			Audit:    []string{`{"verdict":"mask","time":"now"}`},
		}
	}
	whole := Cut{Whole: true}
	if d := x.Diff(good(), whole); len(d) > 0 {
		t.Fatalf("differences where there are none: %s", strings.Join(d, "\n"))
	}
	for name, c := range map[string]struct {
		spoil func(*Seen)
		where string
	}{
		"nothing upstream":     {func(s *Seen) { s.Upstream = nil }, "upstream"},
		"cut off":              {func(s *Seen) { s.Upstream.Partial = true }, "upstream"},
		"path":                 {func(s *Seen) { s.Upstream.Path = "/y" }, "upstream"},
		"body":                 {func(s *Seen) { s.Upstream.Body = []byte("ko") }, "upstream body"},
		"header":               {func(s *Seen) { s.Upstream.Header[1].Value = "c" }, "upstream header a"},
		"header to be absent":  {func(s *Seen) { s.Upstream.Header = append(s.Upstream.Header, Field{"accept-encoding", "x"}) }, "upstream header accept-encoding"},
		"content-length":       {func(s *Seen) { s.Upstream.Header[0].Value = "3" }, "upstream content-length"},
		"trailer":              {func(s *Seen) { s.Upstream.Trailer = nil }, "upstream trailer t"},
		"status":               {func(s *Seen) { s.Client.Status = 200 }, "client"},
		"no JSON":              {func(s *Seen) { s.Client.Body = []byte("{") }, "client body"},
		"an extra member":      {func(s *Seen) { s.Client.Body = []byte(`{"list":[1,"abc"],"id":"r1","x":1}`) }, "client body"},
		"a short list":         {func(s *Seen) { s.Client.Body = []byte(`{"list":[1],"id":"r1"}`) }, "client body"},
		"state":                {func(s *Seen) { s.State = "" }, "filter state"},
		"audit":                {func(s *Seen) { s.Audit[0] = `{"verdict":"block"}` }, "audit"},
		"an audit line more":   {func(s *Seen) { s.Audit = append(s.Audit, "{}") }, "audit"},
		"an audit line missed": {func(s *Seen) { s.Audit = nil }, "audit"},
	} {
		seen := good()
		c.spoil(seen)
		if d := x.Diff(seen, whole); len(d) == 0 || !strings.HasPrefix(d[0], c.where) {
			t.Errorf("%s: differences %q, want one at %s", name, d, c.where)
		}
	}
	none := &Exchange{Upstream: Want{None: true}, Client: Want{Any: true}}
	if len(none.Diff(&Seen{Upstream: &Message{Partial: true}}, whole)) == 0 {
		t.Error("something where nothing is wanted is no difference")
	}
	aborted := &Exchange{Upstream: Want{Aborted: true}, Client: Want{Any: true}}
	if len(aborted.Diff(&Seen{Upstream: &Message{Partial: true}}, whole)) > 0 || len(aborted.Diff(&Seen{}, whole)) > 0 {
		t.Error("an aborted request is a difference where one is wanted")
	}
	if len(aborted.Diff(&Seen{Upstream: &Message{}}, whole)) == 0 {
		t.Error("a whole request is no difference where an aborted one is wanted")
	}
}

func TestDiffMetrics(t *testing.T) {
	x := &Exchange{Metrics: map[string]int64{"c.requests": 1, "c.findings.type=A": 2}}
	before := map[string]int64{"c.requests": 5, "c.blocked": 1}
	after := map[string]int64{"c.requests": 8, "c.blocked": 1, "c.findings.type=A": 6, "c.findings.type=B": 9}
	if d := x.DiffMetrics(before, after, 3); d != nil {
		t.Errorf("differences where there are none: %q", d)
	}
	after["c.blocked"] = 2
	if d := x.DiffMetrics(before, after, 3); len(d) != 1 || !strings.Contains(d[0], "c.blocked") {
		t.Errorf("a flat counter that nobody named moved: %q", d)
	}
}

func TestCuts(t *testing.T) {
	cuts, err := CutsOf([]string{"whole", "chunk", "bytes", "3", "split"}, 4)
	if err != nil {
		t.Fatal(err)
	}
	var got [][]int
	for _, c := range cuts {
		got = append(got, c.Ends(4))
	}
	want := [][]int{{4}, {4}, {1, 2, 3, 4}, {3, 4}, {1, 4}, {2, 4}, {3, 4}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("ends %v, want %v", got, want)
	}
	if _, err := CutsOf([]string{"0"}, 4); err == nil {
		t.Error("pieces of no bytes are not refused")
	}
	if ends := cuts[6].Ends(2); !reflect.DeepEqual(ends, []int{1, 2}) {
		t.Errorf("a shorter body is cut at %v", ends)
	}
}

// The search for leaks must find what it is for.
func TestLeaked(t *testing.T) {
	const log = "info: request of dora.winter refused, card 6011 0009"
	for value, want := range map[string]string{
		"dora.winter@kontor-nord.de": "dora.win",
		"6011 0009 9013 9424":        "6011 000",
		"12345678":                   "",
		"refused":                    "refused",
	} {
		if got := Leaked(value, log); got != want {
			t.Errorf("Leaked(%q) = %q, want %q", value, got, want)
		}
	}
}

func TestAwaits(t *testing.T) {
	s, err := Parse("x", []byte("x\n-- policy --\n{}\n-- request --\nGET /\n-- answer resets --\n200\n\nab\n@await ab\ncd\n-- client partial events --\n200\n\nab\n"))
	if err != nil {
		t.Fatal(err)
	}
	x := s.Exchanges[0]
	if string(x.Answer.Body) != "ab\ncd" || !reflect.DeepEqual(x.Answer.Awaits, []Await{{3, "ab"}}) || !x.Resets || !x.Client.Partial || !x.Client.Events {
		t.Errorf("%+v", x)
	}
	if ends := x.Answer.Ends(Cut{Whole: true}); !reflect.DeepEqual(ends, []int{3, 5}) {
		t.Errorf("ends %v", ends)
	}
}

// Events are equal where their reader gets the same, and only there.
func TestEvents(t *testing.T) {
	const want = "data: {\"n\":1,\"delta\":\"ab\"}\n\ndata: {\"n\":1,\"delta\":\"c\"}\n\ndata: {\"end\":true}\n\ndata: [DONE]\n\n"
	for got, same := range map[string]bool{
		want: true,
		"data: {\"n\":1,\"delta\":\"\"}\n\ndata: {\"n\":1,\"delta\":\"abc\"}\n\ndata: {\"end\":true}\n\ndata: [DONE]\n\n":                 true,
		"data: {\"n\":1,\"delta\":\"abc\"}\n\ndata: {\"end\":true}\n\n":                                                                   false,
		"data: {\"n\":1,\"delta\":\"ab\"}\n\ndata: {\"end\":true}\n\ndata: [DONE]\n\n":                                                    false,
		"data: {\"n\":1,\"delta\":\"ab\"}\n\ndata: {\"end\":true}\n\ndata: {\"n\":1,\"delta\":\"c\"}\n\ndata: [DONE]\n\n":                 false,
		"data: {\"n\":1,\"delta\":\"abc\n\ndata: {\"end\":true}\n\ndata: [DONE]\n\n":                                                      false,
		"data: {\"n\":1,\"delta\":\"abc\"}\n\ndata: {\"end\":true}\n\ndata: [DONE]\n\ndata: {\"n\":2,\"type\":\"x\",\"delta\":\"d\"}\n\n": false,
	} {
		var d differences
		if d.events("client", []byte(want), []byte(got)); (len(d) == 0) != same {
			t.Errorf("%s\ndifferences %q", got, d)
		}
	}
	if e, err := readEvents([]byte("{\"response\":\"a\"}\n{\"response\":\"b\"}\n")); err != nil || len(e.shape) != 1 {
		t.Errorf("lines: %+v %v", e, err)
	}
}
