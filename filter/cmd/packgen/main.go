// Command packgen compiles the detection rules in policies/entities and
// policies/secrets into the tables that the filter embeds. Run it in the root
// of the module:
//
//	go run ./filter/cmd/packgen
//
// It refuses rules that are incomplete, ambiguous or slow, and rules whose
// samples they do not match as stated; nothing is written then. The output
// depends on nothing but the rules.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	dir := flag.String("dir", "policies", "folder of the rules")
	check := flag.Bool("check", false, "write nothing; fail if the compiled tables are out of date")
	flag.Parse()
	if err := run(*dir, *check); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(dir string, check bool) error {
	src, err := readSources(dir)
	if err != nil {
		return err
	}
	file, err := compile(src)
	if err != nil {
		return err
	}
	if err := checkSamples(src, file); err != nil {
		return err
	}
	name := filepath.Join(dir, "compiled", "rules.bin")
	old, _ := os.ReadFile(name)
	if string(old) == string(file) {
		return nil
	}
	if check {
		return fmt.Errorf("%s is out of date: run go run ./filter/cmd/packgen", name)
	}
	return os.WriteFile(name, file, 0o644)
}
