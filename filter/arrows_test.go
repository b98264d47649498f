// Package filter holds what is true of all packages below it.
package filter_test

import (
	"os/exec"
	"path"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/chatguard/chatguard/"

// order is the way bytes take through the filter. A package imports only
// packages further right.
var order = []string{"plugin", "guard", "delta", "restore", "jsonedit", "wire", "chat", "attack", "leak", "link", "payload", "tool", "text", "detect", "quota", "policy", "mask", "document", "jsonscan", "regex", "order", "swar"}

// proxyAware are the packages that may know proxy-wasm.
var proxyAware = []string{"plugin", "abi", "host", "cmd/plugin", "cmd/chatguard"}

// banned may not be in the module at all, each for a reason.
var banned = map[string]string{
	"net/http":                        "no network in the filter; 3 MB",
	"crypto/tls":                      "no network in the filter",
	"testing":                         "test code in the product",
	"go.yaml.in/yaml/v3":              "policies reach the module as JSON; 1.1 MB",
	"github.com/tetratelabs/wazero":   "a wasm runtime inside wasm",
	"regexp":                          "filter/regex does what is needed; 0.4 MB",
	"google.golang.org/protobuf":      "not needed; 4 MB",
	"github.com/google/go-cmp/cmp":    "test code in the product",
	"github.com/rogpeppe/go-internal": "test code in the product",
}

func TestArrowsPointOneWay(t *testing.T) {
	for pkg, imports := range list(t, `{{.ImportPath}} {{join .Imports " "}}`, "./...") {
		from := strings.TrimPrefix(pkg, module+"filter/")
		for _, imp := range imports {
			if strings.Contains(imp, "proxy-wasm-go-sdk") && !slices.ContainsFunc(proxyAware, func(s string) bool {
				return from == s || strings.HasPrefix(from, s+"/")
			}) {
				t.Errorf("%s imports %s: only %v may know the proxy", from, imp, proxyAware)
			}
			to := strings.TrimPrefix(imp, module+"filter/")
			a, b := slices.Index(order, room(from)), slices.Index(order, room(to))
			if a >= 0 && b >= 0 && b < a {
				t.Errorf("%s imports %s, which is to its left", from, to)
			}
		}
	}
}

// room is the package of order that a path belongs to.
func room(pkg string) string {
	first, _, _ := strings.Cut(pkg, "/")
	return first
}

func TestNothingHeavyInTheModule(t *testing.T) {
	for pkg := range list(t, `{{.ImportPath}}`, "-deps", "./cmd/plugin") {
		for b, why := range banned {
			if pkg == b || strings.HasPrefix(pkg, b+"/") {
				t.Errorf("the module contains %s: %s", pkg, why)
			}
		}
	}
}

// list runs go list for the module's platform and returns the first word of
// each line with the others.
func list(t *testing.T, format string, args ...string) map[string][]string {
	t.Helper()
	cmd := exec.Command("go", append([]string{"list", "-f", format}, args...)...)
	cmd.Env = append(cmd.Environ(), "GOOS=wasip1", "GOARCH=wasm")
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	all := map[string][]string{}
	for line := range strings.Lines(string(out)) {
		words := strings.Fields(line)
		all[words[0]] = words[1:]
	}
	if len(all) == 0 {
		t.Fatalf("go list %s found nothing", path.Join(args...))
	}
	return all
}
