package envoy

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Bootstrap is an Envoy configuration as a tree. Tests and the demo start from the reference configuration that an
// operator reads, and change only what they must: ports, policies, routes. So no second configuration can drift.
type Bootstrap struct{ tree map[string]any }

// ReadBootstrap reads a YAML file.
func ReadBootstrap(file string) (*Bootstrap, error) {
	b, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var tree map[string]any
	if err := yaml.Unmarshal(b, &tree); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return &Bootstrap{tree}, nil
}

// JSON is the tree for --config-path.
func (b *Bootstrap) JSON() ([]byte, error) { return json.MarshalIndent(b.tree, "", " ") }

// SetAdminPort changes where the admin page is; 0 lets Envoy choose.
func (b *Bootstrap) SetAdminPort(port int) error {
	return Set(b.tree, "admin.address.socket_address.port_value", port)
}

// SetUpstream points the first cluster to a port on this machine.
func (b *Bootstrap) SetUpstream(port int) error { return b.SetClusterPort(0, port) }

// SetClusterPort points a cluster, by its place in the file, to a port on this machine.
func (b *Bootstrap) SetClusterPort(cluster, port int) error {
	return Set(b.tree, fmt.Sprintf("static_resources.clusters.%d.load_assignment.endpoints.0.lb_endpoints.0.endpoint.address.socket_address.port_value", cluster), port)
}

// AddCluster adds a copy of the first cluster with a name and metadata of its own.
func (b *Bootstrap) AddCluster(name string, metadata map[string]any) error {
	v, err := Get(b.tree, "static_resources.clusters")
	if err != nil {
		return err
	}
	all := v.([]any)
	c := clone(all[0]).(map[string]any)
	c["name"], c["metadata"] = name, metadata
	return Set(b.tree, "static_resources.clusters", append(all, c))
}

// Listener returns a deep copy of the reference's only listener.
func (b *Bootstrap) Listener() (Listener, error) {
	v, err := Get(b.tree, "static_resources.listeners.0")
	if err != nil {
		return Listener{}, err
	}
	return Listener{clone(v).(map[string]any)}, nil
}

// SetListeners replaces the reference's listener.
func (b *Bootstrap) SetListeners(all []Listener) error {
	trees := make([]any, len(all))
	for i, l := range all {
		trees[i] = l.tree
	}
	return Set(b.tree, "static_resources.listeners", trees)
}

// SetDynamicListeners makes Envoy take more listeners from a file, as from a control plane: it watches the file's directory
// for the file being moved into place.
func (b *Bootstrap) SetDynamicListeners(file string) {
	b.tree["dynamic_resources"] = map[string]any{"lds_config": map[string]any{
		"path_config_source": map[string]any{"path": file}, "resource_api_version": "V3",
	}}
}

// DiscoveryResponse is the content of that file.
func DiscoveryResponse(all []Listener) ([]byte, error) {
	resources := make([]any, len(all))
	for i, l := range all {
		tree := clone(l.tree).(map[string]any)
		tree["@type"] = "type.googleapis.com/envoy.config.listener.v3.Listener"
		resources[i] = tree
	}
	return json.Marshal(map[string]any{"resources": resources})
}

// Listener is the part of the configuration that a scenario changes.
type Listener struct{ tree map[string]any }

const (
	manager = "filter_chains.0.filters.0.typed_config."
	plugin  = manager + "http_filters.0.typed_config.config."
)

// SetName names the listener and gives it a port; 0 lets Envoy choose.
func (l Listener) SetName(name string, port int) error {
	if err := Set(l.tree, "name", name); err != nil {
		return err
	}
	return Set(l.tree, "address.socket_address.port_value", port)
}

// RemoveTLS takes the transport socket away.
func (l Listener) RemoveTLS() error {
	chain, err := Get(l.tree, "filter_chains.0")
	if err != nil {
		return err
	}
	delete(chain.(map[string]any), "transport_socket")
	return nil
}

// SetBuffer changes how much of a message the listener's connections hold, in bytes.
func (l Listener) SetBuffer(bytes int) error {
	return Set(l.tree, "per_connection_buffer_limit_bytes", bytes)
}

// SetManager changes a field of the HTTP connection manager, for example "route_config.virtual_hosts.0.routes".
func (l Listener) SetManager(path string, v any) error { return Set(l.tree, manager+path, v) }

// Manager returns a field of the HTTP connection manager.
func (l Listener) Manager(path string) (any, error) { return Get(l.tree, manager+path) }

// SetPlugin changes a field of the Wasm filter's PluginConfig, for example "vm_config.vm_id".
func (l Listener) SetPlugin(path string, v any) error { return Set(l.tree, plugin+path, v) }

// RemovePlugin takes the Wasm filter out of the filter chain.
func (l Listener) RemovePlugin() error {
	v, err := l.Manager("http_filters")
	if err != nil {
		return err
	}
	return l.SetManager("http_filters", v.([]any)[1:])
}

// Get follows a path of keys and indices, "a.0.b".
func Get(tree any, path string) (any, error) {
	for _, key := range strings.Split(path, ".") {
		next, err := step(tree, key)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		tree = next
	}
	return tree, nil
}

// Set replaces what is at a path. All but the last key must exist: a path that the reference configuration lost is an
// error and not a silent addition elsewhere.
func Set(tree any, path string, v any) error {
	parent, key := tree, path
	if i := strings.LastIndexByte(path, '.'); i >= 0 {
		var err error
		if parent, err = Get(tree, path[:i]); err != nil {
			return err
		}
		key = path[i+1:]
	}
	m, ok := parent.(map[string]any)
	if !ok {
		return fmt.Errorf("%s: its parent is not an object", path)
	}
	m[key] = v
	return nil
}

func step(tree any, key string) (any, error) {
	switch t := tree.(type) {
	case map[string]any:
		if v, ok := t[key]; ok {
			return v, nil
		}
	case []any:
		var i int
		if _, err := fmt.Sscan(key, &i); err == nil && i >= 0 && i < len(t) {
			return t[i], nil
		}
	}
	return nil, fmt.Errorf("nothing at %q", key)
}

func clone(v any) any {
	switch t := v.(type) {
	case map[string]any:
		m := make(map[string]any, len(t))
		for k, e := range t {
			m[k] = clone(e)
		}
		return m
	case []any:
		a := make([]any, len(t))
		for i, e := range t {
			a[i] = clone(e)
		}
		return a
	}
	return v
}
