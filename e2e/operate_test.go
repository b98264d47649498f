package e2e

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/chatguard/chatguard/e2e/compose"
	"github.com/chatguard/chatguard/e2e/envoy"
)

// TestOperate does in one Envoy, with the configuration of compose.yaml, what operators do and look at: metrics behind the
// dashboard, logs, traces, changes of the policy under load, and a ramp.
func TestOperate(t *testing.T) {
	o := operate(t)
	t.Run("dashboard and alerts", o.dashboard)
	t.Run("cardinality", o.cardinality)
	t.Run("access log", o.accessLog)
	t.Run("traces", o.traces)
	t.Run("policy changes under load", o.reload)
	t.Run("an exchange keeps its policy", o.keeps)
	t.Run("enforce for a share", o.ramp)
}

// operation is the Envoy under test and what stands around it.
type operation struct {
	p     *envoy.Process
	chat  string
	xds   string // the file that Envoy watches
	first []byte // what it was in the beginning
	out   *lockedBuffer
	spans *lockedBuffer
	slow  chan struct{} // lets answers below /slow go on
}

type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

const (
	card       = "4532 7601 9842 7153"
	maskedCard = "**** **** **** 7153" // by the policy public
	shortCard  = "**** **** **** **53" // by a changed one
)

func operate(t *testing.T) *operation {
	t.Helper()
	binary, module := needEnvoy(t), needModule(t, "chatguard.wasm")
	o := &operation{out: &lockedBuffer{}, spans: &lockedBuffer{}, slow: make(chan struct{})}
	dir := t.TempDir()
	o.xds = filepath.Join(dir, "xds", "chatguard.yaml")
	if err := os.Mkdir(filepath.Dir(o.xds), 0o755); err != nil {
		t.Fatal(err)
	}
	o.first = bytes.ReplaceAll(read(t, filepath.Join(root, "envoy/compose/xds/chatguard.yaml")), []byte("/opt/chatguard/chatguard.wasm"), []byte(module))
	o.put(t, "", "")
	bot := httptest.NewServer(http.HandlerFunc(o.bot))
	t.Cleanup(bot.Close)
	collector := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { _, _ = io.Copy(o.spans, r.Body) }))
	t.Cleanup(collector.Close)
	p, err := envoy.Start(context.Background(), envoy.Options{
		Binary: binary, Config: composeConfig(t, filepath.Dir(o.xds), bot.URL, collector.URL), Scratch: dir,
		LogLevel: "warning,wasm:info", Concurrency: 2, Stdout: o.out, Stderr: o.out,
	})
	if err != nil {
		t.Fatal(err, o.out.String())
	}
	t.Cleanup(func() { _ = p.Stop() })
	o.p = p
	listeners, err := p.Listeners(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	o.chat = "http://" + listeners["chat"]
	return o
}

// bot answers with what the last message says.
func (o *operation) bot(w http.ResponseWriter, r *http.Request) {
	var doc struct{ Messages []struct{ Content string } }
	_ = json.NewDecoder(r.Body).Decode(&doc)
	said := "nothing"
	if n := len(doc.Messages); n > 0 {
		said = doc.Messages[n-1].Content
	}
	if strings.HasPrefix(r.URL.Path, "/slow") {
		<-o.slow
		said = "it is " + card
	}
	w.Header().Set("content-type", "application/json")
	_ = json.NewEncoder(w).Encode(map[string]any{"choices": []any{map[string]any{"message": map[string]any{"role": "assistant", "content": said}}}})
}

// composeConfig is envoy/compose/envoy.yaml with the tracing of envoy/tracing.yaml, on free ports of this machine.
func composeConfig(t *testing.T, xds, bot, collector string) []byte {
	t.Helper()
	var tree, tracing map[string]any
	for file, into := range map[string]*map[string]any{"compose/envoy.yaml": &tree, "tracing.yaml": &tracing} {
		if err := yaml.Unmarshal(read(t, filepath.Join(root, "envoy", file)), into); err != nil {
			t.Fatal(err)
		}
	}
	const manager = "static_resources.listeners.0.filter_chains.0.filters.0.typed_config."
	clusters, err := envoy.Get(tree, "static_resources.clusters")
	if err != nil {
		t.Fatal(err)
	}
	err = errors.Join(
		envoy.Set(tree, "static_resources.clusters", append(clusters.([]any), tracing["cluster"])),
		envoy.Set(tree, manager+"tracing", tracing["tracing"]),
		envoy.Set(tree, "admin.address.socket_address", address(t, "http://127.0.0.1:0")),
		envoy.Set(tree, "static_resources.listeners.0.address.socket_address", address(t, "http://127.0.0.1:0")),
		envoy.Set(tree, manager+"http_filters.1.config_discovery.config_source.path_config_source", map[string]any{
			"path": filepath.Join(xds, "chatguard.yaml"), "watched_directory": map[string]any{"path": xds},
		}),
	)
	for i, to := range map[int]string{0: bot, 2: collector} {
		at := fmt.Sprintf("static_resources.clusters.%d.", i)
		err = errors.Join(err, envoy.Set(tree, at+"type", "STATIC"),
			envoy.Set(tree, at+"load_assignment.endpoints.0.lb_endpoints.0.endpoint.address.socket_address", address(t, to)))
	}
	if err != nil {
		t.Fatal(err)
	}
	b, err := json.Marshal(tree)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func address(t *testing.T, at string) map[string]any {
	t.Helper()
	u, err := url.Parse(at)
	if err != nil {
		t.Fatal(err)
	}
	port, err := strconv.Atoi(u.Port())
	if err != nil {
		t.Fatal(err)
	}
	return map[string]any{"address": u.Hostname(), "port_value": port}
}

// put moves a changed document into place, as the file says how. It need not be in force when put returns.
func (o *operation) put(t *testing.T, old, new string) {
	t.Helper()
	b := bytes.Replace(o.first, []byte(old), []byte(new), 1)
	if old != new && bytes.Equal(b, o.first) {
		t.Fatalf("%q is not in the document", old)
	}
	next := o.xds + ".next"
	if err := errors.Join(os.WriteFile(next, b, 0o644), os.Rename(next, o.xds)); err != nil {
		t.Fatal(err)
	}
}

// say sends a chat message; an answer is its body, a refusal or an error is told.
func (o *operation) say(path, text string, headers ...string) (string, error) {
	body, err := json.Marshal(map[string]any{"messages": []any{map[string]any{"role": "user", "content": text}}})
	if err != nil {
		return "", err
	}
	req, err := http.NewRequest("POST", o.chat+path, bytes.NewReader(body))
	if err != nil {
		return "", err
	}
	req.Header.Set("content-type", "application/json")
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err == nil && resp.StatusCode != 200 {
		err = errors.New(resp.Status)
	}
	return string(b), err
}

// await says the card until the answer has want.
func (o *operation) await(t *testing.T, want string) {
	t.Helper()
	var got string
	for range 100 {
		if got, _ = o.say("/v1/chat/completions", card); strings.Contains(got, want) {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatalf("no %q in %s", want, got)
}

// sample is a line of Prometheus' text format: a name, labels, a value.
var (
	sample = regexp.MustCompile(`(?m)^([a-zA-Z_:][a-zA-Z0-9_:]*)\{([^}]*)\} `)
	label  = regexp.MustCompile(`([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\.)*)"`)
)

// series is what Prometheus would read: by name, the values that each label has, and how many series there are.
func (o *operation) series(t *testing.T, prefix string) (byName map[string]map[string][]string, n int) {
	t.Helper()
	b, err := o.p.Get(context.Background(), "/stats/prometheus")
	if err != nil {
		t.Fatal(err)
	}
	byName = map[string]map[string][]string{}
	for _, m := range sample.FindAllStringSubmatch(string(b), -1) {
		if !strings.HasPrefix(m[1], prefix) {
			continue
		}
		n++
		if byName[m[1]] == nil {
			byName[m[1]] = map[string][]string{}
		}
		for _, l := range label.FindAllStringSubmatch(m[2], -1) {
			if !slices.Contains(byName[m[1]][l[1]], l[2]) {
				byName[m[1]][l[1]] = append(byName[m[1]][l[1]], l[2])
			}
		}
	}
	return byName, n
}

// traffic has something of everything that is counted.
func (o *operation) traffic(t *testing.T) {
	t.Helper()
	for path, text := range map[string]string{
		"/v1/chat/completions": card + " and dora.winter@kontor-nord.de", "/v1/messages": "AKIAODZDOCIS2JHTLGMX", "/staff/v1/chat/completions": card,
	} {
		_, _ = o.say(path, text)
	}
	resp, err := http.Post(o.chat+"/upload", "image/png", strings.NewReader("\x89PNG"))
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
}

// dashboard holds every query of the dashboard and of the alerts against what Envoy shows.
func (o *operation) dashboard(t *testing.T) {
	o.traffic(t)
	queries, err := compose.DashboardQueries(filepath.Join(root, "envoy/grafana/dashboards/chatguard.json"))
	if err != nil {
		t.Fatal(err)
	}
	alerts, err := compose.AlertQueries(filepath.Join(root, "envoy/prometheus/alerts.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	if len(queries) < 10 || len(alerts) < 5 {
		t.Fatalf("%d queries, %d alerts", len(queries), len(alerts))
	}
	have, _ := o.series(t, "")
	added := []string{"instance", "job", "le"} // by Prometheus, and of histograms
	for _, q := range append(queries, alerts...) {
		names, labels := q.Names()
		known := slices.Clone(added)
		for _, name := range names {
			if have[name] == nil {
				t.Errorf("%s: Envoy has no metric %s", q.Where, name)
			}
			known = slices.AppendSeq(known, maps.Keys(have[name]))
		}
		for _, l := range labels {
			if !slices.Contains(known, l) {
				t.Errorf("%s: no metric of %s has a label %s", q.Where, q.Expr, l)
			}
		}
	}
}

// cardinality: whatever callers send, they make no new series.
func (o *operation) cardinality(t *testing.T) {
	o.traffic(t)
	_, before := o.series(t, "chatguard_")
	for i := range 200 {
		tail := strconv.Itoa(i)
		_, err := o.say("/v1/chat/completions?tenant="+tail, fmt.Sprintf("user%d@kontor-nord.de pays with %s", i, card),
			"x-request-id", "policy=p"+tail+".type=T"+tail, "x-tenant", tail, "user-agent", "agent.action=A"+tail)
		if err != nil {
			t.Fatal(err)
		}
	}
	byName, after := o.series(t, "chatguard_")
	if before < 20 || after != before {
		t.Errorf("%d series before, %d after", before, after)
	}
	valid := map[string]*regexp.Regexp{
		"policy": regexp.MustCompile(`^(public|staff|strict)$`), "direction": regexp.MustCompile(`^(request|response)$`),
		"api":  regexp.MustCompile(`^(openai_chat|anthropic_messages)$`),
		"type": regexp.MustCompile(`^[A-Z0-9_]+$`), "action": regexp.MustCompile(`^(Allow|Log|Mask|Block|allow|mask|block)$`),
		"mode": regexp.MustCompile(`^(Enforce|Monitor|Shadow)$`), "reason": regexp.MustCompile(`^[a-z-]+$`), "le": regexp.MustCompile(`^[0-9.e+Inf]+$`),
	}
	for name, labels := range byName {
		for l, values := range labels {
			for _, v := range values {
				if valid[l] == nil || !valid[l].MatchString(v) {
					t.Errorf("%s has %s=%q", name, l, v)
				}
			}
		}
	}
}

// accessLog reads the JSON lines as a log shipper does.
func (o *operation) accessLog(t *testing.T) {
	o.traffic(t)
	states := map[string]bool{}
	for range 100 {
		for line := range strings.Lines(o.out.String()) {
			if !strings.HasPrefix(line, `{"`) {
				continue
			}
			var entry struct{ Log, RequestID, Path, Chatguard string }
			if err := json.Unmarshal([]byte(line), &entry); err != nil {
				t.Fatalf("%v: %s", err, line)
			}
			if entry.Log == "access" && entry.RequestID != "" && !strings.Contains(entry.Path, "?") {
				states[entry.Chatguard] = true
			}
		}
		if states["request=block;findings=1;policy=public;shadow=block"] {
			break
		}
		time.Sleep(100 * time.Millisecond) // Envoy writes its log in intervals
	}
	for _, want := range []string{
		"request=mask;response=allow;findings=2;policy=public;shadow=mask", "request=block;findings=1;policy=public;shadow=block",
		"request=allow(would mask);response=allow(would mask);findings=2;policy=staff;shadow=mask",
	} {
		if !states[want] {
			t.Errorf("no entry says %q: %q", want, slices.Collect(maps.Keys(states)))
		}
	}
}

// traces: a span says what the filter did, and no value.
func (o *operation) traces(t *testing.T) {
	o.traffic(t)
	const want = "request=mask;response=allow;findings=2;policy=public"
	for range 100 {
		if strings.Contains(o.spans.String(), want) {
			break
		}
		time.Sleep(100 * time.Millisecond) // Envoy sends spans in intervals
	}
	got := o.spans.String()
	for _, s := range []string{want, "chatguard.policy"} {
		if !strings.Contains(got, s) {
			t.Errorf("no span says %q in %d bytes", s, len(got))
		}
	}
	for _, s := range []string{"dora.winter", "9842", "AKIAODZDOCIS2JHTLGMX"} {
		if strings.Contains(got, s) {
			t.Errorf("a span has the value %s", s)
		}
	}
}

// reload changes the policy ten times under load: no request fails, each is handled by one of the documents, and a bad
// document in between changes nothing.
func (o *operation) reload(t *testing.T) {
	var sent, failed atomic.Int64
	stop := make(chan struct{})
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				got, err := o.say("/v1/chat/completions", card)
				if sent.Add(1); err != nil || !strings.Contains(got, maskedCard) && !strings.Contains(got, shortCard) {
					if failed.Add(1) < 5 {
						t.Errorf("%v: %s", err, got)
					}
				}
				time.Sleep(2 * time.Millisecond)
			}
		})
	}
	for range 5 {
		o.put(t, "keepLast: 4", "keepLast: 2")
		o.await(t, shortCard)
		o.put(t, "match: [CREDIT_CARD]", "match: [CREDIT_KARD]")
		time.Sleep(100 * time.Millisecond)
		o.await(t, shortCard)
		o.put(t, "", "")
		o.await(t, maskedCard)
	}
	close(stop)
	wg.Wait()
	t.Logf("%d requests during 10 changes, %d failed", sent.Load(), failed.Load())
	if sent.Load() < 100 {
		t.Errorf("only %d requests", sent.Load())
	}
	if !strings.Contains(o.out.String(), "CREDIT_KARD") {
		t.Error("the log does not say what is wrong with the bad document")
	}
}

// keeps: an exchange that is under way ends under the policy it began with.
func (o *operation) keeps(t *testing.T) {
	answer := make(chan string)
	go func() {
		got, err := o.say("/slow/v1/chat/completions", "hello")
		answer <- fmt.Sprint(got, err)
	}()
	time.Sleep(200 * time.Millisecond)
	o.put(t, "keepLast: 4", "keepLast: 2")
	o.await(t, shortCard)
	close(o.slow)
	if got := <-answer; !strings.Contains(got, maskedCard) {
		t.Error(got)
	}
	o.put(t, "", "")
	o.await(t, maskedCard)
}

// ramp: enforcePercent: 50 acts on about half of the requests.
func (o *operation) ramp(t *testing.T) {
	o.put(t, "enforcePercent: 100", "enforcePercent: 50")
	o.await(t, card)
	masked := 0
	for range 300 {
		got, err := o.say("/v1/chat/completions", card)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(got, maskedCard) {
			masked++
		}
	}
	if masked < 105 || masked > 195 { // five standard deviations
		t.Errorf("%d of 300 enforced", masked)
	}
}
