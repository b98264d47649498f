// Command schemagen writes what tells people and editors how a policy is
// written: policies/policy.schema.json (JSON Schema, draft 2020-12) and
// policies/REFERENCE.md. Both come from the doc comments of the types that the
// policy is read into, so there is one place to keep true.
//
//	go run ./filter/cmd/schemagen          writes both files
//	go run ./filter/cmd/schemagen -check   fails if they are out of date
package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	check := flag.Bool("check", false, "fail if the files are out of date, write nothing")
	flag.Parse()
	if err := run(".", *check); err != nil {
		fmt.Fprintln(os.Stderr, "schemagen:", err)
		os.Exit(1)
	}
}

// packages are where the types of the document are; names are unique in them.
var packages = []string{"filter/policy", "filter/mask"}

func run(root string, check bool) error {
	types, err := readTypes(root, packages)
	if err != nil {
		return err
	}
	schema, err := writeSchema(types)
	if err != nil {
		return err
	}
	for name, text := range map[string][]byte{"policy.schema.json": schema, "REFERENCE.md": writeReference(types)} {
		file := filepath.Join(root, "policies", name)
		old, err := os.ReadFile(file)
		switch {
		case err == nil && bytes.Equal(old, text):
		case check:
			return fmt.Errorf("policies/%s is out of date: go run ./filter/cmd/schemagen", name)
		default:
			if err := os.WriteFile(file, text, 0o644); err != nil {
				return err
			}
		}
	}
	return nil
}
