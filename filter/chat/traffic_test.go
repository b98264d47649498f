package chat

import (
	"bytes"
	"encoding/json"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// recordedAs names the API that recordings of a folder have to be known as.
var recordedAs = map[string]string{
	"anthropic-messages": "anthropic.messages", "azure-openai-chat": "openai.chat", "openai-chat": "openai.chat",
	"openai-compatible-chat": "openai.chat", "mistral-chat": "openai.chat", "openai-responses": "openai.responses",
	"openai-compatible-responses": "openai.responses", "openai-completions": "openai.completions",
	"openai-embeddings": "openai.embeddings", "openai-moderations": "openai.moderations",
	"openai-assistants-messages": "openai.assistants", "openai-assistants-runs": "openai.assistants",
	"gemini-generateContent": "gemini.generateContent", "gemini-streamGenerateContent-sse": "gemini.generateContent",
	"gemini-streamGenerateContent-array": "gemini.generateContent", "vertex-gemini-generateContent": "gemini.generateContent",
	"vertex-gemini-streamGenerateContent-sse": "gemini.generateContent", "gemini-interactions": "gemini.interactions",
	"bedrock-converse": "bedrock.converse", "bedrock-converse-stream": "bedrock.converse",
	"bedrock-invoke": "bedrock.invoke", "bedrock-invoke-stream": "bedrock.invoke",
	"ollama-chat": "ollama.chat", "ollama-generate": "ollama.generate",
	"cohere-v1-chat": "cohere.v1.chat", "cohere-v2-chat": "cohere.v2.chat", "mcp-http": "mcp",
	"dialogflow-es": "dialogflow.es", "dialogflow-es-webhook": "dialogflow.es", "dialogflow-cx": "dialogflow.cx",
	"rasa-rest": "rasa", "botframework-activity": "botframework", "slack-events": "slack", "slack-webhook": "slack",
	"telegram-bot": "telegram", "whatsapp-webhook": "whatsapp", "facebook-webhook": "messenger",
	"twilio-webhook": "twilio", "line-webhook": "line", "webex-webhook": "webex",
}

// TestRecordings holds that recorded traffic is known for what it is: by its
// path where it has one, else by its shape. The recordings are not part of the
// repository: they are looked for in $CHATGUARD_TRAFFIC, or in shared/traffic
// beside it.
func TestRecordings(t *testing.T) {
	dir := os.Getenv("CHATGUARD_TRAFFIC")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared", "traffic")
	}
	manifest, err := os.ReadFile(filepath.Join(dir, "manifest.jsonl"))
	if err != nil {
		t.Skip("there are no recordings; set CHATGUARD_TRAFFIC to the folder that has them")
	}
	reg := Builtin()
	for line := range bytes.Lines(manifest) {
		var r struct{ ID, API, URL, Request, Response, Method string }
		if err := json.Unmarshal(line, &r); err != nil {
			t.Fatal(err)
		}
		want := recordedAs[r.API]
		if want == "" {
			t.Errorf("%s: no API for it", r.API)
			continue
		}
		got := ""
		if u, err := url.Parse(r.URL); err == nil && r.URL != "" {
			if a := reg.ByPath(u.EscapedPath()); a != nil {
				got = a.Name
			}
		}
		for part, file := range []string{r.Request, r.Response} {
			if got != "" || file == "" {
				continue
			}
			body, err := os.ReadFile(filepath.Join(dir, file))
			if err != nil {
				t.Fatal(err)
			}
			docs := []string{string(body)}
			if strings.HasSuffix(file, ".jsonl") || strings.HasSuffix(file, ".ndjson") {
				docs, part = strings.Split(string(body), "\n"), int(Event)
			}
			var members map[string]json.RawMessage
			if r.API == "whatsapp-webhook" && json.Unmarshal(body, &members) == nil {
				docs = docs[:0] // a library keeps several in one file
				for _, m := range members {
					docs = append(docs, string(m))
				}
			}
			for _, doc := range docs {
				_, w := walk(t, reg, nil, Part(part), doc)
				if a := reg.ByShape(w, Part(part)); a != reg.Generic() && got == "" {
					got = a.Name
				}
			}
		}
		if got != want && !fragment(r.ID) {
			t.Errorf("%s %s is %q, want %s", r.ID, r.URL, got, want)
		}
	}
}

// fragments are recordings without a path that are no message of their API:
// errors, parts of messages, messages in the shape of a library, registrations.
var fragments = []string{
	"error", "429", "bedrock-converse/vercel-", "TemplatePayload", "bb-Activities", "bb-FacebookMessages", "bb-SlackActivity",
	"webex-webhook/bb-Person", "bb-FakePersonId", "webex-webhook/bb-Webhook", "responses-v2-ActionsOnGoogle", "dialogflow-cx/",
	"vercel-azure-deepseek-reasoning",
}

func fragment(id string) bool {
	for _, f := range fragments {
		if strings.Contains(id, f) {
			return true
		}
	}
	return false
}
