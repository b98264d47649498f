// Package envoyhost runs scenarios in a real Envoy.
//
// One Envoy serves them all, because loading the module costs seconds of CPU: each scenario has a listener of its own,
// derived from the reference configuration with the scenario's policy, routes and flags, and the listeners share a VM.
// The client writes exact pieces on a real socket; the upstream is a real server that tells what arrived.
package envoyhost
