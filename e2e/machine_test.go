package e2e

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chatguard/chatguard/e2e/envoy"
)

// root is the repository's, seen from this package.
const root = ".."

// needEnvoy returns an Envoy binary. Where there is none and none can be had, the test is skipped with the reason, but
// fails in CI.
func needEnvoy(t *testing.T) string {
	t.Helper()
	b, err := envoy.Find(context.Background(), filepath.Join(root, ".cache"), testWriter{t})
	if errors.Is(err, envoy.ErrUnavailable) && os.Getenv("CI") == "" {
		t.Skip("this machine has no Envoy: ", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	if b.Path, err = filepath.Abs(b.Path); err != nil {
		t.Fatal(err)
	}
	t.Log(b)
	return b.Path
}

// needModule fails where a module was not built. $CHATGUARD_MODULES is where else than in build/ modules are: make cover has
// some that count their statements.
func needModule(t *testing.T, name string) string {
	t.Helper()
	dir := os.Getenv("CHATGUARD_MODULES")
	if dir == "" {
		dir = filepath.Join(root, "build")
	}
	path, err := filepath.Abs(filepath.Join(dir, name))
	if err == nil {
		_, err = os.Stat(path)
	}
	if err != nil {
		t.Fatalf("%v (make test-modules builds it)", err)
	}
	return path
}

type testWriter struct{ t *testing.T }

func (w testWriter) Write(p []byte) (int, error) {
	w.t.Log(strings.TrimRight(string(p), "\n"))
	return len(p), nil
}
