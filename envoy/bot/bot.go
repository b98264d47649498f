package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
)

// maxBody bounds what one request may make the bot remember.
const maxBody = 8 << 20

// Handler answers POST in the dialect of the path and GET /health.
func Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /health", func(w http.ResponseWriter, r *http.Request) { fmt.Fprintln(w, "ok") })
	mux.HandleFunc("POST /", answer)
	return mux
}

func answer(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		http.Error(w, "unreadable body", http.StatusBadRequest)
		return
	}
	fmt.Printf("chatbot received: %s\n", body)
	var asked request
	known := json.Unmarshal(body, &asked) == nil
	switch {
	case known && strings.HasSuffix(r.URL.Path, "/chat/completions"):
		openAI.reply(w, asked)
	case known && strings.HasSuffix(r.URL.Path, "/messages"):
		anthropic.reply(w, asked)
	case json.Valid(body):
		writeJSON(w, map[string]any{"received": json.RawMessage(body)})
	default:
		writeJSON(w, map[string]any{"received": string(body)})
	}
}

// request is what the two dialects have in common.
type request struct {
	Model    string          `json:"model"`
	Stream   bool            `json:"stream"`
	System   json.RawMessage `json:"system"`
	Messages []struct {
		Role    string          `json:"role"`
		Content json.RawMessage `json:"content"`
	} `json:"messages"`
}

// said is the bot's whole wit: every message, with who said it; and, when asked for a contact, a secret of its own, so
// that masking of answers is visible too.
func (r request) said() string {
	var b strings.Builder
	b.WriteString("I received:")
	if system := text(r.System); system != "" {
		b.WriteString(" [system] " + system)
	}
	contact := false
	for _, m := range r.Messages {
		t := text(m.Content)
		fmt.Fprintf(&b, " [%s] %s", m.Role, t)
		contact = contact || strings.Contains(strings.ToLower(t), "contact")
	}
	if contact {
		b.WriteString(" My own contact is rita.moreau@harbour-bank.eu.")
	}
	return b.String()
}

// text is a message's content, a string or a list of parts.
func text(content json.RawMessage) string {
	var plain string
	if json.Unmarshal(content, &plain) == nil {
		return plain
	}
	var parts []struct {
		Text string `json:"text"`
	}
	if json.Unmarshal(content, &parts) != nil {
		return ""
	}
	var all []string
	for _, p := range parts {
		if p.Text != "" {
			all = append(all, p.Text)
		}
	}
	return strings.Join(all, " ")
}

func writeJSON(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	b, err := json.Marshal(v)
	if err != nil {
		http.Error(w, "unanswerable", http.StatusInternalServerError)
		return
	}
	w.Write(append(b, '\n'))
}
