package e2e

import (
	"encoding/base64"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"github.com/chatguard/chatguard/filter/host"
)

// largePolicy reads bodies of up to 64 MB.
const largePolicy = `{"holdHeaders": true, "extends": "balanced", "limits": {"bodyBytes": 67108864, "stringBytes": 67108864}}`

// streamedPolicy does not wait for their end.
const streamedPolicy = `{"holdHeaders": true, "requestMode": "Streamed", "limits": {"bodyBytes": 67108864, "stringBytes": 67108864},
	"rules": [{"name": "pii", "match": ["pii", "secrets"], "action": "Mask"}]}`

// multimodal is a chat of n bytes of images between short texts, in pieces.
func multimodal(n int, text string, piece int) [][]byte {
	noise := make([]byte, n/8*3/4)
	rand.NewChaCha8([32]byte{1}).Read(noise)
	image := base64.StdEncoding.EncodeToString(noise)
	var b strings.Builder
	b.WriteString(`{"model":"m","messages":[`)
	for i := range 8 {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(`{"role":"user","content":[{"type":"text","text":"` + text + `"},{"type":"image_url","image_url":{"url":"data:image/png;base64,` + image + `"}}]}`)
	}
	b.WriteString(`]}`)
	body := []byte(b.String())
	var pieces [][]byte
	for len(body) > 0 {
		n := min(len(body), piece)
		pieces, body = append(pieces, body[:n]), body[n:]
	}
	return pieces
}

// TestLargeBodies sends a request of 20 MB through the module. It keeps nothing of the images; only for an edit it holds the
// body once, because the proxy takes a changed body only whole; where requests go on while they come, not even then.
func TestLargeBodies(t *testing.T) {
	module, err := os.ReadFile(needModule(t, "chatguard.wasm"))
	if err != nil {
		t.Fatal(err)
	}
	const size = 20 << 20
	for _, c := range []struct {
		name, policy, text, upstream string
		piece                        int
		grows                        int // at most
	}{
		{"nothing to mask", largePolicy, "what is in this picture?", "what is in this picture?", 100 << 10, 2 << 20},
		{"in one piece", largePolicy, "what is in this picture?", "what is in this picture?", 2 * size, 2 << 20},
		{"masked while it comes", streamedPolicy, "I am dora.winter@kontor-nord.de", "I am [EMAIL_ADDRESS_1]", 100 << 10, 4 << 20},
		{"masked", largePolicy, "I am dora.winter@kontor-nord.de", "I am [EMAIL_ADDRESS_1]", 100 << 10, size + 6<<20},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := host.NewWasm(t.Context(), module, host.Options{AllowOnHeadersStopIteration: true, BufferLimit: 64 << 20})
			defer h.Close()
			if err := h.Start([]byte(c.policy)); err != nil {
				t.Fatal(err)
			}
			send := func(pieces [][]byte) host.Result {
				return h.Exchange(host.Request{Headers: host.Post("/v1/chat/completions", "application/json", -1), Body: pieces}, nil)
			}
			send(multimodal(1<<20, c.text, c.piece)) // tables and buffers are there
			before := h.Memory()
			pieces := multimodal(size, c.text, c.piece)
			for range 3 {
				got := send(pieces)
				if body := string(got.Upstream.Body()); got.Status() != 200 || strings.Count(body, c.upstream) != 8 || len(body) < size-4096 {
					t.Fatalf("status %d, %d bytes at the upstream", got.Status(), len(body))
				}
			}
			grew := h.Memory() - before
			t.Logf("memory grew by %.1f MB for a body of %d MB", float64(grew)/(1<<20), size>>20)
			if grew > c.grows {
				t.Errorf("memory grew by %d bytes, want at most %d", grew, c.grows)
			}
		})
	}
}
