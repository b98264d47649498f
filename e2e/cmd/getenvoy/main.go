// Command getenvoy prints the path of an Envoy binary, after installing one in .cache/ where there is none.
package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/chatguard/chatguard/e2e/envoy"
)

func main() {
	b, err := envoy.Find(context.Background(), ".cache", os.Stderr)
	if err != nil {
		fmt.Fprintln(os.Stderr, "getenvoy:", err)
		os.Exit(1)
	}
	path, err := filepath.Abs(b.Path)
	if err != nil {
		fmt.Fprintln(os.Stderr, "getenvoy:", err)
		os.Exit(1)
	}
	fmt.Fprintln(os.Stderr, "using", b)
	fmt.Println(path)
}
