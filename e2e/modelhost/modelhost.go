// Package modelhost runs scenarios in filter/host, which behaves as Envoy does: with the plugin linked natively, and
// with the module under wazero. It shows what the engine does without Envoy's cost, and is itself held to Envoy by
// every scenario that runs in both.
package modelhost

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/chatguard/chatguard/e2e/scenario"
	"github.com/chatguard/chatguard/filter/host"
	"github.com/chatguard/chatguard/filter/plugin"
)

// Native runs the plugin that is linked into this process.
type Native struct{}

// Name is what scenarios call this host.
func (Native) Name() string { return "native" }

// Open starts the plugin with the scenario's policy.
func (Native) Open(_ context.Context, s *scenario.Scenario) (scenario.Instance, error) {
	o := options(s)
	o.Register = plugin.Register
	for name, value := range environment {
		if err := os.Setenv(name, value); err != nil {
			return nil, err
		}
	}
	return open(host.NewNative(o), s)
}

var environment = map[string]string{"CHATGUARD_KEY": scenario.Key, "CHATGUARD_TOKEN_KEYS": scenario.TokenKeys}

// Wazero runs modules, by the name that a scenario's setup gives them; "" is the one that is shipped.
type Wazero struct{ Modules map[string][]byte }

// Name is what scenarios call this host.
func (Wazero) Name() string { return "wazero" }

// Open starts the module with the scenario's policy.
func (w Wazero) Open(ctx context.Context, s *scenario.Scenario) (scenario.Instance, error) {
	o := options(s)
	o.Environment = environment
	if !s.Setup.AllowStop() {
		o.Now = hastyClock()
	}
	return open(host.NewWasm(ctx, w.Modules[s.Setup.Module], o), s)
}

// hastyClock goes on by a tenth of a second whenever it is read: a plugin that waits for time to pass sees it pass.
func hastyClock() func() time.Time {
	now := time.Now()
	return func() time.Time {
		now = now.Add(100 * time.Millisecond)
		return now
	}
}

func options(s *scenario.Scenario) host.Options {
	return host.Options{
		AllowOnHeadersStopIteration: s.Setup.AllowStop(), FailurePolicy: host.FailReload,
		Name: "chatguard", RootID: "chatguard", VMID: "chatguard",
	}
}

// instance is a plugin that runs, or one that refused its configuration.
type instance struct {
	h       *host.Host
	s       *scenario.Scenario
	refused bool
}

func open(h *host.Host, s *scenario.Scenario) (scenario.Instance, error) {
	err := h.Start(s.Policy)
	if (err != nil) != s.Setup.StartFails {
		h.Close()
		return nil, fmt.Errorf("start: %v\n%s", err, strings.Join(h.Logs(), "\n"))
	}
	return &instance{h, s, err != nil}, nil
}

func (i *instance) Log() []string { return i.h.Logs() }

func (i *instance) Counters(context.Context) (map[string]int64, error) {
	all := map[string]int64{}
	for name, v := range i.h.Metrics() {
		all[name] = int64(v)
	}
	return all, nil
}

func (i *instance) Close() error {
	i.h.Close()
	if p := i.h.Problems(); len(p) > 0 {
		return fmt.Errorf("what Envoy would bear and a filter should not do: %s", strings.Join(p, "; "))
	}
	return nil
}

func (i *instance) Exchange(_ context.Context, x *scenario.Exchange, cut scenario.Cut) (*scenario.Seen, error) {
	if i.refused { // Envoy has no listener then
		return &scenario.Seen{}, nil
	}
	logged := len(i.h.Logs())
	r := i.h.Exchange(request(i.s, x, cut), func(*host.Message) host.Response { return response(x, cut) })
	if r.Hung {
		return nil, fmt.Errorf("hung:\n%s", strings.Join(i.h.Logs()[logged:], "\n"))
	}
	return &scenario.Seen{
		Upstream: seen(r.Upstream), Client: seen(r.Client), State: r.FilterState["wasm.chatguard"],
		Audit: scenario.AuditLines(i.h.Logs()[logged:]),
	}, nil
}

func request(s *scenario.Scenario, x *scenario.Exchange, cut scenario.Cut) host.Request {
	m := &x.Request
	authority := "chat.test"
	h := host.Headers{{":method", m.Method}, {":scheme", "http"}, {":path", m.Path},
		{"x-request-id", "8ef4bd0a-5a4f-4c0b-9a5e-3c2f3c1d2e4f"}}
	for _, f := range m.Header {
		if f.Name == "host" {
			authority = f.Value
			continue
		}
		h = append(h, [2]string{f.Name, f.Value})
	}
	h = append(h, [2]string{":authority", authority})
	if cut.Whole && len(m.Trailer) == 0 && (len(m.Body) > 0 || m.Method == "POST") {
		h = append(h, [2]string{"content-length", strconv.Itoa(len(m.Body))})
	}
	r := host.Request{Headers: h, Body: pieces(m, cut), Trailers: headers(m.Trailer), End: end(cut), Properties: properties(s, m.Path)}
	if !s.Setup.AllowStop() {
		r.Ticks = 30
	}
	return r
}

func response(x *scenario.Exchange, cut scenario.Cut) host.Response {
	m := &x.Answer
	h := append(host.Headers{{":status", strconv.Itoa(m.Status)}}, headers(m.Header)...)
	if cut.Whole && !x.Resets && len(m.Trailer) == 0 && m.Status != 204 {
		h = append(h, [2]string{"content-length", strconv.Itoa(len(m.Body))})
	}
	return host.Response{Headers: h, Body: pieces(m, cut), Trailers: headers(m.Trailer), End: end(cut), Reset: x.Resets}
}

func pieces(m *scenario.Message, cut scenario.Cut) (all [][]byte) {
	from := 0
	for _, to := range m.Ends(cut) {
		all = append(all, m.Body[from:to])
		from = to
	}
	return all
}

func end(cut scenario.Cut) host.End {
	if cut.After {
		return host.EndAfter
	}
	return host.EndWithLast
}

func headers(h scenario.Header) (all host.Headers) {
	for _, f := range h {
		all = append(all, [2]string{f.Name, f.Value})
	}
	return all
}

// properties are those of the stream that Envoy would give it.
func properties(s *scenario.Scenario, path string) map[string]string {
	all, route, cluster := matched(s, path)
	for level, policy := range map[string]string{"route": route, "virtual_host": s.Setup.HostPolicy, "cluster": cluster} {
		if policy != "" {
			all["xds."+level+"_metadata.filter_metadata.chatguard.policy"] = policy
		}
	}
	return all
}

// matched does what Envoy's router does: it takes the first route whose prefix fits.
func matched(s *scenario.Scenario, path string) (properties map[string]string, route, cluster string) {
	for _, r := range s.Setup.Routes {
		if strings.HasPrefix(path, r.Prefix) {
			return map[string]string{"xds.route_name": r.Name}, r.Policy, r.ClusterPolicy
		}
	}
	return map[string]string{"xds.route_name": "all"}, "", ""
}

// seen turns a message of the model into one of a scenario; nil if it never started.
func seen(m *host.Message) *scenario.Message {
	if !m.Started() {
		return nil
	}
	s := &scenario.Message{Body: m.Body(), Partial: !m.Ended}
	for _, f := range m.Headers {
		switch f[0] {
		case ":method":
			s.Method = f[1]
		case ":path":
			s.Path = f[1]
		case ":status":
			s.Status, _ = strconv.Atoi(f[1])
		case ":authority":
			s.Header = append(s.Header, scenario.Field{Name: "host", Value: f[1]})
		default:
			s.Header = append(s.Header, scenario.Field{Name: f[0], Value: f[1]})
		}
	}
	for _, f := range m.Trailers {
		s.Trailer = append(s.Trailer, scenario.Field{Name: f[0], Value: f[1]})
	}
	return s
}
