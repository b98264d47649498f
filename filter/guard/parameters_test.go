package guard

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"github.com/chatguard/chatguard/filter/policy"
)

const parametersPolicy = `{"rules": [], "parameters": {"models": {"allow": ["small-*", "m"], "deny": ["small-x"]}, "maxTokens": {"max": 100, "default": 50}, "choices": 2, "tools": 1,
	"textBytes": 200, "remove": ["logprobs", "logit_bias", "metadata.user"], "set": {"store": false, "metadata.team": "a", "metadata.deep.er": 1}}}`

// ask runs a request under a policy.
func ask(t testing.TB, g *Guard, path, body string) (string, *Outcome) {
	t.Helper()
	x := &Exchange{}
	x.Begin(g, g.Default(), &Scratch{})
	contentType := "application/json"
	if strings.Contains(path, "lines") {
		contentType = "application/jsonl"
	}
	in := x.Open(Body{Direction: policy.Request, Path: path, ContentType: contentType})
	for i := range len(body) {
		if in.Write([]byte(body[i:i+1])) != nil {
			break
		}
	}
	o := in.Close(Bytes([]byte(body)))
	return string(o.Apply(nil, []byte(body))), o
}

func TestParameters(t *testing.T) {
	const chat, put = "/v1/chat/completions", `"metadata":{"deep":{"er":1},"team":"a"},"store":false`
	g := load(t, parametersPolicy)
	refuse := load(t, strings.Replace(parametersPolicy, `"remove"`, `"action": "Refuse", "remove"`, 1))
	loose := load(t, `{"limits": {"duplicateKeys": "Allow"}, `+parametersPolicy[1:])
	bare := load(t, `{"rules": [], "parameters": {"maxTokens": {"max": 100}, "models": {"allow": ["m", "a/b"]}}}`)
	for _, c := range []struct {
		name       string
		g          *Guard
		path, body string
		want       string // "" is refused
		why        string
	}{
		{"all well", g, chat, `{"model":"m","max_tokens":100,"store":false,"metadata":{"team":"a","deep":{"er":1}}}`, `{"model":"m","max_tokens":100,"store":false,"metadata":{"team":"a","deep":{"er":1}}}`, ""},
		{"put in", g, chat, `{"model":"m"}`, `{"max_tokens":50,` + put + `,"model":"m"}`, ""},
		{"put into nothing", g, chat, ` { } `, ` {"max_tokens":50,` + put + ` } `, ""},
		{"put deeper", g, chat, `{"max_tokens":1,"store":false,"metadata":{"x":[]}}`, `{"max_tokens":1,"store":false,"metadata":{"deep":{"er":1},"team":"a","x":[]}}`, ""},
		{"null is nothing", g, chat, `{"max_tokens":null,"n":null,"store":false,"metadata":{"team":"a","deep":{"er":1}}}`, `{"max_tokens":50,"n":null,"store":false,"metadata":{"team":"a","deep":{"er":1}}}`, ""},
		{"clamped", bare, chat, "{ \"model\" : \"m\" ,\n \"max_completion_tokens\" : 1e9 }", "{ \"model\" : \"m\" ,\n \"max_completion_tokens\" : 100 }", ""},
		{"no bound", bare, chat, `{"max_tokens":-1}`, `{"max_tokens":100}`, ""},
		{"a number in a text", bare, chat, `{"max_tokens":"1000"}`, `{"max_tokens":100}`, ""},
		{"beyond all numbers", bare, chat, `{"max_tokens":1e999}`, `{"max_tokens":100}`, ""},
		{"no number", bare, chat, `{"max_tokens":{"a":1}}`, "", "max_tokens must be a number"},
		{"the most where nothing is said", bare, chat, `{"model":"m"}`, `{"max_tokens":100,"model":"m"}`, ""},
		{"not where tokens are counted", bare, "/v1/messages/count_tokens", `{"model":"m"}`, `{"model":"m"}`, ""},
		{"escaped name", bare, chat, `{"m\u0061x_tokens":101}`, `{"m\u0061x_tokens":100}`, ""},
		{"in an object", bare, "/v1beta/models/m:generateContent", `{"contents":[],"generationConfig":{"maxOutputTokens":1000,"topK":1}}`, `{"contents":[],"generationConfig":{"maxOutputTokens":100,"topK":1}}`, ""},
		{"put into an object", bare, "/v1beta/models/m:generateContent", `{"contents":[],"generationConfig":{"topK":1}}`, `{"contents":[],"generationConfig":{"maxOutputTokens":100,"topK":1}}`, ""},
		{"with its object", bare, "/v1beta/models/m:generateContent", `{"contents":[]}`, `{"generationConfig":{"maxOutputTokens":100},"contents":[]}`, ""},
		{"requests of a batch", bare, "/v1/messages/batches", `{"requests":[{"custom_id":"a","params":{"model":"m","max_tokens":1000}},{"params":{"max_tokens":50}},[{"params":{"max_tokens":101}}],{"params":{"x":[{"max_tokens":101}],"max_tokens":101}}],"max_tokens":102}`,
			`{"requests":[{"custom_id":"a","params":{"model":"m","max_tokens":100}},{"params":{"max_tokens":50}},[{"params":{"max_tokens":101}}],{"params":{"x":[{"max_tokens":101}],"max_tokens":100}}],"max_tokens":102}`, ""},
		{"put into each request of a batch", bare, "/v1/messages/batches", `{"requests":[{"params":{"model":"m"}},{"params":{}},{"custom_id":"a"},{"params":{"max_tokens":7}}]}`,
			`{"requests":[{"params":{"max_tokens":100,"model":"m"}},{"params":{"max_tokens":100}},{"custom_id":"a"},{"params":{"max_tokens":7}}]}`, ""},
		{"a model in a batch", bare, "/v1/messages/batches", `{"requests":[{"params":{"model":"m"}},{"params":{"model":"other"}}]}`, "", "This model is not allowed"},
		{"choices", g, chat, `{"n":3,"max_tokens":1,"store":false,"metadata":{"team":"a","deep":{"er":1}}}`, `{"n":2,"max_tokens":1,"store":false,"metadata":{"team":"a","deep":{"er":1}}}`, ""},
		{"taken out", g, chat, `{"logprobs":true,"logit_bias":{"1":2},"max_tokens":1,"store":true,"metadata":{"user":"x","team":"a","deep":{"er":1}}}`, `{"max_tokens":1,"store":false,"metadata":{"team":"a","deep":{"er":1}}}`, ""},
		{"taken out at the end", g, chat, `{"max_tokens":1,"store":false,"metadata":{"team":"a","deep":{"er":1},"user":"x"} , "logprobs" : true }`, `{"max_tokens":1,"store":false,"metadata":{"team":"a","deep":{"er":1}}  }`, ""},
		{"all taken out", g, chat, `{"logprobs":1,"logit_bias":2}`, `{"max_tokens":50,` + put + `}`, ""},
		{"twice", loose, chat, `{"max_tokens":1,"max_tokens":1000,"logprobs":1,"logprobs":2,"store":false,"metadata":{"team":"a","deep":{"er":1}}}`, `{"max_tokens":1,"max_tokens":100,"store":false,"metadata":{"team":"a","deep":{"er":1}}}`, ""},
		{"no object to put into", g, chat, `{"max_tokens":1,"metadata":[]}`, "", "metadata must be an object"},
		{"model", g, chat, `{"model":"large"}`, "", "This model is not allowed"},
		{"denied model", g, chat, `{"model":"small-x"}`, "", "This model is not allowed"},
		{"escaped model", g, chat, `{"model":"sm\u0061ll-x"}`, "", "This model is not allowed"},
		{"a model that is no text", g, chat, `{"model":["m"]}`, "", "This model is not allowed"},
		{"model in the path", bare, "/v1beta/models/large:generateContent", `{"contents":[]}`, "", "This model is not allowed"},
		{"escaped in the path", bare, "/model/a%2Fb/converse", `{"inferenceConfig":{"maxTokens":1}}`, `{"inferenceConfig":{"maxTokens":1}}`, ""},
		{"a deployment", bare, "/openai/deployments/large/chat/completions?v=1", `{"max_tokens":1}`, "", "This model is not allowed"},
		{"tools", g, chat, `{"max_tokens":1,"tools":[{},{}]}`, "", "tools: 1 at most"},
		{"text", g, chat, `{"max_tokens":1,"messages":[{"role":"user","content":"` + strings.Repeat("a ", 101) + `"}]}`, "", "text: 200 bytes at most"},
		{"refused number", refuse, chat, `{"max_tokens":101}`, "", "max_tokens: 100 at most"},
		{"refused member", refuse, chat, `{"max_tokens":1,"logprobs":true}`, "", "logprobs is not allowed"},
		{"refused value", refuse, chat, `{"max_tokens":1,"store":true}`, "", "store must be false"},
		{"put in all the same", refuse, chat, `{"model":"m"}`, `{"max_tokens":50,` + put + `,"model":"m"}`, ""},
		{"lines", bare, "/v1/batches/lines", `{"custom_id":"1","url":"/v1/chat/completions","body":{"model":"m","max_tokens":500}}` + "\n" + `{"custom_id":"2","url":"/v1/embeddings","body":{"model":"m"}}`,
			`{"custom_id":"1","url":"/v1/chat/completions","body":{"model":"m","max_tokens":100}}` + "\n" + `{"custom_id":"2","url":"/v1/embeddings","body":{"model":"m"}}`, ""},
		{"a line of a batch", bare, "/v1/batches/lines", `{"custom_id":"1","url":"/v1/chat/completions","body":{"model":"large"}}`, "", "This model is not allowed"},
		{"an API without", bare, "/bot1:x/sendMessage", `{"chat_id":1,"text":"max_tokens"}`, `{"chat_id":1,"text":"max_tokens"}`, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, o := ask(t, c.g, c.path, c.body)
			if c.want == "" {
				if o.Verdict != Block || o.Why != c.why {
					t.Fatalf("%v %q, want it refused: %q\n%s", o.Verdict, o.Why, c.why, got)
				}
				if status := map[bool]int{true: 403, false: 400}[strings.Contains(c.why, "model")]; o.Status != status {
					t.Errorf("status %d, want %d", o.Status, status)
				}
				return
			}
			if got != c.want || o.Verdict == Block {
				t.Fatalf("%s\nwant %s\n%s", got, c.want, summary(o))
			}
			if !json.Valid([]byte(got)) && !strings.Contains(c.path, "lines") {
				t.Errorf("no JSON: %s", got)
			}
			if again, o := ask(t, c.g, c.path, got); again != got || o.Verdict != Allow {
				t.Errorf("a second time: %s\n%s", again, summary(o))
			}
		})
	}
}

// What is masked and what is taken out do not get in each other's way.
func TestParametersAndMasks(t *testing.T) {
	g := load(t, `{"rules":[{"name":"pii","match":["pii"],"action":"Mask","mask":{"style":"Label"}}], "parameters": {"maxTokens":{"max":9},"remove":["metadata"],"set":{"user":"nobody"}}}`)
	got, o := ask(t, g, "/v1/chat/completions", `{"metadata":{"a":"jane@acme.org"},"user":"jane@acme.org","messages":[{"role":"user","content":"jane@acme.org"}],"max_tokens":10}`)
	if want := `{"user":"nobody","messages":[{"role":"user","content":"[EMAIL_ADDRESS]"}],"max_tokens":9}`; got != want {
		t.Errorf("%s\nwant %s\n%s", got, want, summary(o))
	}
}

// FuzzParameters holds the edits against a naive reading of the document before and after.
func FuzzParameters(f *testing.F) {
	g := load(f, `{"rules": [], "limits":{"duplicateKeys":"Reject"},"parameters":{"maxTokens":{"max":100},"choices":2,"remove":["logprobs","a.b"],"set":{"store":false,"a.c":1}}}`)
	for _, body := range []string{`{}`, `{"max_tokens":1000,"n":3,"logprobs":1}`, `{"a":{"b":1},"store":true}`, `{"a":{"b":{"b":[1]},"c":2,"d":3}, "max_tokens" : null}`, `{"a":1}`, `[{"n":9}]`} {
		f.Add(body)
	}
	f.Fuzz(func(t *testing.T, body string) {
		var before, after map[string]any
		if len(body) > 2000 || json.Unmarshal([]byte(body), &before) != nil || before == nil {
			return
		}
		got, o := ask(t, g, "/v1/chat/completions", body)
		if o.Verdict == Block {
			return
		}
		if err := json.Unmarshal([]byte(got), &after); err != nil {
			t.Fatalf("%q became %q: %v", body, got, err)
		}
		naive(before)
		if !reflect.DeepEqual(before, after) {
			t.Fatalf("%q became %q, want %v", body, got, before)
		}
	})
}

func naive(doc map[string]any) {
	clamp := func(key string, most float64) bool {
		n, ok := doc[key].(float64)
		if ok && (n < 0 || n > most) {
			doc[key] = most
		}
		if _, text := doc[key].(string); text {
			doc[key] = most
		}
		return doc[key] != nil
	}
	for _, key := range []string{"n", "best_of"} {
		clamp(key, 2)
	}
	one, other := clamp("max_tokens", 100), clamp("max_completion_tokens", 100)
	if !one && !other {
		doc["max_tokens"] = 100.0
	}
	delete(doc, "logprobs")
	a, ok := doc["a"].(map[string]any)
	if !ok {
		a = map[string]any{}
		doc["a"] = a
	}
	delete(a, "b")
	a["c"], doc["store"] = 1.0, false
}
