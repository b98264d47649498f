// Command demo is `make run`: the reference Envoy with the filter in front of a demo chatbot, and a page that shows both,
// until it is interrupted.
package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/chatguard/chatguard/e2e/envoy"
	"github.com/chatguard/chatguard/e2e/playground"
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
	e := &proxy{scratch: scratch, chat: freePort(10000), admin: freePort(9901)}
	if err := e.read(); err != nil {
		return err
	}
	pages := playground.New(playground.Options{
		Envoy: fmt.Sprintf("127.0.0.1:%d", e.chat), Chatbot: botAddress, Policy: e.policy, Apply: e.apply,
	})
	if e.upstream, err = serve(ctx, "127.0.0.1:0", pages.Upstream()); err != nil {
		return err
	}
	page, err := serve(ctx, fmt.Sprintf("127.0.0.1:%d", freePort(8080)), pages.Page())
	if err != nil {
		return err
	}
	fmt.Println("starting Envoy; it compiles the filter first, which takes some seconds")
	began := time.Now()
	if err := e.start(ctx, binary.Path, lineWriter(os.Stdout, pages.Log)); err != nil {
		return err
	}
	defer e.process.Stop()
	fmt.Printf("ready after %.1f s\n", time.Since(began).Seconds())
	instructions(os.Stdout, fmt.Sprintf("http://127.0.0.1:%d", page), fmt.Sprintf("http://127.0.0.1:%d", e.chat), fmt.Sprintf("http://127.0.0.1:%d", e.admin))
	select {
	case <-ctx.Done():
		fmt.Println("\nstopping")
		return nil
	case <-e.process.Done():
		return fmt.Errorf("envoy ended by itself: %v", e.process.Stop())
	}
}

// serve answers on an address until ctx is done, and returns the port.
func serve(ctx context.Context, address string, h http.Handler) (int, error) {
	l, err := net.Listen("tcp", address)
	if err != nil {
		return 0, err
	}
	s := &http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second}
	go s.Serve(l) // it ends when l is closed
	context.AfterFunc(ctx, func() { s.Close() })
	return l.Addr().(*net.TCPAddr).Port, nil
}

// lineWriter passes what is written on, and each whole line to somebody else.
func lineWriter(to io.Writer, line func(string)) io.Writer {
	r, w := io.Pipe()
	go func() {
		lines := bufio.NewReader(r)
		for {
			s, err := lines.ReadString('\n')
			io.WriteString(to, s)
			line(s)
			if err != nil {
				return
			}
		}
	}()
	return w
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
