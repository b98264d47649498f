//go:build !wasip1

package host

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/chatguard/chatguard/filter/abi"
	"github.com/google/go-cmp/cmp"
	"github.com/tetratelabs/wazero"
)

// A trap fails the VM: what streams get then is the failure policy's.
func TestFailedVM(t *testing.T) {
	for _, c := range []struct {
		policy      FailurePolicy
		first, next string
	}{
		{FailClosed, "503", "503"},
		{FailReload, "503", "200"},
		{FailOpen, "200", "200"},
	} {
		h := wasmHost(t, Options{FailurePolicy: c.policy})
		if err := h.Start([]byte("request_body: block\nresponse_headers: log alive")); err != nil {
			t.Fatal(err)
		}
		first := h.Exchange(Request{Headers: post(-1), Body: pieces("one")}, nil)
		if c.policy != FailReload && h.Failed() == nil {
			t.Error("the VM did not fail")
		}
		next := h.Exchange(Request{Headers: post(-1)}, nil)
		if show(first.Client) != c.first || show(next.Client) != c.next {
			t.Errorf("policy %d: clients saw %q and %q, want %q and %q", c.policy, show(first.Client), show(next.Client), c.first, c.next)
		}
		if alive := slices.Contains(h.Logs(), "info: response_headers alive"); alive != (c.policy == FailReload) {
			t.Errorf("policy %d: the filter saw the second response: %v", c.policy, alive)
		}
		h.Close()
	}
}

// In Envoy a guest cannot end itself.
func TestExitEndsNothing(t *testing.T) {
	h := wasmHost(t, Options{})
	defer h.Close()
	if err := h.Start([]byte("request_body: exit; upper")); err != nil {
		t.Fatal(err)
	}
	if got := h.Exchange(Request{Headers: post(-1), Body: pieces("one")}, nil); show(got.Upstream) != "POST [ONE]" {
		t.Errorf("upstream saw %q", show(got.Upstream))
	}
	if len(h.Problems()) != 1 {
		t.Errorf("problems: %q", h.Problems())
	}
}

func TestReconfigure(t *testing.T) {
	onBoth(t, Options{}, "log: log old\nplugin_done: log done", func(t *testing.T, h *Host) {
		if err := h.Reconfigure([]byte("start: pause")); err == nil {
			t.Error("a refused configuration was accepted")
		}
		open := h.NewStream(nil)
		open.RequestHeaders(post(-1), true)
		if err := h.Reconfigure([]byte("log: log new")); err != nil {
			t.Fatal(err)
		}
		h.Exchange(Request{Headers: post(-1)}, nil)
		open.Close()
		want := []string{"info: log new", "info: log old", "info: plugin_done done"}
		if diff := cmp.Diff(want, h.Logs()); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
}

func TestMetricsAndSharedData(t *testing.T) {
	script := "start: count a 0; count a 2; gauge g 7; record h 5; record h 6; share k one; shared k; share k two\n" +
		"request_headers: shared k; count a 3; shared none"
	onBoth(t, Options{}, script, func(t *testing.T, h *Host) {
		h.SetSharedData("k", []byte("three"))
		h.Exchange(Request{Headers: post(-1)}, nil)
		want := map[string]uint64{"a": 5, "g": 7, "h.count": 2, "h.sum": 11}
		if diff := cmp.Diff(want, h.Metrics()); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		logs := []string{"info: start share ok", "info: start shared one ok", "info: start share ok",
			"info: request_headers shared three ok", "info: request_headers shared  error status returned by host: not found"}
		if diff := cmp.Diff(logs, h.Logs()); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
}

// A host call that fails tells the guest so: here it cannot read its script, and so does nothing.
func TestFault(t *testing.T) {
	opts := Options{Fault: func(call string) abi.Status {
		if call == "proxy_get_buffer_bytes" || call == "proxy_set_shared_data" {
			return abi.InternalFailure
		}
		return abi.OK
	}}
	onBoth(t, opts, "request_body: replace script-was-read", func(t *testing.T, h *Host) {
		if got := h.Exchange(Request{Headers: post(-1), Body: pieces("one")}, nil); show(got.Upstream) != "POST [one]" {
			t.Errorf("upstream saw %q", show(got.Upstream))
		}
	})
}

// However the guest's garbage collector runs while the host has it allocate, it makes no call that Envoy would trap. The
// arena goes back to its size after large bodies.
func TestAllocatingUnderPressure(t *testing.T) {
	body := [][]byte{[]byte(strings.Repeat("a", 300<<10)), []byte(strings.Repeat("b", 300<<10))}
	onBoth(t, Options{}, "request_body: pause; garbage 300000\nrequest_body.end: read 5; garbage 100000; upper\nresponse_headers: stats", func(t *testing.T, h *Host) {
		for range 100 {
			got := h.Exchange(Request{Headers: post(-1), Body: body}, nil)
			if b := got.Upstream.Body(); len(b) != 600<<10 || strings.Trim(string(b), "AB") != "" {
				t.Fatalf("upstream saw %d bytes", len(b))
			}
		}
		for _, l := range h.Logs() {
			if l != "info: response_headers stats 262144 1 0" {
				t.Fatalf("got %q, want 256 KiB, one callback, no panic", l)
			}
		}
	})
}

func TestClientGoesAway(t *testing.T) {
	onBoth(t, Options{}, "", func(t *testing.T, h *Host) {
		s := h.NewStream(nil)
		s.RequestHeaders(post(-1), false)
		s.Reset()
		s.RequestData([]byte("late"), true)
		if show(s.Upstream()) != "POST reset" {
			t.Errorf("upstream saw %q", show(s.Upstream()))
		}
		s.Close()
		s.Close()
	})
}

// The module may import only what Envoy provides from 1.35 on: the ABI's functions, and of WASI what
// proxy-wasm-cpp-host has had since it learned to load standard Go.
func TestImports(t *testing.T) {
	code, err := module()
	if err != nil {
		t.Fatal(err)
	}
	if unknown := unknownImports(t, code); len(unknown) > 0 {
		t.Errorf("the module imports what Envoy does not provide: %q", unknown)
	}
}

func unknownImports(t *testing.T, code []byte) (unknown []string) {
	t.Helper()
	ctx := context.Background()
	r := wazero.NewRuntimeWithConfig(ctx, wazero.NewRuntimeConfigInterpreter())
	defer r.Close(ctx)
	m, err := r.CompileModule(ctx, code)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range m.ImportedFunctions() {
		if module, name, _ := f.Import(); !EnvoyProvides(module, name) {
			unknown = append(unknown, module+"."+name)
		}
	}
	return unknown
}
