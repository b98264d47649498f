package hostile

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/chatguard/chatguard/e2e/envoy"
)

// Host is an Envoy with one worker and two listeners, and the chatbot behind it.
type Host struct {
	*envoy.Process
	narrow, wide string // addresses
	upstream     *httptest.Server
	log          *accessLog
	scratch      string
}

// Start starts them. stderr gets what Envoy says.
func Start(ctx context.Context, binary, root string, stderr io.Writer) (_ *Host, err error) {
	h := &Host{upstream: httptest.NewServer(http.HandlerFunc(serve)), log: &accessLog{told: map[string]told{}}}
	defer func() {
		if err != nil {
			h.Stop()
		}
	}()
	if h.scratch, err = os.MkdirTemp("", "chatguard-hostile-"); err != nil {
		return nil, err
	}
	config, err := h.config(root)
	if err != nil {
		return nil, err
	}
	h.Process, err = envoy.Start(ctx, envoy.Options{
		Binary: binary, Config: config, WorkDir: root, Scratch: h.scratch, Concurrency: 1, LogLevel: "error", Stdout: h.log, Stderr: stderr,
	})
	if err != nil {
		return nil, err
	}
	all, err := h.Listeners(ctx)
	if h.narrow, h.wide = all["narrow"], all["wide"]; err == nil && (h.narrow == "" || h.wide == "") {
		err = fmt.Errorf("listeners %v", all)
	}
	return h, err
}

// Stop ends all of it.
func (h *Host) Stop() {
	if h.Process != nil {
		h.Process.Stop()
	}
	h.upstream.CloseClientConnections()
	h.upstream.Close()
	os.RemoveAll(h.scratch)
}

// limits are those of the wide listener; those of numbers and keys stay what they are.
var limits = map[string]any{"bodyBytes": 200 * mb, "stringBytes": 200 * mb, "eventBytes": 16 * mb, "depth": 512}

// Configuration is the plugin's, for wide cases or others. It has a policy for all paths but three: /keys allows more of them,
// /mask does nothing but mask, and /streamed lets requests go on while they come.
func Configuration(wide bool) map[string]any {
	base := map[string]any{"extends": "balanced"}
	if wide {
		base["limits"] = limits
	}
	mask := []any{map[string]any{"name": "pii", "match": []any{"pii"}, "action": "Mask"}}
	return map[string]any{
		"holdHeaders": true, "defaultPolicy": "base",
		"policies": map[string]any{
			"base":     base,
			"keys":     map[string]any{"extends": "base", "limits": map[string]any{"keys": 2_000_000}},
			"mask":     map[string]any{"rules": mask},
			"streamed": map[string]any{"requestMode": "Streamed", "limits": limits, "rules": mask},
		},
		"routes": []any{
			map[string]any{"match": map[string]any{"path": "/keys"}, "policy": "keys"},
			map[string]any{"match": map[string]any{"path": "/mask"}, "policy": "mask"},
			map[string]any{"match": map[string]any{"path": "/streamed"}, "policy": "streamed"},
		},
	}
}

func (h *Host) config(root string) ([]byte, error) {
	b, err := envoy.ReadBootstrap(filepath.Join(root, "envoy", "envoy.yaml"))
	if err != nil {
		return nil, err
	}
	u, err := url.Parse(h.upstream.URL)
	if err != nil {
		return nil, err
	}
	port, err := strconv.Atoi(u.Port())
	if err != nil {
		return nil, err
	}
	var listeners []envoy.Listener
	for name, policy := range map[string]map[string]any{
		"narrow": Configuration(false),
		"wide":   Configuration(true),
	} {
		l, err := b.Listener()
		if err != nil {
			return nil, err
		}
		errs := []error{l.SetName(name, 0), l.SetPlugin("configuration.value", policy), l.SetManager("access_log", accessFormat)}
		if name == "wide" {
			errs = append(errs, l.SetBuffer(256*mb))
		}
		if err := errors.Join(errs...); err != nil {
			return nil, err
		}
		listeners = append(listeners, l)
	}
	if err := errors.Join(b.SetListeners(listeners), b.SetAdminPort(0), b.SetUpstream(port)); err != nil {
		return nil, err
	}
	return b.JSON()
}

// accessFormat writes the case, what the filter said of it, and why Envoy answered as it did.
var accessFormat = []any{map[string]any{
	"name": "envoy.access_loggers.stdout",
	"typed_config": map[string]any{
		"@type":      "type.googleapis.com/envoy.extensions.access_loggers.stream.v3.StdoutAccessLog",
		"log_format": map[string]any{"text_format_source": map[string]any{"inline_string": "%REQ(X-CASE)%\t%FILTER_STATE(wasm.chatguard:PLAIN)%\t%RESPONSE_CODE_DETAILS%\n"}},
	},
}}

// told is what the access log says of a case: the filter's state and Envoy's details of the response code.
type told struct{ state, details string }

// accessLog keeps what is told by case.
type accessLog struct {
	mu   sync.Mutex
	rest string
	told map[string]told
}

func (l *accessLog) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	lines := strings.Split(l.rest+string(p), "\n")
	l.rest = lines[len(lines)-1]
	for _, line := range lines[:len(lines)-1] {
		if f := strings.Split(line, "\t"); len(f) == 3 {
			l.told[f[0]] = told{f[1], f[2]}
		}
	}
	return len(p), nil
}

// of waits a little for the line of a case, with a state that begins so: Envoy writes its log once in a while.
func (l *accessLog) of(name string, state string) told {
	for deadline := time.Now().Add(12 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		l.mu.Lock()
		t, ok := l.told[name]
		l.mu.Unlock()
		if ok && strings.HasPrefix(t.state, state) || time.Now().After(deadline) {
			return t
		}
	}
}

func serve(w http.ResponseWriter, r *http.Request) {
	io.Copy(io.Discard, r.Body)
	if f := answers[r.Header.Get("x-answer")]; f != nil {
		f(w, r)
		return
	}
	w.Header().Set("content-type", "application/json")
	io.WriteString(w, answer)
}

// ResidentMB is the memory of Envoy now, and the most that it was since Start.
func (h *Host) ResidentMB() (now, most float64) {
	b, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", h.Pid()))
	for line := range strings.Lines(string(b)) {
		name, value, _ := strings.Cut(line, ":")
		var kb float64
		fmt.Sscan(value, &kb)
		switch name {
		case "VmRSS":
			now = kb / 1024
		case "VmHWM":
			most = kb / 1024
		}
	}
	return now, most
}

// Restarts is how often the module's VM had to be made anew.
func (h *Host) Restarts(ctx context.Context) (n int, err error) {
	b, err := h.Get(ctx, "/stats?filter=wasm.*(vm_reload_success|vm_reload_backoff)")
	for line := range strings.Lines(string(b)) {
		_, value, _ := strings.Cut(line, ": ")
		var k int
		fmt.Sscan(value, &k)
		n += k
	}
	return n, err
}
