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
	"slices"
)

func main() {
	dir := flag.String("dir", "policies", "folder of the rules")
	check := flag.Bool("check", false, "write nothing; fail if the compiled tables are out of date")
	try := flag.String("try", "", "write nothing; judge only the rules of this file, which may refer to the types and lists of all files")
	lenient := flag.Bool("lenient", false, "leave out the rules that are refused, and say so")
	half := flag.String("half", "", "write tables of every second rule to this file, and nothing else")
	flag.Parse()
	err := error(nil)
	if *half != "" {
		err = writeHalf(*dir, *half)
	} else {
		err = run(*dir, *check, *lenient, *try)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(dir string, check, lenient bool, try string) error {
	src, err := readSources(dir)
	if err != nil {
		return err
	}
	if try != "" {
		src.Rules = slices.DeleteFunc(src.Rules, func(e entry) bool { return e.file != filepath.Base(try) })
	}
	file, err := build(src, lenient)
	if err != nil {
		return err
	}
	if try != "" {
		return nil
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

// writeHalf leaves every second rule out, for who wants to know what rules cost.
func writeHalf(dir, name string) error {
	src, err := readSources(dir)
	if err != nil {
		return err
	}
	var some []entry
	for i := 0; i < len(src.Rules); i += 2 {
		some = append(some, src.Rules[i])
	}
	src.Rules = some
	file, err := build(src, false)
	if err != nil {
		return err
	}
	return os.WriteFile(name, file, 0o644)
}

// build compiles src and tries every rule on its samples.
func build(src *source, lenient bool) ([]byte, error) {
	for {
		refused := map[string]bool{}
		file, err := compile(src, refused)
		if err == nil {
			err = checkSamples(src, file, refused)
		}
		if err == nil || !lenient {
			return file, err
		}
		fmt.Fprintln(os.Stderr, err)
		types := len(src.Types)
		src.Types = firstOfEach(src.Types)
		if len(refused) == 0 && len(src.Types) == types {
			return file, err
		}
		src.Rules = slices.DeleteFunc(src.Rules, func(e entry) bool { return refused[e.file+e.ID] })
	}
}

// firstOfEach drops the types that were defined before.
func firstOfEach(types []typeEntry) []typeEntry {
	seen := map[string]bool{}
	return slices.DeleteFunc(types, func(t typeEntry) bool {
		twice := seen[t.ID]
		seen[t.ID] = true
		return twice
	})
}
