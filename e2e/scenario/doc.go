// Package scenario reads, cuts and judges the end-to-end scenarios of e2e/scenarios.
//
// A scenario is one txtar file: what an operator configures, what a client sends, what the upstream answers, and what
// upstream, client, metrics, filter state and audit log must then show. It says nothing of where it runs: the same file
// runs on the engine linked natively, on the module under wazero and in a real Envoy, and must come out the same.
// README.md in e2e/ describes the format.
package scenario
