// Command soak is `make soak`: mixed traffic at full load, and what came of it in build/soak.json and build/soak.svg.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"time"

	"github.com/chatguard/chatguard/e2e/envoy"
	"github.com/chatguard/chatguard/e2e/soak"
)

func main() {
	duration := flag.Duration("for", 30*time.Minute, "how long")
	warm := flag.Duration("warm", 2*time.Minute, "after which memory should not grow any more")
	requests := flag.Int("requests", 1_000_000, "how many go through the module alone, under wazero")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, *duration, *warm, *requests); err != nil {
		fmt.Fprintln(os.Stderr, "soak:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, duration, warm time.Duration, requests int) error {
	if err := module(ctx, requests); err != nil {
		return err
	}
	b, err := envoy.Find(ctx, ".cache", os.Stdout)
	if err != nil {
		return err
	}
	fmt.Printf("%s, %s of traffic\n", b, duration)
	r, err := soak.Run(ctx, soak.Options{Binary: b.Path, Root: ".", For: duration, Warm: warm, Log: os.Stderr})
	if err != nil {
		return err
	}
	fmt.Printf("%d requests in %.0f s\n", r.Requests, r.Seconds)
	for _, k := range slices.Sorted(maps.Keys(r.ByKind)) {
		fmt.Printf("  %-16s %d\n", k, r.ByKind[k])
	}
	for _, w := range r.Wrong {
		fmt.Println("  wrong:", w)
	}
	last := r.Memory[len(r.Memory)-1].Resident
	fmt.Printf("values at the upstream: %d; VM restarts: %d\n", r.Leaks, r.Restarts)
	fmt.Printf("resident %.0f MB at the end; after %s %+.1f kB a minute, %+.2f %% over the run\n", last, warm, r.SlopeKB, r.GrowthPC)
	text, err := json.MarshalIndent(r, "", " ")
	if err == nil {
		err = os.WriteFile(filepath.Join("build", "soak.json"), text, 0o644)
	}
	if err != nil {
		return err
	}
	svg, err := os.Create(filepath.Join("build", "soak.svg"))
	if err != nil {
		return err
	}
	r.Plot(svg)
	return svg.Close()
}

// module tells how the memory of the module alone moves.
func module(ctx context.Context, requests int) error {
	if requests == 0 {
		return nil
	}
	wasm, err := os.ReadFile(filepath.Join("build", "chatguard.wasm"))
	if err != nil {
		return err
	}
	marks, err := soak.Module(ctx, wasm, requests/100, requests/10, requests)
	for _, m := range marks {
		fmt.Printf("the module's memory after %d requests: %.1f MB (%.0f s)\n", m.Requests, m.MB, m.Seconds)
	}
	return err
}
