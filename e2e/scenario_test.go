package e2e

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/chatguard/chatguard/e2e/envoyhost"
	"github.com/chatguard/chatguard/e2e/modelhost"
	"github.com/chatguard/chatguard/e2e/scenario"
)

// TestScenarios runs every scenario on every host. The files say what an operator and a user must see; where a host
// disagrees with a file, one of the two is wrong.
func TestScenarios(t *testing.T) {
	all, err := scenario.Load(os.DirFS("scenarios"))
	if err != nil {
		t.Fatal(err)
	}
	t.Run("native", func(t *testing.T) { inModel(t, modelhost.Native{}, of(all, "native")) })
	t.Run("wazero", func(t *testing.T) {
		inModel(t, modelhost.Wazero{Modules: map[string][]byte{
			"":          read(t, needModule(t, "chatguard.wasm")),
			"testpanic": read(t, needModule(t, "chatguard-testpanic.wasm")),
		}}, of(all, "wazero"))
	})
	t.Run("envoy", func(t *testing.T) { inEnvoy(t, of(all, "envoy")) })
}

func of(all []*scenario.Scenario, host string) (some []*scenario.Scenario) {
	for _, s := range all {
		if s.Setup.RunsOn(host) {
			some = append(some, s)
		}
	}
	return some
}

func inModel(t *testing.T, h scenario.Host, all []*scenario.Scenario) {
	for _, s := range all {
		t.Run(s.Name, func(t *testing.T) { scenario.Run(t, context.Background(), h, s) })
	}
}

func read(t *testing.T, file string) []byte {
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func inEnvoy(t *testing.T, all []*scenario.Scenario) {
	binary := needEnvoy(t)
	needModule(t, "chatguard.wasm")
	needModule(t, "chatguard-testpanic.wasm")
	absolute, err := filepath.Abs(root)
	if err != nil {
		t.Fatal(err)
	}
	h, err := envoyhost.Start(context.Background(), binary, absolute, t.TempDir(), all)
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	for _, s := range all {
		t.Run(s.Name, func(t *testing.T) { scenario.Run(t, context.Background(), h, s) })
	}
	t.Run("updates", func(t *testing.T) { updates(t, h) })
	nothingLeaks(t, h, all)
}
