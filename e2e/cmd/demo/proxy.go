package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/chatguard/chatguard/e2e/envoy"
)

// proxy is the demo's Envoy: the reference configuration, whose listener comes from a file, as from a control plane, so
// that another policy is an update and no restart.
type proxy struct {
	scratch               string
	chat, admin, upstream int // ports
	policy                []byte
	process               *envoy.Process

	mu        sync.Mutex
	bootstrap *envoy.Bootstrap
}

const reference = "envoy/envoy.yaml"

// read takes the reference configuration, and the policy in it with its comments.
func (p *proxy) read() (err error) {
	if p.bootstrap, err = envoy.ReadBootstrap(reference); err != nil {
		return err
	}
	text, err := os.ReadFile(reference)
	if err != nil {
		return err
	}
	var doc yaml.Node
	if err := yaml.Unmarshal(text, &doc); err != nil {
		return err
	}
	n := find(&doc, "configuration", "value")
	if n == nil {
		return errors.New(reference + " has no policy")
	}
	var out bytes.Buffer
	enc := yaml.NewEncoder(&out)
	enc.SetIndent(2)
	err = enc.Encode(n)
	p.policy = out.Bytes()
	return err
}

// find returns the first value in n that keys lead to, from anywhere.
func find(n *yaml.Node, keys ...string) *yaml.Node {
	for i, c := range n.Content {
		if n.Kind == yaml.MappingNode && i%2 == 0 && c.Value == keys[0] && len(n.Content) > i+1 {
			if len(keys) == 1 {
				return n.Content[i+1]
			}
			if found := find(n.Content[i+1], keys[1:]...); found != nil {
				return found
			}
		}
		if found := find(c, keys...); found != nil {
			return found
		}
	}
	return nil
}

// listeners is the file with the listener, and what Envoy has to run in it.
func (p *proxy) listeners(policy any) error {
	l, err := p.bootstrap.Listener()
	if err != nil {
		return err
	}
	errs := []error{l.SetName("chat", p.chat), l.SetManager("always_set_request_id_in_response", true)}
	if policy != nil {
		errs = append(errs, l.SetPlugin("configuration.value", policy))
	}
	doc, err := envoy.DiscoveryResponse([]envoy.Listener{l})
	if err := errors.Join(append(errs, err)...); err != nil {
		return err
	}
	if err := os.WriteFile(p.file()+".new", doc, 0o600); err != nil {
		return err
	}
	return os.Rename(p.file()+".new", p.file())
}

func (p *proxy) file() string { return filepath.Join(p.scratch, "listeners.json") }

// start runs Envoy until it is ready.
func (p *proxy) start(ctx context.Context, binary string, out io.Writer) error {
	if err := p.listeners(nil); err != nil {
		return err
	}
	b, err := envoy.ReadBootstrap(reference) // the listener of the other one stays as it is
	if err != nil {
		return err
	}
	b.SetDynamicListeners(p.file())
	if err := errors.Join(b.SetListeners(nil), b.SetAdminPort(p.admin), b.SetUpstream(p.upstream)); err != nil {
		return err
	}
	config, err := b.JSON()
	if err != nil {
		return err
	}
	p.process, err = envoy.Start(ctx, envoy.Options{
		Binary: binary, Config: config, Scratch: p.scratch, LogLevel: "warning,wasm:info", LogFormat: "[%l] %v",
		Stdout: out, Stderr: out,
	})
	return err
}

// apply gives Envoy another policy, and returns when it has taken or refused it.
func (p *proxy) apply(ctx context.Context, doc []byte) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	var policy any
	if err := json.Unmarshal(doc, &policy); err != nil {
		return err
	}
	before, err := p.updates(ctx)
	if err == nil {
		err = p.listeners(policy)
	}
	for err == nil {
		after, e := p.updates(ctx)
		switch {
		case e != nil:
			return e
		case counter(after, "update_rejected") != counter(before, "update_rejected"):
			return errors.New("Envoy refused the policy; its log says why")
		case after != before && counter(after, "total_listeners_warming") == "0":
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(20 * time.Millisecond):
		}
	}
	return err
}

// updates counts what Envoy did with the listener's file, and the listeners that are not ready yet.
func (p *proxy) updates(ctx context.Context) (string, error) {
	b, err := p.process.Get(ctx, "/stats?filter=^listener_manager.(lds.update_(success|rejected|failure)|total_listeners_warming)$")
	return string(b), err
}

// counter is a figure in the text of Envoy's stats.
func counter(stats, name string) string {
	_, after, _ := strings.Cut(stats, name+": ")
	n, _, _ := strings.Cut(after, "\n")
	return n
}
