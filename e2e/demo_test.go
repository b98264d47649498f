package e2e

import (
	"bufio"
	"context"
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestDemo does what the README tells a newcomer: `make run`, then each command that it prints.
func TestDemo(t *testing.T) {
	needEnvoy(t)
	lines, stop := makeRun(t)
	curls := printedCommands(t, lines)
	wants := []struct {
		has    []string
		hasNot string
	}{
		{[]string{"Pay with **** **** **** 7153, my SSN is [US_SSN]"}, "8741"},
		{[]string{"Write to dora.winter@kontor-nord.de"}, "[EMAIL_ADDRESS"},
		{[]string{"My own contact is [EMAIL_ADDRESS_1]."}, "rita.moreau"},
		{[]string{`"type":"error"`}, "AKIAODZDOCIS2JHTLGMX"},
		{[]string{"Pay with 4532 7601 9842 7153"}, "****"},
		{[]string{"wasmcustom.chatguard.masked: 3", "wasmcustom.chatguard.blocked: 1", "wasmcustom.chatguard.restored: 1", "wasmcustom.chatguard.monitored: "}, "dora.winter"},
	}
	if len(curls) != len(wants) {
		t.Fatalf("%d commands printed, want %d: %q", len(curls), len(wants), curls)
	}
	for i, c := range curls {
		b, err := exec.Command("sh", "-c", c).CombinedOutput()
		out := strings.ReplaceAll(string(b), `": "`, `":"`)
		if err != nil || strings.Contains(out, wants[i].hasNot) {
			t.Errorf("%s\nanswers %s\nwith %q, %v", c, out, wants[i].hasNot, err)
		}
		for _, want := range wants[i].has {
			if !strings.Contains(out, want) {
				t.Errorf("%s\nanswers %s\nwithout %q", c, out, want)
			}
		}
	}
	received := 0
	for line := range strings.Lines(stop()) {
		if strings.HasPrefix(line, "chatbot received: ") {
			received++
			if strings.Contains(line, "dora.winter") {
				t.Errorf("the chatbot saw the address: %s", line)
			}
		} else if strings.Contains(line, "dora.winter") || strings.Contains(line, "8741") {
			t.Errorf("a value is in a log: %s", line)
		}
	}
	if received != 4 {
		t.Errorf("the chatbot received %d requests, want 4", received)
	}
}

// makeRun starts `make run` and returns its output line by line, and a function that interrupts it, waits for its end
// and returns the rest.
func makeRun(t *testing.T) (*bufio.Reader, func() string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	cmd := exec.CommandContext(ctx, "make", "run")
	cmd.Dir = root
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = 20 * time.Second
	for _, v := range os.Environ() {
		if !strings.HasPrefix(v, "MAKE") && !strings.HasPrefix(v, "MFLAGS") { // of a make that runs this test
			cmd.Env = append(cmd.Env, v)
		}
	}
	out, in := io.Pipe()
	cmd.Stdout, cmd.Stderr = in, in
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() {
		cmd.Wait()
		in.Close()
		close(ended)
	}()
	r := bufio.NewReader(out)
	stop := func() string {
		cancel()
		rest, _ := io.ReadAll(r)
		<-ended
		return string(rest)
	}
	t.Cleanup(func() { stop() })
	return r, stop
}

// printedCommands reads until the last of the commands has been printed.
func printedCommands(t *testing.T, r *bufio.Reader) (curls []string) {
	t.Helper()
	var all strings.Builder
	for {
		line, err := r.ReadString('\n')
		all.WriteString(line)
		if err != nil {
			t.Fatalf("make run ended: %v\n%s", err, all.String())
		}
		if strings.HasPrefix(line, "curl ") {
			curls = append(curls, strings.TrimSpace(line))
			if strings.Contains(line, "/stats") {
				return curls
			}
		}
	}
}
