package e2e

import (
	"bytes"
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chatguard/chatguard/e2e/hostile"
	"github.com/chatguard/chatguard/filter/host"
)

// TestHostile sends what nobody means to send through Envoy. Each has its answer, and the next request is served.
func TestHostile(t *testing.T) {
	binary := needEnvoy(t)
	needModule(t, "chatguard.wasm")
	var stderr bytes.Buffer
	h, err := hostile.Start(t.Context(), binary, root, &stderr)
	if err != nil {
		t.Fatalf("%v\n%s", err, stderr.String())
	}
	defer h.Stop()
	before, _ := h.ResidentMB()
	cases := append(append(hostile.Requests(), hostile.Answers()...), hostile.Truncated()...)
	for i, c := range cases {
		if c.Slow && testing.Short() {
			continue
		}
		began := time.Now()
		if err := h.Do(&c, i+1); err != nil {
			t.Errorf("%s: %v", c.Name, err)
		}
		if err := h.Do(&hostile.Sane, -i-1); err != nil {
			t.Fatalf("after %s: a chat is not served: %v\n%s", c.Name, err, stderr.String())
		}
		now, most := h.ResidentMB()
		if took := time.Since(began); took > time.Second || testing.Verbose() && len(c.Name) > 9 {
			t.Logf("%-45s %6.2f s, %4.0f MB resident, %4.0f at most", c.Name, took.Seconds(), now, most)
		}
	}
	if n, err := h.Restarts(t.Context()); err != nil || n > 0 {
		t.Errorf("the VM was made anew %d times (%v)\n%s", n, err, stderr.String())
	}
	now, most := h.ResidentMB()
	t.Logf("%d cases; %.0f MB resident before, %.0f after, %.0f at most", len(cases), before, now, most)
	if most > before+600 { // bodies of 100 MB lie in Envoy's buffers
		t.Errorf("%.0f MB resident at most", most)
	}
}

// TestHostileModel sends the bodies of them to the module under wazero, which has the same answers and whose memory can be
// looked at.
func TestHostileModel(t *testing.T) {
	module, err := os.ReadFile(needModule(t, "chatguard.wasm"))
	if err != nil {
		t.Fatal(err)
	}
	for _, wide := range []bool{false, true} {
		config, err := json.Marshal(hostile.Configuration(wide))
		if err != nil {
			t.Fatal(err)
		}
		o := host.Options{AllowOnHeadersStopIteration: true}
		if wide {
			o.BufferLimit = 256 << 20
		}
		h := host.NewWasm(t.Context(), module, o)
		defer h.Close()
		if err := h.Start(config); err != nil {
			t.Fatal(err)
		}
		n := 0
		for _, c := range append(hostile.Requests(), hostile.Truncated()...) {
			pieces := c.Pieces(2 << 20)
			if c.Wide != wide || pieces == nil {
				continue
			}
			n++
			path, headers := c.Path, strings.Split(strings.TrimSuffix(c.Head, "\r\n"), "\r\n")
			if path == "" {
				path = "/v1/chat/completions"
			}
			request := host.Request{Headers: host.Post(path, "", -1), Body: pieces, End: host.EndAfter}
			if c.Head == "" {
				headers = []string{"content-type: application/json"}
			}
			for _, line := range headers {
				name, value, _ := strings.Cut(line, ": ")
				request.Headers = append(request.Headers, [2]string{name, value})
			}
			if got := h.Exchange(request, nil); !slices.Contains(c.Status, got.Status()) && !slices.Contains(c.Status, 431) {
				t.Errorf("%s: status %d, not %d", c.Name, got.Status(), c.Status)
			}
			if h.Failed() != nil {
				t.Fatalf("%s: %v", c.Name, h.Failed())
			}
		}
		t.Logf("%d cases, %d MB of memory", n, h.Memory()>>20)
		if h.Memory() > 400<<20 {
			t.Errorf("the module has %d MB", h.Memory()>>20)
		}
		for _, p := range h.Problems() {
			t.Error(p)
		}
	}
}
