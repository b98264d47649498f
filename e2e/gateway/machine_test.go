package gateway

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chatguard/chatguard/e2e/mesh"
)

// startRegistry packs the module as `make image` does, serves the image as a registry does, and returns the host of
// registry/chatguard:1.
func startRegistry(t *testing.T) string {
	t.Helper()
	module, dir := mesh.NeedModule(t), t.TempDir()
	pack := exec.Command("go", "run", "-C", filepath.Join(mesh.Root, "envoy", "image"), ".", "-module", module, "-version", "1",
		"-output", dir, "-sbom", filepath.Join(t.TempDir(), "sbom.json"))
	if out, err := pack.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	tags := map[string]string{}
	b, err := os.ReadFile(filepath.Join(dir, "index.json"))
	if err != nil {
		t.Fatal(err)
	}
	var index struct {
		Manifests []struct {
			Digest      string
			Annotations map[string]string
		}
	}
	if err := json.Unmarshal(b, &index); err != nil {
		t.Fatal(err)
	}
	for _, m := range index.Manifests {
		tags[m.Annotations["org.opencontainers.image.ref.name"]] = m.Digest
	}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/v2/" {
			return
		}
		digest := r.URL.Path[strings.LastIndexByte(r.URL.Path, '/')+1:]
		if strings.Contains(r.URL.Path, "/manifests/") {
			w.Header().Set("content-type", "application/vnd.oci.image.manifest.v1+json")
			if d := tags[digest]; d != "" {
				digest = d
			}
		}
		w.Header().Set("docker-content-digest", digest)
		http.ServeFile(w, r, filepath.Join(dir, "blobs", "sha256", strings.TrimPrefix(digest, "sha256:")))
	}))
	t.Cleanup(s.Close)
	return strings.TrimPrefix(s.URL, "http://")
}
