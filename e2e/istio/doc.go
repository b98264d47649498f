// Package istio tests the manifests of envoy/istio with Istio's real control plane and without Kubernetes: istiod reads
// them from a small API server in the test, translates them, and configures a stock Envoy over xDS.
//
// What differs from a cluster: the file of the module in place of its image, ports and addresses of this machine, no
// mutual TLS, and none of the filters that only Istio's own Envoy has.
package istio
