package main

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/chatguard/chatguard/filter/host"
	"github.com/tetratelabs/wazero"
)

// maxSize is the most the module may have, in bytes, packed (package modpack); raise it only with a reason. Three quarters of
// it are code, which Envoy compiles when it loads it, about 2 CPU seconds a megabyte; a quarter of that is Go's runtime.
// Access and quotas are 0.15 MB of it, roles, tools and parameters 0.3 MB, regular expressions for policies' own detectors
// 0.08 MB, names, addresses, user names and passwords in further languages 0.05 MB. Of the data, which are not compiled, a
// good half are the rules and the model of attacks. 4.5 MB is the goal, and little is left of it.
const maxSize = 4_500_000

// The module does not grow unnoticed, and imports only what every supported Envoy provides: one name more and it does not
// load.
func TestModule(t *testing.T) {
	out := filepath.Join(t.TempDir(), "chatguard.wasm")
	build := exec.Command("go", "build", "-buildmode=c-shared", "-ldflags=-w", "-o", out, ".")
	build.Env = append(os.Environ(), "GOOS=wasip1", "GOARCH=wasm")
	if b, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, b)
	}
	if b, err := exec.Command("go", "run", "../modpack", out).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, b)
	}
	code, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d bytes", len(code))
	if len(code) > maxSize {
		t.Errorf("the module has %d bytes, %d too many", len(code), len(code)-maxSize)
	}
	ctx := context.Background()
	r := wazero.NewRuntimeWithConfig(ctx, wazero.NewRuntimeConfigInterpreter())
	defer r.Close(ctx)
	m, err := r.CompileModule(ctx, code)
	if err != nil {
		t.Fatal(err)
	}
	if len(m.ImportedFunctions()) == 0 {
		t.Error("the module imports nothing")
	}
	for _, f := range m.ImportedFunctions() {
		if module, name, _ := f.Import(); !host.EnvoyProvides(module, name) {
			t.Errorf("the module imports %s.%s, which Envoy does not provide", module, name)
		}
	}
	for _, name := range []string{"_initialize", "proxy_abi_version_0_2_0", "proxy_on_memory_allocate", "proxy_on_request_body"} {
		if m.ExportedFunctions()[name] == nil {
			t.Errorf("the module does not export %s", name)
		}
	}
}
