package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// The threat model names tests that exist, each promise and each item that is covered has one, and no item is forgotten.
func TestThreatModel(t *testing.T) {
	text := string(read(t, filepath.Join(root, "envoy", "THREATS.md")))
	rows := 0
	for line := range strings.Lines(text) {
		cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), " | ")
		if !strings.HasPrefix(line, "| ") || len(cells) < 3 || strings.HasSuffix(strings.TrimSpace(line), "| shown by |") {
			continue
		}
		rows++
		item, done, tests := cells[0], cells[1], quoted(cells[len(cells)-1])
		if len(tests) == 0 && !strings.HasPrefix(done, "not in scope") {
			t.Errorf("%s: no test", item)
		}
		for _, name := range tests {
			if !testExists(t, name) {
				t.Errorf("%s: there is no test %s", item, name)
			}
		}
	}
	if rows < 40 {
		t.Errorf("%d rows: the tables were not read", rows)
	}
	for i := range 10 {
		for _, item := range []string{fmt.Sprintf("\n| LLM%02d ", i+1), fmt.Sprintf("\n| API%d ", i+1)} {
			if !strings.Contains(text, item) {
				t.Errorf("%s is not there", strings.TrimSpace(item))
			}
		}
	}
	for _, tag := range atlasTags(t) {
		if !strings.Contains(text, "\n| "+tag+" ") {
			t.Errorf("the packs name %s, the threat model does not", tag)
		}
	}
	for _, m := range regexp.MustCompile(`\]\(([^)]+)\)`).FindAllStringSubmatch(text, -1) {
		if _, err := os.Stat(filepath.Join(root, "envoy", m[1])); err != nil {
			t.Error(err)
		}
	}
}

func quoted(cell string) (all []string) {
	for _, m := range regexp.MustCompile("`([^`]+)`").FindAllStringSubmatch(cell, -1) {
		all = append(all, m[1])
	}
	return all
}

// testExists finds a scenario by its file, or a test by its folder and name.
func testExists(t *testing.T, name string) bool {
	dir, function, ok := strings.Cut(name, " ")
	if !ok {
		_, err := os.Stat(filepath.Join(root, name))
		return err == nil && strings.HasSuffix(name, ".txtar")
	}
	files, err := filepath.Glob(filepath.Join(root, dir, "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	return slices.ContainsFunc(files, func(file string) bool {
		return strings.Contains(string(read(t, file)), "\nfunc "+function+"(t *testing.T) {")
	})
}

// atlasTags are the techniques that packs of rules name.
func atlasTags(t *testing.T) []string {
	t.Helper()
	var all []string
	err := filepath.WalkDir(filepath.Join(root, "policies"), func(path string, _ os.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(path, ".yaml") {
			all = append(all, regexp.MustCompile(`AML\.T\d{4}`).FindAllString(string(read(t, path)), -1)...)
		}
		return err
	})
	if err != nil || len(all) == 0 {
		t.Fatal("no tags in policies: ", err)
	}
	slices.Sort(all)
	return slices.Compact(all)
}
