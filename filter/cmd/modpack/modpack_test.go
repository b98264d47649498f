package main

import (
	"bytes"
	"context"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
)

// memoryAtStart is what a module's memory holds before the first call. Whatever it imports does nothing.
func memoryAtStart(t *testing.T, code []byte) []byte {
	t.Helper()
	ctx := context.Background()
	r := wazero.NewRuntimeWithConfig(ctx, wazero.NewRuntimeConfigInterpreter())
	t.Cleanup(func() { r.Close(ctx) })
	m, err := r.CompileModule(ctx, code)
	if err != nil {
		t.Fatal(err)
	}
	hosts := map[string]wazero.HostModuleBuilder{}
	nothing := api.GoFunc(func(context.Context, []uint64) {})
	for _, f := range m.ImportedFunctions() {
		from, name, _ := f.Import()
		if hosts[from] == nil {
			hosts[from] = r.NewHostModuleBuilder(from)
		}
		hosts[from].NewFunctionBuilder().WithGoFunction(nothing, f.ParamTypes(), f.ResultTypes()).Export(name)
	}
	for _, h := range hosts {
		if _, err := h.Instantiate(ctx); err != nil {
			t.Fatal(err)
		}
	}
	mod, err := r.InstantiateModule(ctx, m, wazero.NewModuleConfig().WithStartFunctions())
	if err != nil {
		t.Fatal(err)
	}
	b, _ := mod.Memory().Read(0, mod.Memory().Size())
	return slices.Clone(b)
}

// tiny is a module with nothing but memory and a function, whose data are the given segments.
func tiny(pages int, segments map[int][]byte) []byte {
	data := appendNumber(nil, len(segments))
	for at, b := range segments {
		data = append(data, segment(at, b)[1:]...)
	}
	return module{
		{typeSection, []byte("\x01\x60\x01\x7f\x01\x7f")}, {functionSection, []byte{1, 0}},
		{memorySection, appendNumber([]byte{1, 0}, pages)},
		{7, []byte("\x02\x06memory\x02\x00\x03run\x00\x00")},
		{codeSection, []byte("\x01\x04\x00\x20\x00\x0b")}, {dataSection, data}, nameSection,
	}.bytes()
}

// nameSection names the functions that are looked for. Only the first is there.
var nameSection = func() section {
	names := []string{"runtime.deferreturn", "runtime.sigpanic"}
	list := appendNumber(nil, len(names))
	for i, name := range names {
		list = appendSized(appendNumber(list, i), []byte(name))
	}
	return section{customSection, appendSized([]byte("\x04name\x01"), list)}
}()

func same(t *testing.T, code []byte) {
	t.Helper()
	packed, err := packModule(bytes.Clone(code))
	if err != nil {
		t.Fatal(err)
	}
	want, got := memoryAtStart(t, code), memoryAtStart(t, packed)
	if len(want) > len(got) {
		t.Fatalf("the memory has %d bytes, want %d at least", len(got), len(want))
	}
	want = append(want, make([]byte, len(got)-len(want))...)
	if !bytes.Equal(got, want) {
		i := 0
		for got[i] == want[i] {
			i++
		}
		t.Fatalf("the memory differs from %#x on: % x, want % x", i, got[i:min(i+16, len(got))], want[i:min(i+16, len(want))])
	}
}

func random(n, values int) []byte {
	r := rand.New(rand.NewPCG(1, uint64(n)))
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(r.IntN(values))
	}
	return b
}

// A packed module starts with the memory of the module as it was built.
func TestMemoryIsTheSame(t *testing.T) {
	table := make([]byte, 200_000) // as the runtime's: a rising number now and then
	for i := 0; i < len(table); i += 20 {
		table[i], table[i+1] = byte(i>>5), byte(i>>13)
	}
	far := random(150_000, 256)
	for name, m := range map[string][]byte{
		"one byte":       tiny(1, map[int][]byte{0: {7}}),
		"at the end":     tiny(1, map[int][]byte{pageSize - 1: {7}}),
		"one value":      tiny(2, map[int][]byte{9: bytes.Repeat([]byte{1}, pageSize)}),
		"zeroes":         tiny(2, map[int][]byte{9: make([]byte, 99)}),
		"no matches":     tiny(1, map[int][]byte{100: random(256, 256)}),
		"few values":     tiny(3, map[int][]byte{8: random(100_000, 3)}),
		"every value":    tiny(3, map[int][]byte{8: random(100_000, 256)}),
		"two segments":   tiny(9, map[int][]byte{4096: []byte("a place, a place"), 300_000: []byte("a place")}),
		"a sparse table": tiny(5, map[int][]byte{70_000: table}),
		"from far away":  tiny(9, map[int][]byte{1: append(far, far...)}),
	} {
		t.Run(name, func(t *testing.T) { same(t, m) })
	}
}

func TestMemoryOfTheFilter(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the filter")
	}
	same(t, built(t, "-buildmode=c-shared", "../plugin"))
}

// built is what go build makes of a program.
func built(t *testing.T, args ...string) []byte {
	t.Helper()
	out := filepath.Join(t.TempDir(), "program.wasm")
	build := exec.Command("go", append([]string{"build", "-ldflags=-w", "-o", out}, args...)...)
	build.Env = append(os.Environ(), "GOOS=wasip1", "GOARCH=wasm")
	if b, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, b)
	}
	code, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	return code
}

func TestPackTwice(t *testing.T) {
	code, err := packModule(tiny(1, map[int][]byte{0: []byte("data")}))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := packModule(code); err == nil {
		t.Error("a packed module was packed again")
	}
}

// go build does not write a file anew that has the id of what it would write.
func TestBuildIDGoes(t *testing.T) {
	code, err := packModule(append(tiny(1, map[int][]byte{0: []byte("data")}), "\x00\x0d\x0ago:buildidid"...))
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(code, []byte("go:buildid")) {
		t.Error("go build would take the packed module for its own")
	}
}

func TestBuildInfoStays(t *testing.T) {
	info := append(append(bytes.Clone(infoStart), "path\tx\n"...), infoEnd...)
	code, err := packModule(tiny(1, map[int][]byte{0: append([]byte("data"), info...)}))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(code, info) {
		t.Error("what the module was built from cannot be read")
	}
}

// What is no module that Go built is refused, not packed wrongly.
func TestRefused(t *testing.T) {
	good := tiny(1, map[int][]byte{0: []byte("data, data, data")})
	for n := range good {
		packModule(good[:n])
		bad := bytes.Clone(good)
		bad[n] ^= 0x41
		packModule(bad)
	}
	for _, bad := range [][]byte{nil, []byte("MZ"), []byte(header), good[:len(good)-1], tiny(1, nil),
		tiny(1, map[int][]byte{pageSize - 1: []byte("ab")})} {
		if _, err := packModule(bad); err == nil {
			t.Errorf("%q was packed", bad)
		}
	}
}

func FuzzMemory(f *testing.F) {
	f.Add([]byte("a place, a place, a place"), 5)
	f.Fuzz(func(t *testing.T, b []byte, at int) {
		if at < 0 || at+len(b) > pageSize || len(b) == 0 {
			return
		}
		same(t, tiny(1, map[int][]byte{at: b}))
	})
}
