package e2e

import (
	"bytes"
	"context"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chatguard/chatguard/e2e/envoy"
	"github.com/chatguard/chatguard/e2e/envoyhost"
	"github.com/chatguard/chatguard/e2e/scenario"
)

// version is one configuration of the same listener, and one exchange that tells it from the others.
func version(t *testing.T, policy, upstream string) *scenario.Scenario {
	t.Helper()
	const file = `One version of a configuration.
-- policy --
POLICY
-- request cut=whole --
POST /v1/chat/completions
content-type: application/json

{"messages":[{"role":"user","content":"dora.winter@kontor-nord.de"}]}
-- upstream --
POST /v1/chat/completions

{"messages":[{"role":"user","content":"UPSTREAM"}]}
`
	s, err := scenario.Parse("updated", []byte(strings.NewReplacer("POLICY", policy, "UPSTREAM", upstream).Replace(file)))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// updates shows what a control plane sees: a good configuration is taken while Envoy runs, a bad one is refused as a
// whole, and then the last good one goes on.
func updates(t *testing.T, h *envoyhost.Host) {
	const label = `rules: [{name: a, match: [EMAIL_ADDRESS], direction: Request, action: Mask, mask: {style: Label}}]`
	first := version(t, label, "[EMAIL_ADDRESS]")
	// The first rule alone would be good; nothing of the document may be used.
	bad := version(t, strings.Replace(label, "Label}}]", "Fixed, text: half}}, {name: b, match: [NO_SUCH_TYPE], action: Block}]", 1), "[EMAIL_ADDRESS]")
	last := version(t, strings.Replace(label, "Label", "Placeholder", 1), "[EMAIL_ADDRESS_1]")
	for _, step := range []struct {
		name string
		s    *scenario.Scenario
	}{{"a new listener", first}, {"a bad update", bad}, {"a good update", last}} {
		t.Run(step.name, func(t *testing.T) {
			ctx := context.Background()
			if err := h.Update(ctx, step.s); err != nil {
				t.Fatal(err)
			}
			scenario.Run(t, ctx, h, step.s)
		})
	}
	if !strings.Contains(strings.Join(h.Output(), "\n"), "NO_SUCH_TYPE") {
		t.Error("the log does not say what is wrong with the bad update")
	}
}

// A configuration with errors in Envoy's own file must end Envoy at its start, with the reasons: better no proxy than
// one that passes everything.
func TestBadConfigurationAtStart(t *testing.T) {
	binary := needEnvoy(t)
	needModule(t, "chatguard.wasm")
	b, err := envoy.ReadBootstrap(filepath.Join(root, "envoy", "envoy.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	l, err := b.Listener()
	if err != nil {
		t.Fatal(err)
	}
	for _, err := range []error{
		l.SetName("chat", 0), l.SetPlugin("configuration.value", map[string]any{"defaultPolicy": "nobody", "polcies": map[string]any{}}),
		b.SetListeners([]envoy.Listener{l}), b.SetAdminPort(0),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	config, err := b.JSON()
	if err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	p, err := envoy.Start(context.Background(), envoy.Options{
		Binary: binary, Config: config, WorkDir: root, Scratch: t.TempDir(), Stdout: &log, Stderr: &log,
	})
	if err == nil {
		p.Stop()
		t.Fatal("Envoy started")
	}
	for _, want := range []string{"nobody", "polcies"} {
		if !strings.Contains(log.String(), want) {
			t.Errorf("not said: %q, but\n%s", want, log.String())
		}
	}
}
