//go:build !wasip1

package host

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// beat is the pause between events, so that each reaches Envoy by itself.
const beat = 40 * time.Millisecond

// TestEnvoyAgrees runs the scenarios of TestExchange in the Envoy that $ENVOY names: where the model and Envoy disagree the
// model is wrong. One Envoy serves all of them, a listener each.
func TestEnvoyAgrees(t *testing.T) {
	binary := os.Getenv("ENVOY")
	if binary == "" {
		t.Skip("ENVOY names no Envoy binary")
	}
	e := startEnvoy(t, binary, exchanges)
	for i := range exchanges {
		t.Run(exchanges[i].name, func(t *testing.T) {
			t.Parallel()
			c := &exchanges[i]
			if c.notEnvoy {
				t.Skip("the model is stricter here by intent")
			}
			want, got := c.want(), e.run(i, c)
			// Envoy cuts and joins what it passes on; a body that a reset ends may not come through at all.
			want.Upstream, want.Client = joined(want.Upstream), joined(want.Client)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("(-model +Envoy):\n%s", diff)
			}
		})
	}
}

// joined makes one piece of all, and nothing of the pieces of what was cut off.
func joined(s string) string {
	s = strings.ReplaceAll(s, "] [", "")
	if strings.HasSuffix(s, " reset") {
		if i := strings.IndexByte(s, '['); i >= 0 {
			s = s[:i] + "reset"
		}
	}
	return strings.ReplaceAll(s, "716800 bytes716800 bytes", "1433600 bytes")
}

type envoy struct {
	ports    []int
	log      string
	mu       sync.Mutex
	upstream map[string]*Message
	cases    []exchange
}

// startEnvoy starts the upstream and Envoy and waits until it listens.
func startEnvoy(t *testing.T, binary string, cases []exchange) *envoy {
	t.Helper()
	code, err := module()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	e := &envoy{log: filepath.Join(dir, "log"), upstream: map[string]*Message{}, cases: cases}
	backend, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{Handler: http.HandlerFunc(e.serve)}
	go server.Serve(backend)
	t.Cleanup(func() { server.Close() })
	config := e.configure(t, backend.Addr().(*net.TCPAddr).Port, filepath.Join(dir, "m.wasm"))
	for name, content := range map[string][]byte{"m.wasm": code, "envoy.yaml": config} {
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	e.launch(t, binary, filepath.Join(dir, "envoy.yaml"))
	for range 600 {
		if c, err := net.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", e.ports[len(e.ports)-1])); err == nil {
			c.Close()
			return e
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Fatalf("Envoy does not listen:\n%s", e.logged(""))
	return nil
}

// configure finds ports and writes Envoy's configuration, a listener a case.
func (e *envoy) configure(t *testing.T, backend int, module string) []byte {
	t.Helper()
	var config bytes.Buffer
	fmt.Fprintf(&config, cluster, backend)
	for i, c := range e.cases {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close() // not before all have a port
		port := l.Addr().(*net.TCPAddr).Port
		e.ports = append(e.ports, port)
		remove := "[]"
		if !c.request.Headers.Has("content-length") {
			remove = "[content-length]" // what the HTTP/2 client needs
		}
		fmt.Fprintf(&config, listener, port, port, i, remove, strconv.Quote(c.request.Properties["xds.route_name"]), i,
			strconv.Quote(c.opts.RootID), c.opts.AllowOnHeadersStopIteration, module, strconv.Quote(c.script))
	}
	return config.Bytes()
}

func (e *envoy) launch(t *testing.T, binary, config string) {
	t.Helper()
	log, err := os.Create(e.log)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(binary, "-c", config, "--concurrency", "1", "--use-dynamic-base-id",
		"--log-level", "warning", "--component-log-level", "wasm:info", "--log-format", "%v")
	cmd.Stdout, cmd.Stderr = log, log
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cmd.Process.Kill()
		cmd.Wait()
		if t.Failed() {
			t.Logf("Envoy's log:\n%s", e.logged(""))
		}
	})
}

const cluster = `static_resources:
  clusters:
  - name: b
    typed_extension_protocol_options:
      envoy.extensions.upstreams.http.v3.HttpProtocolOptions:
        "@type": type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions
        explicit_http_config: {http_protocol_options: {enable_trailers: true}}
    load_assignment:
      cluster_name: b
      endpoints: [{lb_endpoints: [{endpoint: {address: {socket_address: {address: 127.0.0.1, port_value: %d}}}}]}]
  listeners:
`

const listener = `  - address: {socket_address: {address: 127.0.0.1, port_value: %d}}
    filter_chains:
    - filters:
      - name: hcm
        typed_config:
          "@type": type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager
          stat_prefix: p%d
          codec_type: AUTO
          http_protocol_options: {enable_trailers: true}
          generate_request_id: false
          route_config:
            request_headers_to_add: [{header: {key: case-id, value: "%d"}}]
            request_headers_to_remove: %s
            virtual_hosts: [{name: v, domains: ["*"], routes: [{match: {prefix: "/"}, name: %s, route: {cluster: b}}]}]
          http_filters:
          - name: wasm
            typed_config:
              "@type": type.googleapis.com/envoy.extensions.filters.http.wasm.v3.Wasm
              config:
                name: "case-%d"
                root_id: %s
                allow_on_headers_stop_iteration: %v
                failure_policy: FAIL_RELOAD
                vm_config: {vm_id: vm, runtime: envoy.wasm.runtime.v8, code: {local: {filename: %s}}}
                configuration: {"@type": type.googleapis.com/google.protobuf.StringValue, value: %s}
          - name: router
            typed_config: {"@type": type.googleapis.com/envoy.extensions.filters.http.router.v3.Router, suppress_envoy_headers: true}
`

// logged returns what was logged by the plugin of a case, or all with "".
func (e *envoy) logged(name string) string {
	b, _ := os.ReadFile(e.log)
	if name == "" {
		return string(b)
	}
	var lines []string
	for line := range strings.Lines(string(b)) {
		if after, ok := strings.CutPrefix(line, "wasm log "+name+" "); ok {
			_, message, _ := strings.Cut(strings.TrimSuffix(after, "\n"), ": ")
			lines = append(lines, message)
		}
	}
	return strings.Join(lines, "|")
}

// serve is the upstream: it notes what came and sends the response of the case.
func (e *envoy) serve(w http.ResponseWriter, r *http.Request) {
	id := r.Header.Get("case-id")
	m := &Message{Headers: Headers{{":method", r.Method}}}
	if l := r.Header.Get("content-length"); l != "" && l != "0" {
		m.Headers = append(m.Headers, [2]string{"content-length", l})
	}
	m.Headers = append(m.Headers, fromHTTP(r.Header)...)
	e.mu.Lock()
	e.upstream[id] = m
	e.mu.Unlock()
	body, err := io.ReadAll(r.Body)
	m.data(body, err == nil)
	m.Trailers = fromHTTP(r.Trailer)
	if m.Reset = err != nil; m.Reset {
		m.Pieces = nil
		return
	}
	n, _ := strconv.Atoi(id)
	c := &e.cases[n].response
	for _, f := range c.Headers {
		if f[0] != ":status" {
			w.Header().Set(f[0], f[1])
		}
	}
	w.WriteHeader(200)
	http.NewResponseController(w).Flush()
	for _, b := range c.Body {
		time.Sleep(beat)
		w.Write(b)
		http.NewResponseController(w).Flush()
	}
	time.Sleep(beat)
	for _, f := range c.Trailers {
		w.Header().Set(http.TrailerPrefix+f[0], f[1])
	}
}

func fromHTTP(in http.Header) (h Headers) {
	for name, values := range in {
		name = strings.ToLower(name)
		if name == "content-length" || strings.HasPrefix(name, "x-forwarded") || strings.HasPrefix(name, "x-envoy") {
			continue
		}
		for _, v := range values {
			h = append(h, [2]string{name, v})
		}
	}
	return h
}

// run sends the request of a case and says what either side saw.
func (e *envoy) run(i int, c *exchange) seen {
	address := fmt.Sprintf("127.0.0.1:%d", e.ports[i])
	var client *Message
	if c.request.End == EndWithLast && len(c.request.Body) > 0 && c.request.Trailers == nil {
		client = sendHTTP2(address, c)
	} else {
		client = sendHTTP1(address, c)
	}
	time.Sleep(3 * beat)
	e.mu.Lock()
	defer e.mu.Unlock()
	upstream := e.upstream[strconv.Itoa(i)]
	if upstream == nil {
		upstream = &Message{}
	}
	return seen{show(upstream), show(client), e.logged(fmt.Sprintf("case-%d", i)), !client.Started()}
}
