package istio

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/chatguard/chatguard/e2e/istio/kubeapi"
	"github.com/chatguard/chatguard/e2e/mesh"
	"github.com/chatguard/chatguard/e2e/tools"
)

// controlPlane is a running istiod and the API server that it reads.
type controlPlane struct {
	api  *kubeapi.Server
	port int // of its xDS server, without TLS
	log  *mesh.Log
}

// meshConfig switches off what needs certificates: nothing issues them here.
const meshConfig = `
accessLogFile: ""
enableTracing: false
enableAutoMtls: false
defaultConfig: {discoveryAddress: "127.0.0.1:15012"}
`

// startIstiod runs istiod until the test ends. It knows no object yet.
func startIstiod(t *testing.T) *controlPlane {
	t.Helper()
	istiod := mesh.NeedTool(t, tools.Istiod, "e2e-istio")
	p := &controlPlane{api: kubeapi.New(), log: &mesh.Log{}}
	server := httptest.NewServer(p.api)
	t.Cleanup(server.Close)
	dir := t.TempDir()
	kubeconfig := fmt.Sprintf(`{"apiVersion": "v1", "kind": "Config", "current-context": "test",
		"clusters": [{"name": "test", "cluster": {"server": %q}}], "users": [{"name": "test", "user": {}}],
		"contexts": [{"name": "test", "context": {"cluster": "test", "user": "test"}}]}`, server.URL)
	for name, content := range map[string]string{"kubeconfig": kubeconfig, "mesh.yaml": meshConfig} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	ports := mesh.FreePorts(t, 4)
	p.port = ports[0]
	ready := fmt.Sprintf("127.0.0.1:%d", ports[1])
	cmd := exec.Command(istiod, "discovery", "--kubeconfig", "kubeconfig", "--meshConfig", "mesh.yaml",
		"--grpcAddr", fmt.Sprintf("127.0.0.1:%d", p.port), "--httpAddr", ready, "--httpsAddr", "", "--secureGRPCAddr", "",
		"--monitoringAddr", fmt.Sprintf("127.0.0.1:%d", ports[2]),
		"--ctrlz_address", "127.0.0.1", "--ctrlz_port", fmt.Sprint(ports[3]), "--shutdownDuration", "1s")
	cmd.Env = append(os.Environ(),
		"POD_NAME=istiod", "POD_NAMESPACE=istio-system", "PILOT_CERT_PROVIDER=none", "ENABLE_CA_SERVER=false",
		"VALIDATION_WEBHOOK_CONFIG_NAME=", "INJECTION_WEBHOOK_CONFIG_NAME=", "PILOT_ENABLE_GATEWAY_API=false",
		"PILOT_DEBOUNCE_AFTER=10ms",
		// Filters that only Istio's own Envoy has; a stock one refuses the whole listener.
		"PILOT_ENABLE_METADATA_EXCHANGE=false", "PILOT_ENABLE_ALPN_FILTER=false")
	cmd.Dir, cmd.Stdout, cmd.Stderr = dir, p.log, p.log
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		_ = cmd.Wait()
	})
	mesh.Within(t, time.Minute, "istiod is not ready", p.log, func() bool {
		r, err := http.Get("http://" + ready + "/ready")
		if err == nil {
			r.Body.Close()
		}
		return err == nil && r.StatusCode == http.StatusOK
	})
	return p
}
