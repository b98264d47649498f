// Command chaos is `make chaos`: a table of faults, and what came of each, also in build/chaos.json.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"time"

	"github.com/chatguard/chatguard/e2e/chaos"
	"github.com/chatguard/chatguard/e2e/envoy"
)

func main() {
	each := flag.Duration("for", 10*time.Second, "how long each fault goes on")
	updates := flag.Duration("updates", 10*time.Minute, "how long configurations are updated")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, *each, *updates); err != nil {
		fmt.Fprintln(os.Stderr, "chaos:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, each, updates time.Duration) error {
	b, err := envoy.Find(ctx, ".cache", os.Stdout)
	if err != nil {
		return err
	}
	fmt.Printf("%s, %s a fault\n", b, each)
	rows, err := chaos.Run(ctx, chaos.Options{Binary: b.Path, Root: ".", For: each, Updates: updates, Log: os.Stderr})
	chaos.Print(os.Stdout, rows)
	for _, r := range rows {
		for _, e := range r.Examples {
			fmt.Printf("%s: %s\n", r.Fault, e)
		}
		if err == nil && !r.Good() {
			err = fmt.Errorf("%s: not as it should be", r.Fault)
		}
	}
	text, failed := json.MarshalIndent(rows, "", " ")
	if failed == nil {
		failed = os.WriteFile(filepath.Join("build", "chaos.json"), text, 0o644)
	}
	if err == nil {
		err = failed
	}
	return err
}
