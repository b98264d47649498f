package payload

import (
	"os"
	"strings"
	"testing"
)

// tableOf reads a table of testdata, without its comments.
func tableOf(t *testing.T, name string) (lines []string) {
	t.Helper()
	b, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(b)) {
		line = strings.TrimSuffix(line, "\n")
		if line != "" && !strings.HasPrefix(line, "# ") {
			lines = append(lines, strings.NewReplacer("␊", "\n", "␍", "\r").Replace(line))
		}
	}
	return lines
}

// TestAttackTable holds that each payload of the table is found in a value, whatever is said of it besides.
func TestAttackTable(t *testing.T) {
	for _, line := range tableOf(t, "attacks.txt") {
		kind, text, _ := strings.Cut(line, " ")
		best, as := float32(0), ""
		for _, f := range Value([]byte(text), Scan([]byte(text), 0, nil)) {
			if f.Strength > best {
				best, as = f.Strength, f.Kind.String()
			}
		}
		if best < 0.8 {
			t.Errorf("%s: %q has %.2f", kind, text, best)
		} else if as != kind {
			t.Logf("%s: %q is %s", kind, text, as)
		}
	}
}

// TestHarmlessTable holds that nothing is found in values that are none.
func TestHarmlessTable(t *testing.T) {
	for _, text := range tableOf(t, "harmless.txt") {
		for _, f := range Value([]byte(text), Scan([]byte(text), 0, nil)) {
			if f.Strength >= 0.8 {
				t.Errorf("%q: %s %.2f at %q", text, f.Kind, f.Strength, text[f.Start:min(len(text), f.End)])
			}
		}
	}
}
