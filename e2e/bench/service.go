package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
)

// service is a process that Envoy asks. It prints its port and ends with its standard input, so it does not outlive us.
type service struct {
	cmd  *exec.Cmd
	in   io.Closer
	port int
}

// startExtProc builds and starts the service of e2e/bench/extproc. Its dependencies are fetched when they are missing: an
// error may only mean that there is no network.
func startExtProc(ctx context.Context) (*service, error) {
	binary, err := filepath.Abs("build/bench-extproc")
	if err != nil {
		return nil, err
	}
	if err := goBuild(ctx, "e2e/bench/extproc", nil, "-o", binary, "."); err != nil {
		return nil, err
	}
	s := &service{cmd: exec.Command(binary)}
	s.cmd.Stderr = os.Stderr
	if s.in, err = s.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := s.cmd.Start(); err != nil {
		return nil, err
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err == nil {
		s.port, err = strconv.Atoi(strings.TrimSpace(line))
	}
	if err != nil {
		s.stop()
		return nil, fmt.Errorf("%s did not say its port: %w", binary, err)
	}
	return s, nil
}

func (s *service) pid() int { return s.cmd.Process.Pid }

func (s *service) stop() {
	s.in.Close()
	s.cmd.Wait() // it ends by itself; how does not matter
}

// goBuild runs go build in a folder.
func goBuild(ctx context.Context, dir string, env []string, args ...string) error {
	return goCommand(ctx, dir, env, append([]string{"build"}, args...)...)
}

// goCommand runs go in a folder. An error has the last line of what it said.
func goCommand(ctx context.Context, dir string, env []string, args ...string) error {
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Dir, cmd.Env = dir, append(os.Environ(), env...)
	out, err := cmd.CombinedOutput()
	if err != nil {
		said := strings.TrimSpace(string(out))
		return fmt.Errorf("go %s in %s: %w: %s", args[0], dir, err, said[strings.LastIndexByte(said, '\n')+1:])
	}
	return nil
}
