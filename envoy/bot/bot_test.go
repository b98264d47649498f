package main

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestAnswers(t *testing.T) {
	server := httptest.NewServer(Handler())
	defer server.Close()
	for _, c := range []struct{ name, path, body, want string }{
		{"OpenAI", "/v1/chat/completions", `{"model":"m","messages":[{"role":"user","content":"hello"}]}`,
			`"message":{"content":"I received: [user] hello","role":"assistant"}`},
		{"OpenAI, parts", "/v1/chat/completions", `{"messages":[{"role":"user","content":[{"type":"text","text":"a"},{"type":"image_url"},{"type":"text","text":"b"}]}]}`,
			`I received: [user] a b"`},
		{"OpenAI, streamed", "/v1/chat/completions", `{"stream":true,"messages":[{"role":"user","content":"hello"}]}`,
			"data: [DONE]\n\n"},
		{"Anthropic", "/v1/messages", `{"system":"be kind","messages":[{"role":"user","content":"hello"}]}`,
			`"text":"I received: [system] be kind [user] hello","type":"text"`},
		{"Anthropic, streamed", "/v1/messages", `{"stream":true,"messages":[{"role":"user","content":"hello"}]}`,
			"event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n"},
		{"an answer with a secret", "/v1/chat/completions", `{"messages":[{"role":"user","content":"Contact?"}]}`,
			"rita.moreau@harbour-bank.eu"},
		{"any JSON", "/hook", `{"a":[1]}`, `{"received":{"a":[1]}}`},
		{"any text", "/hook", `a=1`, `{"received":"a=1"}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			resp, err := http.Post(server.URL+c.path, "application/json", strings.NewReader(c.body))
			if err != nil {
				t.Fatal(err)
			}
			defer resp.Body.Close()
			got, err := io.ReadAll(resp.Body)
			if err != nil {
				t.Fatal(err)
			}
			if resp.StatusCode != http.StatusOK || !strings.Contains(string(got), c.want) {
				t.Errorf("%s: %s\nwant %s", resp.Status, got, c.want)
			}
		})
	}
}

// A streamed answer must say the same as a whole one, whatever the pieces.
func TestPiecesAreTheText(t *testing.T) {
	for _, text := range []string{"", "a", "abcd", "abcde", "né à Liège ✓ 漢字"} {
		if got := strings.Join(pieces(text), ""); got != text {
			t.Errorf("pieces(%q) join to %q", text, got)
		}
	}
}
