package e2e

import (
	"bytes"
	"testing"
	"time"

	"github.com/chatguard/chatguard/e2e/soak"
)

// TestSoak is a short `make soak`: every answer is right, no value reaches the upstream, no VM has to be made anew. Memory
// has not settled in so short a time; that it does shows in the long one.
func TestSoak(t *testing.T) {
	if testing.Short() {
		t.Skip("takes half a minute")
	}
	binary := needEnvoy(t)
	needModule(t, "chatguard.wasm")
	var log bytes.Buffer
	r, err := soak.Run(t.Context(), soak.Options{Binary: binary, Root: root, For: 20 * time.Second, Warm: 5 * time.Second, Log: &log})
	if err != nil {
		t.Fatalf("%v\n%s", err, log.String())
	}
	t.Logf("%d requests, resident %.0f MB, %+.1f %% after the first five seconds", r.Requests, r.Memory[len(r.Memory)-1].Resident, r.GrowthPC)
	for _, w := range r.Wrong {
		t.Error(w)
	}
	if r.Leaks > 0 || r.Restarts > 0 || r.Requests < 200 {
		t.Errorf("%d values at the upstream, %d VMs made anew, %d requests\n%s", r.Leaks, r.Restarts, r.Requests, log.String())
	}
	var svg bytes.Buffer
	if r.Plot(&svg); !bytes.Contains(svg.Bytes(), []byte("polyline")) {
		t.Error("no plot")
	}
}

// TestModuleMemory holds that requests leave nothing behind in the module.
func TestModuleMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("takes half a minute")
	}
	marks, err := soak.Module(t.Context(), read(t, needModule(t, "chatguard.wasm")), 9_000, 27_000) // the heap has its size by then
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%+v", marks)
	if marks[1].MB > marks[0].MB*1.05 {
		t.Errorf("the memory of the module grows: %+v", marks)
	}
}
