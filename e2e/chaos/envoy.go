package chaos

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/chatguard/chatguard/e2e/envoy"
)

// workers is how many threads Envoy has, each with a VM.
const workers = 4

// host is the Envoy, with a listener that a file brings.
type host struct {
	*envoy.Process
	scratch string
	address string
	base    envoy.Listener // of the reference configuration

	options envoy.Options
	port    int

	mu      sync.Mutex
	version int
}

// policy is what the traffic runs under; versions differ in a word that nobody sees.
func policy(version int) map[string]any {
	return map[string]any{
		"holdHeaders": true,
		"rules": []any{
			map[string]any{"name": "personal", "description": fmt.Sprint("version ", version), "match": []any{"pii"}, "action": "Mask"},
		},
	}
}

// bad is a configuration that must be refused as a whole.
func bad() map[string]any {
	return map[string]any{"rules": []any{map[string]any{"name": "none", "match": []any{"NO_SUCH_TYPE"}, "action": "Mask"}}}
}

// routes gives the exchanges whose upstream does not answer a short time to wait.
var routes = []any{
	map[string]any{
		"name":  "impatient",
		"match": map[string]any{"prefix": "/", "headers": []any{map[string]any{"name": "x-answer", "string_match": map[string]any{"safe_regex": map[string]any{"regex": "silent|stalls"}}}}},
		"route": map[string]any{"cluster": "chatbot", "timeout": "0.3s"},
	},
	map[string]any{"name": "all", "match": map[string]any{"prefix": "/"}, "route": map[string]any{"cluster": "chatbot"}},
}

func start(ctx context.Context, o Options, upstream string) (*host, error) {
	b, err := envoy.ReadBootstrap(filepath.Join(o.Root, "envoy", "envoy.yaml"))
	if err != nil {
		return nil, err
	}
	_, port, err := net.SplitHostPort(upstream)
	if err != nil {
		return nil, err
	}
	n, err := strconv.Atoi(port)
	if err != nil {
		return nil, err
	}
	h := &host{}
	if h.base, err = b.Listener(); err != nil {
		return nil, err
	}
	if h.scratch, err = os.MkdirTemp("", "chatguard-chaos-"); err != nil {
		return nil, err
	}
	if h.port, err = freePort(); err != nil {
		return nil, err
	}
	if err := h.write(policy(0)); err != nil {
		return nil, err
	}
	b.SetDynamicListeners(h.file())
	for _, err := range []error{b.SetListeners(nil), b.SetAdminPort(0), b.SetUpstream(n)} {
		if err != nil {
			return nil, err
		}
	}
	config, err := b.JSON()
	if err != nil {
		return nil, err
	}
	log := o.Log
	if log == nil {
		log = io.Discard
	}
	h.options = envoy.Options{
		Binary: o.Binary, Config: config, WorkDir: o.Root, Scratch: h.scratch, Concurrency: workers, Drain: 5 * time.Second, LogLevel: "error", Stdout: log, Stderr: log,
		BaseID: os.Getpid(),
	}
	if h.Process, err = envoy.Start(ctx, h.options); err != nil {
		os.RemoveAll(h.scratch)
		return nil, err
	}
	h.address = net.JoinHostPort("127.0.0.1", strconv.Itoa(h.port))
	return h, nil
}

// freePort is a port that nobody listens on: processes that take over from each other need the same one.
func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}

// hotRestart starts a process that takes the listener over, and waits until the old one has ended.
func (h *host) hotRestart(ctx context.Context) error {
	if err := h.write(policy(h.version)); err != nil { // an Envoy that begins has no last good one
		return err
	}
	h.options.Epoch++
	h.options.Scratch = filepath.Join(h.scratch, fmt.Sprint("epoch-", h.options.Epoch))
	if err := os.Mkdir(h.options.Scratch, 0o700); err != nil {
		return err
	}
	next, err := envoy.Start(ctx, h.options)
	if err != nil {
		return err
	}
	old := h.Process
	h.Process = next
	select {
	case <-old.Done():
		return nil
	case <-time.After(time.Minute):
		return errors.New("the old process goes on")
	}
}

// Stop ends Envoy.
func (h *host) Stop() {
	_ = h.Process.Stop()
	os.RemoveAll(h.scratch)
}

func (h *host) file() string { return filepath.Join(h.scratch, "listeners.json") }

// write replaces the file with the listener in one step.
func (h *host) write(policy map[string]any) error {
	l := h.base
	for _, err := range []error{
		l.SetName("chat", h.port), l.SetManager("access_log", []any{}), l.SetManager("route_config.virtual_hosts.0.routes", routes),
		l.SetPlugin("configuration.value", policy), l.SetPlugin("vm_config.vm_id", "chaos"),
		l.SetPlugin("vm_config.code.local.filename", "build/chatguard-testpanic.wasm"),
	} {
		if err != nil {
			return err
		}
	}
	doc, err := envoy.DiscoveryResponse([]envoy.Listener{l})
	if err != nil {
		return err
	}
	if err := os.WriteFile(h.file()+".new", doc, 0o600); err != nil {
		return err
	}
	return os.Rename(h.file()+".new", h.file())
}

// update brings the next configuration and waits until Envoy has taken it, or refused it if it is a bad one.
func (h *host) update(ctx context.Context) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.version++
	next, counter := policy(h.version), "success"
	if h.version%2 == 1 {
		next, counter = bad(), "rejected"
	}
	before, err := h.counter(ctx, "listener_manager.lds.update_"+counter)
	if err == nil {
		err = h.write(next)
	}
	for after := before; err == nil && after == before; time.Sleep(20 * time.Millisecond) {
		after, err = h.counter(ctx, "listener_manager.lds.update_"+counter)
	}
	return err
}

// restarts is how often a VM was made anew.
func (h *host) restarts(ctx context.Context) (int64, error) {
	return h.counter(ctx, "wasm.*vm_reload_success")
}

// counter adds up the counters of Envoy that a pattern names.
func (h *host) counter(ctx context.Context, pattern string) (sum int64, err error) {
	b, err := h.Get(ctx, "/stats?filter="+pattern)
	for line := range strings.Lines(string(b)) {
		_, value, _ := strings.Cut(line, ": ")
		n, _ := strconv.ParseInt(strings.TrimSpace(value), 10, 64)
		sum += n
	}
	return sum, err
}
