package guard

import (
	"strings"
	"testing"
)

const (
	echoPolicy = `{"rules": [
	{"name": "given-back", "match": ["MASKED_VALUE_LEAK"], "direction": "Response", "action": "Mask", "mask": {"style": "Label"}},
	{"name": "secrets", "match": ["secrets"], "action": "Mask", "mask": {"style": "Label"}}]}`
	echoValue   = "hunter2-Zx81!q"
	echoRequest = `{"model":"m","messages":[{"role":"user","content":"my password: ` + echoValue + `"}]}`
)

// A value that was masked for good is found in the response whatever stands beside it, whole and in every cut.
func TestEcho(t *testing.T) {
	g := load(t, echoPolicy)
	d := &dialects[0]
	for _, c := range []struct{ name, answer, want string }{
		{"alone", echoValue, "[MASKED_VALUE_LEAK]"},
		{"without context", "As I remember, it is " + echoValue + ", no?", "As I remember, it is [MASKED_VALUE_LEAK], no?"},
		{"twice", echoValue + " and " + echoValue, "[MASKED_VALUE_LEAK] and [MASKED_VALUE_LEAK]"},
		{"in quotes", `"` + echoValue + `".`, `"[MASKED_VALUE_LEAK]".`},
		{"part of a word", "x" + echoValue + " " + echoValue + "x", "x" + echoValue + " " + echoValue + "x"},
		{"only its beginning", echoValue[:9] + " so", echoValue[:9] + " so"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, got, o := exchange(t, g, echoRequest, chatAnswer(c.answer))
			if want := chatAnswer(c.want); got != want {
				t.Fatalf("%s\nwant %s\n%s", got, want, summary(o))
			}
			for cut := range len(c.answer) + 1 {
				out, st := streamed(t, g, d, echoRequest, d.stream(c.answer[:cut], c.answer[cut:]))
				if text, _ := d.read(t, out); text != c.want {
					t.Fatalf("delta cut at %d: %q\nwant %q\n%s", cut, text, c.want, summary(st.Outcome()))
				}
			}
			out, _ := streamed(t, g, d, echoRequest, d.stream(strings.Split(c.answer, "")...))
			if text, _ := d.read(t, out); text != c.want {
				t.Fatalf("letter by letter: %q\nwant %q", text, c.want)
			}
		})
	}
}

// Nothing is kept of values but lengths and hashes, and no more than is bounded.
func TestEchoesAreBounded(t *testing.T) {
	var e echoes
	for i := range 10 * maxValues {
		e.add([]byte(strings.Repeat("x", minEcho+i%400)))
	}
	if len(e.sums) > maxValues || len(e.lengths) > maxLengths {
		t.Errorf("%d values of %d lengths", len(e.sums), len(e.lengths))
	}
	e.reset()
	e.find([]byte("xxxxxx"), 0, true, func(int, int) { t.Error("found after a reset") })
}

// Where more would have to be held than the policy allows, a value at the end is judged as it is.
func TestEchoBeyondHold(t *testing.T) {
	g := load(t, `{"limits": {"holdBytes": 64}, `+echoPolicy[1:])
	d := &dialects[0]
	rule := strings.Repeat("-", 80)
	out, _ := streamed(t, g, d, echoRequest, d.stream(rule+echoValue, " ok"))
	if text, _ := d.read(t, out); text != rule+"[MASKED_VALUE_LEAK] ok" {
		t.Errorf("%q", text)
	}
}
