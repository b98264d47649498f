package guard

import (
	"strings"
	"testing"

	"github.com/chatguard/chatguard/filter/policy"
	"github.com/chatguard/chatguard/filter/wire"
)

// sse writes payloads as server-sent events, with the type as name.
func sse(events ...string) string {
	var b strings.Builder
	for _, e := range events {
		if strings.HasPrefix(e, `{"type":"`) {
			b.WriteString("event: " + strings.Split(e, `"`)[3] + "\n")
		}
		b.WriteString("data: " + e + "\n\n")
	}
	return b.String()
}

// TestCallsInStreams holds what goes on of calls, at every cut.
func TestCallsInStreams(t *testing.T) {
	chat := func(delta string) string {
		return `{"id":"x","choices":[{"index":0,"delta":` + delta + `,"finish_reason":null}]}`
	}
	chatEnd := func(why string) string {
		return `{"id":"x","choices":[{"index":0,"delta":{},"finish_reason":"` + why + `"}]}`
	}
	call := func(i, name, args string) string {
		return chat(`{"tool_calls":[{"index":` + i + `,"id":"c` + i + `","type":"function","function":{"name":"` + name + `","arguments":"` + args + `"}}]}`)
	}
	piece := func(i, args string) string {
		return chat(`{"tool_calls":[{"index":` + i + `,"function":{"arguments":"` + args + `"}}]}`)
	}
	use := func(i, name string) string {
		return `{"type":"content_block_start","index":` + i + `,"content_block":{"type":"tool_use","id":"t","name":"` + name + `","input":{}}}`
	}
	input := func(i, part string) string {
		return `{"type":"content_block_delta","index":` + i + `,"delta":{"type":"input_json_delta","partial_json":"` + part + `"}}`
	}
	stop := func(i string) string { return `{"type":"content_block_stop","index":` + i + `}` }
	text := func(i, s string) string {
		return `{"type":"content_block_start","index":` + i + `,"content_block":{"type":"text","text":""}}|` +
			`{"type":"content_block_delta","index":` + i + `,"delta":{"type":"text_delta","text":"` + s + `"}}|` + stop(i)
	}
	why := func(s string) string {
		return `{"type":"message_delta","delta":{"stop_reason":"` + s + `"},"usage":{"output_tokens":1}}`
	}
	item := func(kind, seq, i, rest string) string {
		return `{"type":"response.` + kind + `","sequence_number":` + seq + `,"output_index":` + i + `,` + rest + `}`
	}
	gem := func(parts string) string {
		return `{"candidates":[{"content":{"parts":[` + parts + `],"role":"model"}}]}`
	}
	for _, c := range []struct {
		name, path, in, want string // events, parted by |
	}{
		{"a name that is denied", "/v1/chat/completions",
			chat(`{"role":"assistant","content":null}`) + "|" + call("0", "shell", "") + "|" + piece("0", `{}`) + "|" + chatEnd("tool_calls") + "|[DONE]",
			chat(`{"role":"assistant","content":null}`) + "|" + chat(`{"content":"gone"}`) + "|" + chat(`{}`) + "|" + chatEnd("stop") + "|[DONE]"},
		{"arguments that fit", "/v1/chat/completions",
			call("0", "mail", "") + "|" + piece("0", `{\"to\":\"a@`) + "|" + piece("0", `corp.exa\\u006dple\"}`) + "|" + chatEnd("tool_calls") + "|[DONE]",
			call("0", "mail", "") + "|" + piece("0", `{\"to\":\"a@`) + "|" + piece("0", `corp.exa\\u006dple\"}`) + "|" + chatEnd("tool_calls") + "|[DONE]"},
		{"arguments that do not, and a call behind them", "/v1/chat/completions",
			call("0", "mail", "") + "|" + piece("0", `{\"to\":\"a@`) + "|" + piece("0", `evil.example\"}`) + "|" + call("1", "ok", "{}") + "|" + chatEnd("tool_calls") + "|[DONE]",
			chat(`{"content":"gone"}`) + "|" + chat(`{}`) + "|" + chat(`{}`) + "|" + strings.Replace(call("1", "ok", "{}"), `"index":1`, `"index":0`, 1) + "|" + chatEnd("tool_calls") + "|[DONE]"},
		{"two calls in one event", "/v1/chat/completions",
			chat(`{"tool_calls":[{"index":0,"function":{"name":"shell","arguments":"{}"}}, {"index":1,"function":{"name":"ok","arguments":"{}"}}]}`) + "|" + chatEnd("tool_calls") + "|[DONE]",
			chat(`{"tool_calls":[{"index":0,"function":{"name":"ok","arguments":"{}"}}]}`) + "|" + chatEnd("tool_calls") + "|[DONE]"},
		{"a stream that ends without saying so", "/v1/chat/completions",
			call("0", "mail", `{\"to\":\"a@evil`), chat(`{"content":"gone"}`)},
		{"the old function_call", "/v1/chat/completions",
			chat(`{"function_call":{"name":"shell","arguments":""}}`) + "|" + chat(`{"function_call":{"arguments":"{}"}}`) + "|[DONE]",
			chat(`{}`) + "|" + chat(`{}`) + "|[DONE]"},

		{"Anthropic: one of two is taken out", "/v1/messages",
			text("0", "a") + "|" + use("1", "mail") + "|" + input("1", `{\"to\": \"a@`) + "|" + input("1", `evil.example\"}`) + "|" + stop("1") + "|" +
				use("2", "ok") + "|" + input("2", `{}`) + "|" + stop("2") + "|" + why("tool_use"),
			text("0", "a") + "|" + text("1", "gone") + "|" + use("2", "ok") + "|" + input("2", `{}`) + "|" + stop("2") + "|" + why("tool_use")},
		{"Anthropic: the only one", "/v1/messages",
			use("0", "shell") + "|" + input("0", `{}`) + "|" + stop("0") + "|" + why("tool_use"), text("0", "gone") + "|" + why("end_turn")},
		{"Anthropic: a number that is used again", "/v1/messages",
			use("0", "ok") + "|" + stop("0") + "|" + use("0", "shell") + "|" + stop("0"),
			use("0", "ok") + "|" + stop("0") + "|" + text("0", "gone")},
		{"Anthropic: arguments that fit", "/v1/messages",
			use("0", "mail") + "|" + input("0", `{\"to\":\"a@corp.example\"}`) + "|" + stop("0") + "|" + why("tool_use"),
			use("0", "mail") + "|" + input("0", `{\"to\":\"a@corp.example\"}`) + "|" + stop("0") + "|" + why("tool_use")},

		{"Gemini: arguments are an object", "/v1beta/models/g:streamGenerateContent",
			gem(`{"text":"a"},{"functionCall":{"name":"pay","args":{"items":[{"sum":1000}]}}}`) + "|" + gem(`{"functionCall":{"name":"pay","args":{"items":[{"sum":10}]}}}`),
			gem(`{"text":"a"},{"text":"gone"}`) + "|" + gem(`{"functionCall":{"name":"pay","args":{"items":[{"sum":10}]}}}`)},

		{"Responses", "/v1/responses",
			item("output_item.added", "1", "0", `"item":{"type":"function_call","id":"i","call_id":"c","name":"shell","arguments":""}`) + "|" +
				item("function_call_arguments.delta", "2", "0", `"item_id":"i","delta":"{}"`) + "|" +
				item("function_call_arguments.done", "3", "0", `"item_id":"i","arguments":"{}"`) + "|" +
				item("output_item.done", "4", "0", `"item":{"type":"function_call","id":"i","call_id":"c","name":"shell","arguments":"{}"}`) + "|" +
				`{"type":"response.completed","sequence_number":5,"response":{"output":[{"type":"function_call","id":"i","call_id":"c","name":"shell","arguments":"{}"}]}}`,
			item("output_item.added", "1", "0", `"item":{"type":"message","id":"msg_removed","status":"in_progress","role":"assistant","content":[]}`) + "|" +
				item("output_item.done", "2", "0", `"item":{"type":"message","id":"msg_removed","status":"completed","role":"assistant","content":[{"type":"output_text","text":"gone","annotations":[]}]}`) + "|" +
				`{"type":"response.completed","sequence_number":3,"response":{"output":[{"type":"message","id":"msg_removed","status":"completed","role":"assistant","content":[{"type":"output_text","text":"gone","annotations":[]}]}]}}`},
		{"Responses: only the end says what the arguments are", "/v1/responses",
			item("output_item.added", "1", "0", `"item":{"type":"function_call","id":"i","call_id":"c","name":"pay","arguments":""}`) + "|" +
				item("function_call_arguments.done", "2", "0", `"item_id":"i","arguments":"{\"items\":[{\"sum\":500}]}"`),
			item("output_item.added", "1", "0", `"item":{"type":"message","id":"msg_removed","status":"in_progress","role":"assistant","content":[]}`) + "|" +
				item("output_item.done", "2", "0", `"item":{"type":"message","id":"msg_removed","status":"completed","role":"assistant","content":[{"type":"output_text","text":"gone","annotations":[]}]}`)},

		{"tools that an MCP server offers", "/mcp", `{"jsonrpc":"2.0","id":1,"result":{"tools":[{"name":"shell"},{"name":"ok"}]}}`,
			`{"jsonrpc":"2.0","id":1,"result":{"tools":[{"name":"ok"}]}}`},
		{"Cohere", "/v2/chat",
			`{"type":"tool-call-start","index":0,"delta":{"message":{"tool_calls":{"id":"c","type":"function","function":{"name":"shell","arguments":""}}}}}|` +
				`{"type":"tool-call-delta","index":0,"delta":{"message":{"tool_calls":{"function":{"arguments":"{}"}}}}}|{"type":"tool-call-end","index":0}|` +
				`{"type":"content-start","index":0,"delta":{"message":{"content":{"type":"text","text":""}}}}|{"type":"message-end","delta":{"finish_reason":"TOOL_CALL"}}`,
			`{"type":"content-start","index":0,"delta":{"message":{"content":{"type":"text","text":""}}}}|{"type":"message-end","delta":{"finish_reason":"COMPLETE"}}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			g := load(t, fewTools)
			in, want := sse(strings.Split(c.in, "|")...), sse(strings.Split(c.want, "|")...)
			o, got := runStream(t, g, c.path, in, len(in))
			if got != want {
				t.Fatalf("got\n%s\nwant\n%s\n%s", got, want, summary(o))
			}
			for cut := range len(in) {
				if o2, out := runStream(t, g, c.path, in, cut); out != got || summary(o2) != summary(o) {
					t.Fatalf("cut at %d:\n%s\n%s", cut, out, summary(o2))
				}
			}
			if o2, out := runStream(t, g, c.path, in, -1); out != got || summary(o2) != summary(o) {
				t.Fatalf("byte by byte:\n%s\n%s", out, summary(o2))
			}
		})
	}
}

// TestCallsInEventStreams holds the same in AWS event streams: Bedrock's own
// events, and those of a model inside of them.
func TestCallsInEventStreams(t *testing.T) {
	named := map[string][][2]string{ // by API: names and payloads
		"bedrock.converse": {
			{"contentBlockStart", `{"contentBlockIndex":0,"start":{"toolUse":{"toolUseId":"t","name":"mail"}}}`},
			{"contentBlockDelta", `{"contentBlockIndex":0,"delta":{"toolUse":{"input":"{\"to\":\"a@evil"}}}`},
			{"contentBlockDelta", `{"contentBlockIndex":0,"delta":{"toolUse":{"input":".example\"}"}}}`},
			{"contentBlockStop", `{"contentBlockIndex":0}`},
			{"messageStop", `{"stopReason":"tool_use"}`},
		},
		"bedrock.invoke": {
			{"chunk", `{"type":"content_block_start","index":0,"content_block":{"type":"tool_use","id":"t","name":"shell","input":{}}}`},
			{"chunk", `{"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":"{}"}}`},
			{"chunk", `{"type":"content_block_stop","index":0}`},
			{"chunk", `{"type":"message_delta","delta":{"stop_reason":"tool_use"}}`},
		},
	}
	want := map[string]string{
		"bedrock.converse": `{"contentBlockIndex":0,"delta":{"text":"gone"}}|{"contentBlockIndex":0}|{"stopReason":"end_turn"}`,
		"bedrock.invoke": `{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}|` +
			`{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"gone"}}|{"type":"content_block_stop","index":0}|` +
			`{"type":"message_delta","delta":{"stop_reason":"end_turn"}}`,
	}
	for i := range dialects {
		d := &dialects[i]
		if named[d.name] == nil {
			continue
		}
		var enc wire.EventStream
		enc.Reset(0)
		var in []byte
		for _, e := range named[d.name] {
			data := []byte(e[1])
			if e[0] == "chunk" {
				data = (&Stream{}).wrap("chunk", data)
			}
			in = enc.AppendNew(in, e[0], data)
		}
		g := load(t, fewTools)
		whole, _ := streamed(t, g, d, `{}`, string(in))
		if got := strings.Join(d.split(whole), "|"); got != want[d.name] {
			t.Errorf("%s: got\n%s\nwant\n%s", d.name, got, want[d.name])
		}
		for cut := range len(in) {
			if out, _ := streamed(t, g, d, `{}`, string(in), cut); out != whole {
				t.Fatalf("%s: cut at %d: %s", d.name, cut, strings.Join(d.split(out), "|"))
			}
		}
	}
}

// TestCallsThatAreRefused holds that a stream ends where a call is told that the
// policy refuses, and that nothing of the call goes on.
func TestCallsThatAreRefused(t *testing.T) {
	in := sse(`{"type":"content_block_start","index":0,"content_block":{"type":"tool_use","id":"t","name":"mail","input":{}}}`,
		`{"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":"{\"to\":\"a@evil.example\"}"}}`,
		`{"type":"content_block_stop","index":0}`)
	for mode, want := range map[string]Verdict{"Enforce": Block, "Monitor": Allow} {
		g := load(t, `{"name":"t","mode":"`+mode+`","rules":[],"tools":{"arguments":[{"tool":"mail","path":"$.to","regex":".*@corp\\.example"}]}}`)
		for cut := range len(in) {
			o, out := runStream(t, g, "/v1/messages", in, cut)
			if o.Verdict != want || o.Would != Block || len(o.Findings) != 1 || (out == in) != (want == Allow) || want == Block && strings.Contains(out, "mail") {
				t.Fatalf("%s, cut at %d: %s\n%s", mode, cut, out, summary(o))
			}
		}
	}
}

// TestCallsThatAreTooLong holds that what waits is bounded.
func TestCallsThatAreTooLong(t *testing.T) {
	var b strings.Builder
	b.WriteString(sse(`{"type":"content_block_start","index":0,"content_block":{"type":"tool_use","id":"t","name":"mail","input":{}}}`))
	for range 40 {
		b.WriteString(sse(`{"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":"0123456789012345678901234567890123456789"}}`))
	}
	for over, want := range map[string]Verdict{"Block": Block, "Allow": Allow} {
		g := load(t, `{"name":"t","rules":[],"onOverLimit":"`+over+`","limits":{"eventBytes":2048},"tools":{"arguments":[{"tool":"mail","path":"$.to","required":true}]}}`)
		o, out := runStream(t, g, "/v1/messages", b.String(), 100)
		if o.Verdict != want || o.Coverage != Partial || o.Reason != OverLimit || (out == b.String()) != (want == Allow) {
			t.Errorf("%s: %s", over, summary(o))
		}
	}
}

// TestCallsAreNamedOnce holds that an event which is put in for the end of a
// call's arguments does not give the call's name and identifier again.
func TestCallsAreNamedOnce(t *testing.T) {
	in := sse(`{"choices":[{"index":0,"delta":{"role":"assistant","tool_calls":[{"index":0,"id":"call-1","type":"function","function":{"name":"get_time","arguments":"{\"to\":\"jane@example.com"}}]},"finish_reason":null}]}`,
		`{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":""}}]},"finish_reason":"tool_calls"}]}`, `[DONE]`)
	first, _, _ := strings.Cut(in, "\n\n")
	for _, in := range []string{in, first + "\n\ndata: [DONE]\n\n"} {
		_, out := runStream(t, load(t, everything), "/v1/chat/completions", in, len(in))
		if strings.Count(out, "get_time") != 1 || strings.Count(out, "call-1") != 1 || strings.Count(out, "[EMAIL_ADDRESS_1]") != 1 {
			t.Errorf("got\n%s", out)
		}
	}
}

// FuzzCalls holds that no stream is read in two ways, however it is cut.
func FuzzCalls(f *testing.F) {
	g := load(f, fewTools)
	paths := []string{"/v1/chat/completions", "/v1/messages", "/v1beta/models/g:streamGenerateContent", "/v1/responses", "/v2/chat"}
	f.Add(`{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"name":"mail","arguments":"{"}},{"index":1,"function":{"name":"shell"}}]}}]}|{"choices":[{"index":0,"finish_reason":"tool_calls"}]}|[DONE]`, uint8(0), uint16(40))
	f.Add(`{"type":"content_block_start","index":0,"content_block":{"name":"shell","input":{"a":1}}}|{"type":"content_block_stop","index":0}|{"type":"message_delta","delta":{"stop_reason":"tool_use"}}`, uint8(1), uint16(9))
	f.Add(`{"candidates":[{"content":{"parts":[{"functionCall":{"name":"shell"}}]}}]}`, uint8(2), uint16(9))
	f.Add(`{"type":"response.output_item.added","sequence_number":4,"output_index":0,"item":{"type":"local_shell_call","action":{}}}|{"type":"response.completed","response":{"output":[{"name":"shell"}]}}`, uint8(3), uint16(30))
	f.Fuzz(func(t *testing.T, events string, pick uint8, cut uint16) {
		in := sse(strings.Split(events, "|")...)
		path := paths[int(pick)%len(paths)]
		o, out := runStream(t, g, path, in, len(in))
		o2, out2 := runStream(t, g, path, in, int(cut)%(len(in)+1))
		if out != out2 || summary(o) != summary(o2) {
			t.Fatalf("cut at %d:\n%s\n%s\nwhole:\n%s\n%s", cut, out2, summary(o2), out, summary(o))
		}
	})
}

// runStream runs a stream in two pieces, or byte by byte if cut is -1.
func runStream(t testing.TB, g *Guard, path, in string, cut int) (*Outcome, string) {
	t.Helper()
	var scratch Scratch
	x := &Exchange{}
	x.Begin(g, g.Default(), &scratch)
	x.Open(Body{Direction: policy.Request, Path: path, ContentType: "application/json"}).Close(nil)
	s := x.OpenStream(Body{Direction: policy.Response, Path: path, ContentType: "text/event-stream"})
	var out []byte
	if cut < 0 {
		for i := range len(in) {
			out = append(out, s.Write([]byte(in[i:i+1]), false)...)
		}
		out = append(out, s.Write(nil, true)...)
		return s.Outcome(), string(out)
	}
	out = append(out, s.Write([]byte(in[:cut]), false)...)
	out = append(out, s.Write([]byte(in[cut:]), true)...)
	return s.Outcome(), string(out)
}
