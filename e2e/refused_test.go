package e2e

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/chatguard/chatguard/filter/wire"
)

// leaking is the upstream of clients/refused.py: a stream of any API that gives a key away after its first words, and what
// a library asks for before it sends anything. A request that should have been refused ends the test.
func leaking(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	if strings.Contains(string(body), "ghp_") {
		http.Error(w, "the request should have been refused", http.StatusTeapot)
		return
	}
	flush := func() { w.(http.Flusher).Flush() }
	events := func(contentType string, event func(text string)) {
		w.Header().Set("Content-Type", contentType)
		for _, text := range []string{"Wait. ", sdkKey[:20], sdkKey[20:50], sdkKey[50:]} {
			event(text)
			flush()
			time.Sleep(30 * time.Millisecond) // in a piece of its own
		}
	}
	w.Header().Set("Content-Type", "application/json")
	switch path := r.URL.Path; {
	case strings.HasSuffix(path, ":streamGenerateContent"):
		events("text/event-stream", func(text string) {
			fmt.Fprintf(w, `data: {"candidates":[{"content":{"role":"model","parts":[{"text":%s}]},"index":0}]}`+"\n\n", quote(text))
		})
	case strings.HasSuffix(path, "/v2/chat"):
		events("text/event-stream", func(text string) {
			fmt.Fprintf(w, "event: content-delta\ndata: {\"type\":\"content-delta\",\"index\":0,\"delta\":{\"message\":{\"content\":{\"text\":%s}}}}\n\n", quote(text))
		})
	case strings.HasSuffix(path, "/chat/completions"):
		events("text/event-stream", func(text string) {
			fmt.Fprintf(w, `data: {"id":"c1","object":"chat.completion.chunk","created":7,"model":"m","choices":[{"index":0,"delta":{"content":%s},"finish_reason":null}]}`+"\n\n", quote(text))
		})
	case strings.HasSuffix(path, "/converse-stream"):
		var frames wire.EventStream
		events("application/vnd.amazon.eventstream", func(text string) {
			w.Write(frames.AppendNew(nil, "contentBlockDelta", []byte(`{"contentBlockIndex":0,"delta":{"text":`+quote(text)+`}}`)))
		})
	case strings.HasSuffix(path, "/getMe"):
		io.WriteString(w, `{"ok":true,"result":{"id":1,"is_bot":true,"first_name":"b","username":"b_bot"}}`)
	case strings.HasSuffix(path, "/mcp"):
		modelContext(w, r, body)
	default:
		http.NotFound(w, r)
	}
}

// modelContext is as much of an MCP server as a client needs to begin.
func modelContext(w http.ResponseWriter, r *http.Request, body []byte) {
	var call struct {
		ID     json.RawMessage
		Method string
		Params struct{ ProtocolVersion string }
	}
	switch {
	case r.Method != http.MethodPost:
		w.WriteHeader(http.StatusMethodNotAllowed)
	case json.Unmarshal(body, &call) != nil:
		w.WriteHeader(http.StatusBadRequest)
	case call.Method == "initialize":
		fmt.Fprintf(w, `{"jsonrpc":"2.0","id":%s,"result":{"protocolVersion":%q,"capabilities":{"tools":{}},"serverInfo":{"name":"s","version":"1"}}}`, call.ID, call.Params.ProtocolVersion)
	case call.Method == "tools/list":
		fmt.Fprintf(w, `{"jsonrpc":"2.0","id":%s,"result":{"tools":[]}}`, call.ID)
	default:
		w.WriteHeader(http.StatusAccepted)
	}
}
