package jsonscan

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

// sink takes the events as cheaply as can be.
type sink struct {
	want bool
	n    int
}

func (s *sink) BeginObject(int64)             {}
func (s *sink) EndObject(int64)               {}
func (s *sink) BeginArray(int64)              {}
func (s *sink) EndArray(int64)                {}
func (s *sink) Key(k []byte, _ int64, _ int)  { s.n += len(k) }
func (s *sink) BeginString(int64) bool        { return s.want }
func (s *sink) Text(b []byte, _ int64, _ int) { s.n += len(b) }
func (s *sink) EndString(int64)               {}
func (s *sink) Scalar(b []byte, _ int64)      { s.n += len(b) }

// chatBody is a chat request of about size bytes whose messages are text.
func chatBody(size int, text string) string {
	var b strings.Builder
	b.WriteString(`{"model":"gpt-4o","temperature":0.7,"stream":false,"messages":[{"role":"system","content":"You are helpful."}`)
	for b.Len() < size {
		fmt.Fprintf(&b, `,{"role":"user","content":"%s"},{"role":"assistant","content":[{"type":"text","text":"%s"}]}`, text, text)
	}
	b.WriteString(`],"tools":[{"type":"function","function":{"name":"look_up","parameters":{"type":"object","properties":{"id":{"type":"string"}}}}}]}`)
	return b.String()
}

const (
	english = "Please summarise the minutes of the meeting on Tuesday, list who agreed to do what, and draft a short mail to everybody who could not be there, with the open questions at the end. "
	escapes = `Line one\nline \"two\"\twith \\ and \u00e9t\u00e9\n\n- item\n- item \ud83d\ude00\n`
	german  = "Bitte fasse die Protokolle der Sitzung für alle zusammen, die nicht dabei sein konnten, und füge die offenen Fragen größerer Tragweite am Schluss übersichtlich an. "
	chinese = "请总结星期二会议的纪要，列出每个人同意做的事情，并起草一封简短的邮件。"
	russian = "Пожалуйста, подведи итоги встречи во вторник и перечисли открытые вопросы. "
)

var benchmarks = []struct {
	name string
	body string
	want bool
}{
	{"8K/clean", chatBody(8<<10, english), true},
	{"8K/unwanted", chatBody(8<<10, english), false},
	{"8K/escapes", chatBody(8<<10, escapes), true},
	{"8K/escapes-unwanted", chatBody(8<<10, escapes), false},
	{"8K/ascii-chinese", chatBody(8<<10, ascii(chinese)), true},
	{"8K/german", chatBody(8<<10, german), true},
	{"8K/russian", chatBody(8<<10, russian), true},
	{"8K/chinese", chatBody(8<<10, chinese), true},
	{"8K/structure", chatBody(8<<10, "ok"), true},
	{"8K/spaced", spaced(chatBody(8<<10, english)), true},
	{"8K/indented", indent(chatBody(8<<10, "Hello, world")), true},
	{"256K/clean", chatBody(256<<10, english), true},
	{"256K/one-string", `{"content":"` + strings.Repeat(english, 256<<10/len(english)) + `"}`, true},
	{"256K/base64", `{"image":"data:image/png;base64,` + strings.Repeat("iVBORw0KGgoAAAANSUhEUgAA", 256<<10/24) + `"}`, false},
	{"256K/numbers", "[" + strings.Repeat("-0.0123456789,", 256<<10/14) + "0]", true},
	{"256K/keys", manyKeys256K(), true},
}

// ascii escapes what is not ASCII, as many clients do.
func ascii(text string) string {
	var b strings.Builder
	for _, r := range text {
		fmt.Fprintf(&b, "\\u%04x", r)
	}
	return b.String()
}

// spaced is body as Python's encoder writes it.
func spaced(body string) string {
	return strings.NewReplacer(`":`, `": `, `,"`, `, "`, `},{`, `}, {`).Replace(body)
}

func indent(body string) string {
	var v any
	if err := json.Unmarshal([]byte(body), &v); err != nil {
		panic(err)
	}
	b, err := json.MarshalIndent(v, "", "    ")
	if err != nil {
		panic(err)
	}
	return string(b)
}

func manyKeys256K() string {
	var b strings.Builder
	b.WriteByte('{')
	for i := range 256 << 10 / 16 {
		fmt.Fprintf(&b, `"key-%06d":0,`, i)
	}
	return b.String() + `"last":1}`
}

func BenchmarkScan(b *testing.B) {
	for _, c := range benchmarks {
		body := []byte(c.body)
		b.Run(c.name, func(b *testing.B) {
			h := &sink{want: c.want}
			var s Scanner
			b.SetBytes(int64(len(body)))
			for b.Loop() {
				s.Reset(Limits{}, h)
				if s.Write(body) != nil || s.Close() != nil {
					b.Fatal(s.err)
				}
			}
		})
	}
}

// BenchmarkPieces is the clean body in pieces as they come from a socket.
func BenchmarkPieces(b *testing.B) {
	body := []byte(chatBody(256<<10, english))
	for _, size := range []int{16, 256, 4096, 16384} {
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			h := &sink{want: true}
			var s Scanner
			b.SetBytes(int64(len(body)))
			for b.Loop() {
				s.Reset(Limits{}, h)
				for rest := body; len(rest) > 0; {
					n := min(size, len(rest))
					if s.Write(rest[:n]) != nil {
						b.Fatal(s.err)
					}
					rest = rest[n:]
				}
				if s.Close() != nil {
					b.Fatal(s.err)
				}
			}
		})
	}
}

// BenchmarkTable is the yardstick: a loop with one table look-up a byte.
func BenchmarkTable(b *testing.B) {
	body := []byte(chatBody(8<<10, english))
	b.SetBytes(int64(len(body)))
	n := 0
	for b.Loop() {
		for _, c := range body {
			n += int(classOf[c])
		}
	}
	if n == 0 {
		b.Fatal("nothing was counted")
	}
}
