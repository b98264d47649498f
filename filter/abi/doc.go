// Package abi binds the proxy-wasm Go SDK to Envoy when the filter is built with standard Go.
//
// The SDK (v0.24.0) imports and exports the proxy-wasm ABI only under TinyGo. Under standard Go it calls a replaceable
// host of 29 methods and keeps its callbacks unexported. This package supplies both ends: host functions imported from
// the module "env", callbacks exported as proxy_on_*, and between them
//
//   - recovery: a panic in any callback, a nil dereference included, ends that callback and nothing else. OnPanic decides
//     what the stream gets; without a decision it gets a 500. What was panicked with is never read, printed or passed on,
//     because it may hold a part of a body. Not recoverable, and final for the VM: exhausting the stack or the memory,
//     concurrent map writes, a blocking operation with nothing to wake it. Callers bound recursion and memory for that
//     reason;
//   - an arena for what the host hands over: see the rules below;
//   - time for the collector of garbage, which gets none by itself: see Yield;
//   - host calls without allocation for the paths that run for each piece of a body.
//
// # Who may keep what
//
// Bytes that the host hands to the guest (GetBuffer, GetProperty here, and everything the SDK returns as
// []byte, string or pairs of strings) live in the arena. They are valid until the outermost callback returns: the arena
// starts over when the next one begins. Callbacks may nest (the host may call back during a host call); a nested one does
// not start it over. Whoever keeps a value longer copies it. The functions of this package that return a string return a
// copy. A test can have the arena overwritten between callbacks: the hosts of package host do it by default.
//
// # Without wasm
//
// In a native build the same callbacks, recovery and arena are driven through Guest, with a Host written in Go.
// Everything here belongs to one thread, as in a wasm VM; the SDK's state and so this package's are one a process.
package abi
