package gateway

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/chatguard/chatguard/e2e/mesh"
	"github.com/chatguard/chatguard/e2e/tools"
)

const shipped = mesh.Root + "/envoy/gateway/"

// gateway is a running Envoy Gateway with its Envoy.
type gateway struct {
	bot   *mesh.Chatbot
	port  int // of the Gateway's listener
	log   *mesh.Log
	files string // the directory that it reads
	edits []string
}

// start runs Envoy Gateway on manifests of ours until the test ends.
func start(t *testing.T, names ...string) *gateway {
	t.Helper()
	binary, envoy := mesh.NeedTool(t, tools.Gateway, "e2e-gateway"), mesh.NeedEnvoy(t)
	g := &gateway{bot: mesh.StartChatbot(t), port: mesh.FreePorts(t, 1)[0], log: &mesh.Log{}}
	home := t.TempDir()
	// Where Envoy Gateway looks for an Envoy before it would download one.
	bin := filepath.Join(home, "data", "envoy-versions", envoy.Version, "bin")
	g.files = filepath.Join(home, "manifests")
	for _, dir := range []string{bin, g.files} {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink(envoy.Path, filepath.Join(bin, "envoy")); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command(binary, "certgen", "--local", "--config-home", home).CombinedOutput(); err != nil {
		t.Fatalf("certgen: %v: %s", err, out)
	}
	g.edits = []string{
		"registry.example.com/", startRegistry(t) + "/",
		"{name: chatbot, port: 8000}", "{group: gateway.envoyproxy.io, kind: Backend, name: chatbot}",
		"protocol: HTTP, port: 80}", fmt.Sprintf("protocol: HTTP, port: %d}", g.port),
		"  gatewayClassName: envoy\n", "  gatewayClassName: envoy\n  infrastructure: {parametersRef: {group: gateway.envoyproxy.io, kind: EnvoyProxy, name: machine}}\n",
		"envoyVersion: ENVOY", "envoyVersion: " + envoy.Version, "port: CHATBOT", fmt.Sprintf("port: %d", g.bot.Port()),
		"CERTS/", filepath.Join(home, "certs", "envoy") + "/",
		"{ca.crt: CA, tls.crt: CERTIFICATE, tls.key: KEY}", secret(t, home, "ca.crt", "tls.crt", "tls.key"),
	}
	g.write(t, "machine.yaml", "testdata/machine.yaml")
	for _, name := range names {
		g.write(t, name, shipped+name)
	}
	config := filepath.Join(home, "config.yaml")
	if err := os.WriteFile(config, fmt.Appendf(nil, `
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: EnvoyGateway
gateway: {controllerName: gateway.envoyproxy.io/gatewayclass-controller}
provider:
  type: Custom
  custom:
    resource: {type: File, file: {paths: [%q]}}
    infrastructure: {type: Host, host: {configHome: %q, dataHome: %q, stateHome: %q, runtimeDir: %q}}
extensionApis: {enableBackend: true}
`, g.files, home, home+"/data", home+"/state", home+"/run"), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(binary, "server", "--config-path", config)
	cmd.Env = append(os.Environ(), "HOME="+home)
	cmd.Stdout, cmd.Stderr = g.log, g.log
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Signal(syscall.SIGTERM) // it ends its Envoy
		_ = cmd.Wait()
		if t.Failed() {
			t.Logf("the log ends with\n%s", g.log.Tail())
		}
	})
	return g
}

// write puts a manifest where Envoy Gateway reads it, as a whole, with what a test changes, old and new by turns.
func (g *gateway) write(t *testing.T, name, file string, edits ...string) {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	text := strings.NewReplacer(append(edits, g.edits...)...).Replace(string(b))
	if err := os.WriteFile(filepath.Join(g.files, name), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// secret is the proxy's certificate as the data of a Secret.
func secret(t *testing.T, home string, names ...string) string {
	t.Helper()
	data := map[string][]byte{}
	for _, name := range names {
		b, err := os.ReadFile(filepath.Join(home, "certs", "envoy", name))
		if err != nil {
			t.Fatal(err)
		}
		data[name] = b
	}
	b, err := json.Marshal(data) // in base64, as a Secret has it
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
