// Command presetgen turns the presets in policies/presets, which people write
// in YAML, and the chat APIs in policies/apis into the two files that the filter
// embeds: a line of JSON for each, a preset's with its name in front. Run it in
// the root of the module:
//
//	go run ./filter/cmd/presetgen
//
// It writes nothing unless all of them are valid.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/chatguard/chatguard/filter/chat"
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
	apis, err := compactAPIs(filepath.Join(dir, "apis"))
	if err != nil {
		return err
	}
	files := map[string][]byte{"presets.txt": lines(docs), "apis.txt": apis}
	for name, text := range files {
		file := filepath.Join(dir, "compiled", name)
		if check {
			err = fresh(file, text)
		} else {
			err = write(file, text)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// lines writes documents one a line, each behind its name and a tab.
func lines(docs map[string][]byte) []byte {
	var b []byte
	for _, name := range slices.Sorted(maps.Keys(docs)) {
		b = append(b, name...)
		b = append(b, '\t')
		b = append(b, docs[name]...)
	}
	return b
}

// compactAPIs reads and checks the descriptions of chat APIs: one a line.
func compactAPIs(dir string) ([]byte, error) {
	files, err := filepath.Glob(filepath.Join(dir, "*.json"))
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	var docs [][]byte
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		start := b.Len()
		small, err := shorten(text)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		b.Write(small)
		docs = append(docs, bytes.Clone(b.Bytes()[start:]))
		b.WriteByte('\n')
	}
	_, err = chat.NewRegistry(docs)
	return b.Bytes(), err
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

// fresh fails unless file holds text.
func fresh(file string, text []byte) error {
	if have, err := os.ReadFile(file); err != nil || !bytes.Equal(have, text) {
		return fmt.Errorf("%s is out of date: run go run ./filter/cmd/presetgen", file)
	}
	return nil
}

func write(file string, text []byte) error {
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return err
	}
	return os.WriteFile(file, text, 0o644)
}
