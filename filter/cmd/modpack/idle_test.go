package main

import "testing"

// A family of functions goes if what would let it run is not linked; what runs anyway stays.
func TestIdleFunctions(t *testing.T) {
	names := map[int]string{
		1: "runtime.traceLocker.GoStart", 2: "runtime.traceLocker.ok", 3: "runtime.traceback2", 4: "runtime.__traceMap_.put",
		5: "crypto_internal_fips140_sha512.init.0", 6: "crypto_internal_fips140_sha512.init.0.func1", 7: "main.traceAdvance",
	}
	if got := idleFunctions(names); len(got) != 3 || !got[1] || !got[4] || !got[6] {
		t.Errorf("idle are %v, want 1, 4 and 6", got)
	}
	names[8], names[9] = "runtime.StartTrace", "crypto_sha512.New"
	if got := idleFunctions(names); len(got) != 0 {
		t.Errorf("with a tracer and SHA-512 %v are idle", got)
	}
}

// The names of the runtime are as they are written here.
func TestIdleNames(t *testing.T) {
	if testing.Short() {
		t.Skip("builds a program")
	}
	m, err := readModule(built(t, "./testdata/program"))
	if err != nil {
		t.Fatal(err)
	}
	names, err := m.functionNames()
	if err != nil {
		t.Fatal(err)
	}
	idle := idleFunctions(names)
	for index := range idle {
		if names[index] == "runtime.traceAdvance" {
			return
		}
	}
	t.Errorf("of %d functions %d are idle, the tracer is not among them", len(names), len(idle))
}
