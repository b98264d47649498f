// Command bench is `make bench`: what the filter costs in a real Envoy.
//
// Several Envoys run side by side, from the reference configuration: without the filter, with the filter and a policy that
// is off, with the filter at work, and with what is used instead of it, a Lua filter and an external service, and
// with a bare wasm module. They take turns, size by size and round by round, so that a slow moment of the machine hits all; the result is CPU time of the
// processes per request, and the ratios are what to compare between machines. Also: texts that are hard to search, the
// time a byte beside that of a bare loop, with and without the model, and with half of the rules, module size, CPU seconds to start, resident memory. The table goes to stdout,
// the numbers to build/bench.json, and with -record to e2e/bench/records as well.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"github.com/chatguard/chatguard/e2e/envoy"
)

const module = "build/chatguard.wasm"

func main() {
	rounds := flag.Int("rounds", 7, "how often each measurement is repeated; the median counts")
	record := flag.Bool("record", false, "keep the result in e2e/bench/records")
	flag.Parse()
	if err := run(context.Background(), *rounds, *record); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, rounds int, record bool) error {
	binary, err := envoy.Find(ctx, ".cache", os.Stderr)
	if err != nil {
		return err
	}
	size, err := os.Stat(module)
	if err != nil {
		return fmt.Errorf("%w (make build builds it)", err)
	}
	r := &result{
		Date: time.Now().UTC().Format(time.DateOnly), Machine: fmt.Sprintf("%s, %d cores", cpuModel(), runtime.NumCPU()),
		Envoy: binary.Version, Go: runtime.Version(), ModuleBytes: size.Size(), Rounds: rounds,
	}
	up, err := newUpstream()
	if err != nil {
		return err
	}
	defer up.close()
	if err := buildProbe(ctx); err != nil {
		return err
	}
	subjects, err := startAll(ctx, binary.Path, up.port(), r)
	defer func() {
		for _, s := range subjects {
			s.stop()
		}
	}()
	if err != nil {
		return err
	}
	if err := measure(ctx, subjects, rounds, r); err != nil {
		return err
	}
	if err := measureTexts(ctx, subjects, rounds, r); err != nil {
		return err
	}
	if err := r.measureParts(ctx, binary.Path, up.port(), subjects, rounds); err != nil {
		return err
	}
	if err := r.measureEngines(ctx, rounds); err != nil {
		return err
	}
	if err := r.measureQuotas(ctx, binary.Path, up.port(), subjects[filterData], rounds); err != nil {
		return err
	}
	if r.Plugins, err = measurePlugins(ctx, binary.Path, up.port()); err != nil {
		return err
	}
	if r.Streams, err = measureStreams(subjects[:filterOn+1], rounds); err != nil {
		return err
	}
	for i, s := range subjects {
		if r.Starts[i].LoadedMB, err = residentMB(s.process.Pid()); err != nil {
			return err
		}
	}
	r.Goals = r.figures()
	r.print(os.Stdout)
	return r.save(record)
}

// startAll starts the variants. One whose service cannot be built is left out, and the result says so; it is the last one,
// so that the others keep their places.
func startAll(ctx context.Context, binary string, upstream int, r *result) (all []*subject, err error) {
	for _, v := range variants {
		s, err := start(ctx, binary, v, upstream)
		if errors.Is(err, errService) {
			r.Skipped = append(r.Skipped, v.name+": "+err.Error())
			continue
		}
		if err != nil {
			return all, fmt.Errorf("%s: %w", v.name, err)
		}
		all = append(all, s)
		if err := s.check(); err != nil {
			return all, err
		}
		r.Starts = append(r.Starts, s.cost)
	}
	return all, r.settle(ctx, all)
}

// settling is how long the Envoys are left alone before their memory is looked at: what compiling took goes back to the
// system step by step.
const settling = 8 * time.Second

func (r *result) settle(ctx context.Context, all []*subject) (err error) {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(settling):
	}
	for i, s := range all {
		if r.Starts[i].ResidentMB, err = residentMB(s.process.Pid()); err != nil {
			return err
		}
	}
	return nil
}

func (r *result) save(record bool) error {
	b, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return err
	}
	files := []string{"build/bench.json"}
	if record {
		files = append(files, filepath.Join("e2e/bench/records", r.Date+".json"))
	}
	for _, f := range files {
		if err := os.WriteFile(f, append(b, '\n'), 0o644); err != nil {
			return err
		}
		fmt.Println("written:", f)
	}
	return nil
}
