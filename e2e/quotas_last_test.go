package e2e

import (
	"bytes"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chatguard/chatguard/e2e/envoy"
)

// TestQuotasLast holds in a real Envoy that neither a policy that changes nor a VM that dies forgets whom the quotas counted.
func TestQuotasLast(t *testing.T) {
	binary := needEnvoy(t)
	module := needModule(t, "chatguard-testpanic.wasm")
	bot := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		w.Header().Set("content-type", "application/json")
		_, _ = io.WriteString(w, `{"choices":[]}`)
	}))
	defer bot.Close()
	q := &lasting{t: t, dir: t.TempDir(), module: module}
	q.write("first")
	b, err := envoy.ReadBootstrap(filepath.Join(root, "envoy", "envoy.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	_, port, _ := net.SplitHostPort(bot.Listener.Addr().String())
	n, _ := strconv.Atoi(port)
	b.SetDynamicListeners(q.file())
	for _, err := range []error{b.SetListeners(nil), b.SetAdminPort(0), b.SetUpstream(n)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	config, err := b.JSON()
	if err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	if q.p, err = envoy.Start(t.Context(), envoy.Options{Binary: binary, Config: config, WorkDir: root, Scratch: q.dir, LogLevel: "error", Concurrency: 1, Stdout: &log, Stderr: &log}); err != nil {
		t.Fatalf("%v\n%s", err, log.String())
	}
	defer func() { _ = q.p.Stop() }()

	q.expect("dora", "", 200)
	q.expect("dora", "", 200)
	q.write("second")
	q.wait("listener_manager.lds.update_success", 2)
	q.expect("dora", "", 200)
	q.expect("dora", "", 429)
	q.expect("eva", "", 200)
	q.expect("eva", "stack:request-body", 503)
	q.wait("vm_reload_success", 1)
	q.expect("dora", "", 429)
	q.expect("eva", "", 200)
	q.expect("eva", "", 429)
	q.expect("otto", "", 200)
}

// lasting is the Envoy of that test, whose listener a file brings.
type lasting struct {
	t           *testing.T
	dir, module string
	p           *envoy.Process
}

func (q *lasting) file() string { return filepath.Join(q.dir, "listeners.json") }

// write replaces the configuration. Each caller has three requests a day.
func (q *lasting) write(description string) {
	q.t.Helper()
	b, err := envoy.ReadBootstrap(filepath.Join(root, "envoy", "envoy.yaml"))
	if err != nil {
		q.t.Fatal(err)
	}
	l, err := b.Listener()
	if err != nil {
		q.t.Fatal(err)
	}
	policy := map[string]any{
		"holdHeaders": true,
		"rules":       []any{map[string]any{"name": "pii", "description": description, "match": []any{"pii"}, "action": "Mask"}},
		"quotas": map[string]any{
			"principal": []any{map[string]any{"header": "x-user"}},
			"counters":  []any{map[string]any{"name": "requests", "count": "Requests", "max": 3, "seconds": 86400}},
		},
	}
	for _, err := range []error{
		l.SetName("chat", 0), l.SetManager("access_log", []any{}), l.SetPlugin("configuration.value", policy),
		l.SetPlugin("vm_config.vm_id", "lasting"), l.SetPlugin("vm_config.code.local.filename", q.module),
	} {
		if err != nil {
			q.t.Fatal(err)
		}
	}
	doc, err := envoy.DiscoveryResponse([]envoy.Listener{l})
	if err != nil {
		q.t.Fatal(err)
	}
	if err := os.WriteFile(q.file()+".new", doc, 0o600); err != nil {
		q.t.Fatal(err)
	}
	if err := os.Rename(q.file()+".new", q.file()); err != nil {
		q.t.Fatal(err)
	}
}

// wait waits until a counter of Envoy has a value. A VM is made anew by the next request that needs it, a second after it died.
func (q *lasting) wait(counter string, value int) {
	q.t.Helper()
	for end := time.Now().Add(30 * time.Second); time.Now().Before(end); time.Sleep(100 * time.Millisecond) {
		stats, err := q.p.Get(q.t.Context(), "/stats?filter="+counter)
		if err != nil {
			q.t.Fatal(err)
		}
		sum := 0
		for line := range strings.Lines(string(stats)) {
			_, v, _ := strings.Cut(line, ": ")
			n, _ := strconv.Atoi(strings.TrimSpace(v))
			sum += n
		}
		if sum >= value {
			return
		}
		if counter == "vm_reload_success" {
			q.send("nobody", "")
		}
	}
	q.t.Fatalf("%s does not become %d", counter, value)
}

func (q *lasting) send(user, fault string) int {
	q.t.Helper()
	listeners, err := q.p.Listeners(q.t.Context())
	if err != nil {
		q.t.Fatal(err)
	}
	req, err := http.NewRequest(http.MethodPost, "http://"+listeners["chat"]+"/v1/chat/completions", strings.NewReader(`{"messages":[]}`))
	if err != nil {
		q.t.Fatal(err)
	}
	req.Header.Set("content-type", "application/json")
	req.Header.Set("x-user", user)
	if fault != "" {
		req.Header.Set("x-chatguard-test-panic", fault)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		q.t.Fatal(err)
	}
	defer resp.Body.Close()
	_, _ = io.Copy(io.Discard, resp.Body)
	return resp.StatusCode
}

func (q *lasting) expect(user, fault string, status int) {
	q.t.Helper()
	if got := q.send(user, fault); got != status {
		q.t.Errorf("%s %s: status %d, want %d", user, fault, got, status)
	}
}
