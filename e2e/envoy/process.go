package envoy

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// Options of a process. Config is the bootstrap as JSON or YAML; its admin address may have port 0.
type Options struct {
	Binary      string
	Config      []byte
	WorkDir     string   // paths in the bootstrap are relative to it
	Scratch     string   // where the bootstrap and Envoy's own files go; must exist
	LogLevel    string   // "warning,wasm:info"; Envoy's --log-level, and after the comma --component-log-level
	LogFormat   string   // Envoy's --log-format; "": its own
	Concurrency int      // worker threads; 0: one
	Node        string   // the id that control planes know it by; "": chatguard
	Env         []string // added to our own environment
	Stdout      io.Writer
	Stderr      io.Writer
	Drain       time.Duration // how long connections of replaced listeners may go on; at least a second
	BaseID      int           // of processes that take over from each other (hot restart); 0: none does
	Epoch       int           // how many came before it
	// ReadyWithin bounds the start; 0: two minutes. Envoy compiles the whole module first, with its main thread blocked.
	ReadyWithin time.Duration
}

// Process is a running Envoy.
type Process struct {
	Admin string // host:port

	cmd  *exec.Cmd
	done chan struct{} // closed when the process has ended and its output was read
	err  error         // why it ended; valid after done
}

// Start runs Envoy and returns when it is ready to serve.
func Start(ctx context.Context, o Options) (*Process, error) {
	config := filepath.Join(o.Scratch, "envoy.yaml")
	if err := os.WriteFile(config, o.Config, 0o600); err != nil {
		return nil, err
	}
	admin := filepath.Join(o.Scratch, "admin-address")
	level, components, _ := strings.Cut(o.LogLevel, ",")
	args := []string{
		"--config-path", config, "--admin-address-path", admin,
		"--service-node", cmp.Or(o.Node, "chatguard"), "--service-cluster", "chatguard",
		"--concurrency", fmt.Sprint(max(o.Concurrency, 1)), "--file-flush-interval-msec", "20",
		"--drain-time-s", fmt.Sprint(max(int(o.Drain.Seconds()), 1)), "--parent-shutdown-time-s", fmt.Sprint(max(int(o.Drain.Seconds()), 1) + 1),
	}
	if o.BaseID == 0 {
		args = append(args, "--disable-hot-restart")
	} else {
		args = append(args, "--base-id", fmt.Sprint(o.BaseID), "--restart-epoch", fmt.Sprint(o.Epoch))
	}
	if level != "" {
		args = append(args, "--log-level", level)
	}
	if components != "" {
		args = append(args, "--component-log-level", components)
	}
	if o.LogFormat != "" {
		args = append(args, "--log-format", o.LogFormat)
	}
	p := &Process{cmd: exec.Command(o.Binary, args...), done: make(chan struct{})}
	p.cmd.Dir, p.cmd.Stdout, p.cmd.Stderr = o.WorkDir, o.Stdout, o.Stderr
	p.cmd.Env = append(os.Environ(), o.Env...)
	p.cmd.SysProcAttr = dieWithParent()
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	go func() {
		p.err = p.cmd.Wait()
		close(p.done)
	}()
	within := o.ReadyWithin
	if within == 0 {
		within = 2 * time.Minute
	}
	if err := p.awaitReady(ctx, admin, within); err != nil {
		p.Stop()
		return nil, err
	}
	return p, nil
}

func (p *Process) awaitReady(ctx context.Context, addressFile string, within time.Duration) error {
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	for {
		if p.Admin == "" {
			if b, err := os.ReadFile(addressFile); err == nil {
				p.Admin = strings.TrimSpace(string(b))
			}
		}
		if p.Admin != "" {
			if _, err := p.Get(ctx, "/ready"); err == nil {
				return nil
			}
		}
		select {
		case <-p.done:
			return fmt.Errorf("envoy ended before it was ready: %v", p.err)
		case <-ctx.Done():
			return fmt.Errorf("envoy not ready after %v", within)
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// Get asks the admin interface; a status other than 200 is an error.
func (p *Process) Get(ctx context.Context, path string) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+p.Admin+path, nil)
	if err != nil {
		return nil, err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err == nil && resp.StatusCode != http.StatusOK {
		err = fmt.Errorf("admin %s: %s", path, resp.Status)
	}
	return body, err
}

// Pid is the process id, for /proc.
func (p *Process) Pid() int { return p.cmd.Process.Pid }

// Done is closed when the process has ended, by itself or through Stop.
func (p *Process) Done() <-chan struct{} { return p.done }

// Stop asks Envoy to end, makes it end after ten seconds, and returns when its output has been read. An exit by our own
// signal is no error.
func (p *Process) Stop() error {
	select {
	case <-p.done:
		return p.err
	default:
	}
	_ = p.cmd.Process.Signal(syscall.SIGTERM)
	select {
	case <-p.done:
	case <-time.After(10 * time.Second):
		_ = p.cmd.Process.Kill()
		<-p.done
	}
	var exit *exec.ExitError
	if errors.As(p.err, &exit) {
		return nil
	}
	return p.err
}
