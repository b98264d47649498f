package guard

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Where attacks reach what runs them. «» is a JSON string.
var payloadPlaces = []struct{ path, body string }{
	{"/v1/chat/completions", `{"messages":[{"role":"assistant","content":null,"tool_calls":[{"id":"1","type":"function","function":{"name":"find","arguments":«ARGS»}}]}]}`},
	{"/v1/messages", `{"messages":[{"role":"assistant","content":[{"type":"tool_use","id":"t","name":"find","input":{"value":«»}}]}]}`},
	{"/mcp", `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"find","arguments":{"value":«»}}}`},
	{"/v1beta/models/m:generateContent", `{"contents":[{"role":"model","parts":[{"functionCall":{"name":"find","args":{"value":«»}}}]}]}`},
	{"/v1/chat/completions", `{"user":«»,"messages":[{"role":"user","content":"hello"}]}`},
}

func lines(t *testing.T, name string) []string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", "payloads", name))
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSpace(string(b)), "\n")
}

func jsonString(s string) string {
	b, _ := json.Marshal(s)
	return string(b)
}

// What people ask about code passes under the preset balanced, one question of forty at most refused; what is sent to the
// tools of a bot does not, four attacks of forty at most. No rule was made or changed with these lines in view.
func TestPayloadGoals(t *testing.T) {
	g := load(t, `{"extends": "balanced"}`)
	questions, attacks := lines(t, "questions.txt"), lines(t, "attacks.txt")
	if len(questions) != 40 || len(attacks) != 40 {
		t.Fatalf("%d questions, %d attacks", len(questions), len(attacks))
	}
	refused, passed := 0, 0
	for _, q := range questions {
		_, o := ask(t, g, "/v1/chat/completions", `{"messages":[{"role":"user","content":`+jsonString(q)+`}]}`)
		if o.Verdict == Block {
			refused++
			t.Logf("refused: %s\n%s", q, summary(o))
		}
	}
	for _, line := range attacks {
		kind, attack, _ := strings.Cut(line, " ")
		missed := 0
		for _, p := range payloadPlaces {
			body := strings.ReplaceAll(p.body, "«ARGS»", jsonString(`{"value":`+jsonString(attack)+`}`))
			body = strings.ReplaceAll(body, "«»", jsonString(attack))
			if got, o := ask(t, g, p.path, body); o.Verdict == Allow {
				missed++
				t.Logf("passed: %s\n%s", got, summary(o))
			}
		}
		if missed > 0 {
			passed++
			t.Logf("%s passed at %d of %d places: %s", kind, missed, len(payloadPlaces), attack)
		}
	}
	t.Logf("refused of 40 questions: %d; of 40 attacks passed at some place: %d", refused, passed)
	if refused > 1 || passed > 4 {
		t.Error("the goals are 1 question and 4 attacks")
	}
}
