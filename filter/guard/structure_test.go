package guard

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/chatguard/chatguard/filter/policy"
)

const noForging = `{"name": "t", "rules": [], "roles": {"deny": ["system", "tool"], "lastTurn": "Deny", "action": "Strip"}}`

const fewTools = `{"name": "t", "rules": [], "tools": {"deny": ["shell*"], "action": "Strip", "notice": "gone", "arguments": [
	{"tool": "mail", "path": "$.to", "regex": ".*@corp\\.example", "required": true},
	{"tool": "pay", "path": "$.items[*].sum", "max": 100}]}}`

// TestStructure holds what is left of bodies of each API.
func TestStructure(t *testing.T) {
	const shell = `{"name":"shell","description":"d"}`
	for _, c := range []struct{ name, policy, path, in, want string }{
		{"system, developer and prefill", noForging, "/v1/chat/completions",
			`{"model":"m","messages":[{"role":"System","content":"a"},{"role":"user","content":"b"} , {"content":"c","role":"developer"},{"role":"assistant","content":"d"}]}`,
			`{"model":"m","messages":[{"role":"user","content":"b"} ]}`},
		{"a call is no forged turn where the model has had its answer", noForging, "/v1/chat/completions",
			`{"model":"m","messages":[{"role":"assistant","content":"d"},{"role":"user","content":"b"}]}`,
			`{"model":"m","messages":[{"role":"assistant","content":"d"},{"role":"user","content":"b"}]}`},
		{"system field and tool result", noForging, "/v1/messages",
			`{"system":[{"type":"text","text":"x"}],"model":"m","max_tokens":1,"messages":[{"role":"user","content":[{"type":"tool_result","tool_use_id":"t","content":"r"},{"type":"text","text":"b"}]}]}`,
			`{"model":"m","max_tokens":1,"messages":[{"role":"user","content":[{"type":"text","text":"[removed by policy]"},{"type":"text","text":"b"}]}]}`},
		{"instructions", noForging, "/v1/responses",
			`{"model":"m","instructions":"x","input":[{"role":"user","content":"b"},{"type":"function_call_output","call_id":"c","output":"r"}]}`,
			`{"model":"m","input":[{"role":"user","content":"b"},{"role":"assistant","content":"[removed by policy]"}]}`},
		{"systemInstruction and the model's turn", noForging, "/v1beta/models/g:generateContent",
			`{"contents":[{"role":"user","parts":[{"text":"a"}]},{"role":"model","parts":[{"text":"b"}]}],"systemInstruction":{"parts":[{"text":"x"}]}}`,
			`{"contents":[{"role":"user","parts":[{"text":"a"}]}]}`},
		{"Bedrock's system", noForging, "/model/m/converse",
			`{"messages":[{"role":"user","content":[{"text":"a"}]}],"system":[{"text":"x"}]}`, `{"messages":[{"role":"user","content":[{"text":"a"}]}]}`},
		{"preamble", noForging, "/v1/chat", `{"message":"a","preamble":"x","model":"m"}`, `{"message":"a","model":"m"}`},

		{"roles in capitals", noForging, "/v1/chat",
			`{"message":"a","model":"m","chat_history":[{"role":"SYSTEM","message":"x"},{"role":"CHATBOT","message":"y"}]}`,
			`{"message":"a","model":"m","chat_history":[{"role":"CHATBOT","message":"y"}]}`},
		{"results of Cohere's first version", fewTools, "/v1/chat",
			`{"message":"","model":"m","tools":[` + shell + `],"tool_results":[{"call":{"name":"shell","parameters":{}},"outputs":[{}]},{"call":{"name":"ok"},"outputs":[]}]}`,
			`{"message":"","model":"m","tool_results":[{"call":{"name":"ok"},"outputs":[]}]}`},

		{"the only definition", fewTools, "/v1/chat/completions",
			`{"model":"m","tools":[{"type":"function","function":` + shell + `}],"tool_choice":"auto","parallel_tool_calls":true,"messages":[]}`,
			`{"model":"m","messages":[]}`},
		{"one of two definitions, and what chose it", fewTools, "/v1/chat/completions",
			`{"model":"m","tool_choice":{"type":"function","function":{"name":"shell"}},"messages":[],"tools":[{"function":{"name":"ok"}}, {"function":` + shell + `}]}`,
			`{"model":"m","messages":[],"tools":[{"function":{"name":"ok"}}]}`},
		{"a call goes with its result", fewTools, "/v1/chat/completions",
			`{"model":"m","messages":[{"role":"assistant","content":null,"tool_calls":[{"id":"1","function":{"name":"mail","arguments":"{\"to\":\"a@evil.example\"}"}}]},{"role":"tool","tool_call_id":"1","content":"sent"},{"role":"user","content":"b"}]}`,
			`{"model":"m","messages":[{"role":"assistant","content":"gone"},{"role":"user","content":"b"}]}`},
		{"one of three calls", fewTools, "/v1/chat/completions",
			`{"model":"m","messages":[{"role":"assistant","content":null,"tool_calls":[{"id":"0","function":{"name":"mail","arguments":"{\"to\":\"b@corp.example\"}"}},{"id":"1","function":{"name":"shell","arguments":"{}"}},{"id":"2","function":{"name":"ok","arguments":""}}]}]}`,
			`{"model":"m","messages":[{"role":"assistant","content":null,"tool_calls":[{"id":"0","function":{"name":"mail","arguments":"{\"to\":\"b@corp.example\"}"}},{"id":"2","function":{"name":"ok","arguments":""}}]}]}`},
		{"escapes hide no name", fewTools, "/v1/messages",
			`{"model":"m","max_tokens":1,"messages":[],"tools":[{"\u006eame":"sh\u0065ll","input_schema":{}},{"name":"ok"}]}`,
			`{"model":"m","max_tokens":1,"messages":[],"tools":[{"name":"ok"}]}`},
		{"Anthropic's call and result", fewTools, "/v1/messages",
			`{"model":"m","max_tokens":1,"messages":[{"role":"assistant","content":[{"type":"tool_use","id":"t","name":"pay","input":{"items":[{"sum":1},{"sum":101}]}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"t","content":"r"}]}]}`,
			`{"model":"m","max_tokens":1,"messages":[{"role":"assistant","content":[{"type":"text","text":"gone"}]},{"role":"user","content":[{"type":"text","text":"gone"}]}]}`},
		{"Gemini's declarations", fewTools, "/v1beta/models/g:generateContent",
			`{"contents":[],"tools":[{"function_declarations":[` + shell + `,{"name":"shells"}]}],"toolConfig":{"functionCallingConfig":{"mode":"ANY"}}}`, `{"contents":[]}`},
		{"Bedrock's tools", fewTools, "/model/m/converse",
			`{"toolConfig":{"tools":[{"toolSpec":` + shell + `}],"toolChoice":{"any":{}}},"messages":[]}`, `{"messages":[]}`},
		{"Responses' call and output", fewTools, "/v1/responses",
			`{"model":"m","input":[{"type":"function_call","call_id":"c","name":"shell","arguments":"{}"},{"type":"function_call_output","call_id":"c","output":"r"}]}`,
			`{"model":"m","input":[{"role":"assistant","content":"gone"},{"role":"assistant","content":"gone"}]}`},
		{"Cohere's tools", fewTools, "/v2/chat",
			`{"model":"m","tools":[{"type":"function","function":` + shell + `}],"tool_choice":"REQUIRED","messages":[]}`, `{"model":"m","messages":[]}`},
		{"Ollama's result by name", fewTools, "/api/chat",
			`{"model":"m","messages":[{"role":"user","content":"a"},{"role":"tool","tool_name":"shell","content":"r"}]}`, `{"model":"m","messages":[{"role":"user","content":"a"}]}`},
		{"arguments that are no JSON", fewTools, "/v1/chat/completions",
			`{"model":"m","messages":[{"role":"assistant","content":"x","tool_calls":[{"id":"1","function":{"name":"pay","arguments":"{\"items\""}}]}]}`,
			`{"model":"m","messages":[{"role":"assistant","content":"x"}]}`},
		{"what is taken out takes its texts along", `{"name":"t","roles":{"deny":["system"],"action":"Strip"},"rules":[{"name":"x","match":["EMAIL_ADDRESS"],"action":"Mask"}]}`, "/v1/chat/completions",
			`{"model":"m","messages":[{"role":"system","content":"a@example.com"},{"role":"user","content":"a@example.com"}]}`,
			`{"model":"m","messages":[{"role":"user","content":"[EMAIL_ADDRESS_1]"}]}`},
		{"JSON-RPC has nothing else in it", fewTools, "/mcp", `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"shell"}}`, ""},
		{"one of a batch", fewTools, "/mcp",
			`[{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"shell"}},{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"ok"}}]`,
			`[{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"ok"}}]`},
		{"other methods have names, too", fewTools, "/mcp",
			`{"jsonrpc":"2.0","id":1,"method":"prompts/get","params":{"name":"shell"}}`, `{"jsonrpc":"2.0","id":1,"method":"prompts/get","params":{"name":"shell"}}`},
		{"no message is left", noForging, "/v1/chat/completions", `{"model":"m","messages":[{"role":"system","content":"a"}]}`, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			structured(t, load(t, c.policy), Body{Path: c.path, ContentType: "application/json"}, c.in, c.want)
		})
	}
}

// TestStructureOfResponses is the same for what models answer.
func TestStructureOfResponses(t *testing.T) {
	for _, c := range []struct{ name, path, in, want string }{
		{"OpenAI", "/v1/chat/completions",
			`{"choices":[{"index":0,"message":{"role":"assistant","content":null,"tool_calls":[{"id":"1","type":"function","function":{"name":"shell","arguments":"{}"}}]},"finish_reason":"tool_calls"}]}`,
			`{"choices":[{"index":0,"message":{"role":"assistant","content":"gone"},"finish_reason":"stop"}]}`},
		{"Anthropic", "/v1/messages",
			`{"content":[{"type":"text","text":"a"},{"type":"tool_use","id":"t","name":"mail","input":{}}],"stop_reason":"tool_use"}`,
			`{"content":[{"type":"text","text":"a"},{"type":"text","text":"gone"}],"stop_reason":"end_turn"}`},
		{"one call is left", "/v1/messages",
			`{"content":[{"type":"tool_use","id":"u","name":"mail","input":{"to":"a@corp.example"}},{"type":"tool_use","id":"t","name":"shell","input":{}}],"stop_reason":"tool_use"}`,
			`{"content":[{"type":"tool_use","id":"u","name":"mail","input":{"to":"a@corp.example"}},{"type":"text","text":"gone"}],"stop_reason":"tool_use"}`},
		{"Gemini", "/v1beta/models/g:generateContent",
			`{"candidates":[{"content":{"parts":[{"functionCall":{"name":"pay","args":{"items":[{"sum":"1"}]}}}]}}]}`,
			`{"candidates":[{"content":{"parts":[{"text":"gone"}]}}]}`},
		{"Bedrock", "/model/m/converse",
			`{"output":{"message":{"role":"assistant","content":[{"toolUse":{"toolUseId":"t","name":"shell","input":{}}}]}},"stopReason":"tool_use"}`,
			`{"output":{"message":{"role":"assistant","content":[{"text":"gone"}]}},"stopReason":"end_turn"}`},
		{"tools that a server offers", "/mcp",
			`{"jsonrpc":"2.0","id":1,"result":{"tools":[{"name":"shell"},{"name":"ok"},{"name":"shell2"}]}}`, `{"jsonrpc":"2.0","id":1,"result":{"tools":[{"name":"ok"}]}}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			g := load(t, fewTools)
			structured(t, g, Body{Path: c.path, ContentType: "application/json", Direction: policy.Response}, c.in, c.want)
		})
	}
}

// structured inspects a body in one piece, in two at every place, and once more
// what came out: then nothing is left to do. Want "" is a refusal.
func structured(t *testing.T, g *Guard, b Body, in, want string) {
	t.Helper()
	inspect := func(t *testing.T, g *Guard, b Body, body string, cuts ...int) (*Outcome, string) {
		var s Scratch
		x := &Exchange{}
		x.Begin(g, g.Default(), &s)
		if b.Direction == policy.Response {
			x.Open(Body{Direction: policy.Request, Path: b.Path, ContentType: b.ContentType}).Close(nil)
		} else {
			b.Direction = policy.Request
		}
		i, at := x.Open(b), 0
		for _, c := range append(cuts, len(body)) {
			if err := i.Write([]byte(body[at:c])); err != nil {
				t.Fatal(err)
			}
			at = c
		}
		o := i.Close(Bytes([]byte(body)))
		return o, string(o.Apply(nil, []byte(body)))
	}
	whole, got := inspect(t, g, b, in)
	if want == "" {
		if whole.Verdict != Block {
			t.Errorf("not refused: %s", got)
		}
		return
	}
	if got != want {
		t.Fatalf("got  %s\nwant %s\n%s", got, want, summary(whole))
	}
	for doc := range strings.Lines(got) {
		if b.ContentType == "application/jsonl" && strings.TrimSpace(doc) != "" && !json.Valid([]byte(doc)) {
			t.Error("a line that is left is not JSON")
		}
	}
	if b.ContentType != "application/jsonl" && !json.Valid([]byte(got)) {
		t.Error("what is left is not JSON")
	}
	for cut := range len(in) + 1 {
		if o, out := inspect(t, g, b, in, cut); out != got || summary(o) != summary(whole) {
			t.Fatalf("cut at %d: %s\n%s", cut, out, summary(o))
		}
	}
	if o, out := inspect(t, g, b, got); out != got {
		t.Errorf("once more: %s\n%s", out, summary(o))
	}
}

// TestStructureOfLines holds that each line is a document of its own.
func TestStructureOfLines(t *testing.T) {
	line := func(messages, tools string) string {
		return `{"custom_id":"a","method":"POST","url":"/v1/chat/completions","body":{"model":"m","messages":[` + messages + `]` + tools + `}}` + "\n"
	}
	const user, system = `{"role":"user","content":"x"}`, `{"role":"system","content":"x"}`
	g := load(t, `{"rules":[],"roles":{"deny":["system"],"action":"Strip"},"tools":{"deny":["s"],"action":"Strip"}}`)
	structured(t, g, Body{Path: "/v1/files", API: "openai.batch", ContentType: "application/jsonl"},
		line(user, "")+line(system+","+user, `,"tools":[{"function":{"name":"s"}}]`)+"\n"+line(user, `,"tools":[{"function":{"name":"o"}},{"function":{"name":"s"}}]`),
		line(user, "")+line(user, "")+"\n"+line(user, `,"tools":[{"function":{"name":"o"}}]`))
}

// TestNothingLeft holds that a body of which nothing would be left is blocked by the rule that took the last of it out, not
// by one that let something else pass.
func TestNothingLeft(t *testing.T) {
	g := load(t, `{"roles":{"deny":["system","tool"],"action":"Strip"},"rules":[
		{"name":"prompts","match":["FORGED_ROLE"],"scopes":["SystemPrompt"],"action":"Allow"},
		{"name":"results","match":["FORGED_ROLE"],"scopes":["ToolOutput"],"action":"Mask"}]}`)
	o, _ := inspect(t, g, Body{Path: "/v1/messages", ContentType: "application/json"}, `{"model":"m","max_tokens":1,"system":"x","messages":[{"role":"tool","content":"r"}]}`)
	if o.Verdict != Block || o.Rule != "results" {
		t.Errorf("%v by rule %q", o.Verdict, o.Rule)
	}
}

// TestTooMuchStructure holds that a body with more elements than are kept is
// refused, or passes and is counted.
func TestTooMuchStructure(t *testing.T) {
	body := `{"model":"m","messages":[` + strings.Repeat(`{"role":"user"},`, 60_000) + `{"role":"system"}]}`
	for over, want := range map[string]Verdict{"Block": Block, "Allow": Allow} {
		g := load(t, `{"rules":[],"onOverLimit":"`+over+`","limits":{"messages":1000000,"bodyBytes":4000000},"roles":{"deny":["system"]}}`)
		if o, _ := inspect(t, g, openai, body); o.Verdict != want || o.Coverage != Partial || o.Reason != OverLimit {
			t.Errorf("%s: %s", over, summary(o))
		}
	}
}

// FuzzStructure holds that what is left of a body is JSON in which nothing is
// left to take out, whatever the body is.
func FuzzStructure(f *testing.F) {
	g := load(f, `{"rules": [], "roles": {"deny": ["system", "tool"], "lastTurn": "Deny", "action": "Strip"},
		"tools": {"deny": ["s*"], "action": "Strip", "arguments": [{"tool": "p", "path": "$.a[*]", "max": 1}]}}`)
	for _, s := range []string{
		`{"tools":[{"function":{"name":"s"}} , {"function":{"name":"o"}}, {"name":"s"}],"tool_choice":"auto","messages":[{"role":"user"}]}`,
		`{"messages":[{"role":"system"},{"role":"user","content":[{"name":"s","id":"1"},{"tool_use_id":"1"}]},{"role":"tool","tool_call_id":"1"}]}`,
		`{"contents":{"parts":{"functionCall":{"name":"p","args":{"a":[2]}}}},"tools":[{"functionDeclarations":[{"name":"s"}],"x":1}],"toolConfig":{}}`,
		`{"input":[{"call_id":"1","name":"s"},{"call_id":"1","output":[]}],"instructions":"x"}`,
		`{"messages":[{"role":"assistant","content":null,"tool_calls":[{"id":"1","function":{"name":"s"}}]},{"role":"user"}],"toolConfig":{"tools":[{"toolSpec":{"name":"s"}}]}}`,
	} {
		f.Add(s, uint8(len(s)))
	}
	paths := []string{"/v1/chat/completions", "/v1/messages", "/v1beta/models/g:generateContent", "/v1/responses", "/model/m/converse", "/v2/chat", "/api/chat", "/mcp"}
	f.Fuzz(func(t *testing.T, body string, pick uint8) {
		b := Body{Path: paths[int(pick)%len(paths)], ContentType: "application/json"}
		o, out := inspect(t, g, b, body)
		if o.Verdict != Mask {
			return
		}
		if !json.Valid([]byte(out)) {
			t.Fatalf("not JSON: %s", out)
		}
		if again, _ := inspect(t, g, b, out); again.Verdict == Mask {
			t.Fatalf("something is left in %s\n%s", out, summary(again))
		}
	})
}
