package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"time"

	"github.com/chatguard/chatguard/e2e/envoy"
)

// subject is an Envoy under measurement.
type subject struct {
	variant variant
	process *envoy.Process
	service *service // nil if it needs none
	url     string
	cost    startCost
	client  *http.Client
	repeats int  // what the probe is asked for
	said    bool // the texts of a request are those of the one before
}

// errService is wrapped where a variant's service could not be started.
var errService = errors.New("no service")

func start(ctx context.Context, binary string, v variant, upstream int) (*subject, error) {
	config, err := configure(v, upstream)
	if err != nil {
		return nil, err
	}
	s := &subject{variant: v, client: &http.Client{Timeout: time.Minute}}
	if v.service != nil {
		if s.service, err = v.service(ctx); err != nil {
			return nil, fmt.Errorf("%w: %w", errService, err)
		}
		config, err = addService(config, s.service.port)
	}
	if err == nil {
		err = s.run(ctx, binary, config)
	}
	if err != nil {
		s.stop()
		return nil, err
	}
	return s, nil
}

// configure derives a variant from the reference configuration.
func configure(v variant, upstream int) ([]byte, error) {
	b, err := envoy.ReadBootstrap("envoy/envoy.yaml")
	if err != nil {
		return nil, err
	}
	l, err := b.Listener()
	if err != nil {
		return nil, err
	}
	for _, err := range []error{
		l.SetName("chat", 0), l.SetManager("access_log", []any{}), v.change(l), b.SetListeners([]envoy.Listener{l}), b.SetAdminPort(0), b.SetUpstream(upstream),
	} {
		if err != nil {
			return nil, err
		}
	}
	return b.JSON()
}

// run starts Envoy and notes what that took.
func (s *subject) run(ctx context.Context, binary string, config []byte) error {
	scratch, err := os.MkdirTemp("", "chatguard-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(scratch)
	var log bytes.Buffer
	began := time.Now()
	s.process, err = envoy.Start(ctx, envoy.Options{Binary: binary, Config: config, Scratch: scratch, LogLevel: "error", Stdout: io.Discard, Stderr: &log})
	if err != nil {
		return fmt.Errorf("%w\n%s", err, log.String())
	}
	s.cost = startCost{Variant: s.variant.name, WallSeconds: time.Since(began).Seconds()}
	addresses, err := s.process.Listeners(ctx)
	if err != nil {
		return err
	}
	s.url = "http://" + addresses["chat"] + "/v1/chat/completions"
	s.cost.CPUSeconds, err = cpuSeconds(s.process.Pid())
	return err
}

func (s *subject) stop() {
	if s.process != nil {
		s.process.Stop()
	}
	if s.service != nil {
		s.service.stop()
	}
}

// cpu is the CPU time so far of Envoy and of the service it asks.
func (s *subject) cpu() (float64, error) {
	total, err := cpuSeconds(s.process.Pid())
	if err != nil || s.service == nil {
		return total, err
	}
	more, err := cpuSeconds(s.service.pid())
	return total + more, err
}

// check makes sure that the variant does what it is measured for: to mask, or not to.
func (s *subject) check() error {
	resp, err := s.send(chatBody(8 << 10))
	if err != nil {
		return err
	}
	if resp.Header.Get(seenHeader) != strconv.FormatBool(!s.variant.masks) {
		return fmt.Errorf("%s: the upstream saw the address: %s", s.variant.name, resp.Header.Get(seenHeader))
	}
	return nil
}

// post sends n requests one after the other and returns the CPU time that each took, in microseconds.
func (s *subject) post(original []byte, n int) (float64, error) {
	body := original
	before, err := s.cpu()
	if err != nil {
		return 0, err
	}
	for range n {
		if !s.said {
			body = stamped(original)
		}
		if _, err := s.send(body); err != nil {
			return 0, err
		}
	}
	after, err := s.cpu()
	return (after - before) / float64(n) * 1e6, err
}

// send posts a body and reads the answer to its end.
func (s *subject) send(body []byte) (*http.Response, error) {
	req, err := http.NewRequest(http.MethodPost, s.url, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", "application/json")
	if s.repeats > 0 {
		req.Header.Set("X-Repeats", strconv.Itoa(s.repeats))
	}
	resp, err := s.client.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	if _, err = io.Copy(io.Discard, resp.Body); err == nil && resp.StatusCode != http.StatusOK {
		err = fmt.Errorf("answered %s", resp.Status)
	}
	return resp, err
}
