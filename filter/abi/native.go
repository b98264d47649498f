//go:build !wasip1

package abi

// current is the host of the attached guest.
var current Host

// Guest drives the plugin that is linked into this process, through the same recovery and arena as the wasm exports. The
// SDK has one state a process, so there is one guest at a time. The methods are the exports of the module, with their
// arguments.
type Guest struct{ release func() }

// Attach makes h the host of the plugin and returns the guest. It blocks while another guest is attached.
func Attach(h Host) *Guest {
	g := &Guest{release: setHost(h)}
	current, memory, depth, panics = h, arena{}, 0, 0
	return g
}

// Detach lets another guest be attached. The plugin must not be called any more.
func (g *Guest) Detach() {
	current, OnPanic = nil, nil
	g.release()
}

// Alloc is proxy_on_memory_allocate: n bytes in the arena, nil if refused.
func (g *Guest) Alloc(n int) []byte {
	b := memory.alloc(n)
	if b == nil && memory.extend() {
		b = memory.alloc(n)
	}
	return b
}

// VMStart is proxy_on_vm_start.
func (g *Guest) VMStart(id uint32, size int) bool { return vmStart(id, size) }

// Configure is proxy_on_configure.
func (g *Guest) Configure(id uint32, size int) bool { return configure(id, size) }

// ContextCreate is proxy_on_context_create; root is 0 for a plugin context.
func (g *Guest) ContextCreate(id, root uint32) { contextCreate(id, root) }

// Tick is proxy_on_tick.
func (g *Guest) Tick(id uint32) { tick(id) }

// QueueReady is proxy_on_queue_ready.
func (g *Guest) QueueReady(id, queue uint32) { queueReady(id, queue) }

// RequestHeaders is proxy_on_request_headers.
func (g *Guest) RequestHeaders(id uint32, n int, eos bool) uint32 { return requestHeaders(id, n, eos) }

// RequestBody is proxy_on_request_body.
func (g *Guest) RequestBody(id uint32, n int, eos bool) uint32 { return requestBody(id, n, eos) }

// RequestTrailers is proxy_on_request_trailers.
func (g *Guest) RequestTrailers(id uint32, n int) uint32 { return requestTrailers(id, n) }

// ResponseHeaders is proxy_on_response_headers.
func (g *Guest) ResponseHeaders(id uint32, n int, eos bool) uint32 {
	return responseHeaders(id, n, eos)
}

// ResponseBody is proxy_on_response_body.
func (g *Guest) ResponseBody(id uint32, n int, eos bool) uint32 { return responseBody(id, n, eos) }

// ResponseTrailers is proxy_on_response_trailers.
func (g *Guest) ResponseTrailers(id uint32, n int) uint32 { return responseTrailers(id, n) }

// Log is proxy_on_log.
func (g *Guest) Log(id uint32) { log(id) }

// Done is proxy_on_done.
func (g *Guest) Done(id uint32) bool { return done(id) }

// Delete is proxy_on_delete.
func (g *Guest) Delete(id uint32) { del(id) }
