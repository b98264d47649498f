package mesh

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"
)

// Exchange is one request and what everybody must see of it.
type Exchange struct {
	Name, Host, Path, Says string
	Stream                 bool
	Status                 int
	Arrives, Not           string // in what the chatbot gets; "": it gets nothing
	Answer, AnswerNot      string // in what the client gets
}

// Run sends an exchange to a port.
func (x Exchange) Run(t *testing.T, bot *Chatbot, port int) {
	t.Helper()
	bot.Take()
	status, answer, err := x.Send(port)
	if err != nil {
		t.Fatalf("%s: %v", x.Name, err)
	}
	if x.Stream {
		answer = deltas(answer)
	}
	arrived, _ := bot.Take()
	if status != x.Status || !strings.Contains(answer, x.Answer) || x.AnswerNot != "" && strings.Contains(answer, x.AnswerNot) {
		t.Errorf("%s: the client got %d %s", x.Name, status, answer)
	}
	if !strings.Contains(arrived, x.Arrives) || x.Arrives == "" && arrived != "" || x.Not != "" && strings.Contains(arrived, x.Not) {
		t.Errorf("%s: the chatbot got %s", x.Name, arrived)
	}
}

// Send sends the request and returns what the client gets.
func (x Exchange) Send(port int) (status int, answer string, err error) {
	body, err := json.Marshal(map[string]any{
		"model": "m", "stream": x.Stream, "messages": []any{map[string]any{"role": "user", "content": x.Says}},
	})
	if err != nil {
		return 0, "", err
	}
	r, err := http.NewRequest(http.MethodPost, fmt.Sprintf("http://127.0.0.1:%d%s", port, x.Path), bytes.NewReader(body))
	if err != nil {
		return 0, "", err
	}
	r.Host = x.Host
	r.Header.Set("content-type", "application/json")
	client := http.Client{Timeout: 20 * time.Second}
	resp, err := client.Do(r)
	if err != nil {
		return 0, "", err
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	return resp.StatusCode, string(b), err
}

// deltas puts the text of a stream together.
func deltas(stream string) string {
	var all strings.Builder
	for line := range strings.Lines(stream) {
		var event struct {
			Choices []struct{ Delta struct{ Content string } }
		}
		if json.Unmarshal([]byte(strings.TrimPrefix(line, "data: ")), &event) == nil && len(event.Choices) == 1 {
			all.WriteString(event.Choices[0].Delta.Content)
		}
	}
	return all.String()
}
