// Package tools pins the Istio that the end-to-end tests build, and links its code that fetches modules.
package tools

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"net/http/httptest"

	"github.com/google/go-containerregistry/pkg/registry"
	"istio.io/istio/pkg/wasm"
)

const root = "../../.."

// push makes the image as `make image` does and pushes it to a registry of the test's.
func push(t *testing.T) (at, digest string, module []byte) {
	t.Helper()
	module, err := os.ReadFile(root + "/build/chatguard.wasm")
	if err != nil {
		t.Fatal(err, " (make module builds it)")
	}
	s := httptest.NewServer(registry.New())
	t.Cleanup(s.Close)
	at = strings.TrimPrefix(s.URL, "http://") + "/chatguard:1"
	dir := t.TempDir()
	cmd := exec.Command("go", "run", "-C", root+"/envoy/image", ".", "-module", absolute(t, root+"/build/chatguard.wasm"),
		"-output", dir, "-sbom", dir+"/sbom.json", "-push", at)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return at, digestOf(t, string(out)), module
}

// TestFetcher gives the image to the code with which Istio's agent fetches images.
func TestFetcher(t *testing.T) {
	at, digest, module := push(t)
	for name, checksum := range map[string]string{"by tag": "", "with the digest that was printed": digest} {
		cache := wasm.NewLocalFileCache(t.TempDir(), wasm.Options{})
		defer cache.Cleanup()
		file, err := cache.Get("oci://"+at, wasm.GetOptions{Checksum: checksum, RequestTimeout: wasm.DefaultHTTPRequestTimeout})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got, err := os.ReadFile(file); err != nil || !bytes.Equal(got, module) {
			t.Errorf("%s: the fetched module differs (%v)", name, err)
		}
	}
	cache := wasm.NewLocalFileCache(t.TempDir(), wasm.Options{})
	defer cache.Cleanup()
	if _, err := cache.Get("oci://"+at, wasm.GetOptions{Checksum: strings.Repeat("0", 64), RequestTimeout: wasm.DefaultHTTPRequestTimeout}); err == nil {
		t.Error("a wrong digest is taken")
	}
}

// digestOf reads the image's digest from what the command prints.
func digestOf(t *testing.T, printed string) string {
	t.Helper()
	for line := range strings.Lines(printed) {
		if f := strings.Fields(line); len(f) > 1 && f[0] == "image" {
			return strings.TrimPrefix(f[1], "sha256:")
		}
	}
	t.Fatalf("no digest in %q", printed)
	return ""
}

func absolute(t *testing.T, path string) string {
	t.Helper()
	path, err := filepath.Abs(path)
	if err != nil {
		t.Fatal(err)
	}
	return path
}
