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

// floors are the least shares of the second half that are found, ceilings the
// most. Many cases of the corpora are fragments that are attacks only inside
// one query or command; those are left alone for the sake of harmless code.
var (
	floors = map[string]float64{
		"libinjection attack:sqli": 0.50, "libinjection attack:xss": 0.86, "payload-lists attack:sqli": 0.65, "payload-lists attack:xss": 0.75,
		"payload-lists attack:cmdi": 0.47, "payload-lists attack:path_traversal": 0.56, "payload-lists attack:ssti": 0.87,
	}
	ceilings = map[string]float64{
		"libinjection benign": 0.03, "benign-technical benign": 0.01, "cyberseceval-frr benign": 0, "benign-instructions benign": 0.015, "benign-intents benign": 0,
	}
)

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
			label, second := strings.CutPrefix(k, "val ")
			if !second {
				continue
			}
			share := float64(counts[k].hit) / float64(counts[k].n)
			if share < floors[name+" "+label] {
				t.Errorf("%s %s: %.3f found, at least %.3f", name, label, share, floors[name+" "+label])
			}
			if most, held := ceilings[name+" "+label]; held && share > most {
				t.Errorf("%s %s: %.3f taken for attacks, at most %.3f", name, label, share, most)
			}
		}
	}
}
