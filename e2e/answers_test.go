package e2e

import (
	"fmt"
	"io"
	"net/http"
	"strings"
)

// speaker writes an answer in the shape of an API.
type speaker interface {
	contentType() string
	start()
	delta(text string)
	end()
	whole(text string)
}

// speaks is the speaker for a path.
func speaks(w http.ResponseWriter, path string, tools bool) speaker {
	switch {
	case strings.HasSuffix(path, "/responses"):
		return &responsesAnswer{w: w, tools: tools}
	case strings.HasSuffix(path, "/v1/completions"):
		return &completionsAnswer{w}
	case strings.HasSuffix(path, "/api/chat"):
		return &ollamaAnswer{w: w, tools: tools}
	}
	return &answer{w: w, anthropic: strings.HasSuffix(path, "/messages"), tools: tools}
}

// responsesAnswer is OpenAI's Responses, whose events are numbered and repeat the text.
type responsesAnswer struct {
	w     io.Writer
	tools bool
	text  string
	n     int
}

func (a *responsesAnswer) contentType() string { return "text/event-stream" }

func (a *responsesAnswer) event(name, fields string) {
	fmt.Fprintf(a.w, "event: %s\ndata: {\"type\":%q,\"sequence_number\":%d%s}\n\n", name, name, a.n, fields)
	a.n++
}

func (a *responsesAnswer) item(status string) string {
	if a.tools {
		return fmt.Sprintf(`{"id":"i1","type":"function_call","call_id":"t1","name":"send","status":%q,"arguments":%s}`, status, quote(a.text))
	}
	content := ""
	if a.text != "" {
		content = a.part()
	}
	return fmt.Sprintf(`{"id":"i1","type":"message","role":"assistant","status":%q,"content":[%s]}`, status, content)
}

func (a *responsesAnswer) part() string {
	return `{"type":"output_text","annotations":[],"logprobs":[],"text":` + quote(a.text) + `}`
}

func (a *responsesAnswer) response(status, output string) string {
	return fmt.Sprintf(`{"id":"r1","object":"response","created_at":7,"model":"m","status":%q,"parallel_tool_calls":true,"tool_choice":"auto","tools":[],"output":[%s]}`, status, output)
}

const responsesPlace = `,"item_id":"i1","output_index":0`

func (a *responsesAnswer) start() {
	a.event("response.created", `,"response":`+a.response("in_progress", ""))
	a.event("response.output_item.added", `,"output_index":0,"item":`+a.item("in_progress"))
	if !a.tools {
		a.event("response.content_part.added", responsesPlace+`,"content_index":0,"part":`+a.part())
	}
}

func (a *responsesAnswer) delta(text string) {
	a.text += text
	if a.tools {
		a.event("response.function_call_arguments.delta", responsesPlace+`,"delta":`+quote(text))
		return
	}
	a.event("response.output_text.delta", responsesPlace+`,"content_index":0,"logprobs":[],"delta":`+quote(text))
}

func (a *responsesAnswer) end() {
	if a.tools {
		a.event("response.function_call_arguments.done", responsesPlace+`,"name":"send","arguments":`+quote(a.text))
	} else {
		a.event("response.output_text.done", responsesPlace+`,"content_index":0,"logprobs":[],"text":`+quote(a.text))
		a.event("response.content_part.done", responsesPlace+`,"content_index":0,"part":`+a.part())
	}
	a.event("response.output_item.done", `,"output_index":0,"item":`+a.item("completed"))
	a.event("response.completed", `,"response":`+a.response("completed", a.item("completed")))
}

func (a *responsesAnswer) whole(text string) {
	a.text = text
	io.WriteString(a.w, a.response("completed", a.item("completed")))
}

// completionsAnswer is OpenAI's API before chats.
type completionsAnswer struct{ w io.Writer }

func (a *completionsAnswer) contentType() string { return "text/event-stream" }

func (a *completionsAnswer) chunk(text, finish string) string {
	return fmt.Sprintf(`{"id":"c1","object":"text_completion","created":7,"model":"m","choices":[{"index":0,"text":%s,"logprobs":null,"finish_reason":%s}]}`, quote(text), finish)
}

func (a *completionsAnswer) start() {}

func (a *completionsAnswer) delta(text string) {
	fmt.Fprintf(a.w, "data: %s\n\n", a.chunk(text, "null"))
}

func (a *completionsAnswer) end() {
	fmt.Fprintf(a.w, "data: %s\n\ndata: [DONE]\n\n", a.chunk("", `"stop"`))
}

func (a *completionsAnswer) whole(text string) { io.WriteString(a.w, a.chunk(text, `"stop"`)) }

// ollamaAnswer is Ollama's chat; a tool call comes in one event.
type ollamaAnswer struct {
	w     io.Writer
	tools bool
	text  string
}

func (a *ollamaAnswer) contentType() string { return "application/x-ndjson" }

func (a *ollamaAnswer) line(message, more string) {
	fmt.Fprintf(a.w, `{"model":"m","created_at":"2026-01-02T03:04:05Z","message":{"role":"assistant",%s},%s}`+"\n", message, more)
}

func (a *ollamaAnswer) start() {}

func (a *ollamaAnswer) delta(text string) {
	if a.text += text; !a.tools {
		a.line(`"content":`+quote(text), `"done":false`)
	}
}

func (a *ollamaAnswer) end() {
	if a.tools {
		a.line(`"content":"","tool_calls":[{"function":{"name":"send","arguments":`+a.text+`}}]`, `"done":false`)
	}
	a.line(`"content":""`, `"done":true,"done_reason":"stop"`)
}

func (a *ollamaAnswer) whole(text string) {
	a.line(`"content":`+quote(text), `"done":true,"done_reason":"stop"`)
}
