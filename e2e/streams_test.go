package e2e

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chatguard/chatguard/e2e/envoy"
)

const (
	sdkMail = "dora.winter@kontor-nord.de"
	sdkKey  = "-----BEGIN RSA PRIVATE KEY-----\nMIIEowIBAAKCAQEA7bqX9vJ2kPz4mN8rT5wY\n-----END RSA PRIVATE KEY-----\n"
)

const sdkPolicy = `{"defaultPolicy": "main", "holdHeaders": true, "policies": {"main": {
	"rules": [
		{"name": "no-keys", "match": ["secrets"], "direction": "Both", "action": "Block"},
		{"name": "personal", "match": ["pii"], "action": "Mask", "mask": {"style": "Placeholder"}}],
	"response": {"status": 403, "message": "The answer was withheld."}}}}`

// TestClients runs the libraries that people use through a real Envoy, against an upstream that follows a script. They must
// read what the filter changes, and its refusals as those of their own API: of a request, of an answer, of a stream before
// and after its first byte.
func TestClients(t *testing.T) {
	binary := needEnvoy(t)
	needModule(t, "chatguard.wasm")
	packages := needClients(t)
	upstream := httptest.NewServer(http.HandlerFunc(answering))
	defer upstream.Close()
	url := "http://" + filtered(t, binary, upstream.Listener.Addr().(*net.TCPAddr).Port)
	for _, script := range []string{
		"openai_sdk.py", "responses_sdk.py", "anthropic_sdk.py", "ollama_client.py", "http2.py", "gemini_sdk.py", "cohere_sdk.py",
		"mistral_sdk.py", "aws_sdk.py", "slack_client.py", "telegram_bot.py", "bot_framework.py", "mcp_client.py",
	} {
		t.Run(script, func(t *testing.T) { runClient(t, packages, script, url) })
	}
}

// runClient runs a script of clients/, which ends by saying ok.
func runClient(t *testing.T, packages, script, url string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	client := exec.CommandContext(ctx, "python3", filepath.Join("clients", script), url, sdkMail)
	client.Env = append(os.Environ(), "PYTHONPATH="+packages, "PYTHONDONTWRITEBYTECODE=1")
	out, err := client.CombinedOutput()
	if err != nil || !strings.HasSuffix(string(out), "ok\n") {
		t.Errorf("%v\n%s", err, out)
	}
}

// filtered starts the reference Envoy with sdkPolicy and returns where it listens.
func filtered(t *testing.T, binary string, upstreamPort int) string {
	t.Helper()
	return filteredBy(t, binary, upstreamPort, sdkPolicy)
}

// filteredBy is filtered with a configuration of the plugin.
func filteredBy(t *testing.T, binary string, upstreamPort int, configuration string) string {
	t.Helper()
	ctx := context.Background()
	b, err := envoy.ReadBootstrap(filepath.Join(root, "envoy", "envoy.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	l, err := b.Listener()
	if err != nil {
		t.Fatal(err)
	}
	all := []any{map[string]any{"match": map[string]any{"prefix": "/"}, "route": map[string]any{"cluster": "chatbot"}}}
	config := map[string]any{"@type": "type.googleapis.com/google.protobuf.StringValue", "value": configuration}
	for _, err := range []error{
		l.SetName("sdk", 0), l.SetManager("route_config.virtual_hosts.0.routes", all),
		l.SetPlugin("configuration", config), l.SetPlugin("allow_on_headers_stop_iteration", true),
		b.SetListeners([]envoy.Listener{l}), b.SetAdminPort(0), b.SetUpstream(upstreamPort),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	doc, err := b.JSON()
	if err != nil {
		t.Fatal(err)
	}
	work, err := filepath.Abs(root)
	if err != nil {
		t.Fatal(err)
	}
	p, err := envoy.Start(ctx, envoy.Options{
		Binary: binary, Config: doc, WorkDir: work, Scratch: t.TempDir(), LogLevel: "warning",
		Stdout: io.Discard, Stderr: testWriter{t}, ReadyWithin: 5 * time.Minute,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Stop() })
	listeners, err := p.Listeners(ctx)
	if err != nil {
		t.Fatal(err)
	}
	return listeners["sdk"]
}

// needClients returns a folder with the packages of clients/requirements.txt, installed once in .cache. Where they cannot
// be had, the test is skipped with the reason, but fails in CI.
func needClients(t *testing.T) string {
	t.Helper()
	list := filepath.Join("clients", "requirements.txt")
	pins, err := os.ReadFile(list)
	if err != nil {
		t.Fatal(err)
	}
	dir, err := filepath.Abs(filepath.Join(root, ".cache", "clients"))
	if err != nil {
		t.Fatal(err)
	}
	stamp := filepath.Join(dir, "installed")
	if have, err := os.ReadFile(stamp); err == nil && string(have) == string(pins) {
		return dir
	}
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	defer cancel()
	pip := exec.CommandContext(ctx, "python3", "-m", "pip", "-q", "--disable-pip-version-check", "install", "--upgrade", "--target", dir, "-r", list)
	if out, err := pip.CombinedOutput(); err != nil {
		if os.Getenv("CI") != "" {
			t.Fatalf("%v\n%s", err, out)
		}
		t.Skipf("this machine cannot have the Python clients: %v\n%s", err, out)
	}
	if err := os.WriteFile(stamp, pins, 0o644); err != nil {
		t.Fatal(err)
	}
	return dir
}

// answering is the upstream of all scripts; those of e2e/clients/asking.py say what is to be answered.
func answering(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return // the client went away
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	if strings.Contains(string(body), "answer") || strings.HasSuffix(r.URL.Path, "/mcp") {
		library(w, r)
	} else {
		scripted(w, r)
	}
}

// scripted is the upstream: what the request calls its model says what it answers. It must never see the address.
func scripted(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	var ask struct {
		Model  string
		Stream bool
	}
	if err == nil {
		err = json.Unmarshal(body, &ask)
	}
	if err != nil || strings.Contains(string(body), "dora") || !strings.Contains(string(body), "I am [EMAIL_ADDRESS_1]") {
		http.Error(w, "the request came unmasked", http.StatusTeapot)
		return
	}
	a := speaks(w, r.URL.Path, ask.Model == "tools")
	pieces := map[string][]string{
		"text":       {"Hel", "lo [EM", "AIL_ADDRESS_", "1], ask yusuf.de", "mir@hafenlog", "istik.com ins", "tead."},
		"tools":      {`{"to": "[EMAIL_`, `ADDRESS_1]", "cc": "yusuf.demir@haf`, `enlogistik.com"}`},
		"leak-first": {sdkKey[:20], sdkKey[20:50], sdkKey[50:]},
		"leak-later": {"Wait. ", "See: ", sdkKey[:20], sdkKey[20:50], sdkKey[50:], " end."},
	}[ask.Model]
	if !ask.Stream {
		w.Header().Set("Content-Type", "application/json")
		a.whole(strings.Join(pieces, ""))
		return
	}
	w.Header().Set("Content-Type", a.contentType())
	a.start()
	for i, p := range pieces {
		a.delta(p)
		if ask.Model != "leak-first" {
			w.(http.Flusher).Flush()
			time.Sleep(time.Duration(i%2) * 30 * time.Millisecond)
		}
	}
	a.end()
}

// answer writes in the shape of either API.
type answer struct {
	w                http.ResponseWriter
	anthropic, tools bool
}

func (a *answer) contentType() string { return "text/event-stream" }

func quote(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(b)
}

func (a *answer) chunk(delta, finish string) {
	fmt.Fprintf(a.w, `data: {"id":"c1","object":"chat.completion.chunk","created":7,"model":"m","choices":[{"index":0,"delta":%s,"finish_reason":%s}]}`+"\n\n", delta, finish)
}

func (a *answer) event(name, fields string) {
	fmt.Fprintf(a.w, "event: %s\ndata: {\"type\":%q%s}\n\n", name, name, fields)
}

func (a *answer) start() {
	switch {
	case a.anthropic:
		a.event("message_start", `,"message":{"id":"m1","type":"message","role":"assistant","model":"m","content":[],"stop_reason":null,"usage":{"input_tokens":3,"output_tokens":1}}`)
		block := `{"type":"text","text":""}`
		if a.tools {
			block = `{"type":"tool_use","id":"t1","name":"send","input":{}}`
		}
		a.event("content_block_start", `,"index":0,"content_block":`+block)
	case a.tools:
		a.chunk(`{"role":"assistant","content":null,"tool_calls":[{"index":0,"id":"t1","type":"function","function":{"name":"send","arguments":""}}]}`, "null")
	default:
		a.chunk(`{"role":"assistant","content":""}`, "null")
	}
}

func (a *answer) delta(text string) {
	switch {
	case a.anthropic && a.tools:
		a.event("content_block_delta", `,"index":0,"delta":{"type":"input_json_delta","partial_json":`+quote(text)+`}`)
	case a.anthropic:
		a.event("content_block_delta", `,"index":0,"delta":{"type":"text_delta","text":`+quote(text)+`}`)
	case a.tools:
		a.chunk(`{"tool_calls":[{"index":0,"function":{"arguments":`+quote(text)+`}}]}`, "null")
	default:
		a.chunk(`{"content":`+quote(text)+`}`, "null")
	}
}

func (a *answer) end() {
	if a.anthropic {
		reason := "end_turn"
		if a.tools {
			reason = "tool_use"
		}
		a.event("content_block_stop", `,"index":0`)
		a.event("message_delta", `,"delta":{"stop_reason":"`+reason+`","stop_sequence":null},"usage":{"output_tokens":9}`)
		a.event("message_stop", "")
		return
	}
	reason := `"stop"`
	if a.tools {
		reason = `"tool_calls"`
	}
	a.chunk("{}", reason)
	io.WriteString(a.w, "data: [DONE]\n\n")
}

func (a *answer) whole(text string) {
	if a.anthropic {
		fmt.Fprintf(a.w, `{"id":"m1","type":"message","role":"assistant","model":"m","content":[{"type":"text","text":%s}],"stop_reason":"end_turn","usage":{"input_tokens":3,"output_tokens":9}}`, quote(text))
		return
	}
	fmt.Fprintf(a.w, `{"id":"c1","object":"chat.completion","created":7,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":%s},"finish_reason":"stop"}]}`, quote(text))
}
