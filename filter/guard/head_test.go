package guard

import (
	"strings"
	"testing"
)

// A query and named headers are judged by the rules; all else of them stays as it is.
func TestHead(t *testing.T) {
	const rules = `"rules": [{"name": "keys", "match": ["secrets"], "action": "Block"}, {"name": "pii", "match": ["pii"], "action": "Mask", "mask": {"style": "Label"}}]`
	apply := load(t, `{"head": {"query": true, "headers": ["X-Note"], "action": "Apply"}, `+rules+`}`)
	report := load(t, `{"head": {"query": true, "headers": ["x-note"]}, `+rules+`}`)
	off := load(t, `{`+rules+`}`)
	monitor := load(t, `{"mode": "Monitor", "head": {"query": true, "action": "Apply"}, `+rules+`}`)
	long := strings.Repeat("x", maxHead)
	for _, c := range []struct {
		name       string
		g          *Guard
		path, want string
		verdict    Verdict
		found      string // path and class of the first finding
	}{
		{"nothing", apply, "/a?b=c&d&=e&&f==g", "/a?b=c&d&=e&&f==g", Allow, ""},
		{"no query", apply, "/a", "/a", Allow, ""},
		{"a value", apply, "/a?m=jane@acme.org", "/a?m=%5BEMAIL_ADDRESS%5D", Mask, "query.m query"},
		{"escaped", apply, "/a?x=1&m=%6aane%40acme.org&y=%zz", "/a?x=1&m=%5BEMAIL_ADDRESS%5D&y=%zz", Mask, "query.m query"},
		{"in words", apply, "/a?q=mail+to%20jane@acme.org+now#jane", "/a?q=mail+to%20%5BEMAIL_ADDRESS%5D+now#jane", Mask, "query.q query"},
		{"refused", apply, "/a?access_token=ghp_aB3dE5fG7hJ9kL1mN2pQ4rS6tU8vW0xY1z2A", "", Block, "query.access_token query"},
		{"reported", report, "/a?m=jane@acme.org", "/a?m=jane@acme.org", Allow, "query.m query"},
		{"watched", monitor, "/a?m=jane@acme.org", "/a?m=jane@acme.org", Allow, "query.m query"},
		{"long", apply, "/a?m=jane@acme.org&x=" + long, "/a?m=%5BEMAIL_ADDRESS%5D&x=" + long, Mask, "query.m query"},
	} {
		t.Run(c.name, func(t *testing.T) {
			x := &Exchange{}
			x.Begin(c.g, c.g.Default(), &Scratch{})
			h := x.Head(c.path, nil)
			if c.verdict != Block && h.Path != c.want || h.Outcome.Verdict != c.verdict {
				t.Errorf("%v %.200q, want %v %.200q", h.Outcome.Verdict, h.Path, c.verdict, c.want)
			}
			found := ""
			if list := h.Outcome.Findings; len(list) > 0 {
				found = list[0].Path + " " + list[0].Class
			}
			if found != c.found {
				t.Errorf("found %q, want %q", found, c.found)
			}
			if partial := h.Outcome.Coverage != Full; partial != (c.name == "long") {
				t.Errorf("coverage %v", h.Outcome.Coverage)
			}
		})
	}
	x := &Exchange{}
	x.Begin(off, off.Default(), &Scratch{})
	if x.Head("/a?m=jane@acme.org", nil) != nil {
		t.Error("looked at without being asked")
	}
	x.Begin(apply, apply.Default(), &Scratch{})
	h := x.Head("/", [][2]string{{"x-note", "from jane@acme.org"}, {"x-note", "nothing"}})
	if got := h.Headers[0][1] + "|" + h.Headers[1][1]; got != "from [EMAIL_ADDRESS]|nothing" || len(h.Changed) != 1 {
		t.Errorf("headers %q, changed %q", got, h.Changed)
	}
}

// Placeholders that the head was given are turned back in the response, and are numbered through with the body's.
func TestHeadAndBody(t *testing.T) {
	g := load(t, `{"head": {"query": true, "action": "Apply"}, "rules": [{"name": "pii", "match": ["pii"], "action": "Mask"}]}`)
	x := &Exchange{}
	x.Begin(g, g.Default(), &Scratch{})
	h := x.Head("/v1/chat/completions?u=jane@acme.org", nil)
	const body = `{"messages":[{"role":"user","content":"jo@acme.org, jane@acme.org"}]}`
	in := x.Open(Body{Direction: 1, Path: "/v1/chat/completions", ContentType: "application/json"})
	_ = in.Write([]byte(body))
	o := in.Close(nil)
	o.Join(h)
	if got := h.Path + " " + string(o.Apply(nil, []byte(body))); got != `/v1/chat/completions?u=%5BEMAIL_ADDRESS_1%5D {"messages":[{"role":"user","content":"[EMAIL_ADDRESS_2], [EMAIL_ADDRESS_1]"}]}` {
		t.Error(got)
	}
	if len(o.Findings) != 3 || o.API != "openai.chat" {
		t.Errorf("%d findings, API %s", len(o.Findings), o.API)
	}
}
