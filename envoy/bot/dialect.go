package main

import (
	"encoding/json"
	"fmt"
	"net/http"
)

// event is one server-sent event: a name (Anthropic has them) and a JSON value, or the bare text of OpenAI's end mark.
type event struct {
	name string
	data any
}

// dialect is how one API shapes a whole answer and a streamed one.
type dialect struct {
	whole  func(model, text string) any
	before func(model string) []event
	piece  func(model, text string) event
	after  func(model string) []event
}

type object = map[string]any

var openAI = dialect{
	whole: func(model, text string) any {
		return object{"id": "chatcmpl-demo", "object": "chat.completion", "created": 0, "model": model, "choices": []any{
			object{"index": 0, "finish_reason": "stop", "message": object{"role": "assistant", "content": text}}}}
	},
	before: func(model string) []event {
		return []event{{data: chunk(model, object{"role": "assistant", "content": ""}, nil)}}
	},
	piece: func(model, text string) event { return event{data: chunk(model, object{"content": text}, nil)} },
	after: func(model string) []event {
		return []event{{data: chunk(model, object{}, "stop")}, {data: "[DONE]"}}
	},
}

func chunk(model string, delta object, finish any) any {
	return object{"id": "chatcmpl-demo", "object": "chat.completion.chunk", "created": 0, "model": model,
		"choices": []any{object{"index": 0, "delta": delta, "finish_reason": finish}}}
}

var anthropic = dialect{
	whole: func(model, text string) any {
		return object{"id": "msg_demo", "type": "message", "role": "assistant", "model": model, "stop_reason": "end_turn",
			"content": []any{object{"type": "text", "text": text}}, "usage": object{"input_tokens": 0, "output_tokens": 0}}
	},
	before: func(model string) []event {
		return []event{
			named("message_start", object{"message": object{"id": "msg_demo", "type": "message", "role": "assistant",
				"model": model, "content": []any{}, "usage": object{"input_tokens": 0, "output_tokens": 0}}}),
			named("content_block_start", object{"index": 0, "content_block": object{"type": "text", "text": ""}}),
		}
	},
	piece: func(_, text string) event {
		return named("content_block_delta", object{"index": 0, "delta": object{"type": "text_delta", "text": text}})
	},
	after: func(string) []event {
		return []event{
			named("content_block_stop", object{"index": 0}),
			named("message_delta", object{"delta": object{"stop_reason": "end_turn"}, "usage": object{"output_tokens": 0}}),
			named("message_stop", object{}),
		}
	},
}

// named is an Anthropic event, whose data repeats its name as type.
func named(name string, data object) event {
	data["type"] = name
	return event{name: name, data: data}
}

func (d dialect) reply(w http.ResponseWriter, r request) {
	if !r.Stream {
		writeJSON(w, d.whole(r.Model, r.said()))
		return
	}
	w.Header().Set("Content-Type", "text/event-stream")
	for _, e := range d.before(r.Model) {
		e.write(w)
	}
	for _, p := range pieces(r.said()) {
		d.piece(r.Model, p).write(w)
	}
	for _, e := range d.after(r.Model) {
		e.write(w)
	}
}

// pieces cuts text as models do, into a few characters each and never inside one.
func pieces(text string) []string {
	var out []string
	runes := []rune(text)
	for len(runes) > 0 {
		n := min(4, len(runes))
		out = append(out, string(runes[:n]))
		runes = runes[n:]
	}
	return out
}

func (e event) write(w http.ResponseWriter) {
	if e.name != "" {
		fmt.Fprintf(w, "event: %s\n", e.name)
	}
	data, isText := e.data.(string)
	if !isText {
		b, err := json.Marshal(e.data)
		if err != nil {
			return
		}
		data = string(b)
	}
	fmt.Fprintf(w, "data: %s\n\n", data)
	if f, ok := w.(http.Flusher); ok {
		f.Flush()
	}
}
