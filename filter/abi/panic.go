package abi

import (
	"runtime"
	"strconv"
	"strings"
)

// Callback names a callback of the host, as the ABI does without its prefix.
type Callback string

// The callbacks that can panic.
const (
	OnVMStart          Callback = "vm_start"
	OnContextCreate    Callback = "context_create"
	OnConfigure        Callback = "configure"
	OnTick             Callback = "tick"
	OnQueueReady       Callback = "queue_ready"
	OnHTTPCallResponse Callback = "http_call_response"
	OnRequestHeaders   Callback = "request_headers"
	OnRequestBody      Callback = "request_body"
	OnRequestTrailers  Callback = "request_trailers"
	OnResponseHeaders  Callback = "response_headers"
	OnResponseBody     Callback = "response_body"
	OnResponseTrailers Callback = "response_trailers"
	OnLog              Callback = "log"
	OnDone             Callback = "done"
	OnDelete           Callback = "delete"
)

// Panic tells OnPanic what happened. It has nothing of what was panicked with.
type Panic struct {
	Callback  Callback
	ContextID uint32
	Where     string // function and line that panicked, such as "detect.(*Scanner).Scan:120"
}

// Outcome is what a callback that panicked answers.
type Outcome uint8

const (
	// Fail closes: abi answers the stream with a bodiless 500 and pauses; a start is refused.
	Fail Outcome = iota
	// Pass lets the stream go on as if the callback had returned Continue; a start succeeds.
	Pass
	// Stop pauses the stream and answers nothing: the hook has done it. A start is refused.
	Stop
)

// OnPanic decides, set once by the plugin before the VM starts. It runs in the callback that panicked, so it may make
// host calls. If it is nil or panics itself the outcome is Fail.
var OnPanic func(Panic) Outcome

// panicDetails is what Envoy shows as %RESPONSE_CODE_DETAILS% for the reply of Fail.
const panicDetails = "wasm_guest_panic"

// begin opens a callback; end, deferred, closes it.
func begin() {
	if depth == 0 {
		breathe(&memory)
		memory.reset()
	}
	forgetFields()
	depth++
}

// leave ends a callback; one that it ran in is of another stream.
func leave() {
	forgetFields()
	depth--
}

// endAction closes a stream callback and recovers it.
func endAction(cb Callback, id uint32, action *uint32) {
	if recover() != nil {
		*action = uint32(Pause)
		switch decide(cb, id) {
		case Pass:
			*action = uint32(Continue)
		case Fail:
			SendLocalReply(LocalReply{Status: 500, Details: panicDetails})
		}
	}
	leave()
}

// endBool closes a callback that answers yes or no and recovers it.
func endBool(cb Callback, id uint32, ok *bool) {
	if recover() != nil {
		// A refused done would keep the context for ever.
		*ok = decide(cb, id) == Pass || cb == OnDone
	}
	leave()
}

// end closes a callback without a result and recovers it.
func end(cb Callback, id uint32) {
	if recover() != nil {
		decide(cb, id)
	}
	leave()
}

func decide(cb Callback, id uint32) (o Outcome) {
	panics++
	where := panicked()
	defer func() {
		if recover() != nil {
			o = Fail
		}
	}()
	if OnPanic == nil {
		return Fail
	}
	return OnPanic(Panic{Callback: cb, ContextID: id, Where: where})
}

// panicked finds the frame that panicked: the first outside the runtime above the panic itself. It must be called while
// the deferred function that recovered runs, when that frame is still on the stack.
func panicked() string {
	var pcs [32]uintptr
	frames := runtime.CallersFrames(pcs[:runtime.Callers(1, pcs[:])])
	panicking := false
	for {
		f, more := frames.Next()
		switch {
		case f.Function == "runtime.gopanic":
			panicking = true
		case panicking && !strings.HasPrefix(f.Function, "runtime."):
			return f.Function[strings.LastIndexByte(f.Function, '/')+1:] + ":" + strconv.Itoa(f.Line)
		}
		if !more {
			return ""
		}
	}
}
