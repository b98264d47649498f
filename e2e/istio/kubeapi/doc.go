// Package kubeapi is as much of a Kubernetes API server as a control plane needs that only reads: discovery of nothing,
// get, list and watch of objects that a test hands over, and 404 for all else.
//
// It promises that a reader sees what a real server would show it: lists and watches agree on resource versions, a
// replaced set of objects reaches the watchers as the events that lead to it, and who asks for metadata alone gets metadata
// alone. It stores nothing, admits anything (istioctl checks manifests) and listens where the test lets it.
package kubeapi
