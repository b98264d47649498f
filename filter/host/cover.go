package host

import (
	"context"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"sync/atomic"
)

// coverFiles numbers the files of counters of this process.
var coverFiles atomic.Int64

// keepCoverage writes what a module that was built to count its statements has counted to $GOCOVERDIR, where a program that
// exits would leave it. Of any other module there is nothing to keep.
func (w *wasm) keepCoverage() error {
	dir, count := os.Getenv("GOCOVERDIR"), w.mod.ExportedFunction("chatguard_coverage")
	if dir == "" || count == nil {
		return nil
	}
	take := func(meta uint64) ([]byte, error) {
		results, err := count.Call(context.Background(), meta)
		if err != nil {
			return nil, err
		}
		b, ok := w.mod.Memory().Read(uint32(results[0]>>32), uint32(results[0]))
		if !ok || len(b) == 0 {
			return nil, fmt.Errorf("the module has no coverage")
		}
		return append([]byte(nil), b...), nil
	}
	meta, err := take(1)
	if err != nil {
		return err
	}
	counters, err := take(0)
	if err != nil {
		return err
	}
	// The hash in the header, behind magic, version, length and number of entries, is that of the names.
	hash := hex.EncodeToString(meta[24:40])
	name := fmt.Sprintf("covcounters.%s.%d.%d", hash, os.Getpid(), coverFiles.Add(1))
	if err := os.WriteFile(filepath.Join(dir, "covmeta."+hash), meta, 0o600); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, name), counters, 0o600)
}
