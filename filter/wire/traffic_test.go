package wire

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
)

// traffic calls each with every recorded response of a kind. The recordings are
// not part of the repository: they are looked for in $CHATGUARD_TRAFFIC, or in
// shared/traffic beside it.
func traffic(t *testing.T, match func(kind, api string) bool, each func(t *testing.T, stream []byte)) {
	dir := os.Getenv("CHATGUARD_TRAFFIC")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared", "traffic")
	}
	manifest, err := os.ReadFile(filepath.Join(dir, "manifest.jsonl"))
	if os.IsNotExist(err) {
		t.Skip("there are no recordings; set CHATGUARD_TRAFFIC to the folder that has them")
	}
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, line := range bytes.Split(bytes.TrimSpace(manifest), []byte("\n")) {
		var m struct{ ID, API, Kind, Response string }
		if err := json.Unmarshal(line, &m); err != nil {
			t.Fatal(err)
		}
		if m.Response == "" || !match(m.Kind, m.API) {
			continue
		}
		stream, err := os.ReadFile(filepath.Join(dir, m.Response))
		if err != nil {
			t.Fatal(err)
		}
		n++
		t.Run(m.ID, func(t *testing.T) { each(t, stream) })
	}
	if n == 0 {
		t.Fatal("the manifest names no such recording")
	}
	t.Logf("%d recordings", n)
}
