//go:build !wasip1

package host

import (
	"strings"
	"testing"
)

// A panic in any callback ends that callback; the stream gets what the plugin decided, and the next one is served.
func TestPanicIsRecovered(t *testing.T) {
	exchange := Request{Headers: post(-1), Body: pieces("one"), Trailers: Headers{{"x-t", "1"}}}
	response := Response{Body: pieces("two"), Trailers: Headers{{"x-t", "2"}}}
	for _, c := range []struct{ event, fail, pass, stop string }{
		{"create", "500", "200 [two] x-t=2", "500"}, // the SDK knows no such stream: each callback fails
		{"request_headers", "500", "200 [two] x-t=2", "418 content-length=7 [stopped]"},
		{"request_body", "500", "200 [two] x-t=2", "418 content-length=7 [stopped]"},
		{"request_trailers", "500", "200 [two] x-t=2", "418 content-length=7 [stopped]"},
		{"response_headers", "500", "200 [two] x-t=2", "418 content-length=7 [stopped]"},
		{"response_body", "200 reset", "200 [two] x-t=2", "200 reset"},
		{"response_trailers", "200 [two] reset", "200 [two] x-t=2", "200 [two] reset"},
		{"log", "200 [two] x-t=2", "200 [two] x-t=2", "200 [two] x-t=2"},
	} {
		for outcome, want := range map[string]string{"fail": c.fail, "pass": c.pass, "stop": c.stop, "panic": c.fail} {
			if c.event == "create" && outcome == "stop" {
				continue // its own answer has no stream to go to; said by request_headers
			}
			for _, how := range []string{"panic", "nil", "index 7"} {
				t.Run(c.event+"/"+outcome+"/"+how, func(t *testing.T) {
					script := c.event + ": " + how + "\npanic: " + outcome
					onBoth(t, Options{}, script, func(t *testing.T, h *Host) {
						for range 2 {
							got := h.Exchange(exchange, func(*Message) Response { return response })
							if s := show(got.Client); s != want {
								t.Errorf("client saw %q, want %q", s, want)
							}
						}
						if err := h.Failed(); err != nil {
							t.Errorf("the VM failed: %v", err)
						}
						logs := strings.Join(h.Logs(), "\n")
						if !strings.Contains(logs, "panic in "+strings.Replace(c.event, "create", "context_create", 1)) {
							t.Errorf("the hook was not called:\n%s", logs)
						}
						if strings.Contains(logs, "secret") || strings.Contains(logs, "out of range") || strings.Contains(logs, "nil pointer") {
							t.Errorf("the panic's text was logged:\n%s", logs)
						}
					})
				})
			}
		}
	}
}

func TestPanicWithoutHookFailsClosed(t *testing.T) {
	// The hook is installed by a start that gets so far; a start that panics is refused.
	for _, make := range []func(*testing.T, Options) *Host{wasmHost, nativeHost} {
		h := make(t, Options{})
		if err := h.Start([]byte("start: panic")); err == nil {
			t.Error("a start that panicked was accepted")
		}
		if got := h.Exchange(Request{Headers: post(-1)}, nil); show(got.Client) != "500" {
			t.Errorf("client saw %q, want 500", show(got.Client))
		}
		h.Close()
	}
}

func TestPanicOutsideStreams(t *testing.T) {
	onBoth(t, Options{}, "start: tick 10\ntick: panic\nplugin_done: panic", func(t *testing.T, h *Host) {
		h.Tick()
		h.Tick()
		if err := h.Reconfigure([]byte("request_headers: log second")); err != nil {
			t.Fatal(err)
		}
		if got := h.Exchange(Request{Headers: post(-1)}, nil); show(got.Client) != "200" {
			t.Errorf("client saw %q", show(got.Client))
		}
	})
}
