// Package tools builds the control planes that end-to-end tests talk to, from the Go modules that pin their versions.
//
// It promises a binary of exactly the pinned version in the cache directory, built once however many processes ask at the
// same time. These builds are heavy (minutes of CPU time): who only wants to use what is there asks Find.
package tools

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// Tool is a main package of another project.
type Tool struct {
	Name    string
	Package string // import path
	Module  string // of the package; its version names the binary
	Pin     string // the directory, from the repository's root, whose go.mod pins it
	InCI    bool   // continuous integration builds it where it is missing; it has the time for one control plane
}

// The tools that tests use.
var (
	istio   = Tool{Module: "istio.io/istio", Pin: "e2e/istio/tools", InCI: true}
	Istiod  = istio.named("pilot-discovery", "istio.io/istio/pilot/cmd/pilot-discovery")
	Ctl     = istio.named("istioctl", "istio.io/istio/istioctl/cmd/istioctl")
	Gateway = Tool{Name: "envoy-gateway", Package: "github.com/envoyproxy/gateway/cmd/envoy-gateway",
		Module: "github.com/envoyproxy/gateway", Pin: "e2e/gateway/tools"}
)

func (t Tool) named(name, pkg string) Tool {
	t.Name, t.Package = name, pkg
	return t
}

// ErrNotBuilt is wrapped by Find's error where the pinned version was not built yet.
var ErrNotBuilt = errors.New("not built")

// Find returns the path of the binary in .cache/ below root, the repository's.
func Find(ctx context.Context, root string, t Tool) (string, error) {
	path, err := t.path(ctx, root)
	if err != nil {
		return "", err
	}
	if _, err := os.Stat(path); err != nil {
		return "", fmt.Errorf("%s: %w", t.Name, ErrNotBuilt)
	}
	return path, nil
}

// Build returns the path of the binary and builds it if need be; it says on progress how long that took. Another process
// that builds the same is waited for.
func Build(ctx context.Context, root string, t Tool, progress io.Writer) (string, error) {
	path, err := t.path(ctx, root)
	if err != nil {
		return "", err
	}
	unlock, err := lock(filepath.Join(root, ".cache", "tools.lock"))
	if err != nil {
		return "", err
	}
	defer unlock()
	if _, err := os.Stat(path); err == nil {
		return path, nil
	}
	fmt.Fprintf(progress, "building %s, which takes minutes the first time\n", filepath.Base(path))
	start := time.Now()
	// Into a directory of its own first: a build that is cut off must leave nothing at path.
	half, err := os.MkdirTemp(filepath.Dir(path), ".build-")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(half)
	cmd := exec.CommandContext(ctx, "go", "build", "-C", filepath.Join(root, t.Pin), "-trimpath", "-ldflags=-s -w",
		"-o", filepath.Join(half, t.Name), t.Package)
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("building %s: %w: %s", t.Name, err, out)
	}
	fmt.Fprintf(progress, "built %s in %v\n", filepath.Base(path), time.Since(start).Round(time.Second))
	return path, os.Rename(filepath.Join(half, t.Name), path)
}

// path is where the pinned version belongs.
func (t Tool) path(ctx context.Context, root string) (string, error) {
	root, err := filepath.Abs(root)
	if err != nil {
		return "", err
	}
	version, err := t.list(ctx, root, "{{.Version}}")
	return filepath.Join(root, ".cache", t.Name+"-"+version), err
}

// list asks the go command about the tool's module.
func (t Tool) list(ctx context.Context, root, format string) (string, error) {
	cmd := exec.CommandContext(ctx, "go", "list", "-C", filepath.Join(root, t.Pin), "-m", "-f", format, t.Module)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("%s: %w", t.Module, err)
	}
	return string(out[:len(out)-1]), nil
}
