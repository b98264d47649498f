package compose

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chatguard/chatguard/e2e/envoy"
)

const attack = "Deploy with AKIAODZDOCIS2JHTLGMX"

// TestReplicas runs envoy/replicas.yaml twice, with one rate limit service on one Redis: what a caller does at one Envoy
// counts at the other.
func TestReplicas(t *testing.T) {
	service := rateLimit30(t)
	first, second := replica(t, service), replica(t, service)
	count := func(r *running, user, text string, n int) (passed int) {
		for range n {
			switch status := r.say(t, user, text); {
			case status == 200:
				passed++
			case status == 429 && text != attack, status == 403 && text == attack:
			default:
				t.Errorf("%s: status %d", user, status)
			}
		}
		return passed
	}
	if n := count(first, "dora", "good morning", 20) + count(second, "dora", "good morning", 20); n != 30 {
		t.Errorf("%d requests passed at both, want 30", n)
	}
	// What was blocked counts when the exchange has ended, a moment later.
	count(first, "mallory", attack, 25)
	time.Sleep(time.Second)
	if n := count(second, "mallory", "good morning", 20); n != 5 {
		t.Errorf("after 25 attacks at the other replica %d requests passed, want 5", n)
	}
	if n := count(second, "yusuf", "good morning", 5); n != 5 {
		t.Errorf("of somebody else %d requests passed, want 5", n)
	}
}

// Envoy sends the rate limit service the number of findings, and a hash instead of a name.
func TestReplicasTellFindings(t *testing.T) {
	got := make(chan []byte, 10)
	r := replica(t, fakeService(t, got))
	r.say(t, "dora.the.caller", attack+" and 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")
	select {
	case message := <-got:
		d := parseRateLimit(t, message)
		if d.key != "caller" || len(d.value) != 16 || d.hits != 2 {
			t.Errorf("%+v, want 2 hits of a hash", d)
		}
		if bytes.Contains(message, []byte("dora")) {
			t.Error("the caller is told in clear")
		}
	case <-time.After(10 * time.Second):
		t.Error("the service heard nothing")
	}
}

// running is one replica.
type running struct{ address string }

func (r *running) say(t *testing.T, user, text string) int {
	t.Helper()
	req, err := http.NewRequest("POST", "http://"+r.address+"/v1/chat/completions",
		strings.NewReader(`{"model":"m","messages":[{"role":"user","content":"`+text+`"}]}`))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("content-type", "application/json")
	req.Header.Set("x-user", user)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	_, _ = io.Copy(io.Discard, resp.Body)
	return resp.StatusCode
}

// replica starts an Envoy with the reference on free ports, and the service at a port.
func replica(t *testing.T, service int) *running {
	t.Helper()
	bot := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("content-type", "application/json")
		_, _ = io.WriteString(w, `{"choices":[]}`)
	}))
	t.Cleanup(bot.Close)
	b, err := envoy.ReadBootstrap(filepath.Join(root, "envoy/replicas.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	l, err := b.Listener()
	if err != nil {
		t.Fatal(err)
	}
	err = errors.Join(l.SetName("chat", 0), b.SetListeners([]envoy.Listener{l}), b.SetAdminPort(0),
		b.SetUpstream(bot.Listener.Addr().(*net.TCPAddr).Port), b.SetClusterPort(1, service))
	if err != nil {
		t.Fatal(err)
	}
	config, err := b.JSON()
	if err != nil {
		t.Fatal(err)
	}
	binary, err := envoy.Find(context.Background(), filepath.Join(root, ".cache"), t.Output())
	if errors.Is(err, envoy.ErrUnavailable) && os.Getenv("CI") == "" {
		t.Skip("this machine has no Envoy: ", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	path, err := filepath.Abs(binary.Path)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	p, err := envoy.Start(context.Background(), envoy.Options{
		Binary: path, Config: config, WorkDir: root, Scratch: t.TempDir(), LogLevel: "warning", Concurrency: 2,
		Env: []string{"CHATGUARD_KEY=an end-to-end key, not a secret"}, Stdout: &out, Stderr: &out,
	})
	if err != nil {
		t.Fatal(err, out.String())
	}
	t.Cleanup(func() { _ = p.Stop() })
	all, err := p.Listeners(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return &running{all["chat"]}
}

// rateLimit30 starts Redis and the service with the reference's limits, by the day so that no minute ends in between. It
// returns the service's port.
func rateLimit30(t *testing.T) int {
	t.Helper()
	programs, err := FindRateLimiter(context.Background(), filepath.Join(root, ".cache"), t.Output())
	if err != nil {
		if errors.Is(err, ErrUnavailable) && os.Getenv("CI") == "" {
			t.Skip(err)
		}
		t.Fatal(err)
	}
	dir := t.TempDir()
	limits, err := os.ReadFile(filepath.Join(root, "envoy/ratelimit/chatguard.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	const perMinute = "{unit: minute, requests_per_unit: 30}"
	if !bytes.Contains(limits, []byte("- key: caller\n  rate_limit: "+perMinute)) {
		t.Fatal("the reference has other limits")
	}
	limits = bytes.ReplaceAll(limits, []byte("unit: minute"), []byte("unit: day"))
	config := filepath.Join(dir, "limits", "config")
	if err := errors.Join(os.MkdirAll(config, 0o755), os.WriteFile(filepath.Join(config, "chatguard.yaml"), limits, 0o644)); err != nil {
		t.Fatal(err)
	}
	redis, grpc := freePort(t), freePort(t)
	run(t, programs.Env, programs.Redis, "--port", fmt.Sprint(redis), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", dir)
	awaitPort(t, redis)
	run(t, append(programs.Env, "REDIS_SOCKET_TYPE=tcp", fmt.Sprintf("REDIS_URL=127.0.0.1:%d", redis), "RUNTIME_ROOT="+dir,
		"RUNTIME_SUBDIRECTORY=limits", "RUNTIME_WATCH_ROOT=false", "USE_STATSD=false", "LOG_LEVEL=warn", "HOST=127.0.0.1", "GRPC_HOST=127.0.0.1", "DEBUG_HOST=127.0.0.1",
		fmt.Sprintf("GRPC_PORT=%d", grpc), fmt.Sprintf("PORT=%d", freePort(t)), fmt.Sprintf("DEBUG_PORT=%d", freePort(t))), programs.Service)
	awaitPort(t, grpc)
	return grpc
}

// run starts a program that ends with the test, and shows what it said if the test fails.
func run(t *testing.T, env []string, name string, args ...string) {
	t.Helper()
	cmd := exec.Command(name, args...)
	var out bytes.Buffer
	cmd.Env, cmd.Stdout, cmd.Stderr, cmd.SysProcAttr = env, &out, &out, dieWithParent()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		if t.Failed() {
			t.Log(out.String())
		}
	})
}

func awaitPort(t *testing.T, port int) {
	t.Helper()
	for range 200 {
		c, err := net.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", port))
		if err == nil {
			c.Close()
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatalf("nothing listens on port %d", port)
}

// fakeService takes calls of the rate limit service, passes their messages on, and answers OK to all.
func fakeService(t *testing.T, got chan<- []byte) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var once sync.Mutex
	s := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		once.Lock()
		defer once.Unlock()
		b, _ := io.ReadAll(r.Body)
		if len(b) > 5 {
			got <- b[5:] // behind the flag and the length of gRPC
		}
		w.Header().Set("content-type", "application/grpc")
		w.Header().Set("trailer", "grpc-status")
		_, _ = w.Write([]byte{0, 0, 0, 0, 2, 8, 1}) // overall_code: OK
		w.Header().Set("grpc-status", "0")
	}), Protocols: new(http.Protocols)}
	s.Protocols.SetUnencryptedHTTP2(true)
	go func() { _ = s.Serve(l) }()
	t.Cleanup(func() { _ = s.Close() })
	return l.Addr().(*net.TCPAddr).Port
}

// descriptor is the one of a RateLimitRequest (envoy/service/ratelimit/v3/rls.proto).
type descriptor struct {
	key, value string
	hits       uint64
}

func parseRateLimit(t *testing.T, message []byte) (d descriptor) {
	t.Helper()
	fields(t, message, func(number int, _ uint64, request []byte) {
		if number != 2 { // descriptors
			return
		}
		fields(t, request, func(number int, _ uint64, part []byte) {
			fields(t, part, func(inner int, v uint64, b []byte) {
				switch {
				case number == 1 && inner == 1: // entries.key
					d.key = string(b)
				case number == 1 && inner == 2: // entries.value
					d.value = string(b)
				case number == 3 && inner == 1: // hits_addend.value
					d.hits = v
				}
			})
		})
	})
	return d
}

// fields calls do for each field of a message, with its number and a value: a varint, or bytes.
func fields(t *testing.T, b []byte, do func(number int, v uint64, bytes []byte)) {
	t.Helper()
	for len(b) > 0 {
		tag, n := binary.Uvarint(b)
		v, m := binary.Uvarint(b[max(n, 0):])
		if n <= 0 || m <= 0 || tag&7 != 0 && (tag&7 != 2 || v > uint64(len(b)-n-m)) {
			t.Fatalf("not a message: %x", b)
		}
		b = b[n+m:]
		if tag&7 == 0 {
			do(int(tag>>3), v, nil)
			continue
		}
		do(int(tag>>3), 0, b[:v])
		b = b[v:]
	}
}
