package guard

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

// TestPayloadsOnce holds that a payload is one finding however many views show it, and that what only a view shows is told
// where it stands in the text.
func TestPayloadsOnce(t *testing.T) {
	g := load(t, `{"rules":[{"name":"p","match":["payloads"],"action":"Log"}]}`)
	const union = "1 UNION SELECT password FROM users -- "
	const hidden = "1%20UNION%20SELECT%20password%20FROM%20users%20--%20"
	for _, c := range []struct {
		text string
		want []string // the parts of text that are told
	}{
		{union, []string{"UNION SELECT"}},
		{"caf%C3%A9 " + union, []string{"UNION SELECT"}},
		{"caf%C3%A9 %2541 " + union, []string{"UNION SELECT"}},
		{hidden, []string{"UNION%20SELECT"}},
		{hidden + "; " + union, []string{"UNION%20SELECT", "UNION SELECT"}},
		{"caf%C3%A9", nil},
	} {
		const before = len(`{"q":"`) // in the arguments, which are JSON in a string
		args, _ := json.Marshal(map[string]string{"q": c.text})
		body, _ := json.Marshal(map[string]any{"model": "m", "messages": []any{map[string]any{"role": "assistant", "tool_calls": []any{
			map[string]any{"id": "c", "type": "function", "function": map[string]any{"name": "find", "arguments": string(args)}}}}}})
		o, _ := inspect(t, g, openai, string(body))
		var got []string
		for _, f := range o.Findings {
			got = append(got, c.text[f.Start-before:f.End-before])
		}
		if fmt.Sprintf("%q", got) != fmt.Sprintf("%q", c.want) {
			t.Errorf("%q: %q, want %q", c.text, got, c.want)
		}
	}
}

// TestTooDisguised holds that a text with more disguises than are undone is not said to be read in full, also when it comes
// again.
func TestTooDisguised(t *testing.T) {
	g := load(t, `{"rules":[{"name":"p","match":["pii"],"action":"Mask"}]}`)
	part := strings.Repeat("a-b-c-d-e ", 4000) + strings.Repeat("%41&#66;", 4000)
	var s Scratch
	for range 2 {
		for text, want := range map[string]Coverage{part + part: Partial, "a-b-c-d-e": Full} {
			o, _ := inspectWith(&s, g, openai, `{"model":"m","messages":[{"role":"user","content":"`+text+`"}]}`)
			if o.Coverage != want || (o.Reason == OverLimit) != (want == Partial) || o.Verdict != Allow {
				t.Errorf("%d bytes: %s", len(text), summary(o))
			}
		}
	}
}
