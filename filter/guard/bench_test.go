package guard

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chatguard/chatguard/filter/policy"
)

// chatBody is an OpenAI request of about size bytes of ordinary prose.
func chatBody(size int) []byte {
	const prose = "Could you help me plan the week? We meet on Tuesday in the small room, then the team writes the report, and by Friday it should be with the customer. "
	var b strings.Builder
	b.WriteString(`{"model":"gpt-4o","messages":[{"role":"system","content":"You are a helpful assistant."}`)
	for b.Len() < size-200 {
		fmt.Fprintf(&b, `,{"role":"user","content":%q}`, strings.Repeat(prose, min(6, 1+(size-b.Len())/200)))
	}
	b.WriteString("]}")
	return []byte(b.String())
}

func BenchmarkRequest(b *testing.B) {
	for _, doc := range []struct{ name, policy string }{
		{"balanced", `{"extends": "balanced"}`},
		{"cards", `{"rules": [{"name": "cards", "match": ["CREDIT_CARD"], "action": "Mask"}]}`},
		{"none", `{"rules": []}`},
	} {
		g := load(b, doc.policy)
		for _, size := range []int{500, 8 << 10, 64 << 10} {
			body := chatBody(size)
			b.Run(fmt.Sprintf("%s/%d", doc.name, size), func(b *testing.B) {
				var s Scratch
				x := &Exchange{}
				b.SetBytes(int64(len(body)))
				b.ReportAllocs()
				for b.Loop() {
					x.Begin(g, g.Default(), &s)
					in := x.Open(Body{Direction: policy.Request, Path: "/v1/chat/completions", ContentType: "application/json"})
					_ = in.Write(body)
					if in.Close(nil).Verdict != Allow {
						b.Fatal("not clean")
					}
				}
			})
		}
	}
}

func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		load(b, `{"defaultPolicy": "a", "policies": {"a": {"extends": "balanced"}, "b": {"extends": "strict"}, "c": {"extends": "pci"}}}`)
	}
}
