// Package gateway tests the manifests of envoy/gateway with the real Envoy Gateway, without Kubernetes: it runs in its
// standalone mode, reads them as files, fetches the module from an image, and runs a stock Envoy with what it made of them.
//
// What differs from a cluster: processes of this machine in place of Services and pods. Envoy Gateway listens on ports that
// nothing can change (18000, 18002, 19000, 19001): one at a time on a machine.
package gateway
