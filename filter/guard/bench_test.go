package guard

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/chatguard/chatguard/filter/policy"
)

// talk is ordinary chat, with a value in one text of six.
var talk = []string{
	"Could you help me plan the week? We meet on Tuesday in the small room, then the team writes the report, and by Friday it should be with the customer.",
	"Of course. Give the draft two days; in release 2.18.0 of the template the summary comes first, see https://docs.example.com/reports/summary#order.",
	"Here is what fails:\n```go\nfor i := range list {\n\tif err := send(ctx, list[i]); err != nil {\n\t\treturn err\n\t}\n}\n```\nDoes it stop at the first error, at 14:30 or never?",
	"It does: \"return err\" ends the loop. Collect the errors and join them if each of the 250 entries should have its turn.",
	"Please send it to nora.berg@example.org and call +49 30 901820 if the order 2026-118-0047 is late.",
	"Gern. Für die Kollegen in Köln fasse ich es auf Deutsch zusammen, das sind drei kurze Absätze und eine Tabelle.",
}

// stamp is a word that is another one in each text that is sent: a worker does not look twice through what it knows.
const stamp = "qvkwzjxm"

// chatBody is an OpenAI request of about size bytes.
func chatBody(size int) []byte {
	var b strings.Builder
	b.WriteString(`{"model":"gpt-4o","messages":[{"role":"system","content":"You are a helpful assistant."}`)
	for i := 0; b.Len() < size-100; i++ {
		text, _ := json.Marshal(stamp + " " + talk[i%len(talk)])
		fmt.Fprintf(&b, `,{"role":"%s","content":%s}`, []string{"user", "assistant"}[i%2], text)
	}
	b.WriteString("]}")
	return []byte(b.String())
}

// renew makes the texts of body new ones.
func renew(body []byte, places []int, n *int) {
	for _, at := range places {
		*n++
		for i, left := at, *n; i < at+len(stamp); i++ {
			body[i] = 'a' + byte(left%26)
			left /= 26
		}
	}
}

func stamps(body []byte) (places []int) {
	for i := range body {
		if bytes.HasPrefix(body[i:], []byte(stamp)) {
			places = append(places, i)
		}
	}
	return places
}

var benchPolicies = []struct{ name, policy string }{
	{"balanced", `{"extends": "balanced"}`},
	{"data", `{"rules": [{"name": "data", "match": ["pii", "secrets"], "action": "Mask"}]}`},
	{"cards", `{"rules": [{"name": "cards", "match": ["CREDIT_CARD"], "action": "Mask"}]}`},
	{"none", `{"rules": []}`},
}

// BenchmarkRequest looks through texts that are new.
func BenchmarkRequest(b *testing.B) {
	for _, doc := range benchPolicies {
		g := load(b, doc.policy)
		for _, size := range []int{500, 8 << 10, 64 << 10} {
			b.Run(fmt.Sprintf("%s/%d", doc.name, size), func(b *testing.B) {
				body, n := chatBody(size), 0
				places := stamps(body)
				var s Scratch
				x := &Exchange{Terse: true}
				b.SetBytes(int64(len(body)))
				b.ReportAllocs()
				for b.Loop() {
					renew(body, places, &n)
					x.Begin(g, g.Default(), &s)
					in := x.Open(Body{Direction: policy.Request, Path: "/v1/chat/completions", ContentType: "application/json"})
					_ = in.Write(body)
					if in.Close(nil).Verdict == Block {
						b.Fatal("blocked")
					}
				}
			})
		}
	}
}

// BenchmarkStream reads an answer of events, a few words in each.
func BenchmarkStream(b *testing.B) {
	var events [][]byte
	words := strings.SplitAfter(strings.Join(talk, " "), " ")
	for i := 0; i < len(words); i += 3 {
		text, _ := json.Marshal(strings.Join(words[i:min(i+3, len(words))], ""))
		events = append(events, fmt.Appendf(nil, `data: {"id":"c","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":%s},"finish_reason":null}]}`+"\n\n", text))
	}
	for _, doc := range benchPolicies {
		g := load(b, doc.policy)
		b.Run(doc.name, func(b *testing.B) {
			var s Scratch
			x := &Exchange{Terse: true}
			b.ReportAllocs()
			for b.Loop() {
				x.Begin(g, g.Default(), &s)
				stream := x.OpenStream(Body{Direction: policy.Response, Path: "/v1/chat/completions", ContentType: "text/event-stream"})
				for _, e := range events {
					stream.Write(e, false)
				}
				stream.Write(nil, true)
			}
		})
	}
}

func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		load(b, `{"defaultPolicy": "a", "policies": {"a": {"extends": "balanced"}, "b": {"extends": "strict"}, "c": {"extends": "pci"}}}`)
	}
}
