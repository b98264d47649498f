package main

import (
	_ "embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/chatguard/chatguard/policies"
)

var initCommand = &command{
	name:  "init",
	args:  "[--force] [DIR]",
	short: "write a starter policy and cases for it",
	long: `
Asks nothing and writes into a folder, this one if none is named: policy.yaml, a
commented policy that watches and changes nothing yet; policy_test.yaml, cases that
show what it would do; and policy.schema.json, with which editors check and complete.
Files that are there stay, unless --force is given.

  chatguard init
  chatguard init policies && chatguard test policies/policy_test.yaml`,
	run:   initialize,
	flags: func(f *flags) { f.Bool("force", false, "write over files that are there") },
}

var (
	//go:embed starter/policy.yaml
	starterPolicy []byte
	//go:embed starter/policy_test.yaml
	starterCases []byte
)

func initialize(e *env, f *flags, args []string) (int, error) {
	dir := "."
	switch len(args) {
	case 0:
	case 1:
		dir = args[0]
	default:
		return 0, usageError("more than one folder")
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return 0, err
	}
	files := []struct {
		name string
		text []byte
	}{{"policy.yaml", starterPolicy}, {"policy_test.yaml", starterCases}, {"policy.schema.json", policies.Schema}}
	if !f.on("force") {
		for _, x := range files {
			if _, err := os.Lstat(filepath.Join(dir, x.name)); !errors.Is(err, fs.ErrNotExist) {
				return 0, fmt.Errorf("%s is there already; --force writes over it", filepath.Join(dir, x.name))
			}
		}
	}
	for _, x := range files {
		if err := os.WriteFile(filepath.Join(dir, x.name), x.text, 0o644); err != nil {
			return 0, err
		}
		fmt.Fprintln(e.stdout, "wrote", filepath.Join(dir, x.name))
	}
	cases := filepath.Join(dir, "policy_test.yaml")
	fmt.Fprintf(e.stdout, "\nTry it:  chatguard test %s\nWatch:   chatguard render --target envoy --policy %s\n", cases, filepath.Join(dir, "policy.yaml"))
	fmt.Fprintln(e.stdout, "Enforce: change \"mode\" in the policy when its counters look right")
	return exitOK, nil
}
