package gateway

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/chatguard/chatguard/e2e/mesh"
)

// TestPolicies checks the filter's documents in the manifests, also where Envoy Gateway was not built.
func TestPolicies(t *testing.T) {
	files, err := filepath.Glob(shipped + "*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	args := []string{"run", "./filter/cmd/chatguard", "check"}
	for _, file := range files {
		for i, config := range configs(t, file) {
			path := filepath.Join(t.TempDir(), fmt.Sprintf("%s-%d.yaml", filepath.Base(file), i))
			if err := os.WriteFile(path, config, 0o600); err != nil {
				t.Fatal(err)
			}
			args = append(args, path)
		}
	}
	if len(args) != 3+4 {
		t.Errorf("%d documents, want 4", len(args)-3)
	}
	cmd := exec.Command("go", args...)
	cmd.Dir = mesh.Root
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

// configs are the documents of the Wasm filters in a manifest.
func configs(t *testing.T, file string) (all [][]byte) {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for d := yaml.NewDecoder(bytes.NewReader(b)); ; {
		var o struct {
			Spec struct {
				Wasm []struct{ Config map[string]any }
			}
		}
		err := d.Decode(&o)
		if errors.Is(err, io.EOF) {
			return all
		}
		if err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		for _, w := range o.Spec.Wasm {
			config, err := json.Marshal(w.Config)
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, config)
		}
	}
}
