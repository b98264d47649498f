package main

import (
	"errors"
	"fmt"

	"github.com/chatguard/chatguard/filter/guard"
	"github.com/chatguard/chatguard/filter/policy"
)

var checkCommand = &command{
	name:  "check",
	args:  "[--json] [--strict] POLICY.yaml...",
	short: "validate policy documents; exit 1 on errors",
	long: `
Reads policy documents in YAML or JSON ("-" is standard input) as the filter
will read them, and shows every error with file, line, column and path. What it
accepts the filter loads, except that the filter needs a key in its environment
for Hash masks. Warnings tell what is valid and hardly meant.

  chatguard check policy.yaml
  chatguard check --strict policies/*.yaml     in CI: warnings are errors
  chatguard check --json - < policy.yaml       for programs`,
	run: check,
	flags: func(f *flags) {
		f.Bool("json", false, "write one JSON object in place of lines")
		f.Bool("strict", false, "treat warnings as errors")
	},
}

// checked is what check found in one file.
type checked struct {
	file   string
	list   []problem
	config *policy.Config // nil if there are errors
}

func check(e *env, f *flags, args []string) (int, error) {
	if len(args) == 0 {
		return 0, usageError("no file was named")
	}
	status := exitOK
	var all []*checked
	for _, name := range args {
		c, err := e.checkFile(name)
		if err != nil {
			return 0, err
		}
		all = append(all, c)
		for _, p := range c.list {
			if !p.warning || f.on("strict") {
				status = exitNo
			}
		}
	}
	if f.on("json") {
		return status, writeJSON(e.stdout, checkReport(all))
	}
	for _, c := range all {
		for i := range c.list {
			fmt.Fprintln(e.stdout, c.list[i].line(c.file))
		}
		if c.config != nil {
			fmt.Fprintf(e.stdout, "%s: ok, %s, %s\n", c.file, count(len(c.config.Policies), "policy", "policies"), count(len(c.config.Routes), "route", "routes"))
		}
	}
	return status, nil
}

func (e *env) checkFile(name string) (*checked, error) {
	doc, err := e.openPolicy(name)
	var c *policy.Config
	if err == nil {
		c, err = e.parse(doc)
	}
	if err == nil {
		_, err = guard.New(c)
	}
	var p *problems
	switch {
	case errors.As(err, &p):
		return &checked{file: p.file, list: p.list}, nil
	case err != nil && doc != nil:
		return &checked{file: doc.name, list: []problem{{msg: err.Error()}}}, nil
	case err != nil:
		return nil, err
	}
	return &checked{file: doc.name, config: c, list: lint(doc, c, e.getenv(keyVariable) != "", e.getenv(tokensVariable) != "")}, nil
}

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// checkReport is the form of check --json.
func checkReport(all []*checked) any {
	type place struct {
		Line    int    `json:"line,omitempty"`
		Column  int    `json:"column,omitempty"`
		Path    string `json:"path"`
		Message string `json:"message"`
	}
	type file struct {
		File     string  `json:"file"`
		OK       bool    `json:"ok"`
		Errors   []place `json:"errors"`
		Warnings []place `json:"warnings"`
	}
	files := []file{}
	for _, c := range all {
		r := file{c.file, c.config != nil, []place{}, []place{}}
		for _, p := range c.list {
			at := place{p.pos.Line, p.pos.Column, p.path, p.msg}
			if p.warning {
				r.Warnings = append(r.Warnings, at)
			} else {
				r.Errors = append(r.Errors, at)
			}
		}
		files = append(files, r)
	}
	return map[string]any{"files": files}
}
