package soak

import (
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strconv"

	"github.com/chatguard/chatguard/e2e/envoy"
)

// start runs the reference configuration, with one worker, the soak's policy and upstream.
func start(ctx context.Context, o Options, upstream string) (p *envoy.Process, address string, err error) {
	b, err := envoy.ReadBootstrap(filepath.Join(o.Root, "envoy", "envoy.yaml"))
	if err != nil {
		return nil, "", err
	}
	l, err := b.Listener()
	if err != nil {
		return nil, "", err
	}
	_, port, err := net.SplitHostPort(upstream)
	if err != nil {
		return nil, "", err
	}
	n, err := strconv.Atoi(port)
	if err != nil {
		return nil, "", err
	}
	for _, err := range []error{
		l.SetName("chat", 0), l.SetManager("access_log", []any{}), l.SetPlugin("configuration.value", policy),
		b.SetListeners([]envoy.Listener{l}), b.SetAdminPort(0), b.SetUpstream(n),
	} {
		if err != nil {
			return nil, "", err
		}
	}
	config, err := b.JSON()
	if err != nil {
		return nil, "", err
	}
	scratch, err := os.MkdirTemp("", "chatguard-soak-")
	if err != nil {
		return nil, "", err
	}
	defer os.RemoveAll(scratch)
	log := o.Log
	if log == nil {
		log = io.Discard
	}
	p, err = envoy.Start(ctx, envoy.Options{
		Binary: o.Binary, Config: config, WorkDir: o.Root, Scratch: scratch, Concurrency: 1, LogLevel: "error", Stdout: log, Stderr: log,
	})
	if err != nil {
		return nil, "", err
	}
	listeners, err := p.Listeners(ctx)
	if err == nil && listeners["chat"] == "" {
		err = fmt.Errorf("no listener in %v", listeners)
	}
	if err != nil {
		p.Stop()
		return nil, "", err
	}
	return p, listeners["chat"], nil
}
