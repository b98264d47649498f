// Package host is a proxy-wasm host that behaves as Envoy's HTTP filter does, for tests and for the command line.
//
// It runs one of two guests: the wasm module, under wazero (NewWasm), or the same plugin linked into the process, through
// package abi (NewNative). What happens around them is written once and shared: the filter chain with this one filter in
// it, buffering, both meanings of a pause on headers, local replies, properties, metrics, shared data, ticks. The model
// follows Envoy 1.35 to 1.40 (source/common/http/filter_manager.cc, source/extensions/common/wasm/context.cc and
// proxy-wasm-cpp-host), by observation of what those do. Where they disagree with this package, they are right.
//
// Two ways to use it: Exchange runs a request and its response and says what either side saw; a Stream takes one event
// at a time, for tests that interleave.
//
// What Envoy would tolerate silently, or only log, and a filter should never do is collected: Problems. Bytes handed to the
// guest are overwritten after each callback, so that keeping them shows.
//
// Not modelled: other filters, codecs (hop-by-hop headers, chunking), flow control, retries, the headers Envoy adds,
// outgoing HTTP and gRPC calls (they answer an error), the reload back-off after a failed VM.
package host
