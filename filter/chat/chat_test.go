package chat

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/chatguard/chatguard/filter/policy"
)

// walk drives a Walker over a document with encoding/json and returns the
// trail of each string, keyed by its value, with the resolver to ask.
func walk(t *testing.T, reg *Registry, api *API, part Part, doc string) (map[string]Trail, *Walker) {
	t.Helper()
	var w Walker
	w.Reset(reg, api, part)
	trails := map[string]Trail{}
	dec := json.NewDecoder(strings.NewReader(doc))
	var object []bool // is the open container an object
	key := false      // the next string in it is a key
	for {
		tok, err := dec.Token()
		if err != nil {
			return trails, &w
		}
		inObject := len(object) > 0 && object[len(object)-1]
		switch v := tok.(type) {
		case json.Delim:
			switch v {
			case '{', '[':
				if v == '{' {
					w.BeginObject()
				} else {
					w.BeginArray()
				}
				object = append(object, v == '{')
				key = v == '{'
			default:
				w.End()
				object = object[:len(object)-1]
				key = len(object) > 0 && object[len(object)-1]
			}
			continue
		case string:
			if inObject && key {
				w.Key([]byte(v))
				key = false
				continue
			}
			p := w.Value()
			w.Role(&p, []byte(v))
			trails[v] = w.Trail()
		default:
			w.Value()
		}
		key = inObject
	}
}

func TestPlaces(t *testing.T) {
	reg := Builtin()
	for _, c := range []struct {
		name, api string
		part      Part
		doc       string
		want      map[string]Place
	}{
		{"openai request", "openai.chat", Request, `{
			"model": "gpt", "unknown": {"deep": ["new"]},
			"messages": [
				{"content": "sys", "role": "system"},
				{"role": "user", "content": [{"type": "text", "text": "part"}, {"type": "input_audio", "input_audio": {"data": "blob"}}]},
				{"role": "assistant", "content": null, "tool_calls": [{"id": "call", "function": {"name": "f", "arguments": "args"}}]},
				{"role": "tool", "tool_call_id": "tid", "content": "result"},
				{"role": "user", "content": [{"type": "text", "role": "tool", "text": "liar"}]}
			],
			"tools": [{"type": "function", "function": {"description": "does", "parameters": {"properties": {"x": {"description": "param"}}}}}],
			"metadata": {"k": "meta"}}`,
			map[string]Place{
				"gpt":    {Listed: true, Skip: true},
				"new":    {Scope: policy.Other},
				"sys":    {Scope: policy.SystemPrompt, Listed: true, ByRole: true},
				"part":   {Scope: policy.Messages, Listed: true, ByRole: true},
				"blob":   {Scope: policy.Other, Listed: true, Media: true},
				"args":   {Scope: policy.ToolInput, Listed: true},
				"tid":    {Listed: true, Skip: true},
				"f":      {Scope: policy.Other},
				"result": {Scope: policy.ToolOutput, Listed: true, ByRole: true},
				"liar":   {Scope: policy.Messages, Listed: true, ByRole: true},
				"does":   {Scope: policy.ToolDefinition, Listed: true},
				"param":  {Scope: policy.ToolDefinition, Listed: true},
				"meta":   {Scope: policy.Other, Listed: true},
			}},
		{"openai response", "openai.chat", Response, `{"id": "x1", "choices": [
			{"index": 0, "message": {"role": "assistant", "content": "one"}},
			{"index": 1, "message": {"role": "assistant", "content": "two", "reasoning_content": "why",
				"tool_calls": [{"function": {"arguments": "targs"}}]}}]}`,
			map[string]Place{
				"x1":    {Listed: true, Skip: true},
				"one":   {Scope: policy.Messages, Listed: true},
				"two":   {Scope: policy.Messages, Listed: true},
				"why":   {Scope: policy.Reasoning, Listed: true},
				"targs": {Scope: policy.ToolInput, Listed: true},
			}},
		{"anthropic request", "anthropic.messages", Request, `{
			"system": [{"type": "text", "text": "sys"}], "max_tokens": 5,
			"messages": [
				{"role": "user", "content": "plain"},
				{"role": "assistant", "content": [{"type": "thinking", "thinking": "hm", "signature": "sig"},
					{"type": "tool_use", "id": "tu", "input": {"to": ["arg"]}}]},
				{"role": "user", "content": [{"type": "tool_result", "tool_use_id": "tu2", "content": [{"type": "text", "text": "res"}]}]},
				{"role": "user", "content": [{"type": "tool_result", "content": "short"}]}
			]}`,
			map[string]Place{
				"sys":   {Scope: policy.SystemPrompt, Listed: true},
				"plain": {Scope: policy.Messages, Listed: true, ByRole: true},
				"hm":    {Scope: policy.Reasoning, Listed: true, ReadOnly: true},
				"sig":   {Listed: true, Skip: true},
				"tu":    {Listed: true, Skip: true},
				"arg":   {Scope: policy.ToolInput, Listed: true},
				"res":   {Scope: policy.ToolOutput, Listed: true},
				"short": {Scope: policy.ToolOutput, Listed: true},
			}},
		{"generic", GenericName, Request, `{"a": [{"b": "deep"}], "role": "system"}`,
			map[string]Place{"deep": {Scope: policy.Other}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			api := reg.ByName(c.api)
			for _, known := range []bool{true, false} {
				start := api
				if !known {
					start = nil
				}
				trails, w := walk(t, reg, start, c.part, c.doc)
				res := w.Resolver(api, c.part)
				for value, want := range c.want {
					trail, ok := trails[value]
					if !ok {
						t.Errorf("no string %q", value)
						continue
					}
					got := res.Place(trail)
					if (got.Path == "*") == got.Listed {
						t.Errorf("%s: path %q, listed %v", trail, got.Path, got.Listed)
					}
					if got.Path = ""; got != want {
						t.Errorf("known=%v: %s (%q) = %+v, want %+v", known, trail, value, got, want)
					}
				}
			}
		})
	}
}

func TestTrailNames(t *testing.T) {
	trails, _ := walk(t, Builtin(), Builtin().ByName("openai.chat"), Request,
		`{"messages": [{}, {"content": [{"text": "a"}]}], "x": {"y.z": "b"}}`)
	for value, want := range map[string]string{"a": "messages.1.content.0.text", "b": "x.y.z"} {
		if got := trails[value].String(); got != want {
			t.Errorf("%q: %v, want %v", value, got, want)
		}
	}
}

func TestRecognition(t *testing.T) {
	reg := Builtin()
	for path, want := range map[string]string{
		"/v1/chat/completions": "openai.chat",
		"/openai/deployments/gpt/chat/completions?api-version=2024-1": "openai.chat",
		"/v1/messages":         "anthropic.messages",
		"/proxy/v1/messages?x": "anthropic.messages",
		"/v1/messages/more":    "",
		"/chat":                "",
	} {
		got := ""
		if a := reg.ByPath(path); a != nil {
			got = a.Name
		}
		if got != want {
			t.Errorf("%s is %q, want %q", path, got, want)
		}
	}
	for doc, want := range map[string]string{
		`{"model": "m", "messages": []}`:                                   "openai.chat",
		`{"messages": [], "system": "s", "model": "m", "max_tokens": 100}`: "anthropic.messages",
		`{"question": "?", "messages": []}`:                                GenericName,
		`[{"model": "m", "messages": []}]`:                                 GenericName,
		`"text"`:                                                           GenericName,
	} {
		_, w := walk(t, reg, nil, Request, doc)
		if got := reg.ByShape(w, Request).Name; got != want {
			t.Errorf("%s has the shape of %s, want %s", doc, got, want)
		}
	}
}

func TestMatchPath(t *testing.T) {
	for _, c := range []struct {
		pattern, path string
		want          bool
	}{
		{"/a", "/a", true}, {"/a", "/ab", false}, {"*", "", true}, {"*/b", "/a/b", true}, {"*/b", "/a/b/c", false},
		{"/x/*/y", "/x/1/2/y", true}, {"/x/*/y", "/x/y", false}, {"*:generate*", "/m:generateContent", true},
		{"*a*a", "a", false}, {"*a*a", "aa", true},
	} {
		if got := matchPath(c.pattern, c.path); got != c.want {
			t.Errorf("matchPath(%q, %q) = %v", c.pattern, c.path, got)
		}
	}
}

func TestBadData(t *testing.T) {
	for doc, want := range map[string]string{
		`{}`: "needs a name",
		`{"name": "x", "request": {"Nonsense": []}}`:             "unknown scope",
		`{"name": "x", "request": {"readOnly": ["a"]}}`:          "readOnly path without a scope",
		`{"name": "x", "roles": {"scopes": {"user": "Nobody"}}}`: "unknown scope",
	} {
		if _, err := NewRegistry([][]byte{[]byte(doc)}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v, want %q", doc, err, want)
		}
	}
	one := []byte(`{"name": "x"}`)
	if _, err := NewRegistry([][]byte{one, one}); err == nil {
		t.Error("two APIs of one name are accepted")
	}
}

// TestPlaceKinds holds that the data tells apart what is fetched from what is
// encoded.
func TestPlaceKinds(t *testing.T) {
	reg := Builtin()
	for _, c := range []struct {
		api, doc   string
		url, media bool
	}{
		{"openai.chat", `{"messages":[{"content":[{"image_url":{"url":"x"}}]}]}`, true, false},
		{"openai.responses", `{"input":[{"content":[{"file_url":"x"}]}]}`, true, false},
		{"anthropic.messages", `{"messages":[{"content":[{"source":{"url":"x"}}]}]}`, true, false},
		{"anthropic.messages", `{"messages":[{"content":[{"source":{"data":"x"}}]}]}`, false, true},
		{"gemini.generateContent", `{"contents":{"parts":[{"fileData":{"fileUri":"x"}}]}}`, true, false},
		{"bedrock.converse", `{"messages":[{"content":[{"toolResult":{"content":[{"image":{"source":{"bytes":"x"}}}]}}]}]}`, false, true},
	} {
		trails, w := walk(t, reg, reg.ByName(c.api), Request, c.doc)
		res := w.Resolver(reg.ByName(c.api), Request)
		if p := res.Place(trails["x"]); p.URL != c.url || p.Media != c.media || !p.Listed {
			t.Errorf("%s: %s is %+v", c.api, c.doc, p)
		}
	}
}

// TestSeveralDocuments holds that an array or lines of documents are read as
// the documents are.
func TestSeveralDocuments(t *testing.T) {
	reg, err := NewRegistry([][]byte{[]byte(`{"name":"b","batch":true,"roles":{"request":"m[].role","scopes":{"tool":"ToolOutput"}},
		"request":{"shape":[["kind=x"]],"ByRole":["m[].{text,note}"]}}`)})
	if err != nil {
		t.Fatal(err)
	}
	for _, known := range []bool{true, false} {
		var start *API
		if known {
			start = reg.APIs()[0]
		}
		trails, w := walk(t, reg, start, Request, `[{"kind":"x","m":[{"text":"a","role":"tool"}]},{"m":[{"note":"b"}]}]`)
		if a := reg.ByShape(w, Request); !known && a.Name != "b" {
			t.Errorf("the shape is of %s", a.Name)
		}
		res := w.Resolver(reg.APIs()[0], Request)
		if p := res.Place(trails["a"]); p.Path != "m[].text" || p.Scope != policy.ToolOutput {
			t.Errorf("a: %+v", p)
		}
		if p := res.Place(trails["b"]); p.Path != "m[].note" || p.Scope != policy.Messages {
			t.Errorf("b: %+v", p)
		}
	}
}

func TestExpand(t *testing.T) {
	for path, want := range map[string]string{
		"a.b": "a.b", "{a,b}.c": "a.c b.c", "x{[],}.{y,z[]}": "x[].y x[].z[] x.y x.z[]", "{a": "{a",
	} {
		if got := strings.Join(expand(path), " "); got != want {
			t.Errorf("%s is %s, want %s", path, got, want)
		}
	}
}
