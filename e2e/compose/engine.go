package compose

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// ErrUnavailable is wrapped where there is no docker: a reason to skip on a user's machine, never in CI.
var ErrUnavailable = errors.New("no docker")

// Engine is a docker engine with the compose plugin.
type Engine struct {
	env  []string  // for its command line
	own  *exec.Cmd // nil if it was there before
	log  bytes.Buffer
	tree string // unpacked packages, "" with an engine that was there
}

// Found returns the engine that docker talks to on this machine.
func Found(ctx context.Context) (*Engine, error) {
	e := &Engine{env: os.Environ()}
	for _, args := range [][]string{{"info"}, {"compose", "version"}} {
		if out, err := e.Docker(ctx, nil, args...); err != nil {
			return nil, fmt.Errorf("%w: docker %s: %w: %s", ErrUnavailable, strings.Join(args, " "), err, lastLine(out))
		}
	}
	return e, nil
}

// StartOwn unpacks an engine into the cache directory and starts it with everything it has below scratch.
func StartOwn(ctx context.Context, cache, scratch string, progress io.Writer) (*Engine, error) {
	tree, err := unpackDebian(ctx, cache, progress)
	if err != nil {
		return nil, err
	}
	socket := "unix://" + filepath.Join(scratch, "docker.sock")
	e := &Engine{tree: tree, env: append(os.Environ(),
		"DOCKER_HOST="+socket,
		"DOCKER_CONFIG="+filepath.Join(tree, "config"),
		"LD_LIBRARY_PATH="+libraries(tree),
		"XTABLES_LIBDIR="+filepath.Join(libraries(tree), "xtables"),
		"PATH="+filepath.Join(tree, "usr/bin")+":"+filepath.Join(tree, "usr/sbin")+":"+os.Getenv("PATH"),
	)}
	e.own = exec.Command(filepath.Join(tree, "usr/sbin/dockerd"), "--host", socket,
		"--data-root", filepath.Join(scratch, "data"), "--exec-root", filepath.Join(scratch, "exec"),
		"--pidfile", filepath.Join(scratch, "docker.pid"),
		// Published ports go through its userland proxy: it must not touch the machine's rules.
		"--iptables=false", "--ip6tables=false", "--bridge=none")
	e.own.Env = e.env
	e.own.Stdout, e.own.Stderr, e.own.SysProcAttr = &e.log, &e.log, dieWithParent()
	if err := e.own.Start(); err != nil {
		return nil, err
	}
	for range 100 {
		if _, err = e.Docker(ctx, nil, "info"); err == nil {
			return e, nil
		}
		time.Sleep(100 * time.Millisecond)
	}
	_ = e.Stop()
	return nil, fmt.Errorf("dockerd did not start: %w:\n%s", err, e.log.String())
}

// Own tells whether this package started the engine.
func (e *Engine) Own() bool { return e.own != nil }

// Stop ends an engine that StartOwn started.
func (e *Engine) Stop() error {
	if e.own == nil {
		return nil
	}
	_ = e.own.Process.Signal(syscall.SIGTERM)
	return e.own.Wait()
}

// Docker runs the docker command line and returns all that it said.
func (e *Engine) Docker(ctx context.Context, stdin io.Reader, args ...string) (string, error) {
	return e.run(ctx, stdin, nil, "docker", args...)
}

func (e *Engine) run(ctx context.Context, stdin io.Reader, env []string, name string, args ...string) (string, error) {
	if e.tree != "" {
		if own := filepath.Join(e.tree, "usr/bin", name); executable(own) {
			name = own
		}
	}
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Env, cmd.Stdin = append(e.env[:len(e.env):len(e.env)], env...), stdin
	out, err := cmd.CombinedOutput()
	return string(out), err
}

func executable(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode()&0o111 != 0
}

func lastLine(s string) string {
	s = strings.TrimSpace(s)
	return s[strings.LastIndexByte(s, '\n')+1:]
}
