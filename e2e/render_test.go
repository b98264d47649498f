package e2e

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/chatguard/chatguard/e2e/envoy"
)

// What `chatguard render --target envoy` writes is a filter that Envoy takes as it is, and that does what the policy
// says: here with headers held, so that the upstream sees a right content-length.
func TestRenderedFilterRunsInEnvoy(t *testing.T) {
	binary := needEnvoy(t)
	module := needModule(t, "chatguard.wasm")
	policy := filepath.Join(t.TempDir(), "policy.yaml")
	if err := os.WriteFile(policy, []byte("{extends: balanced, holdHeaders: true}"), 0o644); err != nil {
		t.Fatal(err)
	}
	render := exec.Command("go", "run", "./filter/cmd/chatguard", "render", "--target", "envoy", "--policy", policy, "--url", module)
	render.Dir = root
	out, err := render.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	var filters []any
	if err := yaml.Unmarshal(out, &filters); err != nil || len(filters) != 1 {
		t.Fatalf("%d filters, %v", len(filters), err)
	}

	var received string
	var length int64
	upstream := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		received, length = string(b), r.ContentLength
		_, _ = io.WriteString(w, `{"ok":true}`)
	}))
	defer upstream.Close()
	port, err := strconv.Atoi(upstream.URL[strings.LastIndexByte(upstream.URL, ':')+1:])
	if err != nil {
		t.Fatal(err)
	}
	address := startWithFilter(t, binary, port, filters[0])
	body := `{"model":"m","messages":[{"role":"user","content":"dora.winter@kontor-nord.de"}]}`
	resp, err := http.Post("http://"+address+"/v1/chat/completions", "application/json", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	want := strings.Replace(body, "dora.winter@kontor-nord.de", "[EMAIL_ADDRESS_1]", 1)
	if resp.StatusCode != 200 || received != want || length != int64(len(want)) {
		t.Errorf("status %d, content-length %d, the upstream received %s", resp.StatusCode, length, received)
	}
}

// startWithFilter runs the reference configuration with another filter in place of its own, and returns where it listens.
func startWithFilter(t *testing.T, binary string, upstream int, filter any) string {
	t.Helper()
	b, err := envoy.ReadBootstrap(filepath.Join(root, "envoy", "envoy.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	l, err := b.Listener()
	if err != nil {
		t.Fatal(err)
	}
	router, err := l.Manager("http_filters.1")
	if err != nil {
		t.Fatal(err)
	}
	for _, err := range []error{
		l.SetName("chat", 0), l.SetManager("http_filters", []any{filter, router}), b.SetListeners([]envoy.Listener{l}), b.SetAdminPort(0), b.SetUpstream(upstream),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	config, err := b.JSON()
	if err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	p, err := envoy.Start(context.Background(), envoy.Options{
		Binary: binary, Config: config, WorkDir: root, Scratch: t.TempDir(), Stdout: &log, Stderr: &log,
	})
	if err != nil {
		t.Fatalf("%v\n%s", err, log.String())
	}
	t.Cleanup(func() { _ = p.Stop() })
	listeners, err := p.Listeners(context.Background())
	if err != nil || listeners["chat"] == "" {
		t.Fatalf("listeners %v, %v", listeners, err)
	}
	return listeners["chat"]
}
