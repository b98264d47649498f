package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/chatguard/chatguard/policies"
)

// root is the repository, also from folders that a test goes to.
var root, _ = filepath.Abs(filepath.Join("..", "..", ".."))

// fenced is a fenced block of a document.
type fenced struct {
	kind, text string
	line       int
}

var fence = regexp.MustCompile("(?ms)^```([a-z]*)\n(.*?)^```$")

func blocks(t *testing.T, file string) (all []fenced) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, file))
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range fence.FindAllSubmatchIndex(text, -1) {
		all = append(all, fenced{string(text[m[2]:m[3]]), string(text[m[4]:m[5]]), 1 + strings.Count(string(text[:m[0]]), "\n")})
	}
	return all
}

// Every block of the README does what it shows: policies load, commands of this program run, targets of make exist.
// What needs Envoy, docker or a cluster is run by the end-to-end tests from the files that the blocks name.
func TestReadme(t *testing.T) {
	t.Chdir(t.TempDir())
	traffic := `{"path":"/v1/chat/completions","request":{"messages":[{"role":"user","content":"hello"}]}}`
	if err := os.WriteFile("traffic.jsonl", []byte(traffic), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, b := range blocks(t, "README.md") {
		switch b.kind {
		case "yaml":
			checkYAML(t, b)
		case "json":
			checkJSON(t, b)
		case "sh":
			for line := range strings.Lines(b.text) {
				runLine(t, b, strings.TrimSpace(line))
			}
		case "console":
			runLine(t, b, strings.TrimPrefix(strings.Split(b.text, "\n")[0], "$ "))
		case "":
			if !strings.ContainsAny(b.text, "─│▶") {
				t.Errorf("README.md:%d: a block without a kind that is no picture", b.line)
			}
		default:
			t.Errorf("README.md:%d: what is a block of %q?", b.line, b.kind)
		}
	}
}

// checkYAML loads what is a policy, or holds one; the last policy is policy.yaml for the commands that follow.
func checkYAML(t *testing.T, b fenced) {
	t.Helper()
	var doc yaml.Node
	if err := yaml.Unmarshal([]byte(b.text), &doc); err != nil || len(doc.Content) != 1 {
		t.Errorf("README.md:%d: %v", b.line, err)
		return
	}
	var top map[string]any
	if doc.Content[0].Decode(&top) != nil {
		return
	}
	text, name := []byte(b.text), "policy.yaml"
	switch {
	case top["cases"] != nil:
		name = "policy_test.yaml"
	case top["apiVersion"] != nil:
		return // a manifest, run from its file
	case top["http_filters"] != nil:
		var holder struct {
			Filters []struct {
				Config struct {
					Config struct {
						Configuration struct{ Value yaml.Node }
					}
				} `yaml:"typed_config"`
			} `yaml:"http_filters"`
		}
		if err := doc.Decode(&holder); err != nil || len(holder.Filters) == 0 {
			t.Fatalf("README.md:%d: %v", b.line, err)
		}
		text, _ = yaml.Marshal(&holder.Filters[0].Config.Config.Configuration.Value)
		name = "filter.yaml"
	}
	if err := os.WriteFile(name, text, 0o644); err != nil {
		t.Fatal(err)
	}
	if name == "policy_test.yaml" {
		return
	}
	if status, out, errs := call("", "check", name); status != exitOK {
		t.Errorf("README.md:%d: %s%s", b.line, out, errs)
	}
}

// checkJSON holds that a block is JSON, with … for what was left out.
func checkJSON(t *testing.T, b fenced) {
	t.Helper()
	if !json.Valid([]byte(b.text)) {
		t.Errorf("README.md:%d: no JSON", b.line)
	}
}

// elsewhere are commands that the end-to-end tests run.
var elsewhere = []string{"curl ", "docker compose ", "istioctl ", "kubectl ", "envoy ", "envoy/verify.sh", "git clone ", "cd "}

// runLine runs a command of this program, and holds that others exist.
func runLine(t *testing.T, b fenced, line string) {
	t.Helper()
	line, _, _ = strings.Cut(line, "  #")
	line = strings.TrimSpace(line)
	makefile, err := os.ReadFile(filepath.Join(root, "Makefile"))
	if err != nil {
		t.Fatal(err)
	}
	target, isMake := strings.CutPrefix(line, "make ")
	stdin := ""
	if echo, rest, ok := strings.Cut(line, " | "); ok && strings.HasPrefix(echo, "echo ") {
		stdin, line = strings.Trim(strings.TrimPrefix(echo, "echo "), "'")+"\n", rest
	}
	line, _, _ = strings.Cut(line, " > ")
	args, isOurs := strings.CutPrefix(strings.TrimPrefix(line, "build/"), "chatguard ")
	switch {
	case line == "" || strings.HasPrefix(line, "#"):
	case isMake:
		target, _, _ = strings.Cut(target, " ") // and no variables
		if !strings.Contains(string(makefile), "\n"+target+":") {
			t.Errorf("README.md:%d: make has no target %s", b.line, target)
		}
	case isOurs:
		if status, out, errs := call(stdin, fields(args)...); status != exitOK {
			t.Errorf("README.md:%d: %s: status %d\n%s%s", b.line, line, status, out, errs)
		}
	case !slices.ContainsFunc(elsewhere, func(p string) bool { return strings.HasPrefix(line, p) }):
		t.Errorf("README.md:%d: nothing runs %q", b.line, line)
	}
}

// fields divides a command line at blanks, but for what is quoted.
func fields(s string) (all []string) {
	for i, part := range strings.Split(s, "'") {
		if i%2 == 1 {
			all = append(all, part)
		} else {
			all = append(all, strings.Fields(part)...)
		}
	}
	return all
}

// The schema that a starter names is the one that comes with it.
func TestSchemaCommand(t *testing.T) {
	if _, out, _ := call("", "schema"); out != string(policies.Schema) {
		t.Error("schema writes another schema")
	}
}
