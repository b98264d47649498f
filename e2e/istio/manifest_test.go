package istio

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chatguard/chatguard/e2e/istio/kubeapi"
	"github.com/chatguard/chatguard/e2e/mesh"
	"github.com/chatguard/chatguard/e2e/tools"
)

const (
	shipped = mesh.Root + "/envoy/istio/"
	image   = "oci://registry.example.com/chatguard:latest" // the module in the manifests that we ship
)

// needOf says which test sends traffic through each manifest.
var needOf = map[string]string{
	"chatbot.yaml": "TestGateway", "wasmplugin.yaml": "TestGateway", "trafficextension.yaml": "TestGateway",
	"route-policies.yaml": "TestGateway", "hold-headers.yaml": "TestGateway", "sidecar.yaml": "TestSidecar",
}

// TestManifests lets istioctl look for what a cluster's admission would refuse, and sees that no manifest is without a test.
func TestManifests(t *testing.T) {
	files, err := filepath.Glob(shipped + "*.yaml")
	if err != nil || len(files) != len(needOf) {
		t.Errorf("%d manifests, %d are tested (%v)", len(files), len(needOf), err)
	}
	ctl := mesh.NeedTool(t, tools.Ctl, "e2e-istio")
	for _, file := range files {
		if needOf[filepath.Base(file)] == "" {
			t.Errorf("%s: no test sends traffic through it", file)
		}
		t.Run(filepath.Base(file), func(t *testing.T) { lint(t, ctl, file) })
	}
}

// lint holds a manifest against the schema (validate) and Istio's own advice (analyze).
func lint(t *testing.T, ctl, file string) {
	t.Helper()
	for _, args := range [][]string{
		{"validate", "-f", file},
		{"analyze", "--use-kube=false", "--all-namespaces", "--failure-threshold", "Warning",
			"--suppress", "IST0133=*", file}, // an EnvoyFilter, of which it warns whatever is in it
	} {
		out, err := exec.Command(ctl, args...).CombinedOutput()
		// A wrong field inside an Envoy message is only said, not refused.
		if err != nil || strings.Contains(string(out), "can't unmarshal") {
			t.Errorf("istioctl %s: %v\n%s", args[0], err, out)
		}
	}
}

// TestRendered holds what `chatguard render` writes against the same.
func TestRendered(t *testing.T) {
	ctl := mesh.NeedTool(t, tools.Ctl, "e2e-istio")
	policy := filepath.Join(t.TempDir(), "policy.yaml")
	for _, c := range []struct{ target, policy, url string }{
		{"istio", "{extends: strict}", "oci://registry.example.com/chatguard:1"},
		{"istio", "{extends: strict, holdHeaders: true}", "file:///etc/chatguard/chatguard.wasm"},
		{"trafficextension", "{extends: strict}", "oci://registry.example.com/chatguard:1"},
	} {
		if err := os.WriteFile(policy, []byte(c.policy), 0o600); err != nil {
			t.Fatal(err)
		}
		cmd := exec.Command("go", "run", "./filter/cmd/chatguard", "render", "--target", c.target, "--policy", policy,
			"--url", c.url, "--namespace", "istio-ingress", "--selector", "istio=ingressgateway")
		cmd.Dir, cmd.Stderr = mesh.Root, os.Stderr
		out, err := cmd.Output()
		if err != nil {
			t.Fatal(err)
		}
		file := filepath.Join(t.TempDir(), "rendered.yaml")
		if err := os.WriteFile(file, out, 0o600); err != nil {
			t.Fatal(err)
		}
		t.Run(c.target, func(t *testing.T) { lint(t, ctl, file) })
	}
}

// change is what a test replaces in manifests, old and new by turns.
type change []string

// local puts the built module in the place of its image.
func local(t *testing.T) change {
	module := mesh.NeedModule(t)
	return change{
		fmt.Sprintf(`{remote: {http_uri: {uri: %q, timeout: 30s}}}`, image), fmt.Sprintf(`{local: {filename: %q}}`, module),
		image, "file://" + module,
	}
}

// read reads manifests with changes; each must change something somewhere.
func read(t *testing.T, c change, files ...string) []kubeapi.Object {
	t.Helper()
	var all strings.Builder
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		all.Write(b)
		all.WriteString("\n---\n")
	}
	objects, err := kubeapi.Parse([]byte(strings.NewReplacer(c...).Replace(all.String())))
	if err != nil {
		t.Fatal(err)
	}
	return objects
}
