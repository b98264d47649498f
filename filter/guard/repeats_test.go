package guard

import (
	"strings"
	"testing"

	"github.com/chatguard/chatguard/filter/policy"
)

const repeatsPolicy = `{"repeats": true, "detectors": [{"name": "PROJECT", "regex": "Blue Heron [0-9]"}], "rules": [
	{"name": "own-words", "match": ["secrets", "pii"], "scopes": ["SystemPrompt"], "action": "Allow"},
	{"name": "sensitive", "match": ["secrets", "pii", "PROJECT"], "action": "Mask", "mask": {"style": "Label"}}]}`

// A value that its context gave away is masked wherever it stands in the body, before it and after it.
func TestRepeats(t *testing.T) {
	g := load(t, repeatsPolicy)
	for _, c := range []struct{ name, contentType, body, want string }{
		{"before and after", "application/json",
			`{"messages":[{"role":"user","content":"hunter2-Zx81 is it"},{"role":"user","content":"my password: hunter2-Zx81"},{"role":"assistant","content":"(hunter2-Zx81)"}]}`,
			`{"messages":[{"role":"user","content":"[SECRET_PASSWORD] is it"},{"role":"user","content":"my password: [SECRET_PASSWORD]"},{"role":"assistant","content":"([SECRET_PASSWORD])"}]}`},
		{"behind escapes", "application/json",
			`{"messages":[{"role":"user","content":"password: hunter2-Zx81"},{"role":"user","content":"so\u0020h\u0075nter2-Zx81"}]}`,
			`{"messages":[{"role":"user","content":"password: [SECRET_PASSWORD]"},{"role":"user","content":"so\u0020[SECRET_PASSWORD]"}]}`},
		{"in tool arguments", "application/json",
			`{"messages":[{"role":"user","content":"password: hunter2-Zx81"},{"role":"assistant","tool_calls":[{"id":"1","type":"function","function":{"name":"f","arguments":"{\"a\":\"say\\n\\u0068unter2-Zx81\"}"}}]}]}`,
			`{"messages":[{"role":"user","content":"password: [SECRET_PASSWORD]"},{"role":"assistant","tool_calls":[{"id":"1","type":"function","function":{"name":"f","arguments":"{\"a\":\"say\\n[SECRET_PASSWORD]\"}"}}]}]}`},
		{"part of a word", "application/json",
			`{"messages":[{"role":"user","content":"password: hunter2-Zx81"},{"role":"user","content":"xhunter2-Zx81 hunter2-Zx81x"}]}`,
			`{"messages":[{"role":"user","content":"password: [SECRET_PASSWORD]"},{"role":"user","content":"xhunter2-Zx81 hunter2-Zx81x"}]}`},
		{"by the rule of its place", "application/json",
			`{"messages":[{"role":"system","content":"hunter2-Zx81"},{"role":"user","content":"password: hunter2-Zx81"}]}`,
			`{"messages":[{"role":"system","content":"hunter2-Zx81"},{"role":"user","content":"password: [SECRET_PASSWORD]"}]}`},
		{"with spaces", "application/json",
			`{"messages":[{"role":"user","content":"My name is Anna Schmidt."},{"role":"user","content":"Anna Schmidt was here"}]}`,
			`{"messages":[{"role":"user","content":"My name is [PERSON]."},{"role":"user","content":"[PERSON] was here"}]}`},
		{"not in identifiers", "application/json",
			`{"model":"hunter2-Zx81","messages":[{"role":"user","content":"password: hunter2-Zx81"}]}`,
			`{"model":"hunter2-Zx81","messages":[{"role":"user","content":"password: [SECRET_PASSWORD]"}]}`},
		{"text", "text/plain", "hunter2-Zx81, yes: password: hunter2-Zx81", "[SECRET_PASSWORD], yes: password: [SECRET_PASSWORD]"},
		{"form", "application/x-www-form-urlencoded", "Body=hunter2-Zx81+it+is&B=password%3A+hunter2-Zx81", "Body=%5BSECRET_PASSWORD%5D+it+is&B=password%3A+%5BSECRET_PASSWORD%5D"},
		{"lines", "application/jsonl",
			`{"messages":[{"role":"user","content":"Blue Heron 7"}]}` + "\n" + `{"messages":[{"role":"user","content":"password: hunter2-Zx81"}]}` + "\n" + `{"messages":[{"role":"user","content":"hunter2-Zx81"}]}`,
			`{"messages":[{"role":"user","content":"[PROJECT]"}]}` + "\n" + `{"messages":[{"role":"user","content":"password: [SECRET_PASSWORD]"}]}` + "\n" + `{"messages":[{"role":"user","content":"[SECRET_PASSWORD]"}]}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			for cut := range len(c.body) + 1 {
				var s Scratch
				x := &Exchange{}
				x.Begin(g, g.Default(), &s)
				b := Body{Direction: policy.Request, ContentType: c.contentType}
				if c.contentType == "application/json" {
					b.Path = openai.Path
				}
				in := x.Open(b)
				_ = in.Write([]byte(c.body[:cut]))
				_ = in.Write([]byte(c.body[cut:]))
				o := in.Close(Bytes([]byte(c.body)))
				if got := string(o.Apply(nil, []byte(c.body))); got != c.want {
					t.Fatalf("cut at %d: %s\nwant %s\n%s", cut, got, c.want, summary(o))
				}
			}
		})
	}
}

// In a stream what follows the value is masked, in every cut, also in another text.
func TestStreamRepeats(t *testing.T) {
	g := load(t, repeatsPolicy)
	d := &dialects[0]
	const text = "hunter2-Zx81? Your password: hunter2-Zx81. Write hunter2 or hunter2-Zx81x, no, hunter2-Zx81"
	const want = "hunter2-Zx81? Your password: [SECRET_PASSWORD]. Write hunter2 or hunter2-Zx81x, no, [SECRET_PASSWORD]"
	const request = `{"model":"m","messages":[{"role":"user","content":"hello"}]}`
	for cut := range len(text) + 1 {
		out, _ := streamed(t, g, d, request, d.stream(text[:cut], text[cut:]))
		if got, _ := d.read(t, out); got != want {
			t.Fatalf("delta cut at %d: %q\nwant %q", cut, got, want)
		}
	}
	out, st := streamed(t, g, d, request, d.stream(strings.Split(text, "")...))
	if got, _ := d.read(t, out); got != want {
		t.Fatalf("letter by letter: %q\nwant %q", got, want)
	}
	if n := len(st.Outcome().Findings); n != 2 {
		t.Errorf("%d findings, want 2\n%s", n, summary(st.Outcome()))
	}
}

// What there is no room for is told.
func TestRepeatsAreBounded(t *testing.T) {
	var r repeats
	for i := range 10 * maxRepeats {
		r.add(repeat{}, []byte(strings.Repeat("x", i%300)+"-"+string(rune('a'+i%26))+string(rune('a'+i/26%26))))
	}
	if len(r.list) > maxRepeats || len(r.text) > maxRepeatValues || !r.full {
		t.Errorf("%d values of %d bytes, full %v", len(r.list), len(r.text), r.full)
	}
	r.reset()
	r.find([]byte("xxxx-aa"), 0, true, func(*repeat, int, int) { t.Error("found after a reset") })
}
