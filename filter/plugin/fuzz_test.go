package plugin_test

import (
	"strings"
	"testing"

	"github.com/chatguard/chatguard/filter/host"
	"github.com/chatguard/chatguard/filter/plugin"
)

// FuzzCallbacks sends callbacks as a host might: streams that interleave, bodies before headers, trailers twice, clients
// that go away at any time, updates in between. Whatever comes, nothing panics, and at the end every stream is forgotten.
// TestCallbacksInAnyOrder does it to the module.
func FuzzCallbacks(f *testing.F) {
	f.Add([]byte{0, 8, 16, 24, 32, 40, 48, 56})
	f.Add([]byte{0, 1, 8, 9, 17, 16, 25, 24, 33, 41, 40, 49, 48, 57})
	f.Add([]byte{0, 58, 61, 59, 6, 56, 61, 57, 62, 64, 122, 125, 123})
	f.Add([]byte("a body before its headers"))
	configurations := [][]byte{[]byte(heldMasks), []byte(passingMasks), []byte(guarded)}
	f.Fuzz(func(t *testing.T, steps []byte) {
		h := host.NewNative(host.Options{AllowOnHeadersStopIteration: len(steps)%2 == 0, Register: plugin.Register})
		defer h.Close()
		if err := h.Start(configurations[len(steps)%len(configurations)]); err != nil {
			t.Fatal(err)
		}
		if err := h.Play(steps[:min(len(steps), 100)], configurations...); err != nil {
			t.Fatal(err)
		}
		for _, l := range h.Logs() {
			if strings.Contains(l, "internal error") || strings.Contains(l, "jane@") {
				t.Fatal(l)
			}
		}
	})
}
