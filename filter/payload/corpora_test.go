package payload

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"hash/fnv"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"
)

// labelled is one case of a corpus.
type labelled struct {
	ID, Label, Text, Group, Source string
	PL                             int `json:"pl"`
}

func corpus(t *testing.T, name string) (all []labelled) {
	t.Helper()
	f, err := os.Open(filepath.Join("..", "..", "..", "shared", "corpora", name+".jsonl.gz"))
	if err != nil {
		t.Skip("the labelled corpora are not on this machine: ", err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(z)
	lines.Buffer(nil, 64<<20)
	for lines.Scan() {
		var x labelled
		if err := json.Unmarshal(lines.Bytes(), &x); err != nil {
			t.Fatal(err)
		}
		all = append(all, x)
	}
	return all
}

// half tells which half of the cases one belongs to: rules were made on the first, figures come from the second.
func half(x *labelled) string {
	h := fnv.New32a()
	if x.Group != "" {
		h.Write([]byte(x.Group))
	} else {
		h.Write([]byte(x.ID))
	}
	if h.Sum32()%2 == 0 {
		return "dev"
	}
	return "val"
}

// TestCorpora counts what is found in labelled payloads where no prose is expected, and in harmless texts as prose.
func TestCorpora(t *testing.T) {
	for _, name := range []string{"libinjection", "crs-regression", "payload-lists", "links", "benign-technical", "cyberseceval-frr", "benign-instructions", "benign-intents"} {
		type count struct{ n, hit int }
		counts := map[string]*count{}
		for _, x := range corpus(t, name) {
			if x.PL > 2 {
				continue
			}
			best := float32(0)
			for _, f := range Scan([]byte(x.Text), 0, nil) {
				best = max(best, f.Strength)
			}
			key := half(&x) + " " + x.Label
			if counts[key] == nil {
				counts[key] = &count{}
			}
			counts[key].n++
			if best >= 0.8 {
				counts[key].hit++
			}
			if show := os.Getenv("SHOW"); show != "" && strings.HasPrefix(key, "dev "+show) && (best >= 0.8) == (os.Getenv("HITS") != "") && len(x.Text) < 300 {
				t.Logf("%s %q", x.Label, x.Text)
			}
		}
		var keys []string
		for k := range counts {
			keys = append(keys, k)
		}
		sort.Strings(keys)
		for _, k := range keys {
			t.Logf("%-20s %-28s %5d of %5d", name, k, counts[k].hit, counts[k].n)
		}
	}
}
