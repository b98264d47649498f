package istio

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/chatguard/chatguard/e2e/envoy"
	"github.com/chatguard/chatguard/e2e/mesh"
)

// node is who a proxy says it is; istiod decides by it what to send.
type node struct {
	kind      string // "router" or "sidecar"
	namespace string
	labels    map[string]string
	metadata  map[string]any
}

// address is the proxy's own. It must be none that a ServiceEntry names, or istiod takes the proxy for that endpoint.
const address = "10.9.9.9"

// startProxy runs an Envoy that istiod configures.
func startProxy(t *testing.T, p *controlPlane, n node) *mesh.Log {
	t.Helper()
	metadata := map[string]any{
		"ISTIO_VERSION": "1.31.0", "CLUSTER_ID": "Kubernetes", "NAMESPACE": n.namespace, "NAME": "proxy", "LABELS": n.labels,
		"INSTANCE_IPS": address,
	}
	for k, v := range n.metadata {
		metadata[k] = v
	}
	ads := map[string]any{"ads": map[string]any{}, "resource_api_version": "V3"}
	bootstrap := map[string]any{
		"node":  map[string]any{"cluster": "proxy." + n.namespace, "metadata": metadata},
		"admin": map[string]any{"address": socket(0)},
		"dynamic_resources": map[string]any{
			"lds_config": ads, "cds_config": ads,
			"ads_config": map[string]any{
				"api_type": "DELTA_GRPC", "transport_api_version": "V3", "set_node_on_first_message_only": true,
				"grpc_services": []any{map[string]any{"envoy_grpc": map[string]any{"cluster_name": "istiod"}}},
			},
		},
		"static_resources": map[string]any{"clusters": []any{map[string]any{
			"name": "istiod", "type": "STATIC", "connect_timeout": "5s",
			"typed_extension_protocol_options": map[string]any{"envoy.extensions.upstreams.http.v3.HttpProtocolOptions": map[string]any{
				"@type":                "type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions",
				"explicit_http_config": map[string]any{"http2_protocol_options": map[string]any{}},
			}},
			"load_assignment": map[string]any{"cluster_name": "istiod", "endpoints": []any{map[string]any{
				"lb_endpoints": []any{map[string]any{"endpoint": map[string]any{"address": socket(p.port)}}},
			}}},
		}}},
	}
	config, err := json.Marshal(bootstrap)
	if err != nil {
		t.Fatal(err)
	}
	log := &mesh.Log{}
	started := time.Now()
	e, err := envoy.Start(t.Context(), envoy.Options{
		Binary: mesh.NeedEnvoy(t).Path, Config: config, Scratch: t.TempDir(), WorkDir: mesh.Root, LogLevel: "info",
		Node:   fmt.Sprintf("%s~%s~proxy.%s~%s.svc.cluster.local", n.kind, address, n.namespace, n.namespace),
		Stdout: log, Stderr: log,
	})
	if err != nil {
		t.Fatalf("%v; its log ends with\n%s", err, log.Tail())
	}
	t.Logf("Envoy was ready after %v", time.Since(started).Round(time.Millisecond))
	t.Cleanup(func() {
		e.Stop()
		if t.Failed() {
			t.Logf("Envoy's log ends with\n%s\nistiod's log ends with\n%s", log.Tail(), p.log.Tail())
		}
	})
	return log
}

func socket(port int) map[string]any {
	return map[string]any{"socket_address": map[string]any{"address": "127.0.0.1", "port_value": port}}
}
