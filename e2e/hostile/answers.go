package hostile

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
)

const answer = `{"choices":[{"index":0,"message":{"role":"assistant","content":"ok"}}]}`

// sse is how an answer of events begins.
func sse(w http.ResponseWriter) {
	w.Header().Set("content-type", "text/event-stream")
}

// answers are what the upstream can be asked for.
var answers = map[string]func(w http.ResponseWriter, r *http.Request){
	"tiny events": func(w http.ResponseWriter, _ *http.Request) {
		sse(w)
		_ = times("", `data: {"choices":[{"index":0,"delta":{"content":"a"}}]}`+"\n\n", 57*50_000, "data: [DONE]\n\n")(w)
	},
	"empty events": func(w http.ResponseWriter, _ *http.Request) {
		sse(w)
		_ = times("", ":\n\n", 3*500_000, "data: [DONE]\n\n")(w)
	},
	"huge event": func(w http.ResponseWriter, _ *http.Request) {
		sse(w)
		_ = times(`data: {"choices":[{"index":0,"delta":{"content":"`, "All work and no play. ", 100*mb, `"}}]}`+"\n\n")(w)
	},
	"huge comment": func(w http.ResponseWriter, _ *http.Request) {
		sse(w)
		_ = times(":", "a", 100*mb, "\n\n")(w)
	},
	"many lines": func(w http.ResponseWriter, _ *http.Request) {
		sse(w)
		_ = times("", "data: a\n", 8*200_000, "\n\n")(w)
	},
	"deep event": func(w http.ResponseWriter, _ *http.Request) {
		sse(w)
		_ = times("data: ", "[", 900_000, "\n\n")(w)
	},
	"deep strings": func(w http.ResponseWriter, _ *http.Request) {
		sse(w)
		_ = times("data: "+strings.Repeat("[", 60), `"",`, 900_000, `""`+strings.Repeat("]", 60)+"\n\n")(w)
	},
	"many choices": func(w http.ResponseWriter, _ *http.Request) {
		sse(w)
		_ = each("", 20_000, func(i int) string {
			return fmt.Sprintf("\n\ndata: {\"choices\":[{\"index\":%d,\"delta\":{\"content\":\"a\"}}]}\n\n:", i)
		}, "\n\n")(w)
	},
	"never ends": func(w http.ResponseWriter, r *http.Request) {
		sse(w)
		for r.Context().Err() == nil {
			if _, err := io.WriteString(w, "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"more \"}}]}\n\n"); err != nil {
				return
			}
			http.NewResponseController(w).Flush()
			time.Sleep(time.Millisecond)
		}
	},
	"gzip bomb": func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("content-type", "application/json")
		w.Header().Set("content-encoding", "gzip")
		io.WriteString(w, gzipped(strings.Repeat(" ", 64*mb)))
	},
	"gzip bomb of events": func(w http.ResponseWriter, _ *http.Request) {
		sse(w)
		w.Header().Set("content-encoding", "gzip")
		io.WriteString(w, gzipped(strings.Repeat("data: a\n\n", 8*mb)))
	},
	"outgrows": func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("content-type", "application/json")
		_ = times(`{"choices":[{"index":0,"message":{"role":"assistant","content":"`, "d@kontor.de ", 900_000, `"}}]}`)(w)
	},
	"event outgrows": func(w http.ResponseWriter, _ *http.Request) {
		sse(w)
		_ = times(`data: {"choices":[{"index":0,"delta":{"content":"`, "d@kontor.de ", 900_000, `"}}]}`+"\n\n")(w)
	},
	"deep": func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("content-type", "application/json")
		_ = times("", "[", 900_000, "")(w)
	},
	"cut short": func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("content-type", "application/json")
		w.Header().Set("content-length", "1000")
		io.WriteString(w, answer[:30])
		panic(http.ErrAbortHandler)
	},
}

// Answers are the cases of answers. What was sent of a stream cannot be taken back: there the answer is cut off. Where more
// is held or comes at once than Envoy's buffer takes, Envoy answers 500 by itself: Do asks its log for the reason.
func Answers() []Case {
	list := []Case{
		{Name: "fifty thousand tiny events", Answer: "tiny events", Status: []int{200}, InBody: "[DONE]"},
		{Name: "half a million empty events", Answer: "empty events", Status: []int{200, 500}},
		{Name: "masks that outgrow the buffer of an answer", Answer: "outgrows", Status: []int{500}},
		{Name: "masks that outgrow the buffer of a stream", Answer: "event outgrows", Status: []int{200, 500}},
		{Name: "an event of 100 MB", Answer: "huge event", Status: []int{200, 500, 502}},
		{Name: "an event of 100 MB, wide", Wide: true, Answer: "huge event", Status: []int{200, 500, 502}, Slow: true},
		{Name: "a comment of 100 MB", Answer: "huge comment", Status: []int{200, 500, 502}},
		{Name: "an event of 200,000 lines", Answer: "many lines", Status: []int{200, 500, 502}},
		{Name: "an event a million deep", Answer: "deep event", Status: []int{200, 500, 502}},
		{Name: "an event of 300,000 strings, deep", Answer: "deep strings", Status: []int{200, 500, 502}},
		{Name: "20,000 choices", Answer: "many choices", Status: []int{200}},
		{Name: "a stream that never ends", Answer: "never ends", Status: []int{200}, InBody: "more "},
		{Name: "gzip bomb in answer", Answer: "gzip bomb", Status: []int{502}},
		{Name: "gzip bomb of events", Answer: "gzip bomb of events", Status: []int{200, 500, 502}},
		{Name: "an answer a million deep", Answer: "deep", Status: []int{502}},
		{Name: "an answer cut short", Answer: "cut short", Status: []int{502, 503, 0}},
	}
	for i := range list {
		list[i].Body = text(begin, "hi", end)
		if strings.HasPrefix(list[i].Name, "masks") {
			list[i].Path = "/mask"
		}
	}
	return list
}
