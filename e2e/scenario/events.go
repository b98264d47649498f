package scenario

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// deltas are the places of texts that come in pieces, across the APIs that scenarios speak.
var deltas = []string{
	"choices.*.delta.content", "choices.*.delta.tool_calls.*.function.arguments", "choices.*.text",
	"delta", "delta.text", "delta.partial_json", "message.content", "response",
}

// events is a stream as its reader sees it: events without the text of their deltas, equal ones in a row taken as one,
// and the text of each place put together. Which event brings which part of a text is not the filter's promise.
type events struct {
	shape []string
	text  map[string]string
}

// readEvents reads server-sent events or lines of JSON. It shares no code with the filter.
func readEvents(body []byte) (events, error) {
	e := events{text: map[string]string{}}
	lines := strings.HasPrefix(string(body), "{")
	separator := "\n\n"
	if lines {
		separator = "\n"
	}
	blocks := strings.Split(string(body), separator)
	if last := len(blocks) - 1; blocks[last] == "" {
		blocks = blocks[:last]
	}
	for _, b := range blocks {
		head, data := "", b
		if !lines {
			var ok bool
			if head, data, ok = strings.Cut(b, "data: "); !ok {
				return e, fmt.Errorf("event without data: %q", b)
			}
		}
		if data != "[DONE]" {
			var v any
			if err := json.Unmarshal([]byte(data), &v); err != nil {
				return e, fmt.Errorf("event %q: %w", b, err)
			}
			e.collect(nil, v, identity(v))
			empty, _ := json.Marshal(withoutText(nil, v))
			data = string(empty)
		}
		if n := len(e.shape); n == 0 || e.shape[n-1] != head+data {
			e.shape = append(e.shape, head+data)
		}
	}
	return e, nil
}

// identity tells the texts of one place apart, as their numbers do.
func identity(v any) string {
	m, _ := v.(map[string]any)
	id := fmt.Sprint(m["type"], m["index"], m["output_index"])
	if choices, ok := m["choices"].([]any); ok && len(choices) > 0 {
		choice, _ := choices[0].(map[string]any)
		id += fmt.Sprint(choice["index"])
	}
	return id
}

func (e *events) collect(path []string, v any, id string) {
	switch v := v.(type) {
	case map[string]any:
		for k := range v {
			e.collect(append(path, k), v[k], id)
		}
	case []any:
		for i := range v {
			e.collect(append(path, "*"), v[i], id)
		}
	case string:
		if p := strings.Join(path, "."); slices.Contains(deltas, p) {
			e.text[p+" "+id] += v
		}
	}
}

func withoutText(path []string, v any) any {
	switch v := v.(type) {
	case map[string]any:
		for k := range v {
			v[k] = withoutText(append(path, k), v[k])
		}
	case []any:
		for i := range v {
			v[i] = withoutText(append(path, "*"), v[i])
		}
	case string:
		if slices.Contains(deltas, strings.Join(path, ".")) {
			return ""
		}
	}
	return v
}

func (d *differences) events(where string, want, got []byte) {
	w, err := readEvents(want)
	if err != nil {
		d.add(where, "events", err)
		return
	}
	g, err := readEvents(got)
	if err != nil {
		d.add(where, want, err)
		return
	}
	if !slices.Equal(w.shape, g.shape) {
		d.add(where+" events", strings.Join(w.shape, "\n"), strings.Join(g.shape, "\n"))
	}
	for place, text := range w.text {
		if g.text[place] != text {
			d.add(where+" text at "+place, []byte(text), []byte(g.text[place]))
		}
	}
	for place, text := range g.text {
		if _, ok := w.text[place]; !ok {
			d.add(where+" text at "+place, "none", []byte(text))
		}
	}
}
