package abi

// The state of the one VM.
var (
	memory arena
	depth  int // callbacks that are running; more than one when the host calls back during a host call
	panics uint64
)

// Counts is what Stats reports.
type Counts struct {
	ArenaBytes int    // memory the arena holds on to
	ArenaUsed  int    // bytes handed out since the outermost callback began
	Depth      int    // callbacks that are running
	Panics     uint64 // panics recovered so far
}

// Stats reports the state of the package, for tests.
func Stats() Counts {
	return Counts{ArenaBytes: memory.size(), ArenaUsed: memory.used + memory.spilled, Depth: depth, Panics: panics}
}

// The callbacks, the same for the wasm exports and for Guest.

func vmStart(id uint32, size int) (ok bool) {
	begin()
	defer endBool(OnVMStart, id, &ok)
	return sdkVMStart(id, size)
}

func configure(id uint32, size int) (ok bool) {
	begin()
	defer endBool(OnConfigure, id, &ok)
	return sdkConfigure(id, size)
}

func contextCreate(id, root uint32) {
	begin()
	defer end(OnContextCreate, id)
	sdkContextCreate(id, root)
}

func tick(id uint32) {
	begin()
	defer end(OnTick, id)
	sdkTick(id)
}

func queueReady(id, queue uint32) {
	begin()
	defer end(OnQueueReady, id)
	sdkQueueReady(id, queue)
}

func httpCallResponse(id, call uint32, headers, body, trailers int) {
	begin()
	defer end(OnHTTPCallResponse, id)
	sdkHTTPCallResponse(id, call, headers, body, trailers)
}

func requestHeaders(id uint32, n int, eos bool) (action uint32) {
	begin()
	defer endAction(OnRequestHeaders, id, &action)
	return sdkRequestHeaders(id, n, eos)
}

func requestBody(id uint32, n int, eos bool) (action uint32) {
	begin()
	defer endAction(OnRequestBody, id, &action)
	return sdkRequestBody(id, n, eos)
}

func requestTrailers(id uint32, n int) (action uint32) {
	begin()
	defer endAction(OnRequestTrailers, id, &action)
	return sdkRequestTrailers(id, n)
}

func responseHeaders(id uint32, n int, eos bool) (action uint32) {
	begin()
	defer endAction(OnResponseHeaders, id, &action)
	return sdkResponseHeaders(id, n, eos)
}

func responseBody(id uint32, n int, eos bool) (action uint32) {
	begin()
	defer endAction(OnResponseBody, id, &action)
	return sdkResponseBody(id, n, eos)
}

func responseTrailers(id uint32, n int) (action uint32) {
	begin()
	defer endAction(OnResponseTrailers, id, &action)
	return sdkResponseTrailers(id, n)
}

func log(id uint32) {
	begin()
	defer end(OnLog, id)
	sdkLog(id)
}

func done(id uint32) (ok bool) {
	begin()
	defer endBool(OnDone, id, &ok)
	return sdkDone(id)
}

func del(id uint32) {
	begin()
	defer end(OnDelete, id)
	sdkDelete(id)
}
