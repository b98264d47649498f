package main

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// TestTakeOut holds that a find leaves the source tree as it was, with the cases that it had.
func TestTakeOut(t *testing.T) {
	for _, c := range []struct {
		name  string
		cases []string
	}{{"a target with cases", []string{"old"}}, {"a target without", nil}} {
		t.Run(c.name, func(t *testing.T) {
			t.Chdir(t.TempDir())
			write := func(path string) {
				if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(path, []byte("go test fuzz v1\n"), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			x := &target{pkg: "github.com/chatguard/chatguard/filter/wire", name: "FuzzX"}
			write("filter/wire/sse.go")
			for _, name := range c.cases {
				write(filepath.Join(x.kept(), name))
			}
			before := x.cases()
			write(filepath.Join(x.kept(), "new"))
			if err := x.takeOut(before); err != nil {
				t.Fatal(err)
			}
			if got := x.cases(); !slices.Equal(got, c.cases) {
				t.Errorf("the cases are %q, want %q", got, c.cases)
			}
			if _, err := os.Stat("filter/wire/testdata"); os.IsNotExist(err) != (c.cases == nil) {
				t.Errorf("testdata: %v", err)
			}
			if want := []string{filepath.FromSlash("build/fuzz/filter/wire/FuzzX/new")}; !slices.Equal(x.finds, want) {
				t.Errorf("finds %q, want %q", x.finds, want)
			}
			if _, err := os.Stat(x.finds[0]); err != nil {
				t.Error(err)
			}
		})
	}
}
