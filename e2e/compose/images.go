package compose

import (
	"archive/tar"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
)

// rateLimit is the rate limit service as a Go module; the official image is built from the same repository.
const rateLimit = "github.com/envoyproxy/ratelimit/src/service_cmd@v1.4.1-0.20230427142404-e2a87f41d3a7"

// StandIns imports an image under each of the names that the engine cannot pull, with the same programs in the same
// places. missing has the names that nothing can stand in for.
func (e *Engine) StandIns(ctx context.Context, names []string, envoy string) (missing []string, err error) {
	for _, name := range names {
		files, err := e.programs(ctx, name, envoy)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		if files == nil {
			missing = append(missing, name)
			continue
		}
		if err := e.importImage(ctx, name, files); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	return missing, nil
}

// programs lists what an image has to have: where it is in it, and where it is here.
func (e *Engine) programs(ctx context.Context, image, envoy string) (map[string]string, error) {
	bin := filepath.Join(e.tree, "usr/bin")
	switch repository, _, _ := strings.Cut(image, ":"); repository {
	case "envoyproxy/envoy":
		return map[string]string{"usr/local/bin/envoy": envoy}, nil
	case "prom/prometheus":
		return map[string]string{"bin/prometheus": filepath.Join(bin, "prometheus"), "bin/promtool": filepath.Join(bin, "promtool")}, nil
	case "redis":
		return map[string]string{"usr/local/bin/redis-server": filepath.Join(bin, "redis-server")}, nil
	case "envoyproxy/ratelimit":
		path, err := e.buildRateLimit(ctx)
		return map[string]string{"bin/ratelimit": path}, err
	}
	return nil, nil
}

// buildRateLimit compiles the service into the cache, once.
func (e *Engine) buildRateLimit(ctx context.Context) (string, error) {
	dir := filepath.Join(e.tree, "ratelimit")
	path := filepath.Join(dir, "service_cmd")
	if executable(path) {
		return path, nil
	}
	cmd := exec.CommandContext(ctx, "go", "install", "-trimpath", "-ldflags=-s -w", rateLimit)
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOFLAGS=", "GOBIN="+dir)
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("go install: %w: %s", err, lastLine(string(out)))
	}
	return path, nil
}

// importImage makes an image of programs and the libraries they are linked with, and nothing else.
func (e *Engine) importImage(ctx context.Context, name string, files map[string]string) error {
	all := map[string]string{}
	for to, from := range files {
		all[to] = from
		libs, err := e.linked(ctx, from)
		if err != nil {
			return err
		}
		for _, lib := range libs {
			all[strings.TrimPrefix(lib.to, "/")] = lib.from
		}
	}
	r, w := io.Pipe()
	go func() { w.CloseWithError(writeImage(w, all)) }()
	out, err := e.Docker(ctx, r, "import", "--change", "ENV PATH=/usr/local/bin:/bin LD_LIBRARY_PATH=/lib", "-", name)
	r.Close()
	if err != nil {
		return fmt.Errorf("docker import: %w: %s", err, lastLine(out))
	}
	return nil
}

type library struct{ to, from string }

// lddLine is "libc.so.6 => /lib/x86_64-linux-gnu/libc.so.6 (0x…)" or "/lib64/ld-linux-x86-64.so.2 (0x…)".
var lddLine = regexp.MustCompile(`^\s*(?:(\S+) => )?(/\S+) \(0x`)

// linked lists the shared libraries of a program, and its loader in the place that the program names.
func (e *Engine) linked(ctx context.Context, program string) (all []library, err error) {
	out, err := e.run(ctx, nil, nil, "ldd", program)
	if err != nil {
		if strings.Contains(out, "not a dynamic executable") {
			return nil, nil
		}
		return nil, fmt.Errorf("ldd: %w: %s", err, lastLine(out))
	}
	for line := range strings.Lines(out) {
		m := lddLine.FindStringSubmatch(line)
		switch {
		case m == nil:
		case m[1] == "":
			all = append(all, library{to: m[2], from: m[2]})
		default:
			all = append(all, library{to: "/lib/" + filepath.Base(m[1]), from: m[2]})
		}
	}
	return all, nil
}

// writeImage writes a root file system: files, and the folders that programs expect.
func writeImage(w io.Writer, files map[string]string) error {
	t := tar.NewWriter(w)
	if err := t.WriteHeader(&tar.Header{Name: "tmp/", Typeflag: tar.TypeDir, Mode: 0o1777}); err != nil {
		return err
	}
	for to, from := range files {
		if err := writeFile(t, to, from); err != nil {
			return err
		}
	}
	return t.Close()
}

func writeFile(t *tar.Writer, to, from string) error {
	f, err := os.Open(from)
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	if err := t.WriteHeader(&tar.Header{Name: to, Mode: 0o755, Size: info.Size()}); err != nil {
		return err
	}
	_, err = io.Copy(t, f)
	return err
}
