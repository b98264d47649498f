// Command presetgen turns the presets in policies/presets, which people write
// in YAML, into the JSON that the filter embeds. Run it in the root of the
// module:
//
//	go run ./filter/cmd/presetgen
//
// It writes nothing unless all of them are valid policies.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/chatguard/chatguard/filter/detect"
	"github.com/chatguard/chatguard/filter/policy"
	"github.com/chatguard/chatguard/filter/policy/source"
)

func main() {
	dir := flag.String("dir", "policies", "folder of the presets")
	check := flag.Bool("check", false, "write nothing; fail if the compiled presets are out of date")
	flag.Parse()
	if err := run(*dir, *check); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(dir string, check bool) error {
	docs, err := compile(filepath.Join(dir, "presets"))
	if err != nil {
		return err
	}
	if check {
		return fresh(docs, filepath.Join(dir, "compiled", "presets"))
	}
	return write(docs, filepath.Join(dir, "compiled", "presets"))
}

// compile reads and checks all presets of a folder. They are by name.
func compile(dir string) (map[string][]byte, error) {
	files, err := filepath.Glob(filepath.Join(dir, "*.yaml"))
	if err != nil || len(files) == 0 {
		return nil, fmt.Errorf("no presets in %s", dir)
	}
	docs := map[string][]byte{}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		doc, err := source.Read(text)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		docs[strings.TrimSuffix(filepath.Base(file), ".yaml")] = append(doc.JSON, '\n')
	}
	for name := range docs {
		if err := valid(name, docs); err != nil {
			return nil, err
		}
	}
	return docs, nil
}

func valid(name string, docs map[string][]byte) error {
	_, err := policy.Parse([]byte(`{"extends":"`+name+`"}`), policy.Options{
		Catalog: detect.Catalog(),
		Preset:  func(name string) ([]byte, bool) { doc, ok := docs[name]; return doc, ok },
	})
	return err
}

// fresh fails unless dir has exactly docs.
func fresh(docs map[string][]byte, dir string) error {
	files, err := filepath.Glob(filepath.Join(dir, "*.json"))
	if err != nil {
		return err
	}
	old := len(files) != len(docs)
	for name, doc := range docs {
		have, err := os.ReadFile(filepath.Join(dir, name+".json"))
		old = old || err != nil || !bytes.Equal(have, doc)
	}
	if old {
		return fmt.Errorf("%s is out of date: run go run ./filter/cmd/presetgen", dir)
	}
	return nil
}

func write(docs map[string][]byte, dir string) error {
	if err := os.RemoveAll(dir); err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	for name, doc := range docs {
		if err := os.WriteFile(filepath.Join(dir, name+".json"), doc, 0o644); err != nil {
			return err
		}
	}
	return nil
}
