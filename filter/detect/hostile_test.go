package detect_test

import (
	"strings"
	"testing"

	"github.com/chatguard/chatguard/filter/detect"
)

// TestOpenIsBounded scans hostile texts in pieces: what is kept open never
// grows beyond MaxOpen, and every scan makes progress.
func TestOpenIsBounded(t *testing.T) {
	set := allTypes(t, detect.Custom{Name: "A", Regex: "a[ab]{0,40}b"}, detect.Custom{Name: "B", Regex: `(?s)x.*y`})
	texts := []string{strings.Repeat("ab", 30000), "x" + strings.Repeat("z", 60000), "-----BEGIN PRIVATE KEY-----" + strings.Repeat("A", 60000), "eyJhbGciOiJIUzI1NiJ9." + strings.Repeat("A", 60000)}
	for _, c := range speedTexts {
		texts = append(texts, c.text)
	}
	for _, text := range texts {
		var sc detect.Scanner
		from := 0
		for end := 0; end < len(text); end = min(end+1000, len(text)) {
			_, open := sc.Scan(set, []byte(text[:end]), from, false, nil)
			if open < from || end-open > detect.MaxOpen {
				t.Fatalf("%.20q: open %d of %d, after %d", text, open, end, from)
			}
			from = open
		}
	}
}

// TestCleanTextStaysClosed demands that ordinary prose keeps only its last
// word open, or a little more: streams wait for it.
func TestCleanTextStaysClosed(t *testing.T) {
	set := allTypes(t)
	var sc detect.Scanner
	sum, worst := 0, 0
	for end := 1; end <= len(prose); end++ {
		_, open := sc.Scan(set, []byte(prose[:end]), 0, false, nil)
		sum += end - open
		worst = max(worst, end-open)
	}
	if mean := float64(sum) / float64(len(prose)); mean > 8 || worst > 40 {
		t.Errorf("prose keeps %.1f bytes open on average, %d at worst", mean, worst)
	}
}
