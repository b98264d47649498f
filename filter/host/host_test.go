//go:build !wasip1

package host

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/chatguard/chatguard/filter/abi"
	"github.com/chatguard/chatguard/filter/host/testdata/echoguest"
	"github.com/google/go-cmp/cmp"
)

// module builds echoguest once a run.
var module = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "echoguest")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	out := filepath.Join(dir, "echoguest.wasm")
	build := exec.Command("go", "build", "-buildmode=c-shared", "-ldflags=-s -w", "-o", out, "./testdata/echoguest/module")
	build.Env = append(os.Environ(), "GOOS=wasip1", "GOARCH=wasm")
	if b, err := build.CombinedOutput(); err != nil {
		return nil, &exec.Error{Name: string(b), Err: err}
	}
	return os.ReadFile(out)
})

func wasmHost(t *testing.T, opts Options) *Host {
	t.Helper()
	code, err := module()
	if err != nil {
		t.Fatal(err)
	}
	return NewWasm(context.Background(), code, opts)
}

func nativeHost(_ *testing.T, opts Options) *Host {
	opts.Register = echoguest.Register
	return NewNative(opts)
}

// onBoth runs a test with either guest, started with a script, and checks that both log the same and cause no problems.
func onBoth(t *testing.T, opts Options, script string, run func(t *testing.T, h *Host)) {
	t.Helper()
	var logs [2][]string
	for i, guest := range []struct {
		name string
		make func(*testing.T, Options) *Host
	}{{"wasm", wasmHost}, {"native", nativeHost}} {
		t.Run(guest.name, func(t *testing.T) {
			h := guest.make(t, opts)
			defer h.Close()
			if err := h.Start([]byte(script)); err != nil {
				t.Fatal(err)
			}
			run(t, h)
			logs[i] = h.Logs()
			for _, p := range h.Problems() {
				t.Errorf("problem: %s", p)
			}
		})
	}
	if diff := cmp.Diff(logs[0], logs[1]); diff != "" {
		t.Errorf("the guests logged differently (-wasm +native):\n%s", diff)
	}
}

func post(n int) Headers { return Post("/v1/chat/completions", "application/json", n) }

func pieces(s ...string) (b [][]byte) {
	for _, p := range s {
		b = append(b, []byte(p))
	}
	return b
}

// show is a message in one line: status or method, some headers, pieces, trailers, how it ended.
func show(m *Message) string {
	if !m.Started() {
		return "nothing"
	}
	var b strings.Builder
	b.WriteString(m.Headers.Get(":status") + m.Headers.Get(":method"))
	headers := slices.SortedFunc(slices.Values(m.Headers), func(a, b [2]string) int { return strings.Compare(a[0], b[0]) })
	for _, f := range headers {
		if strings.HasPrefix(f[0], "x-") && f[0] != "x-request-id" || f[0] == "content-length" {
			b.WriteString(" " + f[0] + "=" + f[1])
		}
	}
	for _, p := range m.Pieces {
		if len(p) > 40 {
			p = []byte(strconv.Itoa(len(p)) + " bytes")
		}
		b.WriteString(" [" + string(p) + "]")
	}
	for _, f := range m.Trailers {
		b.WriteString(" " + f[0] + "=" + f[1])
	}
	switch {
	case m.Ended:
	case m.Reset:
		b.WriteString(" reset")
	default:
		b.WriteString(" open")
	}
	return b.String()
}

var _ = abi.OK
