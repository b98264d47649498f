package e2e

import (
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/chatguard/chatguard/filter/wire"
)

// libraryAnswer is how an API answers, with $ for the text as a JSON string.
type libraryAnswer struct {
	in                string // the path
	whole             string
	framing           string // of a stream; "" if there is none
	head, delta, tail []libraryEvent
}

type libraryEvent struct{ name, data string }

func unnamed(data string) []libraryEvent { return []libraryEvent{{"", data}} }

const (
	sse   = "text/event-stream"
	lines = "application/stream+json"
	aws   = "application/vnd.amazon.eventstream"
	chunk = "chunk" // the name of an event that has the model's own in base64
)

// libraryAnswers are found by path, the first that fits.
var libraryAnswers = []libraryAnswer{
	{in: ":streamGenerateContent", framing: sse,
		delta: unnamed(`{"candidates":[{"index":0,"content":{"role":"model","parts":[{"text":$}]}}],"modelVersion":"m","responseId":"r1"}`),
		tail:  unnamed(`{"candidates":[{"index":0,"content":{"role":"model","parts":[{"text":""}]},"finishReason":"STOP"}],"modelVersion":"m","responseId":"r1"}`)},
	{in: ":generateContent", whole: `{"candidates":[{"index":0,"content":{"role":"model","parts":[{"text":$}]},"finishReason":"STOP"}],"modelVersion":"m"}`},
	{in: "/v2/chat", framing: sse,
		whole: `{"id":"c1","finish_reason":"COMPLETE","message":{"role":"assistant","content":[{"type":"text","text":$}]}}`,
		head: []libraryEvent{
			{"message-start", `{"id":"c1","type":"message-start","delta":{"message":{"role":"assistant","content":[],"tool_plan":"","tool_calls":[],"citations":[]}}}`},
			{"content-start", `{"type":"content-start","index":0,"delta":{"message":{"content":{"type":"text","text":""}}}}`}},
		delta: []libraryEvent{{"content-delta", `{"type":"content-delta","index":0,"delta":{"message":{"content":{"text":$}}}}`}},
		tail: []libraryEvent{
			{"content-end", `{"type":"content-end","index":0}`},
			{"message-end", `{"type":"message-end","delta":{"finish_reason":"COMPLETE"}}`}}},
	{in: "/v1/chat/completions", framing: sse,
		whole: `{"id":"c1","object":"chat.completion","created":7,"model":"m","usage":{"prompt_tokens":1,"completion_tokens":1,"total_tokens":2},"choices":[{"index":0,"message":{"role":"assistant","content":$},"finish_reason":"stop"}]}`,
		delta: unnamed(`{"id":"c1","object":"chat.completion.chunk","created":7,"model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":$},"finish_reason":null}]}`),
		tail:  []libraryEvent{{"", `{"id":"c1","object":"chat.completion.chunk","created":7,"model":"m","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}`}, {"", "[DONE]"}}},
	{in: "/v1/chat", framing: lines,
		whole: `{"text":$,"generation_id":"g1","response_id":"r1","finish_reason":"COMPLETE"}`,
		head:  unnamed(`{"is_finished":false,"event_type":"stream-start","generation_id":"g1"}`),
		delta: unnamed(`{"is_finished":false,"event_type":"text-generation","text":$}`),
		tail:  unnamed(`{"is_finished":true,"event_type":"stream-end","finish_reason":"COMPLETE","response":{"text":"","generation_id":"g1","finish_reason":"COMPLETE"}}`)},
	{in: "/converse-stream", framing: aws,
		head:  []libraryEvent{{"messageStart", `{"role":"assistant"}`}},
		delta: []libraryEvent{{"contentBlockDelta", `{"contentBlockIndex":0,"delta":{"text":$}}`}},
		tail:  []libraryEvent{{"contentBlockStop", `{"contentBlockIndex":0}`}, {"messageStop", `{"stopReason":"end_turn"}`}}},
	{in: "/converse", whole: `{"output":{"message":{"role":"assistant","content":[{"text":$}]}},"stopReason":"end_turn","usage":{"inputTokens":1,"outputTokens":1,"totalTokens":2},"metrics":{"latencyMs":1}}`},
	{in: "/invoke", whole: `{"id":"m1","type":"message","role":"assistant","model":"m","content":[{"type":"text","text":$}],"stop_reason":"end_turn","usage":{"input_tokens":3,"output_tokens":9}}`},
	{in: "/invoke-with-response-stream", framing: aws,
		head: []libraryEvent{
			{chunk, `{"type":"message_start","message":{"id":"m1","type":"message","role":"assistant","model":"m","content":[],"usage":{"input_tokens":3,"output_tokens":1}}}`},
			{chunk, `{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}`}},
		delta: []libraryEvent{{chunk, `{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":$}}`}},
		tail:  []libraryEvent{{chunk, `{"type":"content_block_stop","index":0}`}, {chunk, `{"type":"message_stop"}`}}},
	{in: "/text", whole: `{"messages":[{"contentType":"PlainText","content":$}],"sessionId":"s1","sessionState":{"intent":{"name":"Order","state":"InProgress"}}}`},
	{in: "/chat.postMessage", whole: `{"ok":true,"channel":"C1","ts":"1.2","message":{"type":"message","text":$}}`},
	{in: "/sendMessage", whole: `{"ok":true,"result":{"message_id":1,"date":1,"chat":{"id":1,"type":"private"},"text":$}}`},
	{in: "/activities", whole: `{"id":"a1"}`},
}

// library is the upstream of the libraries: what the request asks for says
// what it answers. It must never see the address.
func library(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	ask := string(body)
	if plain, err := url.QueryUnescape(ask); err == nil && r.Header.Get("Content-Type") == "application/x-www-form-urlencoded" {
		ask = plain
	}
	if strings.HasSuffix(r.URL.Path, "/mcp") {
		toolServer(w, r, ask)
		return
	}
	if err != nil || strings.Contains(ask, "dora") || !strings.Contains(ask, "[EMAIL_ADDRESS_1]") {
		http.Error(w, "the request came unmasked", http.StatusTeapot)
		return
	}
	for i := range libraryAnswers {
		if a := &libraryAnswers[i]; strings.HasSuffix(r.URL.Path, a.in) {
			stream := a.whole == "" || a.framing != "" && (strings.Contains(ask, `"stream":true`) || strings.Contains(ask, `"stream": true`))
			a.send(w, libraryPieces(ask), stream)
			return
		}
	}
	http.NotFound(w, r)
}

// libraryPieces are what the model says to a request.
func libraryPieces(ask string) []string {
	switch {
	case strings.Contains(ask, "answer leak-first"):
		return []string{sdkKey[:20], sdkKey[20:50], sdkKey[50:]}
	case strings.Contains(ask, "answer leak-later"):
		return []string{"Wait. ", "See: ", sdkKey[:20], sdkKey[20:50], sdkKey[50:], " end."}
	}
	return []string{"Hel", "lo [EM", "AIL_ADDRESS_", "1], ask yusuf.de", "mir@hafenlog", "istik.com ins", "tead."}
}

func (a *libraryAnswer) send(w http.ResponseWriter, pieces []string, stream bool) {
	if !stream {
		w.Header().Set("Content-Type", "application/json")
		io.WriteString(w, strings.ReplaceAll(a.whole, "$", quote(strings.Join(pieces, ""))))
		return
	}
	w.Header().Set("Content-Type", a.framing)
	a.events(w, a.head, "")
	for _, p := range pieces {
		a.events(w, a.delta, p)
		if !strings.HasPrefix(pieces[0], "-----") {
			w.(http.Flusher).Flush()
			time.Sleep(20 * time.Millisecond)
		}
	}
	a.events(w, a.tail, "")
}

func (a *libraryAnswer) events(w io.Writer, events []libraryEvent, text string) {
	for _, e := range events {
		data := strings.ReplaceAll(e.data, "$", quote(text))
		if e.name == chunk {
			data = fmt.Sprintf(`{"bytes":%q}`, base64.StdEncoding.EncodeToString([]byte(data)))
		}
		switch a.framing {
		case aws:
			w.Write(new(wire.EventStream).AppendNew(nil, e.name, []byte(data)))
		case lines:
			io.WriteString(w, data+"\n")
		default:
			if e.name != "" {
				io.WriteString(w, "event: "+e.name+"\n")
			}
			io.WriteString(w, "data: "+data+"\n\n")
		}
	}
}
