// Command gettools builds the control planes that the end-to-end tests of the meshes talk to, in .cache/, where they are not
// there yet: with "istio" or "gateway" as its argument, or both.
package main

import (
	"context"
	"fmt"
	"os"

	"github.com/chatguard/chatguard/e2e/tools"
)

func main() {
	sets := map[string][]tools.Tool{"istio": {tools.Istiod, tools.Ctl}, "gateway": {tools.Gateway}}
	if len(os.Args) < 2 {
		fail("which? istio, gateway")
	}
	for _, name := range os.Args[1:] {
		set, known := sets[name]
		if !known {
			fail(fmt.Sprintf("no tools called %q; there are istio, gateway", name))
		}
		for _, t := range set {
			path, err := tools.Build(context.Background(), ".", t, os.Stderr)
			if err != nil {
				fail(err)
			}
			fmt.Fprintln(os.Stderr, "using", path)
		}
	}
}

func fail(why any) {
	fmt.Fprintln(os.Stderr, "gettools:", why)
	os.Exit(1)
}
