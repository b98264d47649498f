// Command demo is `make run`: the reference Envoy with the filter in front of a demo chatbot, until it is interrupted.
package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/chatguard/chatguard/e2e/envoy"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "demo:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context) error {
	binary, err := envoy.Find(ctx, ".cache", os.Stdout)
	if err != nil {
		return err
	}
	fmt.Printf("using %s\n", binary)
	bot, botAddress, err := startBot(ctx)
	if err != nil {
		return err
	}
	defer stopBot(bot)
	scratch, err := os.MkdirTemp("", "chatguard-demo-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(scratch)
	chat, admin := freePort(10000), freePort(9901)
	config, err := configure(chat, admin, portOf(botAddress))
	if err != nil {
		return err
	}
	fmt.Println("starting Envoy; it compiles the filter first, which takes some seconds")
	began := time.Now()
	p, err := envoy.Start(ctx, envoy.Options{
		Binary: binary.Path, Config: config, Scratch: scratch, LogLevel: "warning,wasm:info", LogFormat: "[%l] %v",
		Stdout: os.Stdout, Stderr: os.Stderr,
	})
	if err != nil {
		return err
	}
	defer p.Stop()
	fmt.Printf("ready after %.1f s\n", time.Since(began).Seconds())
	instructions(os.Stdout, fmt.Sprintf("http://127.0.0.1:%d", chat), fmt.Sprintf("http://127.0.0.1:%d", admin))
	select {
	case <-ctx.Done():
		fmt.Println("\nstopping")
		return nil
	case <-p.Done():
		return fmt.Errorf("envoy ended by itself: %v", p.Stop())
	}
}

// configure is the reference configuration with the ports that are free.
func configure(chat, admin, bot int) ([]byte, error) {
	b, err := envoy.ReadBootstrap("envoy/envoy.yaml")
	if err != nil {
		return nil, err
	}
	l, err := b.Listener()
	if err != nil {
		return nil, err
	}
	for _, err := range []error{l.SetName("chat", chat), b.SetListeners([]envoy.Listener{l}), b.SetAdminPort(admin), b.SetUpstream(bot)} {
		if err != nil {
			return nil, err
		}
	}
	return b.JSON()
}

// startBot runs the chatbot and returns when it listens.
func startBot(ctx context.Context) (*exec.Cmd, string, error) {
	bot := exec.Command("build/bot", "-listen", fmt.Sprintf("127.0.0.1:%d", freePort(8000)))
	bot.Stderr = os.Stderr
	out, err := bot.StdoutPipe()
	if err != nil {
		return nil, "", err
	}
	if err := bot.Start(); err != nil {
		return nil, "", err
	}
	lines := bufio.NewReader(out)
	line, err := lines.ReadString('\n')
	_, address, ok := strings.Cut(strings.TrimSpace(line), "http://")
	if err != nil || !ok {
		stopBot(bot)
		return nil, "", fmt.Errorf("the chatbot did not start: %v", err)
	}
	fmt.Print(line)
	go io.Copy(os.Stdout, lines)
	return bot, address, ctx.Err()
}

func stopBot(bot *exec.Cmd) {
	_ = bot.Process.Signal(syscall.SIGTERM)
	_ = bot.Wait()
}

// freePort returns the usual port if nobody has it, else any free one.
func freePort(usual int) int {
	for _, port := range []int{usual, 0} {
		l, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port))
		if err != nil {
			continue
		}
		defer l.Close()
		if port == 0 {
			fmt.Printf("port %d is taken\n", usual)
		}
		return l.Addr().(*net.TCPAddr).Port
	}
	return usual
}

func portOf(address string) int {
	_, port, _ := strings.Cut(address, ":")
	var n int
	fmt.Sscan(port, &n)
	return n
}
