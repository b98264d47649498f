package jsonscan

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
)

// corpus calls each with every line of a corpus file. The corpora are not part of
// the repository: they are looked for in $CHATGUARD_CORPORA, or in
// shared/corpora beside it.
func corpus(t *testing.T, name string, each func(line []byte)) {
	t.Helper()
	dir := os.Getenv("CHATGUARD_CORPORA")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared", "corpora")
	}
	file, err := os.Open(filepath.Join(dir, name))
	if os.IsNotExist(err) {
		t.Skipf("there is no %s; set CHATGUARD_CORPORA to the folder that has it", name)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	unzipped, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(unzipped)
	lines.Buffer(nil, 64<<20)
	n := 0
	for ; lines.Scan(); n++ {
		each(lines.Bytes())
	}
	if lines.Err() != nil || n == 0 {
		t.Fatalf("%d lines, then %v", n, lines.Err())
	}
}

// TestJSONTestSuite runs nst/JSONTestSuite: what every parser must accept and
// what every parser must refuse. For the rest either is right, but not a change
// of mind where the body is cut.
func TestJSONTestSuite(t *testing.T) {
	counts := map[string]int{}
	corpus(t, "jsontestsuite.jsonl.gz", func(line []byte) {
		var c struct {
			ID, Label string
			Body      []byte `json:"body_b64"`
		}
		if err := json.Unmarshal(line, &c); err != nil {
			t.Fatal(err)
		}
		body := string(c.Body)
		got := outcome(sameAtEveryCut(t, Limits{AllowDuplicateKeys: true}, body))
		if c.Label == "accept" && got != "ok" || c.Label == "reject" && got == "ok" {
			t.Errorf("%s: %s", c.ID, got)
		}
		counts[c.Label]++
	})
	if counts["accept"] == 0 || counts["reject"] == 0 {
		t.Errorf("labels: %v", counts)
	}
}
