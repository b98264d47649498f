package envoyhost

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/chatguard/chatguard/e2e/envoy"
	"github.com/chatguard/chatguard/e2e/scenario"
)

// Host is one Envoy with a listener for each scenario.
type Host struct {
	root      string // of the repository
	dynamic   string // the file with the listeners, which can change while Envoy runs
	all       []*scenario.Scenario
	process   *envoy.Process
	upstream  *upstream
	output    *capture
	listeners map[string]string
	runs      int
}

// reference is the configuration that everything is derived from.
const reference = "envoy/envoy.yaml"

// Start runs Envoy with the reference configuration, changed for the scenarios. scratch is a directory for its files.
func Start(ctx context.Context, binary, root, scratch string, all []*scenario.Scenario) (*Host, error) {
	u, err := newUpstream()
	if err != nil {
		return nil, err
	}
	h := &Host{root: root, dynamic: filepath.Join(scratch, "listeners.json"), upstream: u, output: newCapture(), all: all}
	if err := h.start(ctx, binary, scratch); err != nil {
		err = fmt.Errorf("%w\n%s", err, h.tail())
		h.Close()
		return nil, err
	}
	return h, nil
}

func (h *Host) start(ctx context.Context, binary, scratch string) error {
	b, err := envoy.ReadBootstrap(filepath.Join(h.root, reference))
	if err != nil {
		return err
	}
	if err := writeDynamic(b, h.dynamic, h.all); err != nil {
		return err
	}
	config, err := configure(b, h.all, h.upstream.port(), h.dynamic)
	if err != nil {
		return err
	}
	h.process, err = envoy.Start(ctx, envoy.Options{
		Binary: binary, Config: config, WorkDir: h.root, Scratch: scratch, LogLevel: "warning,wasm:debug",
		Env: []string{"CHATGUARD_KEY=" + scenario.Key, "CHATGUARD_TOKEN_KEYS=" + scenario.TokenKeys}, Stdout: h.output, Stderr: h.output, ReadyWithin: 5 * time.Minute,
	})
	if err != nil {
		return err
	}
	h.listeners, err = h.process.Listeners(ctx)
	return err
}

// Close stops Envoy and the upstream.
func (h *Host) Close() error {
	var err error
	if h.process != nil {
		err = h.process.Stop()
	}
	h.upstream.close()
	return err
}

// Name is what scenarios call this host.
func (h *Host) Name() string { return "envoy" }

// Output is every line that Envoy wrote: its log at wasm:debug and both access logs.
func (h *Host) Output() []string { return h.output.since(0) }

// Admin asks Envoy's admin interface.
func (h *Host) Admin(ctx context.Context, path string) ([]byte, error) {
	return h.process.Get(ctx, path)
}

// Update gives Envoy the listener of this scenario, in place of one of the same name, as a control plane does, and returns
// when Envoy has taken or refused it.
func (h *Host) Update(ctx context.Context, s *scenario.Scenario) error {
	b, err := envoy.ReadBootstrap(filepath.Join(h.root, reference))
	if err != nil {
		return err
	}
	all := slices.DeleteFunc(slices.Clone(h.all), func(old *scenario.Scenario) bool { return old.Name == s.Name })
	h.all = append(all, s)
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	before, err := h.updates(ctx)
	if err == nil {
		err = writeDynamic(b, h.dynamic, h.all)
	}
	for after := before; err == nil && after == before; time.Sleep(20 * time.Millisecond) {
		after, err = h.updates(ctx)
	}
	if err == nil {
		h.listeners, err = h.process.Listeners(ctx)
	}
	return err
}

// updates counts the updates of the dynamic listeners that Envoy is done with.
func (h *Host) updates(ctx context.Context) (string, error) {
	b, err := h.process.Get(ctx, "/stats?filter=^listener_manager.lds.update_(success|rejected|failure)$")
	return string(b), err
}

// Open returns the listener of a scenario.
func (h *Host) Open(_ context.Context, s *scenario.Scenario) (scenario.Instance, error) {
	address := h.listeners[s.Name]
	if (address == "") != s.Setup.StartFails {
		return nil, fmt.Errorf("its listener is at %q:\n%s", address, h.tail())
	}
	return &instance{h, address, h.output.mark(), s.Setup.StartFails}, nil
}

// instance is a listener.
type instance struct {
	*Host
	address string
	opened  int
	atStart bool // what it logs was logged when Envoy started
}

// Counters returns the plugin's counters; the listeners share them.
func (i *instance) Counters(ctx context.Context) (map[string]int64, error) {
	return i.process.Counters(ctx)
}

// Log returns what Envoy has written since Open.
func (i *instance) Log() []string {
	if i.atStart {
		return i.output.since(0)
	}
	return i.output.since(i.opened)
}

// Close does nothing: the next scenario uses the same Envoy.
func (i *instance) Close() error { return nil }

// Exchange sends one request through Envoy and waits until Envoy is done with it.
func (i *instance) Exchange(ctx context.Context, x *scenario.Exchange, cut scenario.Cut) (*scenario.Seen, error) {
	if i.address == "" {
		return &scenario.Seen{}, nil
	}
	i.runs++
	id := fmt.Sprintf("%d", i.runs)
	mark := i.output.mark()
	progress := i.upstream.expect(id, x, cut)
	client, err := send(ctx, i.address, id, x, cut, progress)
	if err != nil {
		i.upstream.take(id)
		return nil, fmt.Errorf("%w\n%s", err, strings.Join(i.output.since(mark), "\n"))
	}
	entry, ok := i.output.await(id, patience)
	seen := &scenario.Seen{Client: client, Upstream: i.upstream.take(id)}
	if !ok {
		return seen, fmt.Errorf("no access log entry:\n%s", strings.Join(i.output.since(mark), "\n"))
	}
	if entry.State != "-" {
		seen.State = entry.State
	}
	seen.Audit = i.audit(mark, len(x.Audit))
	return seen, nil
}

// audit returns the audit lines since a mark. The line and the access log entry are written in one go, in an order
// that is Envoy's affair: so those that are wanted get a moment to arrive.
func (h *Host) audit(mark, wanted int) []string {
	for end := time.Now().Add(5 * time.Second); ; time.Sleep(2 * time.Millisecond) {
		lines := scenario.AuditLines(h.output.since(mark))
		if len(lines) >= wanted || time.Now().After(end) {
			return lines
		}
	}
}

func (h *Host) tail() string {
	lines := h.Output()
	if len(lines) > 40 {
		lines = lines[len(lines)-40:]
	}
	return strings.Join(lines, "\n")
}
