package main

import (
	"errors"
	"strings"

	"go.yaml.in/yaml/v3"

	parsed "github.com/chatguard/chatguard/filter/document"
)

// hostEnvironment are the variables that the filter reads, from the proxy's.
var hostEnvironment = []string{keyVariable, tokensVariable}

func holdsHeaders(doc []byte) bool {
	root, _ := parsed.Parse(doc)
	n := root.Get("holdHeaders")
	return n != nil && n.Flag
}

// wasmFilter is envoy.extensions.filters.http.wasm.v3.Wasm.
const wasmFilter = `
"@type": type.googleapis.com/envoy.extensions.filters.http.wasm.v3.Wasm
config:
  name: NAME
  root_id: chatguard
  failure_policy: FAIL_RELOAD
  allow_on_headers_stop_iteration: HOLD
  vm_config:
    vm_id: chatguard
    runtime: envoy.wasm.runtime.v8
    code: CODE
    environment_variables: {host_env_keys: KEYS}
  configuration:
    "@type": type.googleapis.com/google.protobuf.Struct
    value: POLICY
`

// envoyFilter is the filter as Envoy itself is configured.
func envoyFilter(f *flags, config *yaml.Node, hold bool) (*yaml.Node, error) {
	url, local, err := f.module()
	if err != nil {
		return nil, err
	}
	digest, err := f.digest()
	if err != nil {
		return nil, err
	}
	code := rendered{`{local: {filename: FILE}}`, map[string]any{"FILE": local}}
	if local == "" {
		if !strings.HasPrefix(url, "http") {
			return nil, errors.New("Envoy itself reads the module from a file or from http(s)")
		}
		if digest == "" {
			return nil, usageError("Envoy needs --sha256 of a module that it fetches")
		}
		code = rendered{`{remote: {sha256: DIGEST, http_uri: {uri: URL, cluster: chatguard_module, timeout: 30s}}}`, map[string]any{"DIGEST": digest, "URL": url}}
	}
	where, err := code.node()
	if err != nil {
		return nil, err
	}
	var wait any
	if hold {
		wait = true
	}
	r := rendered{wasmFilter, map[string]any{"NAME": f.text("name"), "HOLD": wait, "CODE": where.Content[0], "KEYS": hostEnvironment, "POLICY": config}}
	n, err := r.node()
	if err != nil {
		return nil, err
	}
	return n.Content[0], nil
}

func renderEnvoy(f *flags, config *yaml.Node, hold bool) ([]rendered, error) {
	filter, err := envoyFilter(f, config, hold)
	return []rendered{{"- name: NAME\n  typed_config: FILTER\n", map[string]any{"NAME": f.text("name"), "FILTER": filter}}}, err
}

const wasmPlugin = `
apiVersion: extensions.istio.io/v1alpha1
kind: WasmPlugin
metadata: {name: NAME, namespace: NAMESPACE}
spec:
  selector: {matchLabels: LABELS}
  url: URL
  sha256: DIGEST
  pluginName: chatguard
  failStrategy: FAIL_RELOAD
  vmConfig: {env: ENV}
  pluginConfig: POLICY
`

// environment is the filter's variables as Istio takes them from the proxy.
func environment() (env []map[string]string) {
	for _, name := range hostEnvironment {
		env = append(env, map[string]string{"name": name, "valueFrom": "HOST"})
	}
	return env
}

func (f *flags) istio(text string, config *yaml.Node) ([]rendered, error) {
	url, _, err := f.module()
	if err != nil {
		return nil, err
	}
	digest, err := f.digest()
	if err != nil {
		return nil, err
	}
	labels, err := f.selector()
	return []rendered{{text, map[string]any{
		"NAME": f.text("name"), "NAMESPACE": f.text("namespace"), "LABELS": labels, "URL": url, "DIGEST": digest, "ENV": environment(), "POLICY": config,
	}}}, err
}

func renderWasmPlugin(f *flags, config *yaml.Node) ([]rendered, error) {
	return f.istio(wasmPlugin, config)
}

const trafficExtension = `
apiVersion: extensions.istio.io/v1alpha1
kind: TrafficExtension
metadata: {name: NAME, namespace: NAMESPACE}
spec:
  selector: {matchLabels: LABELS}
  wasm:
    url: URL
    sha256: DIGEST
    pluginName: chatguard
    failStrategy: FAIL_RELOAD
    vmConfig: {env: ENV}
    pluginConfig: POLICY
`

func renderTrafficExtension(f *flags, config *yaml.Node) ([]rendered, error) {
	return f.istio(trafficExtension, config)
}

const istioEnvoyFilter = `
apiVersion: networking.istio.io/v1alpha3
kind: EnvoyFilter
metadata: {name: NAME, namespace: NAMESPACE}
spec:
  priority: 10
  workloadSelector: {labels: LABELS}
  configPatches:
  - applyTo: HTTP_FILTER
    match:
      listener: {filterChain: {filter: {name: envoy.filters.network.http_connection_manager, subFilter: {name: envoy.filters.http.router}}}}
    patch:
      operation: INSERT_BEFORE
      value:
        name: chatguard
        typed_config: FILTER
`

// renderEnvoyFilter is Istio's way to a field of the filter that a WasmPlugin
// has not.
func renderEnvoyFilter(f *flags, config *yaml.Node) ([]rendered, error) {
	filter, err := envoyFilter(f, config, true)
	if err != nil {
		return nil, err
	}
	labels, err := f.selector()
	return []rendered{{istioEnvoyFilter, map[string]any{"NAME": f.text("name"), "NAMESPACE": f.text("namespace"), "LABELS": labels, "FILTER": filter}}}, err
}

const envoyExtensionPolicy = `
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: EnvoyExtensionPolicy
metadata: {name: NAME, namespace: NAMESPACE}
spec:
  targetRefs:
  - {group: gateway.networking.k8s.io, kind: HTTPRoute, name: ROUTE}
  wasm:
  - name: chatguard
    rootID: chatguard
    failOpen: false
    code: CODE
    env: {hostKeys: KEYS}
    config: POLICY
`

func renderGateway(f *flags, config *yaml.Node) ([]rendered, error) {
	if f.text("route") == "" {
		return nil, usageError("--route names the HTTPRoute that the policy is for")
	}
	url := f.text("url")
	digest, err := f.digest()
	if err != nil {
		return nil, err
	}
	var code any
	switch {
	case strings.HasPrefix(url, "http://"), strings.HasPrefix(url, "https://"):
		http := map[string]any{"url": url}
		if digest != "" {
			http["sha256"] = digest
		}
		code = map[string]any{"type": "HTTP", "http": http}
	case url == "" || strings.HasPrefix(url, "file://"):
		return nil, usageError("Envoy Gateway takes the module from an image or from http(s): give one with --url")
	default:
		code = map[string]any{"type": "Image", "image": map[string]any{"url": strings.TrimPrefix(url, "oci://")}}
	}
	return []rendered{{envoyExtensionPolicy, map[string]any{
		"NAME": f.text("name"), "NAMESPACE": f.text("namespace"), "ROUTE": f.text("route"), "CODE": code, "KEYS": hostEnvironment, "POLICY": config,
	}}}, nil
}
