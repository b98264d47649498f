package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/chatguard/chatguard/filter/host"
	"github.com/chatguard/chatguard/policies"
)

var update = flag.Bool("update", false, "write the golden parts of testdata/script anew")

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"chatguard": main})
}

// TestScripts runs the command line as people do; see testdata/script.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{Dir: filepath.Join("testdata", "script"), UpdateScripts: *update})
}

// call runs a command with what it reads, and returns its status and output.
func call(stdin string, args ...string) (status int, stdout, stderr string) {
	var out, err bytes.Buffer
	e := &env{strings.NewReader(stdin), &out, &err, func(string) string { return "" }}
	status = run(e, args)
	return status, out.String(), err.String()
}

func TestExitStatus(t *testing.T) {
	dir := t.TempDir()
	put := func(name, text string) string {
		t.Helper()
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return path
	}
	good, bad := put("good.yaml", "extends: strict"), put("bad.yaml", "extends: stict")
	for _, c := range []struct {
		args string
		want int
	}{
		{"", 2}, {"nothing", 2}, {"help", 0}, {"check --help", 0}, {"check", 2}, {"check " + good, 0}, {"check " + bad, 1},
		{"check " + good + " " + bad, 1}, {"check " + bad + " nowhere.yaml", 2}, {"check -- " + good, 0}, {"scan", 0},
		{"scan --policy " + bad, 1}, {"scan --policy nowhere.yaml", 2}, {"scan --direction x", 2}, {"scan --wasm --module nowhere", 2},
	} {
		status, out, err := call("x", strings.Fields(c.args)...)
		if status != c.want {
			t.Errorf("chatguard %s: %d, want %d\n%s%s", strings.ReplaceAll(c.args, dir, ""), status, c.want, out, err)
		}
	}
}

// No message repeats what a body says, whatever is wrong with it.
func TestMessagesShowNoBody(t *testing.T) {
	const value = "4532760198427153"
	for _, args := range []string{
		"scan --policy nowhere", "scan --direction x", "scan --content-type application/json --policy strict",
		"scan --policy -", "check -", "scan --wasm --module nowhere",
	} {
		for _, body := range []string{`{"a":` + value, `{"extends":"strict","` + value, "mode: [" + value, value + ": {"} {
			status, out, err := call(body, strings.Fields(args)...)
			if status != 0 && strings.Contains(out+err, value) {
				t.Errorf("%s, %s: %s%s", args, body, out, err)
			}
		}
	}
}

// TestScanWasm demands of the module what --wasm demands: the same verdict,
// body and answer, for every preset.
func TestScanWasm(t *testing.T) {
	module := filepath.Join(t.TempDir(), "chatguard.wasm")
	build := exec.Command("go", "build", "-buildmode=c-shared", "-o", module, "../plugin")
	build.Env = append(os.Environ(), "GOOS=wasip1", "GOARCH=wasm")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	const (
		request = `{"model":"m","messages":[{"role":"user","content":"jane@corp.example.org, 4532760198427153"}]}`
		events  = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"jane@corp.ex\"}}]}\n\ndata: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"ample.org\"}}]}\n\ndata: [DONE]\n\n"
	)
	for _, c := range []struct{ args, body, want string }{
		{"", request, `"verdict":"mask"`},
		{"--policy monitor", request, `"would":"mask"`},
		{"--policy strict --path /v1/chat/completions", request, `"verdict":"mask"`},
		{"--policy pci --direction response --path /v1/chat/completions", request, `"verdict":"mask"`},
		{"--policy secrets", request, `"verdict":"allow"`},
		{"--policy strict --content-type application/json", request[:50], `"status":400`},
		{"--policy strict --direction response --content-type application/json", request[:50], `"status":502`},
		{"--direction response --path /v1/chat/completions --content-type text/event-stream", events, `"verdict":"mask"`},
	} {
		args := append([]string{"scan", "--wasm", "--module", module}, strings.Fields(c.args)...)
		status, out, err := call(c.body, args...)
		if status != exitOK || !strings.Contains(out, c.want) {
			t.Errorf("%s: status %d, want %s in %s%s", c.args, status, c.want, out, err)
		}
	}
}

// A module that decides otherwise is found out.
func TestModuleDisagrees(t *testing.T) {
	r := &scanned{Verdict: "block", Response: &answer{Status: 403, Body: "x"}}
	passed := &scanned{Verdict: "mask"}
	passed.setBody([]byte("masked"))
	for _, c := range []struct {
		name   string
		r      *scanned
		got    *host.Result
		client bool
		same   bool
	}{
		{"status", r, exchange(400, "", "x"), false, false},
		{"answer", r, exchange(403, "", "y"), false, false},
		{"blocked", passed, exchange(403, "", "x"), true, false},
		{"body", passed, exchange(200, "other", "ok"), false, false},
		{"client body", passed, exchange(200, "masked", "other"), true, false},
		{"same answer", r, exchange(403, "", "x"), false, true},
		{"same body", passed, exchange(200, "masked", "ok"), false, true},
	} {
		at := c.got.Upstream
		if c.client {
			at = c.got.Client
		}
		if diff := c.r.compare(c.got, at); (diff == "") != c.same {
			t.Errorf("%s: %q", c.name, diff)
		}
	}
}

// Presets are what check accepts, without a warning.
func TestPresets(t *testing.T) {
	dir := t.TempDir()
	for _, name := range policies.Presets() {
		text, ok := policies.PresetSource(name)
		if !ok {
			t.Errorf("preset %s has no source", name)
		}
		file := filepath.Join(dir, name+".yaml")
		// As a policy of its own it is a document once it extends or has rules.
		if err := os.WriteFile(file, text, 0o644); err != nil {
			t.Fatal(err)
		}
		if status, out, err := call("", "check", "--strict", file); status != exitOK {
			t.Errorf("preset %s: %s%s", name, out, err)
		}
	}
	if fmt.Sprint(policies.Presets()) != "[balanced monitor pci secrets strict]" {
		t.Errorf("presets: %v", policies.Presets())
	}
}

// Recipes do what their cases say, each of their rules is reached, and check has
// nothing to say of them.
func TestRecipes(t *testing.T) {
	names, err := filepath.Glob(filepath.Join("..", "..", "..", "policies", "recipes", "*_test.yaml"))
	if err != nil || len(names) == 0 {
		t.Fatal("no recipes: ", err)
	}
	for _, name := range names {
		if status, out, err := call("", "test", "--all-rules", name); status != exitOK {
			t.Errorf("%s: %s%s", filepath.Base(name), out, err)
		}
		if status, out, err := call("", "check", "--strict", strings.Replace(name, "_test", "", 1)); status != exitOK {
			t.Errorf("%s%s", out, err)
		}
	}
}
