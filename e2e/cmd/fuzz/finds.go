package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
)

// kept is where the cases of the tests are, and go test puts what it finds.
func (t *target) kept() string { return filepath.Join(t.dir(), "testdata", "fuzz", t.name) }

// found is where finds are put instead, which no test reads and git ignores.
func (t *target) found() string { return filepath.Join("build", "fuzz", t.dir(), t.name) }

// cases are the names of the inputs that the target's tests have.
func (t *target) cases() (names []string) {
	files, _ := os.ReadDir(t.kept()) // most have none
	for _, f := range files {
		names = append(names, f.Name())
	}
	return names
}

// takeOut moves the inputs that were not there before, and the folders that were made for them.
func (t *target) takeOut(before []string) error {
	for _, name := range t.cases() {
		if slices.Contains(before, name) {
			continue
		}
		if err := os.MkdirAll(t.found(), 0o755); err != nil {
			return err
		}
		to := filepath.Join(t.found(), name)
		if err := os.Rename(filepath.Join(t.kept(), name), to); err != nil {
			return err
		}
		t.finds = append(t.finds, to)
	}
	for dir := t.kept(); dir != t.dir(); dir = filepath.Dir(dir) {
		if os.Remove(dir) != nil { // it holds something, or is not there
			break
		}
	}
	return nil
}

// tell prints the finds, and how one becomes a case of the tests.
func (t *target) tell() {
	for _, find := range t.finds {
		input, err := os.ReadFile(find)
		if err != nil {
			fmt.Println(err)
			continue
		}
		fmt.Printf("%s:\n%s\n", find, input)
	}
	if len(t.finds) > 0 {
		fmt.Printf("to keep it as a case: mkdir -p %s && cp %s/* %[1]s/\n", t.kept(), t.found())
	}
}
