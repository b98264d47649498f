package detect_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/chatguard/chatguard/filter/detect"
)

// forms reads texts divided by lines of "%%".
func forms(t *testing.T, name string) []string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSuffix(string(b), "\n"), "\n%%\n")
}

// secretsOf scans text for credentials, and leaves out documented examples as
// the filter does.
func secretsOf(t *testing.T) func(text string) []detect.Finding {
	t.Helper()
	set, err := detect.NewSet(detect.Catalog().Names(), nil)
	if err != nil {
		t.Fatal(err)
	}
	var sc detect.Scanner
	return func(text string) []detect.Finding {
		found, _ := sc.Scan(set, []byte(text), 0, true, nil)
		n := 0
		for _, f := range found {
			if strings.HasPrefix(set.Name(f.Type), "SECRET_") && !f.Harmless {
				found[n] = f
				n++
			}
		}
		return found[:n]
	}
}

// TestSecretForms holds how credentials are written, in configuration, code,
// commands and prose: what stands in «» must be found, in at least half of what
// both cover.
func TestSecretForms(t *testing.T) {
	scan := secretsOf(t)
	for _, form := range forms(t, "secrets-match.txt") {
		text, spans := unmark(form)
		found := scan(text)
		for _, s := range spans {
			if !meets(found, s[0], s[1]) {
				t.Errorf("%q is not found in %q: %s", text[s[0]:s[1]], text, told(found, text))
			}
		}
	}
}

// TestNoSecretForms holds what looks alike and is no credential.
func TestNoSecretForms(t *testing.T) {
	scan := secretsOf(t)
	for _, text := range forms(t, "secrets-skip.txt") {
		if found := scan(text); len(found) > 0 {
			t.Errorf("found in %q: %s", text, told(found, text))
		}
	}
}

// TestFormCuts delivers the forms in small pieces, as streams do.
func TestFormCuts(t *testing.T) {
	set := allTypes(t)
	for i, form := range append(forms(t, "secrets-match.txt"), forms(t, "secrets-skip.txt")...) {
		text, _ := unmark(form)
		var cuts []int
		for at := i%5 + 1; at < len(text); at += i%5 + 1 {
			cuts = append(cuts, at)
		}
		if diff := cmp.Diff(scanAll(set, text), scanCut(t, set, text, cuts...)); diff != "" {
			t.Errorf("%q in pieces of %d: %s", text, i%5+1, diff)
		}
	}
}

// unmark returns the text without its marks, and where they stood.
func unmark(form string) (text string, spans [][2]int) {
	for {
		before, after, ok := strings.Cut(form, "«")
		text += before
		if !ok {
			return text, spans
		}
		value, rest, _ := strings.Cut(after, "»")
		spans = append(spans, [2]int{len(text), len(text) + len(value)})
		text += value
		form = rest
	}
}

func meets(found []detect.Finding, start, end int) bool {
	for _, f := range found {
		common := min(f.End, end) - max(f.Start, start)
		if common > 0 && 2*common >= max(f.End, end)-min(f.Start, start) {
			return true
		}
	}
	return false
}

func told(found []detect.Finding, text string) string {
	var b strings.Builder
	for _, f := range found {
		b.WriteString(detect.Catalog().RuleID(f.Rule) + " " + text[f.Start:f.End] + "; ")
	}
	return b.String()
}
