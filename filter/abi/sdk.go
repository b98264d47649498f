package abi

import _ "unsafe" // for go:linkname

import _ "github.com/tetratelabs/proxy-wasm-go-sdk/proxywasm" // the package linked to below

// The SDK's callbacks and its setter of the host. The module is archived, so these names cannot move. An empty assembly
// file in this package lets the compiler accept functions without bodies.

//go:linkname sdkSetHost github.com/tetratelabs/proxy-wasm-go-sdk/proxywasm/internal.RegisterMockWasmHost
func sdkSetHost(h Host) (release func())

//go:linkname sdkVMStart github.com/tetratelabs/proxy-wasm-go-sdk/proxywasm/internal.proxyOnVMStart
func sdkVMStart(id uint32, size int) bool

//go:linkname sdkConfigure github.com/tetratelabs/proxy-wasm-go-sdk/proxywasm/internal.proxyOnConfigure
func sdkConfigure(id uint32, size int) bool

//go:linkname sdkContextCreate github.com/tetratelabs/proxy-wasm-go-sdk/proxywasm/internal.proxyOnContextCreate
func sdkContextCreate(id, root uint32)

//go:linkname sdkLog github.com/tetratelabs/proxy-wasm-go-sdk/proxywasm/internal.proxyOnLog
func sdkLog(id uint32)

//go:linkname sdkDone github.com/tetratelabs/proxy-wasm-go-sdk/proxywasm/internal.proxyOnDone
func sdkDone(id uint32) bool

//go:linkname sdkDelete github.com/tetratelabs/proxy-wasm-go-sdk/proxywasm/internal.proxyOnDelete
func sdkDelete(id uint32)

//go:linkname sdkTick github.com/tetratelabs/proxy-wasm-go-sdk/proxywasm/internal.proxyOnTick
func sdkTick(id uint32)

//go:linkname sdkQueueReady github.com/tetratelabs/proxy-wasm-go-sdk/proxywasm/internal.proxyOnQueueReady
func sdkQueueReady(id, queue uint32)

//go:linkname sdkHTTPCallResponse github.com/tetratelabs/proxy-wasm-go-sdk/proxywasm/internal.proxyOnHttpCallResponse
func sdkHTTPCallResponse(id, call uint32, headers, body, trailers int)

//go:linkname sdkRequestHeaders github.com/tetratelabs/proxy-wasm-go-sdk/proxywasm/internal.proxyOnRequestHeaders
func sdkRequestHeaders(id uint32, n int, eos bool) uint32

//go:linkname sdkRequestBody github.com/tetratelabs/proxy-wasm-go-sdk/proxywasm/internal.proxyOnRequestBody
func sdkRequestBody(id uint32, n int, eos bool) uint32

//go:linkname sdkRequestTrailers github.com/tetratelabs/proxy-wasm-go-sdk/proxywasm/internal.proxyOnRequestTrailers
func sdkRequestTrailers(id uint32, n int) uint32

//go:linkname sdkResponseHeaders github.com/tetratelabs/proxy-wasm-go-sdk/proxywasm/internal.proxyOnResponseHeaders
func sdkResponseHeaders(id uint32, n int, eos bool) uint32

//go:linkname sdkResponseBody github.com/tetratelabs/proxy-wasm-go-sdk/proxywasm/internal.proxyOnResponseBody
func sdkResponseBody(id uint32, n int, eos bool) uint32

//go:linkname sdkResponseTrailers github.com/tetratelabs/proxy-wasm-go-sdk/proxywasm/internal.proxyOnResponseTrailers
func sdkResponseTrailers(id uint32, n int) uint32
