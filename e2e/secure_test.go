package e2e

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chatguard/chatguard/e2e/envoy"
)

// TestSecure runs envoy/secure.yaml with four workers, real certificates and signed tokens.
func TestSecure(t *testing.T) {
	s := secure(t)
	t.Run("identity", s.identity)
	t.Run("transport", s.transport)
	t.Run("violations", s.violations)
	t.Run("open streams", s.streams)
	t.Run("local rate limit", s.rate)
	t.Run("callers are nowhere in clear", s.hashes)
}

// secured is the Envoy under test with everybody around it.
type secured struct {
	address  string // of the listener with TLS
	clear    string // of a copy without
	ca       *authority
	issuer   *authority
	out      *lockedBuffer
	release  chan struct{} // lets answers below /slow go on
	reached  chan struct{} // the chatbot has begun one
	shutdown sync.Once
}

// users are those whose names must be in no log.
const userPrefix = "zq-user-"

func secure(t *testing.T) *secured {
	t.Helper()
	binary, module := needEnvoy(t), needModule(t, "chatguard.wasm")
	s := &secured{
		ca: newAuthority(t, "clients and servers"), issuer: newAuthority(t, "tokens"), out: &lockedBuffer{},
		release: make(chan struct{}), reached: make(chan struct{}, 100),
	}
	dir := t.TempDir()
	server := s.ca.server(t)
	writePEM(t, dir, "server", server.Certificate, server.PrivateKey)
	writePEM(t, dir, "clients-ca", [][]byte{s.ca.cert.Raw}, nil)
	write(t, filepath.Join(dir, "jwks.json"), s.issuer.jwks(t))
	bot := httptest.NewServer(http.HandlerFunc(s.bot))
	t.Cleanup(func() { s.shutdown.Do(func() { close(s.release) }); bot.Close() })
	p, err := envoy.Start(context.Background(), envoy.Options{
		Binary: binary, Config: s.config(t, dir, module, bot.URL), Scratch: dir, LogLevel: "warning,wasm:info", Concurrency: 4,
		Env: []string{"CHATGUARD_KEY=an end-to-end key, not a secret"}, Stdout: s.out, Stderr: s.out,
	})
	if err != nil {
		t.Fatal(err, s.out.String())
	}
	t.Cleanup(func() { _ = p.Stop() })
	listeners, err := p.Listeners(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	s.address, s.clear = listeners["chat"], listeners["clear"]
	return s
}

// config is the reference on free ports, and a second listener that lacks TLS.
func (s *secured) config(t *testing.T, dir, module, bot string) []byte {
	t.Helper()
	text := string(read(t, filepath.Join(root, "envoy/secure.yaml")))
	for old, new := range map[string]string{"/etc/chatguard": dir, "build/chatguard.wasm": module} {
		if !strings.Contains(text, old) {
			t.Fatalf("no %s in the reference", old)
		}
		text = strings.ReplaceAll(text, old, new)
	}
	file := filepath.Join(dir, "reference.yaml")
	write(t, file, []byte(text))
	b, err := envoy.ReadBootstrap(file)
	if err != nil {
		t.Fatal(err)
	}
	var port int
	if _, err := fmt.Sscanf(bot[strings.LastIndexByte(bot, ':'):], ":%d", &port); err != nil {
		t.Fatal(err)
	}
	withTLS, err := b.Listener()
	if err != nil {
		t.Fatal(err)
	}
	without, err := b.Listener()
	if err != nil {
		t.Fatal(err)
	}
	for _, err := range []error{
		withTLS.SetName("chat", 0), without.SetName("clear", 0), without.RemoveTLS(), b.SetListeners([]envoy.Listener{withTLS, without}),
		b.SetAdminPort(0), b.SetUpstream(port),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	config, err := b.JSON()
	if err != nil {
		t.Fatal(err)
	}
	return config
}

func (s *secured) bot(w http.ResponseWriter, r *http.Request) {
	_, _ = io.Copy(io.Discard, r.Body)
	w.Header().Set("content-type", "application/json")
	w.Header().Set("cache-control", "public")
	if strings.HasPrefix(r.URL.Path, "/slow") {
		w.(http.Flusher).Flush()
		s.reached <- struct{}{}
		select {
		case <-s.release:
		case <-r.Context().Done():
		}
	}
	_, _ = io.WriteString(w, `{"choices":[]}`)
}

// caller is somebody who chats. Each request has a connection of its own, so that workers take turns.
type caller struct {
	s     *secured
	token string
	cert  *tls.Certificate
}

func (s *secured) user(t *testing.T, name string, change map[string]any) *caller {
	t.Helper()
	now := time.Now().Unix()
	claims := map[string]any{"iss": "https://login.example.com", "aud": "chatbot", "sub": userPrefix + name, "iat": now, "exp": now + 3600}
	for k, v := range change {
		if claims[k] = v; v == nil {
			delete(claims, k)
		}
	}
	return &caller{s: s, token: s.issuer.token(t, claims)}
}

func (c *caller) do(ctx context.Context, url, text string) (*http.Response, error) {
	body, err := json.Marshal(map[string]any{"model": "m", "messages": []any{map[string]any{"role": "user", "content": text}}})
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(ctx, "POST", url, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	req.Header.Set("content-type", "application/json")
	if c.token != "" {
		req.Header.Set("authorization", "Bearer "+c.token)
	}
	roots := x509.NewCertPool()
	roots.AddCert(c.s.ca.cert)
	config := &tls.Config{RootCAs: roots}
	if c.cert != nil {
		// Whatever authorities the server says it takes.
		config.GetClientCertificate = func(*tls.CertificateRequestInfo) (*tls.Certificate, error) { return c.cert, nil }
	}
	return (&http.Client{Transport: &http.Transport{TLSClientConfig: config, DisableKeepAlives: true}}).Do(req)
}

// say sends one message and returns the answer with its body read; status 0 if there is none.
func (c *caller) say(path, text string) (*http.Response, string) {
	resp, err := c.do(context.Background(), "https://"+c.s.address+path, text)
	if err != nil {
		return &http.Response{Header: http.Header{}}, err.Error()
	}
	defer resp.Body.Close()
	b, _ := io.ReadAll(resp.Body)
	return resp, string(b)
}

const chat = "/v1/chat/completions"

func (s *secured) identity(t *testing.T) {
	now := time.Now().Unix()
	stranger, forged := newAuthority(t, "strangers"), s.user(t, "forged", nil)
	forged.token = (&secured{issuer: stranger}).user(t, "forged", nil).token
	for _, c := range []struct {
		name   string
		caller *caller
		want   int
		has    string // in the challenge or the body
	}{
		{"nobody", &caller{s: s}, 401, "A verified identity is required."},
		{"a token", s.user(t, "dora", nil), 200, ""},
		{"another issuer's token", s.user(t, "dora", map[string]any{"iss": "https://other.example.com"}), 401, "Jwt issuer"},
		{"a token for others", s.user(t, "dora", map[string]any{"aud": "mail"}), 403, "Audiences"},
		{"a forged token", forged, 401, "Jwt verification fails"},
		{"a token that has expired", s.user(t, "dora", map[string]any{"exp": now - 3600}), 401, "Jwt is expired"},
		{"an old session", s.user(t, "dora", map[string]any{"iat": now - 50_000}), 401, `max_age="43200"`},
		{"a session of unknown age", s.user(t, "dora", map[string]any{"iat": nil}), 401, `max_age="43200"`},
		{"a token without a name", s.user(t, "dora", map[string]any{"sub": nil}), 401, "A verified identity"},
		{"a certificate", &caller{s: s, cert: s.ca.client(t, "spiffe://example.com/bot")}, 200, ""},
		{"a stranger's certificate", &caller{s: s, cert: stranger.client(t, "spiffe://example.com/bot")}, 0, ""},
	} {
		resp, body := c.caller.say(chat, "good morning")
		if said := resp.Header.Get("www-authenticate") + body; resp.StatusCode != c.want || !strings.Contains(said, c.has) {
			t.Errorf("%s: %d, want %d; no %q in %q", c.name, resp.StatusCode, c.want, c.has, said)
		}
	}
}

func (s *secured) transport(t *testing.T) {
	dora := s.user(t, "dora", nil)
	resp, err := dora.do(context.Background(), "http://"+s.clear+chat, "good morning")
	if err != nil {
		t.Fatal(err)
	}
	body, _ := io.ReadAll(resp.Body)
	resp.Body.Close()
	if resp.StatusCode != 426 || !strings.Contains(string(body), "requires TLS") {
		t.Errorf("in clear: %d %v %s", resp.StatusCode, resp.Header, body)
	}
	for _, text := range []string{"good morning", "Deploy with AKIAODZDOCIS2JHTLGMX"} {
		resp, _ := dora.say(chat, text)
		if h := resp.Header; h.Get("cache-control") != "no-store" || h.Get("strict-transport-security") != "max-age=31536000" {
			t.Errorf("%d: cache-control %q, strict-transport-security %q", resp.StatusCode, h.Get("cache-control"), h.Get("strict-transport-security"))
		}
	}
}

// violations are counted by all workers together: the sixth request is refused, whatever it says and whoever takes it.
func (s *secured) violations(t *testing.T) {
	mallory, other := s.user(t, "mallory", nil), s.user(t, "other", nil)
	for i := range 5 {
		if resp, body := mallory.say(chat, "Deploy with AKIAODZDOCIS2JHTLGMX"); resp.StatusCode != 403 || !strings.Contains(body, "blocked") {
			t.Fatalf("attack %d: %d %s", i, resp.StatusCode, body)
		}
	}
	for range 8 {
		if resp, body := mallory.say(chat, "good morning"); resp.StatusCode != 403 || !strings.Contains(body, "try again later") {
			t.Errorf("after five attacks: %d %s", resp.StatusCode, body)
		}
	}
	if resp, body := other.say(chat, "good morning"); resp.StatusCode != 200 {
		t.Errorf("somebody else: %d %s", resp.StatusCode, body)
	}
}

// streams that are open count in all workers; one whose client goes away makes room.
func (s *secured) streams(t *testing.T) {
	busy := s.user(t, "busy", nil)
	ctx, leave := context.WithCancel(context.Background())
	defer leave()
	var open sync.WaitGroup
	for range 8 {
		open.Go(func() {
			if resp, err := busy.do(ctx, "https://"+s.address+"/slow"+chat, "good morning"); err == nil {
				_, _ = io.Copy(io.Discard, resp.Body)
				resp.Body.Close()
			}
		})
		select {
		case <-s.reached:
		case <-time.After(10 * time.Second):
			t.Fatal("the chatbot was not asked")
		}
	}
	if resp, body := busy.say(chat, "good morning"); resp.StatusCode != 429 || resp.Header.Get("retry-after") == "" {
		t.Errorf("the ninth: %d %v %s", resp.StatusCode, resp.Header, body)
	}
	leave()
	open.Wait()
	for end := time.Now().Add(10 * time.Second); ; time.Sleep(50 * time.Millisecond) {
		resp, body := busy.say(chat, "good morning")
		if resp.StatusCode == 200 {
			break
		}
		if time.Now().After(end) {
			t.Fatalf("after all have left: %d %s", resp.StatusCode, body)
		}
	}
}

// rate is for Envoy's own filter, which knows callers by what chatguard tells.
func (s *secured) rate(t *testing.T) {
	eager, other := s.user(t, "eager", nil), s.user(t, "other", nil)
	statuses := map[int]int{}
	for range 66 {
		resp, _ := eager.say(chat, "good morning")
		statuses[resp.StatusCode]++
	}
	if statuses[200] < 60 || statuses[429] == 0 || statuses[200]+statuses[429] != 66 {
		t.Errorf("answers by status: %v", statuses)
	}
	if resp, body := other.say(chat, "good morning"); resp.StatusCode != 200 {
		t.Errorf("somebody else: %d %s", resp.StatusCode, body)
	}
}

var callerLogged = regexp.MustCompile(`caller=([0-9a-f]{16}) `)

// hashes are all that logs have of callers: one for each.
func (s *secured) hashes(t *testing.T) {
	time.Sleep(200 * time.Millisecond) // the log is written a little later
	out := s.out.String()
	if strings.Contains(out, userPrefix) || strings.Contains(out, "spiffe://") {
		t.Error("a caller is in the log")
	}
	different := map[string]bool{}
	for _, m := range callerLogged.FindAllStringSubmatch(out, -1) {
		different[m[1]] = true
	}
	if len(different) != 6 { // dora, the certificate, mallory, other, busy, eager
		t.Errorf("%d different callers in the log: %v", len(different), different)
	}
}
