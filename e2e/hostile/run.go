package hostile

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
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
	h := &Host{upstream: httptest.NewServer(http.HandlerFunc(serve)), log: &accessLog{states: map[string]string{}}}
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

// accessFormat writes the case and what the filter said of it.
var accessFormat = []any{map[string]any{
	"name": "envoy.access_loggers.stdout",
	"typed_config": map[string]any{
		"@type":      "type.googleapis.com/envoy.extensions.access_loggers.stream.v3.StdoutAccessLog",
		"log_format": map[string]any{"text_format_source": map[string]any{"inline_string": "%REQ(X-CASE)%\t%FILTER_STATE(wasm.chatguard:PLAIN)%\n"}},
	},
}}

// accessLog keeps the states by case.
type accessLog struct {
	mu     sync.Mutex
	rest   string
	states map[string]string
}

func (l *accessLog) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	lines := strings.Split(l.rest+string(p), "\n")
	l.rest = lines[len(lines)-1]
	for _, line := range lines[:len(lines)-1] {
		if name, state, ok := strings.Cut(line, "\t"); ok {
			l.states[name] = state
		}
	}
	return len(p), nil
}

// state waits a little for the line of a case: Envoy writes its log once in a while.
func (l *accessLog) state(name string, want string) string {
	for deadline := time.Now().Add(12 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		l.mu.Lock()
		state, ok := l.states[name]
		l.mu.Unlock()
		if ok && strings.HasPrefix(state, want) || time.Now().After(deadline) {
			return state
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

// patience is how long a case may take.
const patience = 60 * time.Second

// chunked writes the chunked coding.
type chunked struct{ w io.Writer }

func (c chunked) Write(p []byte) (int, error) {
	if len(p) > 0 {
		if _, err := fmt.Fprintf(c.w, "%x\r\n%s\r\n", len(p), p); err != nil {
			return 0, err
		}
	}
	return len(p), nil
}

// Pieces is the request's body, with its end if it has one, in pieces as Envoy might read them; nil if it is longer than n
// bytes or what the case is about is not the body but how it is sent.
func (c *Case) Pieces(n int) [][]byte {
	if c.raw() || c.Envoys || c.Answer != "" {
		return nil
	}
	var b limited
	b.most = n
	if c.Body(&b) != nil {
		return nil
	}
	return slices.Collect(slices.Chunk(b.b, 16<<10))
}

// raw tells whether Body writes the framing, too.
func (c *Case) raw() bool {
	return strings.Contains(c.Head, "content-length") || strings.Contains(c.Head, "x-raw")
}

// limited takes so many bytes.
type limited struct {
	b    []byte
	most int
}

func (l *limited) Write(p []byte) (int, error) {
	if len(l.b)+len(p) > l.most {
		return 0, errors.New("too long")
	}
	l.b = append(l.b, p...)
	return len(p), nil
}

// Do runs a case and says what was wrong with its answer.
func (h *Host) Do(c *Case, number int) error {
	id := strconv.Itoa(number)
	status, body, err := h.send(c, id)
	if err != nil {
		return err
	}
	if !slices.Contains(c.Status, status) {
		return fmt.Errorf("status %d, not %d; state %q", status, c.Status, h.log.state(id, ""))
	}
	if !strings.Contains(body, c.InBody) {
		return errors.New("what should be in the answer is not")
	}
	if c.State != "" {
		if got := h.log.state(id, c.State); !strings.HasPrefix(got, c.State) {
			return fmt.Errorf("status %d, state %q, not %q", status, got, c.State)
		}
	}
	return nil
}

// send writes the request and reads the answer. Who is refused early may find the connection closed while still writing.
func (h *Host) send(c *Case, id string) (status int, body string, err error) {
	address := h.narrow
	if c.Wide {
		address = h.wide
	}
	conn, err := net.Dial("tcp", address)
	if err != nil {
		return 0, "", err
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(patience))
	go func() {
		w := bufio.NewWriterSize(conn, 64<<10)
		path, head := c.Path, c.Head
		if path == "" {
			path = "/v1/chat/completions"
		}
		if head == "" {
			head = "content-type: application/json\r\ntransfer-encoding: chunked\r\n"
		}
		fmt.Fprintf(w, "POST %s HTTP/1.1\r\nhost: chat\r\nx-case: %s\r\nx-answer: %s\r\nconnection: close\r\n%s\r\n", path, id, c.Answer, head)
		raw := c.raw()
		out := io.Writer(w)
		if !raw {
			out = chunked{w}
		}
		if strings.Contains(c.Name, "a byte at a time") {
			out = chunked{flushing{w}}
		}
		err := c.Body(out)
		if err == nil && !raw {
			_, err = io.WriteString(w, "0\r\n\r\n")
		}
		if err == nil {
			err = w.Flush()
		}
		if tcp, ok := conn.(*net.TCPConn); ok && err == nil && c.Hangup {
			_ = tcp.CloseWrite()
		}
	}()
	resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		var timeout net.Error
		if errors.As(err, &timeout) && timeout.Timeout() {
			return 0, "", errors.New("no answer")
		}
		return 0, "", nil
	}
	if c.Answer == "never ends" {
		conn.SetReadDeadline(time.Now().Add(2 * time.Second))
	}
	var tail tail
	_, err = io.Copy(&tail, resp.Body)
	var timeout net.Error
	if c.Answer != "never ends" && errors.As(err, &timeout) && timeout.Timeout() {
		return resp.StatusCode, "", errors.New("the answer does not end")
	}
	return resp.StatusCode, string(tail), nil
}

// flushing sends each write.
type flushing struct{ w *bufio.Writer }

func (f flushing) Write(p []byte) (int, error) {
	n, err := f.w.Write(p)
	if err == nil {
		err = f.w.Flush()
	}
	return n, err
}

// tail keeps the end of what is written.
type tail []byte

func (t *tail) Write(p []byte) (int, error) {
	*t = append(*t, p...)
	if len(*t) > 4096 {
		*t = append((*t)[:0], (*t)[len(*t)-4096:]...)
	}
	return len(p), nil
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
