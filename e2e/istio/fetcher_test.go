package istio

import (
	"os/exec"
	"testing"

	"github.com/chatguard/chatguard/e2e/mesh"
	"github.com/chatguard/chatguard/e2e/tools"
)

// TestFetcher runs the tests of the module that links Istio's own code for fetching images: it needs most of what istiod
// is built from, so it is asked for with it.
func TestFetcher(t *testing.T) {
	mesh.NeedTool(t, tools.Istiod, "e2e-istio")
	mesh.NeedModule(t)
	out, err := exec.Command("go", "test", "-C", "tools", "-count=1", "-v", "./...").CombinedOutput()
	t.Logf("%s", out)
	if err != nil {
		t.Error(err)
	}
}
