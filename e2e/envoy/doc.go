// Package envoy finds or installs an Envoy binary and runs it: for the demo, the end-to-end tests and the benchmark.
//
// It promises that whoever asks gets a working binary and is told where it came from, that two test processes may
// ask at once, and that a process it started never outlives its starter. It does not build or patch Envoy: the
// point is that a stock one loads our module.
package envoy
