package abi

import "unsafe"

// The callbacks, as Envoy looks them up. Network callbacks are not exported: Envoy calls only what it finds.

//go:wasmexport proxy_abi_version_0_2_0
func exportABIVersion() {}

//go:wasmexport proxy_on_memory_allocate
func exportMemoryAllocate(size uint32) unsafe.Pointer {
	return unsafe.Pointer(unsafe.SliceData(memory.alloc(int(size))))
}

//go:wasmexport proxy_on_vm_start
func exportVMStart(id, size uint32) bool { return vmStart(id, int(size)) }

//go:wasmexport proxy_on_configure
func exportConfigure(id, size uint32) bool { return configure(id, int(size)) }

//go:wasmexport proxy_on_context_create
func exportContextCreate(id, root uint32) { contextCreate(id, root) }

//go:wasmexport proxy_on_tick
func exportTick(id uint32) { tick(id) }

//go:wasmexport proxy_on_queue_ready
func exportQueueReady(id, queue uint32) { queueReady(id, queue) }

//go:wasmexport proxy_on_http_call_response
func exportHTTPCallResponse(id, call, headers, body, trailers uint32) {
	httpCallResponse(id, call, int(headers), int(body), int(trailers))
}

//go:wasmexport proxy_on_request_headers
func exportRequestHeaders(id, n, eos uint32) uint32 { return requestHeaders(id, int(n), eos != 0) }

//go:wasmexport proxy_on_request_body
func exportRequestBody(id, n, eos uint32) uint32 { return requestBody(id, int(n), eos != 0) }

//go:wasmexport proxy_on_request_trailers
func exportRequestTrailers(id, n uint32) uint32 { return requestTrailers(id, int(n)) }

//go:wasmexport proxy_on_response_headers
func exportResponseHeaders(id, n, eos uint32) uint32 { return responseHeaders(id, int(n), eos != 0) }

//go:wasmexport proxy_on_response_body
func exportResponseBody(id, n, eos uint32) uint32 { return responseBody(id, int(n), eos != 0) }

//go:wasmexport proxy_on_response_trailers
func exportResponseTrailers(id, n uint32) uint32 { return responseTrailers(id, int(n)) }

//go:wasmexport proxy_on_log
func exportLog(id uint32) { log(id) }

//go:wasmexport proxy_on_done
func exportDone(id uint32) bool { return done(id) }

//go:wasmexport proxy_on_delete
func exportDelete(id uint32) { del(id) }
