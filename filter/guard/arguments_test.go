package guard

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/chatguard/chatguard/filter/policy"
)

// argumentCases are arguments of tool calls, as JSON that stands in a string.
var argumentCases = []struct{ name, in, want string }{
	{"plain", `{"to":"bob@acme.org","n":2}`, `{"to":"[EMAIL_ADDRESS_2]","n":2}`},
	{"an escaped character", `{"to":"bob\u0040acme.org"}`, `{"to":"[EMAIL_ADDRESS_2]"}`},
	{"escaped throughout", `{"to":"\u0062\u006f\u0062\u0040\u0061cme.or\u0067"}`, `{"to":"[EMAIL_ADDRESS_2]"}`},
	{"an escaped digit", `{"card":"4111 1111 111\u0031 1111"}`, `{"card":"[CREDIT_CARD_1]"}`},
	{"escapes around", `{"t":"a\tb\n\"bob@acme.org\"\\ \/ \ud83d\ude00\u00e9 é"}`, `{"t":"a\tb\n\"[EMAIL_ADDRESS_2]\"\\ \/ \ud83d\ude00\u00e9 é"}`},
	{"a new line before", `{"t":"to\nbob@acme.org"}`, `{"t":"to\n[EMAIL_ADDRESS_2]"}`},
	{"half a pair", `{"t":"\ud83d bob@acme.org \ude00"}`, `{"t":"\ud83d [EMAIL_ADDRESS_2] \ude00"}`},
	{"a number", `{"card": 4111111111111111, "n": 12}`, `{"card": "[CREDIT_CARD_1]", "n": 12}`},
	{"numbers in a list", `[4111111111111111,5555555555554444]`, `["[CREDIT_CARD_1]","[CREDIT_CARD_2]"]`},
	{"a number with a sign", `{"n":-4111111111111111}`, `{"n":"[CREDIT_CARD_1]"}`},
	{"numbers that are no values", `{"at":1700000000,"id":4155552671,"big":12345678901234567890}`, `{"at":1700000000,"id":4155552671,"big":12345678901234567890}`},
	{"a number in a string", `{"call":"+1 415 555 2671"}`, `{"call":"[PHONE_NUMBER_1]"}`},
	{"restored", `{"to":"[EMAIL_ADDRESS_1]"}`, `{"to":"jane\"x\"@acme.org"}`},
	{"no JSON", `echo "a\u0040b" bob@acme.org`, `echo "a\u0040b" [EMAIL_ADDRESS_2]`},
	{"no JSON, restored", `mail [EMAIL_ADDRESS_1] now`, `mail jane"x"@acme.org now`},
	{"not even its end", `{"to":"bob@acme.org \u00`, `{"to":"[EMAIL_ADDRESS_2] \u00`},
}

// TestArguments holds that what tool arguments say is found behind the escapes
// of both levels, that they stay JSON, and that it does not matter where
// deltas part them.
func TestArguments(t *testing.T) {
	g := load(t, everything)
	// The user's own address has quotes in it, which two levels have to escape.
	const request = `{"model":"m","messages":[{"role":"user","content":"I am \"jane\\\"x\\\"@acme.org\" or jane@acme.org"}]}`
	d := &dialect{path: "/v1/chat/completions", contentType: "text/event-stream"}
	for _, c := range argumentCases {
		t.Run(c.name, func(t *testing.T) {
			want := strings.ReplaceAll(c.want, `jane\"x\"@acme.org`, "jane@acme.org")
			want = strings.ReplaceAll(want, `jane"x"@acme.org`, "jane@acme.org")
			check := func(deltas ...string) {
				t.Helper()
				out, _ := streamed(t, g, d, strings.Replace(request, `\"jane\\\"x\\\"@acme.org\" or `, "", 1), argumentStream(deltas...))
				if got := calls(t, out); got != want {
					t.Fatalf("%q became\n%s\nwant\n%s\n%s", deltas, got, want, out)
				}
			}
			check(c.in)
			for cut := 1; cut < len(c.in); cut++ {
				if c.in[cut]&0xC0 != 0x80 {
					check(c.in[:cut], c.in[cut:])
				}
			}
			check(strings.Split(c.in, "")...)
			if body := wholeArguments(t, g, c.in); body != want {
				t.Errorf("in a whole response\n%s\nwant\n%s", body, want)
			}
		})
	}
}

// argumentStream is a stream of OpenAI's that brings the arguments of one tool call in pieces.
func argumentStream(deltas ...string) string {
	var b strings.Builder
	for _, s := range deltas {
		fmt.Fprintf(&b, `data: {"object":"chat.completion.chunk","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":%s}}]}}]}`+"\n\n", quote(s))
	}
	b.WriteString(`data: {"object":"chat.completion.chunk","choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}]}` + "\n\n")
	return b.String()
}

// calls joins the arguments of the tool call of a stream.
func calls(t *testing.T, stream string) string {
	t.Helper()
	var all strings.Builder
	for block := range strings.SplitSeq(strings.TrimSuffix(stream, "\n\n"), "\n\n") {
		var e map[string]any
		if err := json.Unmarshal([]byte(strings.TrimPrefix(block, "data: ")), &e); err != nil {
			t.Fatalf("%v: %s", err, block)
		}
		all.WriteString(field(e, "choices", 0, "delta", "tool_calls", 0, "function", "arguments"))
	}
	return all.String()
}

// wholeArguments runs a response with one tool call through a guard.
func wholeArguments(t *testing.T, g *Guard, arguments string) string {
	t.Helper()
	var s Scratch
	x := &Exchange{}
	x.Begin(g, g.Default(), &s)
	in := x.Open(Body{Direction: policy.Request, Path: "/v1/chat/completions", ContentType: "application/json"})
	_ = in.Write([]byte(userMail))
	in.Close(nil)
	body := []byte(`{"object":"chat.completion","choices":[{"index":0,"message":{"role":"assistant","tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":` + quote(arguments) + `}}]}}]}`)
	in = x.Open(Body{Direction: policy.Response, Path: "/v1/chat/completions", ContentType: "application/json"})
	_ = in.Write(body)
	o := in.Close(nil)
	var e map[string]any
	if err := json.Unmarshal(o.Apply(nil, body), &e); err != nil {
		t.Fatal(err)
	}
	return field(e, "choices", 0, "message", "tool_calls", 0, "function", "arguments")
}
