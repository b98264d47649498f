package envoyhost

import (
	"os"

	"github.com/chatguard/chatguard/e2e/envoy"
	"github.com/chatguard/chatguard/e2e/scenario"
)

// exchangeHeader tells the upstream and the access log which exchange a request belongs to.
const exchangeHeader = "x-e2e-exchange"

// configure derives a bootstrap from the reference configuration. Its listeners, one a scenario, come from a file, as from
// a control plane: Envoy refuses one with a bad configuration and serves the others, while a static one would end it.
func configure(b *envoy.Bootstrap, all []*scenario.Scenario, upstreamPort int, dynamic string) ([]byte, error) {
	b.SetDynamicListeners(dynamic)
	for _, err := range []error{b.SetListeners(nil), b.SetAdminPort(0), b.SetUpstream(upstreamPort), addClusters(b, all)} {
		if err != nil {
			return nil, err
		}
	}
	return b.JSON()
}

// writeDynamic replaces the file with the dynamic listeners in one step.
func writeDynamic(b *envoy.Bootstrap, file string, all []*scenario.Scenario) error {
	listeners, err := listenersOf(b, all)
	if err != nil {
		return err
	}
	doc, err := envoy.DiscoveryResponse(listeners)
	if err != nil {
		return err
	}
	if err := os.WriteFile(file+".new", doc, 0o600); err != nil {
		return err
	}
	return os.Rename(file+".new", file)
}

func listenersOf(b *envoy.Bootstrap, all []*scenario.Scenario) (listeners []envoy.Listener, err error) {
	for _, s := range all {
		l, err := b.Listener()
		if err == nil {
			err = change(l, s)
		}
		if err != nil {
			return nil, err
		}
		listeners = append(listeners, l)
	}
	return listeners, nil
}

func change(l envoy.Listener, s *scenario.Scenario) error {
	logs, err := l.Manager("access_log")
	if err != nil {
		return err
	}
	steps := []error{
		l.SetName(s.Name, 0),
		l.SetManager("access_log", append(logs.([]any), accessLog)),
		l.SetManager("route_config.virtual_hosts.0.routes", routes(s.Setup.Routes)),
		l.SetManager("route_config.virtual_hosts.0.metadata", metadata(s.Setup.HostPolicy)),
		l.SetPlugin("allow_on_headers_stop_iteration", s.Setup.AllowStop()),
		l.SetPlugin("configuration", configuration(s)),
	}
	if s.Setup.Module != "" {
		steps = append(steps,
			l.SetPlugin("vm_config.vm_id", s.Setup.Module),
			l.SetPlugin("vm_config.code.local.filename", "build/chatguard-"+s.Setup.Module+".wasm"))
	}
	for _, err := range steps {
		if err != nil {
			return err
		}
	}
	return nil
}

// configuration is the policy in the form of the reference, or as it stands where Envoy would refuse it in that form.
func configuration(s *scenario.Scenario) map[string]any {
	if s.AsText {
		return map[string]any{"@type": "type.googleapis.com/google.protobuf.StringValue", "value": string(s.Policy)}
	}
	return map[string]any{"@type": "type.googleapis.com/google.protobuf.Struct", "value": s.Policy}
}

// accessLog is a second access log beside the reference one: what the harness must know, as JSON.
var accessLog = map[string]any{
	"name": "envoy.access_loggers.stdout",
	"typed_config": map[string]any{
		"@type": "type.googleapis.com/envoy.extensions.access_loggers.stream.v3.StdoutAccessLog",
		"log_format": map[string]any{"json_format": map[string]any{
			"exchange": "%REQ(" + exchangeHeader + ")%",
			"state":    "%FILTER_STATE(wasm.chatguard:PLAIN)%",
			"flags":    "%RESPONSE_FLAGS%",
			"details":  "%RESPONSE_CODE_DETAILS%",
		}},
	},
}

func routes(all []scenario.Route) []any {
	if len(all) == 0 {
		all = []scenario.Route{{Name: "all", Prefix: "/"}}
	}
	var out []any
	for _, r := range all {
		route := map[string]any{
			"name":     r.Name,
			"match":    map[string]any{"prefix": r.Prefix},
			"route":    map[string]any{"cluster": clusterName(r.ClusterPolicy)},
			"metadata": metadata(r.Policy),
		}
		out = append(out, route)
	}
	return out
}

// metadata names a policy for the filter; none for "".
func metadata(policy string) map[string]any {
	if policy == "" {
		return map[string]any{}
	}
	return map[string]any{"filter_metadata": map[string]any{"chatguard": map[string]any{"policy": policy}}}
}

// clusterName is the reference's cluster, or the copy of it with a policy in its metadata.
func clusterName(policy string) string {
	if policy == "" {
		return "chatbot"
	}
	return "chatbot-" + policy
}

// addClusters adds the copies of the reference's cluster that scenarios name.
func addClusters(b *envoy.Bootstrap, all []*scenario.Scenario) error {
	added := map[string]bool{"": true}
	for _, s := range all {
		for _, r := range s.Setup.Routes {
			if added[r.ClusterPolicy] {
				continue
			}
			added[r.ClusterPolicy] = true
			if err := b.AddCluster(clusterName(r.ClusterPolicy), metadata(r.ClusterPolicy)); err != nil {
				return err
			}
		}
	}
	return nil
}
