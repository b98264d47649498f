package kubeapi

import "strings"

// resources says for each group and kind how its collection is called in a path.
var resources = map[string]string{}

// custom are the resources that a cluster knows only because they were defined: for each there is a
// CustomResourceDefinition of this name, "gateways.networking.istio.io".
var custom []string

func init() {
	for group, kinds := range map[string]string{
		"": "Namespace Service Pod Node Secret ConfigMap ServiceAccount Endpoints",

		"apps":                         "Deployment DaemonSet",
		"discovery.k8s.io":             "EndpointSlice",
		"networking.k8s.io":            "Ingress IngressClass",
		"admissionregistration.k8s.io": "MutatingWebhookConfiguration ValidatingWebhookConfiguration",
		"apiextensions.k8s.io":         "CustomResourceDefinition",
		"coordination.k8s.io":          "Lease",
		"certificates.k8s.io":          "ClusterTrustBundle",
		"extensions.istio.io":          "WasmPlugin TrafficExtension",
		"networking.istio.io": "DestinationRule EnvoyFilter Gateway ProxyConfig ServiceEntry Sidecar VirtualService " +
			"WorkloadEntry WorkloadGroup",
		"security.istio.io":  "AuthorizationPolicy PeerAuthentication RequestAuthentication",
		"telemetry.istio.io": "Telemetry",
	} {
		for _, kind := range strings.Fields(kinds) {
			plural := plural(strings.ToLower(kind))
			resources[group+"/"+kind] = plural
			if strings.HasSuffix(group, ".istio.io") {
				custom = append(custom, plural+"."+group)
			}
		}
	}
}

func plural(kind string) string {
	switch {
	case kind == "endpoints":
		return kind
	case kind == "gateway":
		return "gateways"
	case strings.HasSuffix(kind, "s"):
		return kind + "es"
	case strings.HasSuffix(kind, "y"):
		return strings.TrimSuffix(kind, "y") + "ies"
	}
	return kind + "s"
}
