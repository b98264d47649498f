package guard

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"strings"
	"testing"

	"github.com/chatguard/chatguard/filter/policy"
	"github.com/tidwall/gjson"
)

// dialect builds and reads streams of one API.
type dialect struct {
	name, path, contentType string
	before                  []string
	delta                   func(text string) string
	after                   []string
	text                    func(event string) string    // of an event's delta
	join                    func(events []string) string // where separators do not do
	split                   func(stream string) []string // the payloads
}

func at(v any, path ...any) any {
	for _, p := range path {
		switch k := p.(type) {
		case string:
			m, _ := v.(map[string]any)
			v = m[k]
		case int:
			l, _ := v.([]any)
			if k >= len(l) {
				return nil
			}
			v = l[k]
		}
	}
	return v
}

func field(v any, path ...any) string {
	s, _ := at(v, path...).(string)
	return s
}

// value is the string at a path of a JSON text.
func value(doc, path string) string { return gjson.Get(doc, path).Str }

func quote(s string) string {
	b, _ := json.Marshal(s)
	return string(b)
}

var dialects = []dialect{
	{
		name: "openai.chat", path: "/v1/chat/completions", contentType: "text/event-stream",
		before: []string{`data: {"id":"c1","object":"chat.completion.chunk","created":7,"model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}]}`},
		delta: func(s string) string {
			return `data: {"id":"c1","object":"chat.completion.chunk","created":7,"model":"m","choices":[{"index":0,"delta":{"content":` + quote(s) + `},"finish_reason":null}]}`
		},
		after: []string{`data: {"id":"c1","object":"chat.completion.chunk","created":7,"model":"m","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}`, `data: [DONE]`},
		text:  func(e string) string { return value(e, "choices.0.delta.content") },
	},
	{
		name: "openai.chat, finish with the last text", path: "/v1/chat/completions", contentType: "text/event-stream; charset=utf-8",
		delta: func(s string) string {
			return `data: {"object":"chat.completion.chunk","choices":[{"delta":{"content":` + quote(s) + `},"index":0}]}`
		},
		after: []string{`data: {"object":"chat.completion.chunk","choices":[{"delta":{"content":""},"finish_reason":"stop","index":0}]}`},
		text:  func(e string) string { return value(e, "choices.0.delta.content") },
	},
	{
		name: "openai.responses", path: "/v1/responses", contentType: "text/event-stream",
		before: []string{"event: response.created\ndata: " + `{"type":"response.created","response":{"id":"r1","object":"response","instructions":"be kind","output":[]}}`},
		delta: func(s string) string {
			return "event: response.output_text.delta\ndata: " + `{"type":"response.output_text.delta","item_id":"i1","output_index":0,"content_index":0,"delta":` + quote(s) + `,"obfuscation":"x"}`
		},
		after: []string{
			"event: response.output_text.done\ndata: " + `{"type":"response.output_text.done","item_id":"i1","output_index":0,"content_index":0,"text":"-"}`,
			"event: response.completed\ndata: " + `{"type":"response.completed","response":{"id":"r1"}}`,
		},
		text: func(e string) string {
			if value(e, "type") == "response.output_text.delta" {
				return value(e, "delta")
			}
			return ""
		},
	},
	{
		name: "anthropic.messages", path: "/v1/messages", contentType: "text/event-stream",
		before: []string{
			"event: message_start\ndata: " + `{"type":"message_start","message":{"id":"m1","content":[],"usage":{}}}`,
			"event: content_block_start\ndata: " + `{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}`,
			"event: ping\ndata: " + `{"type":"ping"}`,
		},
		delta: func(s string) string {
			return "event: content_block_delta\ndata: " + `{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":` + quote(s) + `}}`
		},
		after: []string{
			"event: content_block_stop\ndata: " + `{"type":"content_block_stop","index":0}`,
			"event: message_stop\ndata: " + `{"type":"message_stop"}`,
		},
		text: func(e string) string { return value(e, "delta.text") },
	},
	{
		name: "gemini", path: "/v1beta/models/g:streamGenerateContent?alt=sse", contentType: "text/event-stream",
		delta: func(s string) string {
			return `data: {"candidates":[{"content":{"parts":[{"text":` + quote(s) + `}],"role":"model"},"index":0}]}`
		},
		after: []string{`data: {"candidates":[{"content":{"parts":[{"text":""}],"role":"model"},"finishReason":"STOP","index":0}]}`},
		text:  func(e string) string { return value(e, "candidates.0.content.parts.0.text") },
	},
	{
		name: "ollama.chat", path: "/api/chat", contentType: "application/x-ndjson",
		delta: func(s string) string {
			return `{"model":"m","message":{"role":"assistant","content":` + quote(s) + `},"done":false}`
		},
		after: []string{`{"model":"m","message":{"role":"assistant","content":""},"done":true,"done_reason":"stop"}`},
		text:  func(e string) string { return value(e, "message.content") },
	},
	{
		name: "cohere.v2.chat", path: "/v2/chat", contentType: "text/event-stream",
		delta: func(s string) string {
			return "event: content-delta\ndata: " + `{"type":"content-delta","index":0,"delta":{"message":{"content":{"text":` + quote(s) + `}}}}`
		},
		after: []string{"event: content-end\ndata: " + `{"type":"content-end","index":0}`, "event: message-end\ndata: " + `{"type":"message-end","delta":{"finish_reason":"COMPLETE"}}`},
		text:  func(e string) string { return value(e, "delta.message.content.text") },
	},
	{
		name: "gemini, array", path: "/v1beta/models/g:streamGenerateContent", contentType: "application/json; charset=UTF-8",
		delta: func(s string) string {
			return `{"candidates":[{"content":{"parts":[{"text":` + quote(s) + `}],"role":"model"},"index":0}]}`
		},
		after: []string{`{"candidates":[{"content":{"parts":[{"text":""}],"role":"model"},"finishReason":"STOP","index":0}]}`},
		text:  func(e string) string { return value(e, "candidates.0.content.parts.0.text") },
		join:  func(events []string) string { return "[" + strings.Join(events, ",\r\n") + "]" },
		split: func(stream string) []string {
			var raw []json.RawMessage
			if err := json.Unmarshal([]byte(stream), &raw); err != nil {
				return []string{err.Error()}
			}
			out := make([]string, len(raw))
			for i := range raw {
				out[i] = string(raw[i])
			}
			return out
		},
	},
	{
		name: "bedrock.converse", path: "/model/m/converse-stream", contentType: "application/vnd.amazon.eventstream",
		before: []string{message("messageStart", `{"p":"ab","role":"assistant"}`)},
		delta: func(s string) string {
			return message("contentBlockDelta", `{"contentBlockIndex":0,"delta":{"text":`+quote(s)+`},"p":"abcd"}`)
		},
		after: []string{message("contentBlockStop", `{"contentBlockIndex":0,"p":"a"}`), message("messageStop", `{"p":"ab","stopReason":"end_turn"}`)},
		text:  func(e string) string { return value(e, "delta.text") },
		join:  concat, split: messages,
	},
	{
		name: "bedrock.invoke", path: "/model/m/invoke-with-response-stream", contentType: "application/vnd.amazon.eventstream",
		delta: func(s string) string {
			return chunk(`{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":` + quote(s) + `}}`)
		},
		after: []string{chunk(`{"type":"content_block_stop","index":0}`)},
		text:  func(e string) string { return value(e, "delta.text") },
		join:  concat, split: chunks,
	},
}

// message writes an AWS event stream message: lengths, checksums, the headers
// :event-type and :message-type, the payload.
func message(event, payload string) string {
	header := func(name, value string) []byte {
		b := append([]byte{byte(len(name))}, name...)
		b = append(b, 7, byte(len(value)>>8), byte(len(value)))
		return append(b, value...)
	}
	headers := append(header(":event-type", event), header(":message-type", "event")...)
	b := binary.BigEndian.AppendUint32(nil, uint32(16+len(headers)+len(payload)))
	b = binary.BigEndian.AppendUint32(b, uint32(len(headers)))
	b = binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b))
	b = append(append(b, headers...), payload...)
	return string(binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b)))
}

// messages reads the payloads of a sequence of messages and checks their sums.
func messages(stream string) []string {
	var out []string
	for b := []byte(stream); len(b) > 0; {
		n, h := binary.BigEndian.Uint32(b), binary.BigEndian.Uint32(b[4:])
		if crc32.ChecksumIEEE(b[:8]) != binary.BigEndian.Uint32(b[8:]) || crc32.ChecksumIEEE(b[:n-4]) != binary.BigEndian.Uint32(b[n-4:]) {
			return append(out, "bad checksum")
		}
		out = append(out, string(b[12+h:n-4]))
		b = b[n:]
	}
	return out
}

// chunks reads payloads that hold their JSON in base64.
func chunks(stream string) []string {
	out := messages(stream)
	for i, p := range out {
		var c struct{ Bytes []byte }
		if json.Unmarshal([]byte(p), &c) == nil && c.Bytes != nil { // else an exception
			out[i] = string(c.Bytes)
		}
	}
	return out
}

func chunk(inner string) string {
	return message("chunk", `{"bytes":"`+base64.StdEncoding.EncodeToString([]byte(inner))+`","p":"abc"}`)
}

func concat(events []string) string { return strings.Join(events, "") }

func (d *dialect) separator() string {
	if strings.Contains(d.contentType, "ndjson") {
		return "\n"
	}
	return "\n\n"
}

func (d *dialect) stream(deltas ...string) string {
	events := append([]string{}, d.before...)
	for _, s := range deltas {
		events = append(events, d.delta(s))
	}
	events = append(events, d.after...)
	if d.join != nil {
		return d.join(events)
	}
	return strings.Join(events, d.separator()) + d.separator()
}

// read parses a stream independently of package wire and joins its text.
func (d *dialect) read(t *testing.T, stream string) (joined string, events int) {
	t.Helper()
	blocks := strings.Split(strings.TrimSuffix(stream, d.separator()), d.separator())
	if d.split != nil {
		blocks = d.split(stream)
	}
	for _, block := range blocks {
		data := block
		if i := strings.Index(block, "data: "); i >= 0 {
			data = block[i+6:]
		}
		events++
		if data == "[DONE]" {
			continue
		}
		if !json.Valid([]byte(data)) {
			t.Fatalf("event %q is not JSON\nin %q", data, stream)
		}
		joined += d.text(data)
	}
	return joined, events
}

// streamed runs a response stream through an exchange, cut into pieces.
func streamed(t testing.TB, g *Guard, d *dialect, request, stream string, cuts ...int) (string, *Stream) {
	t.Helper()
	var s Scratch
	x := &Exchange{}
	x.Begin(g, g.Default(), &s)
	in := x.Open(Body{Direction: policy.Request, Path: d.path, ContentType: "application/json"})
	_ = in.Write([]byte(request))
	in.Close(nil)
	st := x.OpenStream(Body{Direction: policy.Response, ContentType: d.contentType, Path: d.path})
	if st == nil {
		t.Fatal("not a stream")
	}
	var out strings.Builder
	last := 0
	for _, c := range cuts {
		out.Write(st.Write([]byte(stream[last:c]), false))
		last = c
	}
	out.Write(st.Write([]byte(stream[last:]), len(cuts)%2 == 0))
	if len(cuts)%2 == 1 {
		out.Write(st.Write(nil, true)) // the end may come with the last piece or after it
	}
	return out.String(), st
}

// userMail is a request that has one address masked.
const userMail = `{"model":"m","messages":[{"role":"user","content":"I am jane@acme.org"}],"input":"","contents":[],"prompt":""}`

var streamCases = []struct {
	name   string
	deltas []string
	want   string
}{
	{"words", []string{"Butterflies ", "flutter quietly ", "through gardens, ", "everywhere. "}, "Butterflies flutter quietly through gardens, everywhere. "},
	{"clean", []string{"The ", "weather ", "in Paris", " is fine."}, "The weather in Paris is fine."},
	{"whole value", []string{"write to ", "bob@acme.org", " today"}, "write to [EMAIL_ADDRESS_2] today"},
	{"split value", []string{"write to bo", "b", "@ac", "me.o", "rg today"}, "write to [EMAIL_ADDRESS_2] today"},
	{"split card", []string{"card 41", "11 11", "11 1111 11", "11."}, "card [CREDIT_CARD_1]."},
	{"at the end", []string{"it is bob@", "acme.org"}, "it is [EMAIL_ADDRESS_2]"},
	{"restored", []string{"hello [EMAIL_ADDRESS_1]!"}, "hello jane@acme.org!"},
	{"restored, split", []string{"hello [", "EMA", "IL_ADD", "RESS_", "1", "]", " and more"}, "hello jane@acme.org and more"},
	{"only like a placeholder", []string{"see [EMAIL", "_ADDRESS_9] and [1]"}, "see [EMAIL_ADDRESS_9] and [1]"},
	{"escapes", []string{"tab\t\"quoted\" ", "caf\u00e9 \U0001F600 bob@", "acme.org \u2028x"}, "tab\t\"quoted\" caf\u00e9 \U0001F600 [EMAIL_ADDRESS_2] \u2028x"},
}

// TestStreams holds that in every API the text is right, all events are valid,
// and the result does not depend on how the stream was cut.
func TestStreams(t *testing.T) {
	g := load(t, everything)
	for i := range dialects {
		d := &dialects[i]
		for _, c := range streamCases {
			t.Run(d.name+"/"+c.name, func(t *testing.T) {
				in := d.stream(c.deltas...)
				whole, st := streamed(t, g, d, userMail, in)
				if got, _ := d.read(t, whole); got != c.want {
					t.Fatalf("text %q, want %q\nstream %s", got, c.want, whole)
				}
				if c.name == "words" && whole != in {
					t.Errorf("a clean stream was changed:\n%s", whole)
				}
				_, before := d.read(t, in)
				if _, after := d.read(t, whole); c.name == "clean" && after > before+1 {
					t.Errorf("%d events became %d", before, after)
				}
				if st.Outcome().Coverage != Full {
					t.Errorf("coverage %v %s", st.Outcome().Coverage, st.Outcome().Reason)
				}
				for cut := range len(in) {
					if out, _ := streamed(t, g, d, userMail, in, cut); out != whole {
						t.Fatalf("cut at %d:\n%s\nwhole:\n%s", cut, out, whole)
					}
				}
				every := make([]int, len(in))
				for i := range every {
					every[i] = i
				}
				if out, _ := streamed(t, g, d, userMail, in, every...); out != whole {
					t.Fatalf("byte by byte:\n%s\nwhole:\n%s", out, whole)
				}
			})
		}
	}
}

// TestStreamNothingEarly holds that no part of a value goes on before the
// whole of it is known.
func TestStreamNothingEarly(t *testing.T) {
	g := load(t, everything)
	d := &dialects[0]
	const value = "bob.longname@acme-company.org"
	for cut := 1; cut < len(value); cut++ {
		in := d.stream("mail "+value[:cut], value[cut:]+" ok")
		out, _ := streamed(t, g, d, userMail, in)
		if joined, _ := d.read(t, out); joined != "mail [EMAIL_ADDRESS_2] ok" {
			t.Fatalf("cut at %d: %q", cut, joined)
		}
	}
}

func TestStreamChannelsDoNotMix(t *testing.T) {
	g := load(t, everything)
	d := &dialects[0]
	event := func(choice int, field, s string) string {
		return fmt.Sprintf(`data: {"object":"chat.completion.chunk","choices":[{"delta":{%q:%s},"index":%d}]}`, field, quote(s), choice) + "\n\n"
	}
	in := event(0, "content", "a bob@") + event(1, "content", "acme.org b") + event(0, "reasoning_content", "x.org c") + event(0, "content", "acme.org d")
	out, _ := streamed(t, g, d, userMail, in)
	var zero, one, why string
	for _, block := range strings.Split(strings.TrimSuffix(out, "\n\n"), "\n\n") {
		e := block[6:]
		if !json.Valid([]byte(e)) {
			t.Fatal(e)
		}
		if gjson.Get(e, "choices.0.index").Num == 1 {
			one += value(e, "choices.0.delta.content")
		} else {
			zero += value(e, "choices.0.delta.content")
			why += value(e, "choices.0.delta.reasoning_content")
		}
	}
	if zero != "a [EMAIL_ADDRESS_2] d" || one != "acme.org b" || why != "x.org c" {
		t.Errorf("%q %q %q\n%s", zero, one, why, out)
	}
}

func TestStreamToolArguments(t *testing.T) {
	g := load(t, everything)
	d := &dialects[0]
	in := ""
	for _, s := range []string{`{"to":"`, `[EMAIL_ADDR`, `ESS_1]","cc":"bob@ac`, `me.org"}`} {
		in += `data: {"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":` + quote(s) + `}}]}}],"object":"x"}` + "\n\n"
	}
	in += "data: [DONE]\n\n"
	out, _ := streamed(t, g, d, userMail, in)
	got := ""
	for _, block := range strings.Split(strings.TrimSuffix(out, "\n\ndata: [DONE]\n\n"), "\n\n") {
		e := block[6:]
		if !json.Valid([]byte(e)) {
			t.Fatal(e)
		}
		got += value(e, "choices.0.delta.tool_calls.0.function.arguments")
	}
	if got != `{"to":"jane@acme.org","cc":"[EMAIL_ADDRESS_2]"}` {
		t.Errorf("%s\n%s", got, out)
	}
}

const privateKey = "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj\n-----END PRIVATE KEY-----"

func TestStreamBlock(t *testing.T) {
	g := load(t, everything)
	for i := range dialects {
		d := &dialects[i]
		t.Run(d.name, func(t *testing.T) {
			in := d.stream("well then: ", privateKey[:40], privateKey[40:], " more")
			out, st := streamed(t, g, d, userMail, in, 40)
			o := st.Outcome()
			if o.Verdict != Block || o.Rule != "keys" || strings.Contains(out, "MIIE") || strings.Contains(out, "more") {
				t.Errorf("%s\n%s", summary(o), out)
			}
			d.read(t, out) // valid to its end
		})
	}
}

func TestStreamMonitor(t *testing.T) {
	g := load(t, strings.Replace(everything, `"name": "t"`, `"mode": "Monitor"`, 1))
	d := &dialects[0]
	in := d.stream("bob@", "acme.org ", privateKey)
	out, st := streamed(t, g, d, userMail, in)
	if o := st.Outcome(); out != in || o.Verdict != Allow || o.Would != Block || len(o.Findings) != 2 {
		t.Errorf("%s\n%s", summary(o), out)
	}
}

func TestStreamHoldIsBounded(t *testing.T) {
	g := load(t, `{"limits": {"holdBytes": 256}, "rules": [{"name": "all", "match": ["pii", "secrets"], "action": "Mask"}]}`)
	d := &dialects[0]
	deltas := []string{"-----BEGIN PRIVATE KEY-----\n"}
	for range 200 {
		deltas = append(deltas, "MIIEvQIBADANBgkqhkiG9w0BAQEFAASC")
	}
	_, st := streamed(t, g, d, userMail, d.stream(deltas...))
	for _, c := range st.order {
		if len(c.buf) > 256+contextBytes+64 {
			t.Errorf("%d bytes held", len(c.buf))
		}
	}
}
