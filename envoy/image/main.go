// Command image packs the filter's module as a container image, without docker, and pushes it to a registry.
//
// The image is the variant that the fetchers of Istio and Envoy Gateway take ("compat"): one gzipped tar layer that holds
// plugin.wasm. The same module, version and SOURCE_DATE_EPOCH give the same bytes. Who pushes needs the registry's
// credentials where docker keeps them (~/.docker/config.json).
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"strconv"
	"time"

	"github.com/google/go-containerregistry/pkg/authn"
	"github.com/google/go-containerregistry/pkg/v1/remote"
)

func main() {
	var o options
	flag.StringVar(&o.module, "module", "build/chatguard.wasm", "`FILE` of the module")
	flag.StringVar(&o.version, "version", "devel", "`VERSION` that the annotations and the tag in the layout say")
	flag.StringVar(&o.revision, "revision", "", "`COMMIT` that the annotations say")
	flag.StringVar(&o.output, "output", "build/image", "`DIR` for the image as an OCI layout, or a FILE.tar")
	flag.StringVar(&o.sbom, "sbom", "build/chatguard.spdx.json", "`FILE` for the list of what the module is made of (SPDX)")
	flag.StringVar(&o.push, "push", "", "`REGISTRY/NAME:TAG` to push the image to")
	flag.Parse()
	if err := run(o); err != nil {
		fmt.Fprintln(os.Stderr, "image:", err)
		os.Exit(1)
	}
}

type options struct{ module, version, revision, output, sbom, push string }

func run(o options) error {
	if flag.NArg() > 0 {
		return errors.New("only flags are read; -help shows them")
	}
	module, err := os.ReadFile(o.module)
	if err != nil {
		return err
	}
	created, err := epoch(os.Getenv("SOURCE_DATE_EPOCH"))
	if err != nil {
		return err
	}
	p, err := Pack(module, Meta{Version: o.version, Revision: o.revision, Created: created})
	if err != nil {
		return err
	}
	if err := os.WriteFile(o.sbom, p.SBOM, 0o644); err != nil {
		return err
	}
	if err := p.WriteLayout(o.output, o.version); err != nil {
		return err
	}
	fmt.Printf("module  sha256:%s  %s, %d bytes\n", p.ModuleSHA256, o.module, len(module))
	fmt.Printf("image   %s  %s\nsbom    %s\n", p.Digest, o.output, o.sbom)
	if o.push == "" {
		return nil
	}
	if err := p.Push(o.push, remote.WithAuthFromKeychain(authn.DefaultKeychain)); err != nil {
		return err
	}
	fmt.Printf("pushed  oci://%s\n", o.push)
	return nil
}

// epoch reads SOURCE_DATE_EPOCH, seconds since 1970; none is 1970 itself, so that nobody's clock is in the image.
func epoch(s string) (time.Time, error) {
	if s == "" {
		return time.Unix(0, 0).UTC(), nil
	}
	seconds, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		return time.Time{}, fmt.Errorf("SOURCE_DATE_EPOCH: %w", err)
	}
	return time.Unix(seconds, 0).UTC(), nil
}
