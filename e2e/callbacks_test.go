package e2e

import (
	"context"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/chatguard/chatguard/filter/host"
)

// TestCallbacksInAnyOrder sends the module callbacks that no host should send and any might: it never traps, and serves
// the next chat. FuzzCallbacks looks for such sequences natively, where a trap would not show.
func TestCallbacksInAnyOrder(t *testing.T) {
	const (
		held    = `{"holdHeaders": true, "rules": [{"name": "pii", "match": ["pii"], "action": "Mask"}]}`
		passing = `{"rules": [{"name": "pii", "match": ["pii"], "action": "Mask"}], "access": {"noStore": true}}`
	)
	h := host.NewWasm(context.Background(), read(t, needModule(t, "chatguard.wasm")), host.Options{AllowOnHeadersStopIteration: true})
	defer h.Close()
	if err := h.Start([]byte(held)); err != nil {
		t.Fatal(err)
	}
	sequences := 500
	if testing.Short() {
		sequences = 100
	}
	r := rand.New(rand.NewPCG(1, 2))
	for n := range sequences {
		steps := make([]byte, 1+r.IntN(100))
		for i := range steps {
			steps[i] = byte(r.IntN(256)) >> r.IntN(3) // of the four streams, the first more often
		}
		if err := h.Play(steps, []byte(held), []byte(passing)); err != nil {
			t.Fatalf("sequence %d, %q: %v", n, steps, err)
		}
		if err := h.Reconfigure([]byte(held)); err != nil {
			t.Fatalf("sequence %d, %q: %v", n, steps, err)
		}
		chat := host.Request{Headers: chatRequest(), End: host.EndAfter,
			Body: [][]byte{[]byte(`{"model":"m","messages":[{"role":"user","content":"I am jane@acme.org"}]}`)}}
		got := h.Exchange(chat, func(*host.Message) host.Response {
			return host.Response{Headers: host.Headers{{":status", "200"}}}
		})
		if body := string(got.Upstream.Body()); !strings.Contains(body, "EMAIL_ADDRESS") || strings.Contains(body, "jane@") {
			t.Fatalf("after sequence %d, %q: %q goes on", n, steps, body)
		}
	}
	for _, l := range h.Logs() {
		if strings.Contains(l, "internal error") || strings.Contains(l, "jane@") {
			t.Fatal(l)
		}
	}
	if h.Memory() > 64<<20 {
		t.Errorf("the module has %d MB", h.Memory()>>20)
	}
}
