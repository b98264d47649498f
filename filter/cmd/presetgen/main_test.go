package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const policies = "../../../policies"

func TestCompiledPresetsAreFresh(t *testing.T) {
	if err := run(policies, true); err != nil {
		t.Error(err)
	}
}

func TestStaleAndBrokenPresets(t *testing.T) {
	dir := t.TempDir()
	put := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, "presets", name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(filepath.Join(dir, "presets"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := run(dir, false); err == nil {
		t.Error("a folder without presets is taken")
	}
	put("a.yaml", "# one\nrules: [{name: r, match: [pii], action: Log}]\n")
	if err := run(dir, false); err != nil {
		t.Fatal(err)
	}
	if err := run(dir, true); err != nil {
		t.Error(err)
	}
	put("b.yaml", "extends: a\n")
	if err := run(dir, true); err == nil {
		t.Error("a preset that was not compiled is not missed")
	}
	put("b.yaml", "extends: a\nmod: Off\n")
	if err := run(dir, false); err == nil || !strings.Contains(err.Error(), `preset b: mod: unknown field "mod"`) {
		t.Errorf("a broken preset: %v", err)
	}
}
