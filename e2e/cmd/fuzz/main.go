// Command fuzz is `make fuzz`: every fuzz target of the module for a time, several at once, and a table of what came of
// each. It fails if one finds something; the input is then printed, and in build/fuzz. It leaves the source tree as it was:
// a find becomes a case of the tests when somebody copies it there, with what it takes to pass.
package main

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"regexp"
	"strings"
	"sync"
	"time"
)

func main() {
	each := flag.Duration("for", time.Minute, "how long each target runs")
	atOnce := flag.Int("at-once", 6, "targets that run at once")
	only := flag.String("only", "", "targets whose name matches this")
	record := flag.String("record", "", "a file to write the table to, besides")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, *each, *atOnce, *only, *record); err != nil {
		fmt.Fprintln(os.Stderr, "fuzz:", err)
		os.Exit(1)
	}
}

// target is a fuzz test, and what came of it.
type target struct {
	pkg, name  string
	executions string
	inputs     string // that reached new code
	output     string
	finds      []string // files in build/fuzz
	err        error
}

// dir is the package's folder, from the top of the repository.
func (t *target) dir() string { return strings.TrimPrefix(t.pkg, "github.com/chatguard/chatguard/") }

func run(ctx context.Context, each time.Duration, atOnce int, only, record string) error {
	targets, err := list(ctx, only)
	if err != nil {
		return err
	}
	next := make(chan *target)
	var wg sync.WaitGroup
	for range atOnce {
		wg.Go(func() {
			for t := range next {
				t.run(ctx, each)
			}
		})
	}
	for _, t := range targets {
		next <- t
	}
	close(next)
	wg.Wait()
	table, failed := summary(targets, each)
	fmt.Print(table)
	if record != "" {
		if err := os.WriteFile(record, []byte(recordHead+table), 0o644); err != nil {
			return err
		}
	}
	for _, t := range targets {
		if t.err != nil {
			fmt.Printf("\n%s %s: %v\n%s\n", t.dir(), t.name, t.err, t.output)
			t.tell()
		}
	}
	if failed > 0 {
		return fmt.Errorf("%d of %d targets found something", failed, len(targets))
	}
	return ctx.Err()
}

const recordHead = "# Fuzzing\n\nWritten by `make fuzz`: what each target ran, several at once, and how many inputs reached code that no other did. The first inputs\n" +
	"are in the targets; what was ever found is among the cases of the tests, in `testdata/fuzz` of the package.\n\n"

// summary is the table of what came of the targets, and how many failed.
func summary(targets []*target, each time.Duration) (table string, failed int) {
	var b strings.Builder
	fmt.Fprintf(&b, "| package | target | executions in %s | inputs for new code | |\n|---|---|--:|--:|---|\n", each)
	for _, t := range targets {
		result := "ok"
		if t.err != nil {
			result = "FAILED"
			failed++
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s |\n", t.dir(), t.name, t.executions, t.inputs, result)
	}
	return b.String(), failed
}

// list asks every package for its targets.
func list(ctx context.Context, only string) ([]*target, error) {
	match, err := regexp.Compile(only)
	if err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, "go", "test", "-list", "^Fuzz", "./filter/...")
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, err
	}
	var all, names []*target
	lines := bufio.NewScanner(strings.NewReader(string(out)))
	for lines.Scan() {
		f := strings.Fields(lines.Text())
		switch {
		case len(f) == 1 && strings.HasPrefix(f[0], "Fuzz"):
			if match.MatchString(f[0]) {
				names = append(names, &target{name: f[0]})
			}
		case len(f) >= 2 && f[0] == "ok":
			for _, t := range names {
				t.pkg = f[1]
			}
			all, names = append(all, names...), nil
		}
	}
	return all, nil
}

// progress is what `go test` says while it fuzzes, and baseline what it says before, while it tries the inputs that it has.
var (
	progress = regexp.MustCompile(`execs: (\d+) .*total: (\d+)\)`)
	baseline = regexp.MustCompile(`baseline coverage: (\d+)/`)
)

// late is what go test says of a target that found nothing, if the time ends while an input is being made smaller
// (golang.org/issue/75804).
var late = regexp.MustCompile(`--- FAIL: Fuzz\w+ \([0-9.]+s\)\n    context deadline exceeded\n`)

// minimize is how many tries go test has to make an input smaller, one that fails or one that reaches new code. Left alone it
// takes a minute for each, in which it looks for nothing new.
const minimize = "32x"

func (t *target) run(ctx context.Context, each time.Duration) {
	ctx, cancel := context.WithTimeout(ctx, each+5*time.Minute) // it builds first
	defer cancel()
	before := t.cases()
	out, err := exec.CommandContext(ctx, "go", "test", t.pkg, "-run", "^$", "-fuzz", "^"+t.name+"$", "-fuzztime", each.String(),
		"-fuzzminimizetime", minimize, "-parallel", "1").CombinedOutput()
	t.output, t.err = string(out), err
	if err := t.takeOut(before); err != nil {
		t.err = errors.Join(t.err, err)
	}
	if t.err != nil && len(t.finds) == 0 && late.MatchString(t.output) {
		t.err = nil
	}
	if all := progress.FindAllStringSubmatch(t.output, -1); len(all) > 0 {
		t.executions, t.inputs = all[len(all)-1][1], all[len(all)-1][2]
	} else if all := baseline.FindAllStringSubmatch(t.output, -1); len(all) > 0 {
		t.executions = all[len(all)-1][1]
	}
	if err == nil && t.executions == "" {
		t.err = fmt.Errorf("ran nothing")
	}
}
