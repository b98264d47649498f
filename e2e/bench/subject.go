package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"time"

	"github.com/chatguard/chatguard/e2e/envoy"
)

// variant is one way to configure Envoy.
type variant struct {
	name   string
	change func(envoy.Listener) error
}

var variants = []variant{
	{"no filter", envoy.Listener.RemovePlugin},
	{"filter off", func(l envoy.Listener) error { return setMode(l, "Off") }},
	{"filter on", func(l envoy.Listener) error { return setMode(l, "Enforce") }},
}

func setMode(l envoy.Listener, mode string) error {
	return l.SetPlugin("configuration.value.policies.public.mode", mode)
}

// subject is an Envoy under measurement.
type subject struct {
	process *envoy.Process
	url     string
	cost    startCost
	client  *http.Client
}

func start(ctx context.Context, binary string, v variant, upstream int) (*subject, error) {
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
	config, err := b.JSON()
	if err != nil {
		return nil, err
	}
	scratch, err := os.MkdirTemp("", "chatguard-bench-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(scratch)
	var log bytes.Buffer
	began := time.Now()
	p, err := envoy.Start(ctx, envoy.Options{Binary: binary, Config: config, Scratch: scratch, LogLevel: "error", Stdout: io.Discard, Stderr: &log})
	if err != nil {
		return nil, fmt.Errorf("%w\n%s", err, log.String())
	}
	s := &subject{process: p, client: &http.Client{Timeout: time.Minute}}
	s.cost = startCost{Variant: v.name, WallSeconds: time.Since(began).Seconds()}
	addresses, err := p.Listeners(ctx)
	if err == nil {
		s.url = "http://" + addresses["chat"] + "/v1/chat/completions"
		s.cost.CPUSeconds, err = cpuSeconds(p.Pid())
	}
	if err == nil {
		s.cost.ResidentMB, err = residentMB(p.Pid())
	}
	if err != nil {
		p.Stop()
		return nil, err
	}
	return s, nil
}

// post sends n requests one after the other and returns the CPU time that Envoy took for each, in microseconds.
func (s *subject) post(body []byte, n int) (float64, error) {
	before, err := cpuSeconds(s.process.Pid())
	if err != nil {
		return 0, err
	}
	for range n {
		resp, err := s.client.Post(s.url, "application/json", bytes.NewReader(body))
		if err != nil {
			return 0, err
		}
		_, err = io.Copy(io.Discard, resp.Body)
		resp.Body.Close()
		if err != nil || resp.StatusCode != http.StatusOK {
			return 0, fmt.Errorf("answered %s, %v", resp.Status, err)
		}
	}
	after, err := cpuSeconds(s.process.Pid())
	return (after - before) / float64(n) * 1e6, err
}
