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
