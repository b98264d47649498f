package mesh

import (
	"context"
	"errors"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chatguard/chatguard/e2e/envoy"
	"github.com/chatguard/chatguard/e2e/tools"
)

// Root is the repository's, seen from the packages that test a control plane.
const Root = "../.."

// NeedTool returns a control plane's binary. Building it takes minutes of CPU time: CI does it for those that it has the
// time for, and a person asks for it with the make target.
func NeedTool(t *testing.T, tool tools.Tool, target string) string {
	t.Helper()
	path, err := tools.Find(t.Context(), Root, tool)
	if errors.Is(err, tools.ErrNotBuilt) {
		if os.Getenv("CI") == "" || !tool.InCI {
			t.Skipf("%v; `make %s` builds it (minutes of CPU time, once) and runs this test", err, target)
		}
		path, err = tools.Build(t.Context(), Root, tool, logWriter{t})
	}
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// NeedEnvoy returns an Envoy; without network a person's machine may have none.
func NeedEnvoy(t *testing.T) *envoy.Binary {
	t.Helper()
	b, err := envoy.Find(t.Context(), filepath.Join(Root, ".cache"), logWriter{t})
	if errors.Is(err, envoy.ErrUnavailable) && os.Getenv("CI") == "" {
		t.Skip("this machine has no Envoy: ", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	b.Path = absolute(t, b.Path)
	return b
}

// NeedModule returns the path of the module that make builds.
func NeedModule(t *testing.T) string {
	t.Helper()
	path := absolute(t, filepath.Join(Root, "build", "chatguard.wasm"))
	if _, err := os.Stat(path); err != nil {
		t.Fatalf("%v (make module builds it)", err)
	}
	return path
}

func absolute(t *testing.T, path string) string {
	t.Helper()
	path, err := filepath.Abs(path)
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// FreePorts returns ports of this machine that nobody listened on a moment ago.
func FreePorts(t *testing.T, n int) []int {
	t.Helper()
	var ports []int
	for range n {
		l, err := (&net.ListenConfig{}).Listen(context.Background(), "tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close() // not before all are found, so that they differ
		ports = append(ports, l.Addr().(*net.TCPAddr).Port)
	}
	return ports
}

type logWriter struct{ t *testing.T }

func (w logWriter) Write(p []byte) (int, error) {
	w.t.Log(strings.TrimRight(string(p), "\n"))
	return len(p), nil
}
