package guard

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/chatguard/chatguard/filter/policy"
)

// everything masks personal data everywhere and blocks private keys.
const everything = `{"name": "t", "rules": [
	{"name": "keys", "match": ["SECRET_PRIVATE_KEY"], "action": "Block"},
	{"name": "pii", "match": ["pii", "secrets"], "action": "Mask", "mask": {"style": "Placeholder"}}]}`

func load(t testing.TB, doc string) *Guard {
	t.Helper()
	g, err := Load([]byte(doc), Options{Key: []byte("test key")})
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// inspect runs one body cut at the given offsets and returns the outcome and
// the body as it would go on.
func inspect(t testing.TB, g *Guard, b Body, body string, cuts ...int) (*Outcome, string) {
	t.Helper()
	return inspectWith(&Scratch{}, g, b, body, cuts...)
}

// inspectWith is inspect by a worker that has seen other bodies.
func inspectWith(s *Scratch, g *Guard, b Body, body string, cuts ...int) (*Outcome, string) {
	x := &Exchange{}
	x.Begin(g, g.Default(), s)
	if b.Direction == 0 {
		b.Direction = policy.Request
	}
	in := x.Open(b)
	at := 0
	for _, c := range append(cuts, len(body)) {
		if in.Write([]byte(body[at:c])) != nil {
			break
		}
		at = c
	}
	o := in.Close(Bytes([]byte(body)))
	return o, string(o.Apply(nil, []byte(body)))
}

var openai = Body{Path: "/v1/chat/completions", ContentType: "application/json"}

// summary writes what matters of an outcome, to compare outcomes.
func summary(o *Outcome) string {
	s := fmt.Sprintf("%v/%v %v %s %s %d %s\n", o.Verdict, o.Would, o.Coverage, o.Reason, o.API, o.Status, o.Rule)
	for _, f := range o.Findings {
		s += fmt.Sprintf("%+v\n", f)
	}
	return s
}

var bodies = []struct {
	name, in, want string
}{
	{"user", `{"model":"m","messages":[{"role":"user","content":"mail jane@example.com now"}]}`,
		`{"model":"m","messages":[{"role":"user","content":"mail [EMAIL_ADDRESS_1] now"}]}`},
	{"role after content", `{"messages":[{"content":"jane@example.com","role":"system"}],"model":"m"}`,
		`{"messages":[{"content":"[EMAIL_ADDRESS_1]","role":"system"}],"model":"m"}`},
	{"parts, spaces kept", "{ \"model\" : \"m\" ,\n\"messages\":[ {\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"jane@example.com\"}] } ] }\n",
		"{ \"model\" : \"m\" ,\n\"messages\":[ {\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"[EMAIL_ADDRESS_1]\"}] } ] }\n"},
	{"escapes", `{"model":"m","messages":[{"role":"user","content":"\u00e9 jane\u0040ex\u0061mple.com\n4111\u002d1111-1111-1111"}]}`,
		`{"model":"m","messages":[{"role":"user","content":"\u00e9 [EMAIL_ADDRESS_1]\n[CREDIT_CARD_1]"}]}`},
	{"twice and another", `{"model":"m","messages":[{"role":"user","content":"a@example.com b@example.com"},{"role":"assistant","content":"a@example.com"}]}`,
		`{"model":"m","messages":[{"role":"user","content":"[EMAIL_ADDRESS_1] [EMAIL_ADDRESS_2]"},{"role":"assistant","content":"[EMAIL_ADDRESS_1]"}]}`},
	{"tool arguments, escapes of both levels", `{"model":"m","messages":[{"role":"assistant","tool_calls":[{"function":{"arguments":"{\"to\":\"jane\\u0040example.com\",\"cc\":\"joe@example.com\"}"}}]}]}`,
		`{"model":"m","messages":[{"role":"assistant","tool_calls":[{"function":{"arguments":"{\"to\":\"[EMAIL_ADDRESS_1]\",\"cc\":\"[EMAIL_ADDRESS_2]\"}"}}]}]}`},
	{"unlisted place", `{"model":"m","messages":[],"new_field":{"x":["jane@example.com"]}}`,
		`{"model":"m","messages":[],"new_field":{"x":["[EMAIL_ADDRESS_1]"]}}`},
	{"never touched", `{"model":"jane@example.com","messages":[{"role":"tool","tool_call_id":"jane@example.com","content":""}]}`,
		`{"model":"jane@example.com","messages":[{"role":"tool","tool_call_id":"jane@example.com","content":""}]}`},
	{"a number", `{"model":"m","messages":[],"metadata":{"card":4111111111111111,"n":12345678901}}`,
		`{"model":"m","messages":[],"metadata":{"card":"[CREDIT_CARD_1]","n":12345678901}}`},
	{"nothing", `{"model":"m","messages":[{"role":"user","content":"the weather in Paris"}]}`,
		`{"model":"m","messages":[{"role":"user","content":"the weather in Paris"}]}`},
}

// TestMaskAtEveryCut holds that edits are right and the outcome does not
// depend on how the body was cut.
func TestMaskAtEveryCut(t *testing.T) {
	g := load(t, everything)
	for _, c := range bodies {
		t.Run(c.name, func(t *testing.T) {
			whole, got := inspect(t, g, openai, c.in)
			if got != c.want {
				t.Fatalf("got  %s\nwant %s\n%s", got, c.want, summary(whole))
			}
			if !json.Valid([]byte(got)) {
				t.Fatal("the edited body is not JSON")
			}
			want := summary(whole)
			for cut := range len(c.in) + 1 {
				o, out := inspect(t, g, openai, c.in, cut)
				if out != c.want || summary(o) != want {
					t.Fatalf("cut at %d: %s\n%s", cut, out, summary(o))
				}
			}
			every := make([]int, len(c.in))
			for i := range every {
				every[i] = i
			}
			if o, out := inspect(t, g, openai, c.in, every...); out != c.want || summary(o) != want {
				t.Fatalf("byte by byte: %s\n%s", out, summary(o))
			}
		})
	}
}

func TestScopesDecide(t *testing.T) {
	g := load(t, `{"rules": [
		{"name": "system may", "match": ["EMAIL_ADDRESS"], "scopes": ["SystemPrompt"], "action": "Allow"},
		{"name": "tools must not", "match": ["EMAIL_ADDRESS"], "scopes": ["ToolOutput"], "action": "Block"},
		{"name": "rest", "match": ["EMAIL_ADDRESS"], "action": "Log"}]}`)
	for doc, want := range map[string]Verdict{
		`{"model":"m","messages":[{"content":"a@example.com","role":"system"}]}`: Allow,
		`{"model":"m","messages":[{"content":"a@example.com","role":"tool"}]}`:   Block,
		`{"model":"m","messages":[{"content":"a@example.com","role":"user"}]}`:   Allow,
	} {
		for _, path := range []string{"/v1/chat/completions", "/rewritten"} {
			o, _ := inspect(t, g, Body{Path: path, ContentType: "application/json"}, doc)
			if o.Verdict != want || o.API != "openai.chat" {
				t.Errorf("%s %s: %s", path, doc, summary(o))
			}
		}
	}
}

func TestMonitorChangesNothing(t *testing.T) {
	g := load(t, strings.Replace(everything, `"name": "t"`, `"mode": "Monitor"`, 1))
	body := bodies[0].in
	o, out := inspect(t, g, openai, body)
	if o.Verdict != Allow || o.Would != Mask || out != body || len(o.Findings) != 1 {
		t.Errorf("%s %s", out, summary(o))
	}
}

func TestRefusals(t *testing.T) {
	g := load(t, `{"extends": "strict", "limits": {"bodyBytes": 2000, "depth": 8}}`)
	deep := strings.Repeat("[", 200_000)
	for _, c := range []struct {
		name   string
		body   Body
		in     string
		status int
		reason Reason
	}{
		{"invalid", openai, `{"a":`, 400, InvalidJSON},
		{"trailing", openai, `{} {}`, 400, InvalidJSON},
		{"not UTF-8", openai, "{\"a\":\"\xff\"}", 400, InvalidJSON},
		{"duplicate", openai, `{"a":1,"\u0061":2}`, 400, DuplicateKey},
		{"deep", openai, deep, 400, OverLimit},
		{"large", openai, `{"a":"` + strings.Repeat("x y ", 800) + `"}`, 413, OverLimit},
		{"large text", Body{ContentType: "text/plain"}, strings.Repeat("x", 3000), 413, OverLimit},
		{"coding", Body{ContentType: "application/json", ContentEncoding: "br"}, "x", 415, Encoding},
		{"type", Body{ContentType: "application/zip"}, "x", 415, NotText},
	} {
		o, _ := inspect(t, g, c.body, c.in)
		if o.Verdict != Block || o.Status != c.status || o.Reason != c.reason || o.Coverage == Full {
			t.Errorf("%s: %s", c.name, summary(o))
		}
	}
}

func TestText(t *testing.T) {
	g := load(t, everything)
	for _, c := range []struct{ contentType, in, want string }{
		{"text/plain", "mail jane@example.com", "mail [EMAIL_ADDRESS_1]"},
		{"text/plain; charset=utf-8", ` {"a":"jane\u0040example.com"}`, ` {"a":"[EMAIL_ADDRESS_1]"}`},
		{"text/plain", "[jane@example.com", "[[EMAIL_ADDRESS_1]"},
		{"", `{"a":"jane@example.com"}`, `{"a":"[EMAIL_ADDRESS_1]"}`},
		{"application/vnd.x+json", `{"a":"jane@example.com"}`, `{"a":"[EMAIL_ADDRESS_1]"}`},
	} {
		for cut := range len(c.in) + 1 {
			if o, got := inspect(t, g, Body{ContentType: c.contentType}, c.in, cut); got != c.want {
				t.Fatalf("%q %q cut at %d: %q\n%s", c.contentType, c.in, cut, got, summary(o))
			}
		}
	}
}

func TestBlobs(t *testing.T) {
	g := load(t, everything)
	blob := strings.Repeat("iVBORw0KGgoAAAANSUhEUgAAAAE4111111111111111AKIAQ3EGRIXZ7HK5TDPL", 60)
	for _, c := range []struct {
		name, content string
		masked        bool
	}{
		{"data URL", "data:image/png;base64," + blob, false},
		{"short data URL", "data:image/png;base64,AKIAQ3EGRIXZ7HK5TDPL", false},
		{"bare base64", blob, false},
		{"text behind base64", blob + " jane@example.com", true},
		{"address at the end of base64", blob + ".jane@example.com", true},
		{"text data URL", "data:text/plain,jane@example.com", true},
	} {
		doc := `{"model":"m","messages":[{"role":"user","content":"` + c.content + `"}]}`
		whole, out := inspect(t, g, openai, doc)
		if (out != doc) != c.masked {
			t.Errorf("%s: masked = %v\n%s", c.name, !c.masked, summary(whole))
		}
		for _, step := range []int{1, 7, 255, 256, 257, 1023, 1024, 1025} {
			var cuts []int
			for at := step; at < len(doc); at += step {
				cuts = append(cuts, at)
			}
			if o, cut := inspect(t, g, openai, doc, cuts...); cut != out || summary(o) != summary(whole) {
				t.Fatalf("%s in pieces of %d:\n%swhole:\n%s", c.name, step, summary(o), summary(whole))
			}
		}
	}
}

func TestAnthropicThinkingIsNotEdited(t *testing.T) {
	g := load(t, everything)
	doc := `{"model":"m","max_tokens":1,"messages":[{"role":"assistant","content":[{"type":"thinking","thinking":"jane@example.com","signature":"s"}]}]}`
	o, out := inspect(t, g, Body{Path: "/v1/messages", ContentType: "application/json"}, doc)
	if out != doc || o.Coverage != Partial || o.Reason != ReadOnly || len(o.Findings) != 1 || o.Findings[0].Action != policy.Log {
		t.Errorf("%s\n%s", out, summary(o))
	}
}

func TestReplies(t *testing.T) {
	g := load(t, everything)
	const key = "-----BEGIN PRIVATE KEY-----\\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7\\n-----END PRIVATE KEY-----"
	for path, want := range map[string]string{
		"/v1/chat/completions": "error.code",
		"/v1/messages":         "error.type",
		"/other":               "error.code",
	} {
		var s Scratch
		x := &Exchange{}
		x.Begin(g, g.Default(), &s)
		in := x.Open(Body{Direction: policy.Request, Path: path, ContentType: "application/json"})
		_ = in.Write([]byte(`{"q":"` + key + `"}`))
		o := in.Close(nil)
		if o.Verdict != Block || o.Rule != "keys" {
			t.Fatalf("%s: %s", path, summary(o))
		}
		r := x.Reply(o, `id"1`)
		var doc map[string]map[string]any
		if err := json.Unmarshal(r.Body, &doc); err != nil && path != "/v1/messages" {
			t.Fatalf("%s: %v: %s", path, err, r.Body)
		}
		if !json.Valid(r.Body) || strings.Contains(string(r.Body), "MIIE") || strings.Contains(string(r.Body), "keys") ||
			!strings.Contains(string(r.Body), want[6:]) {
			t.Errorf("%s: %s", path, r.Body)
		}
	}
}

// exchange runs a request and its response and returns both bodies as they
// would go on.
func exchange(t testing.TB, g *Guard, request, response string) (string, string, *Outcome) {
	return echo(t, g, request, func(string) string { return response })
}

// echo runs a request and the response that a bot makes of what reached it.
func echo(t testing.TB, g *Guard, request string, bot func(string) string) (string, string, *Outcome) {
	t.Helper()
	var s Scratch
	x := &Exchange{}
	x.Begin(g, g.Default(), &s)
	in := x.Open(Body{Direction: policy.Request, Path: openai.Path, ContentType: "application/json"})
	_ = in.Write([]byte(request))
	masked := string(in.Close(nil).Apply(nil, []byte(request)))
	response := bot(masked)
	in = x.Open(Body{Direction: policy.Response, Path: openai.Path, ContentType: "application/json"})
	_ = in.Write([]byte(response))
	o := in.Close(nil)
	return masked, string(o.Apply(nil, []byte(response))), o
}

func TestRestore(t *testing.T) {
	g := load(t, `{"restore": {"never": ["US_SSN"]}, "rules": [
		{"name": "pii", "match": ["pii", "secrets"], "action": "Mask", "mask": {"style": "Placeholder"}}]}`)
	const request = `{"model":"m","messages":[{"role":"user","content":"I am \"jo\"@acme.org, no, jane@acme.org, 536-22-8726, not [EMAIL_ADDRESS_1]"}]}`
	for _, c := range []struct{ name, content, want string }{
		{"as issued", `write to [EMAIL_ADDRESS_2] now`, `write to jane@acme.org now`},
		{"typed by the user", `[EMAIL_ADDRESS_1]`, `[EMAIL_ADDRESS_1]`},
		{"other case", `[email_address_2]`, `jane@acme.org`},
		{"spaces", `[EMAIL ADDRESS 2]`, `jane@acme.org`},
		{"no brackets", `EMAIL_ADDRESS_2.`, `jane@acme.org.`},
		{"double brackets", `[[EMAIL_ADDRESS_2]]`, `jane@acme.org`},
		{"markdown", `\\[EMAIL\\_ADDRESS\\_2\\]`, `jane@acme.org`},
		{"never issued", `[EMAIL_ADDRESS_3] [PHONE_NUMBER_1]`, `[EMAIL_ADDRESS_3] [PHONE_NUMBER_1]`},
		{"never restored", `[US_SSN_1]`, `[US_SSN_1]`},
		{"inside a word", `xEMAIL_ADDRESS_2`, `xEMAIL_ADDRESS_2`},
		{"longer number", `[EMAIL_ADDRESS_21]`, `[EMAIL_ADDRESS_21]`},
		{"new data is masked", `[EMAIL_ADDRESS_2] bob@acme.org`, `jane@acme.org [EMAIL_ADDRESS_3]`},
	} {
		body := func(s string) string { return `{"choices":[{"message":{"role":"assistant","content":"` + s + `"}}]}` }
		_, got, o := exchange(t, g, request, body(c.content))
		if got != body(c.want) {
			t.Errorf("%s: %s\nwant %s\n%s", c.name, got, body(c.want), summary(o))
		}
	}
	masked, got, _ := exchange(t, g, request,
		`{"choices":[{"message":{"tool_calls":[{"function":{"arguments":"{\"to\":\"[EMAIL_ADDRESS_2]\"}"}}]}}]}`)
	if want := `{"choices":[{"message":{"tool_calls":[{"function":{"arguments":"{\"to\":\"jane@acme.org\"}"}}]}}]}`; got != want {
		t.Errorf("tool arguments: %s\nafter %s", got, masked)
	}
}

func TestNamesOfMembers(t *testing.T) {
	g := load(t, everything)
	for in, want := range map[string]string{
		`{"owners":{"jane@acme.org":1,"bob\u0040acme.org":[2]}}`:                          `{"owners":{"[EMAIL_ADDRESS_1]":1,"[EMAIL_ADDRESS_2]":[2]}}`,
		`{"model":"m","messages":[],"metadata":{"536-22-8726":"jane@acme.org"}}`:          `{"model":"m","messages":[],"metadata":{"[US_SSN_1]":"[EMAIL_ADDRESS_1]"}}`,
		`{"model":"m","messages":[{"role":"user","content":"x","tool_calls":[]}],"n2":1}`: `{"model":"m","messages":[{"role":"user","content":"x","tool_calls":[]}],"n2":1}`,
	} {
		for cut := range len(in) + 1 {
			o, got := inspect(t, g, openai, in, cut)
			if got != want || !json.Valid([]byte(got)) {
				t.Fatalf("cut at %d: %s\nwant %s\n%s", cut, got, want, summary(o))
			}
		}
	}
}

// TestManyHits holds that the work grows with the body, not with its square:
// each of these bodies would take minutes otherwise.
func TestManyHits(t *testing.T) {
	g := load(t, `{"limits": {"bodyBytes": 8000000, "stringBytes": 8000000, "keys": 1000000, "messages": 100000}, "rules": [
		{"name": "pii", "match": ["pii"], "action": "Mask"}]}`)
	for name, body := range map[string]string{
		"strings":        `["` + strings.Repeat(`a@acme.org","`, 40_000) + `"]`,
		"one string":     `["` + strings.Repeat(`a@acme.org `, 40_000) + `"]`,
		"nested strings": `["[` + strings.Repeat(`\"a\\u0040acme.org\",\"b@acme.org\",`, 10_000) + `0]"]`,
		"many nested":    `[` + strings.Repeat(`"[\"a\\u0040acme.org\"]",`, 15_000) + `0]`,
		"roles":          `{"model":"m","messages":[` + strings.Repeat(`{"role":"user","content":"a@acme.org"},`, 15_000) + `{}]}`,
	} {
		o, out := inspect(t, g, openai, body)
		if strings.Contains(out, "acme") || len(o.Findings) < 10_000 {
			t.Errorf("%s: %d findings", name, len(o.Findings))
		}
	}
}
