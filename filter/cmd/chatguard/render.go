package main

import (
	"bytes"
	"errors"
	"path/filepath"
	"regexp"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/chatguard/chatguard/filter/policy"
)

var renderCommand = &command{
	name:  "render",
	args:  "--target envoy|istio|trafficextension|gateway [flags] --policy FILE|PRESET",
	short: "write the proxy's configuration for a policy",
	long: `
Writes configuration that is ready to apply, with the policy in it:

  envoy             an entry for http_filters of an HTTP connection manager
  istio             a WasmPlugin; with holdHeaders in the policy an EnvoyFilter, because
                    only that can let headers wait
  trafficextension  Istio's TrafficExtension, which takes the WasmPlugin's place
  gateway           an EnvoyExtensionPolicy for Envoy Gateway

The policy is checked before. Keys for Hash and Token masks are not part of it: they
come from the environment of the proxy.

  chatguard render --target envoy --policy policy.yaml
  chatguard render --target istio --policy policy.yaml --url oci://registry.example.com/chatguard:1 --selector istio=ingressgateway
  chatguard render --target gateway --policy strict --url registry.example.com/chatguard:1 --route chat`,
	run: render,
	flags: func(f *flags) {
		f.String("target", "", "what to write: envoy, istio, trafficextension or gateway")
		f.String("policy", policy.DefaultPreset, "`FILE` or preset to write")
		f.String("url", "", "where the proxy finds the module: a `FILE`, file://, http(s):// or oci:// (an image for gateway)")
		f.String("sha256", "", "`DIGEST` of the module, for http(s)")
		f.String("name", "chatguard", "`NAME` of the resource")
		f.String("namespace", "", "`NAMESPACE` of the resource")
		f.String("selector", "", "`LABEL=VALUE` of the workloads (istio, trafficextension); else all of the namespace")
		f.String("route", "", "`NAME` of the HTTPRoute (gateway)")
	},
}

// rendered is a target's document: a text with marks, and what they become.
type rendered struct {
	text   string
	fields map[string]any // by mark; nil leaves the member out
}

func render(e *env, f *flags, args []string) (int, error) {
	if len(args) > 0 {
		return 0, usageError("no file is read besides --policy")
	}
	doc, err := e.openPolicy(f.text("policy"))
	if err != nil {
		return 0, err
	}
	if _, err := e.subject(doc); err != nil {
		return 0, err
	}
	config, err := yamlOf(doc.JSON)
	if err != nil {
		return 0, err
	}
	hold := holdsHeaders(doc.JSON)
	var targets []rendered
	switch f.text("target") {
	case "envoy":
		targets, err = renderEnvoy(f, config, hold)
	case "istio":
		if hold {
			targets, err = renderEnvoyFilter(f, config)
		} else {
			targets, err = renderWasmPlugin(f, config)
		}
	case "trafficextension":
		targets, err = renderTrafficExtension(f, config)
	case "gateway":
		targets, err = renderGateway(f, config)
	case "":
		err = usageError("--target is needed: envoy, istio, trafficextension or gateway")
	default:
		err = usageError("--target is envoy, istio, trafficextension or gateway")
	}
	if err == nil && hold && (f.text("target") == "gateway" || f.text("target") == "trafficextension") {
		err = errors.New("the policy has holdHeaders, and nothing in this kind of resource lets headers wait: leave it out")
	}
	if err != nil {
		return 0, err
	}
	return exitOK, writeTargets(e, targets)
}

func writeTargets(e *env, targets []rendered) error {
	var out bytes.Buffer
	enc := yaml.NewEncoder(&out)
	enc.SetIndent(2)
	for i := range targets {
		n, err := targets[i].node()
		if err != nil {
			return err
		}
		if err := enc.Encode(n); err != nil {
			return err
		}
	}
	_, err := e.stdout.Write(out.Bytes())
	return err
}

// yamlOf is a JSON document as a YAML node in block style.
func yamlOf(doc []byte) (*yaml.Node, error) {
	var n yaml.Node
	if err := yaml.Unmarshal(doc, &n); err != nil {
		return nil, err
	}
	block(n.Content[0])
	return n.Content[0], nil
}

// block gives nodes the style that people write. The parser has bounded their
// depth.
func block(n *yaml.Node) {
	n.Style &^= yaml.FlowStyle | yaml.DoubleQuotedStyle
	for _, c := range n.Content {
		block(c)
	}
}

func (r *rendered) node() (*yaml.Node, error) {
	var n yaml.Node
	if err := yaml.Unmarshal([]byte(r.text), &n); err != nil {
		return nil, err
	}
	return &n, r.fill(n.Content[0])
}

// fill puts the fields in place of their marks.
func (r *rendered) fill(n *yaml.Node) error {
	kept := n.Content[:0]
	for i, c := range n.Content {
		v, marked := r.fields[c.Value]
		marked = marked && c.Kind == yaml.ScalarNode
		switch {
		case marked && isEmpty(v):
			if n.Kind == yaml.MappingNode && i%2 == 1 {
				kept = kept[:len(kept)-1] // its key
			}
			continue
		case marked:
			var err error
			if c, err = nodeOf(v); err != nil {
				return err
			}
		default:
			full := len(c.Content) > 0
			if err := r.fill(c); err != nil {
				return err
			}
			if full && len(c.Content) == 0 && n.Kind == yaml.MappingNode {
				kept = kept[:len(kept)-1] // nothing is left of it: without its key, too
				continue
			}
		}
		kept = append(kept, c)
	}
	n.Content = kept
	return nil
}

func isEmpty(v any) bool { return v == nil || v == "" }

func nodeOf(v any) (*yaml.Node, error) {
	if n, ok := v.(*yaml.Node); ok {
		return n, nil
	}
	var n yaml.Node
	err := n.Encode(v)
	return &n, err
}

// module says where the proxy finds the module; what is no URL is a file.
func (f *flags) module() (url string, local string, err error) {
	url = f.text("url")
	if url == "" {
		url = filepath.Join("build", "chatguard.wasm")
	}
	scheme, rest, ok := strings.Cut(url, "://")
	switch {
	case ok && scheme == "file":
		return url, rest, nil
	case ok:
		return url, "", nil
	}
	if local, err = filepath.Abs(url); err != nil {
		return "", "", err
	}
	return "file://" + filepath.ToSlash(local), url, nil
}

var sha256Digest = regexp.MustCompile(`^[0-9a-f]{64}$`)

func (f *flags) digest() (any, error) {
	d := f.text("sha256")
	if d != "" && !sha256Digest.MatchString(d) {
		return nil, usageError("--sha256 is 64 hexadecimal digits")
	}
	return d, nil
}

// selector is matchLabels of workloads; nil without one.
func (f *flags) selector() (any, error) {
	s := f.text("selector")
	if s == "" {
		return nil, nil
	}
	key, value, ok := strings.Cut(s, "=")
	if !ok || key == "" || value == "" {
		return nil, usageError("--selector is LABEL=VALUE")
	}
	return map[string]string{key: value}, nil
}
