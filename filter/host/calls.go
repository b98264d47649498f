package host

import (
	"strings"

	"github.com/chatguard/chatguard/filter/abi"
)

// hostcall is a function of the host: its ABI name, its parameters and what it does. The letters of params stand for
// u uint32, l int64, b bytes in (address, size), B bytes out (where to put the address, where the size), U uint32 out,
// L uint64 out.
type hostcall struct {
	name   string
	params string
	do     func(h *Host, f *frame, a *args) abi.Status
}

// args are the arguments of a host call by kind, in order, and its results.
type args struct {
	u    [4]uint32
	l    uint64
	b    [5][]byte
	outB []byte
	outU uint32
	outL uint64
}

func (h *Host) dispatch(c *hostcall, a *args) abi.Status {
	if h.current == nil {
		h.problem("%s outside of a callback", c.name)
		return abi.InternalFailure
	}
	if h.opts.Fault != nil {
		if st := h.opts.Fault(c.name); st != abi.OK {
			return st
		}
	}
	return c.do(h, h.current, a)
}

// target is the stream that a host call acts on.
func (f *frame) target() *Stream {
	if f.effective != nil {
		return f.effective
	}
	return f.stream
}

var levels = [...]string{"trace", "debug", "info", "warn", "error", "critical"}

// The host calls, with the names and parameters of the ABI 0.2.0.
var (
	callLog = &hostcall{"proxy_log", "ub", func(h *Host, f *frame, a *args) abi.Status {
		if int(a.u[0]) >= len(levels) {
			return abi.BadArgument
		}
		h.logs = append(h.logs, levels[a.u[0]]+": "+string(a.b[0]))
		return abi.OK
	}}
	callSetProperty = &hostcall{"proxy_set_property", "bb", func(h *Host, f *frame, a *args) abi.Status {
		return f.target().setProperty(string(a.b[0]), string(a.b[1]))
	}}
	callGetProperty = &hostcall{"proxy_get_property", "bB", func(h *Host, f *frame, a *args) (st abi.Status) {
		a.outB, st = h.property(f, string(a.b[0]))
		return st
	}}
	callSendLocalResponse = &hostcall{"proxy_send_local_response", "ubbbu", func(h *Host, f *frame, a *args) abi.Status {
		headers, ok := decodePairs(a.b[2])
		if !ok {
			return abi.BadArgument
		}
		f.stop = true
		if s := f.target(); s != nil {
			reply := localReply{status: int(a.u[0]), details: strings.ReplaceAll(string(a.b[0]), " ", "_"), body: string(a.b[1]), headers: headers}
			h.later(func() { s.sendLocalReply(reply) })
		}
		return abi.OK
	}}
	callGetSharedData = &hostcall{"proxy_get_shared_data", "bBU", func(h *Host, f *frame, a *args) abi.Status {
		v, st := h.opts.Shared.get(string(a.b[0]))
		a.outB, a.outU = v.data, v.cas
		return st
	}}
	callSetSharedData = &hostcall{"proxy_set_shared_data", "bbu", func(h *Host, f *frame, a *args) abi.Status {
		return h.opts.Shared.set(string(a.b[0]), a.b[1], a.u[0])
	}}
	callRegisterSharedQueue = &hostcall{"proxy_register_shared_queue", "bU", func(h *Host, f *frame, a *args) abi.Status {
		a.outU = h.registerQueue(string(a.b[0]), f.root)
		return abi.OK
	}}
	callResolveSharedQueue = &hostcall{"proxy_resolve_shared_queue", "bbU", func(h *Host, f *frame, a *args) abi.Status {
		if a.outU = h.resolveQueue(string(a.b[1])); a.outU == 0 {
			return abi.NotFound
		}
		return abi.OK
	}}
	callDequeueSharedQueue = &hostcall{"proxy_dequeue_shared_queue", "uB", func(h *Host, f *frame, a *args) (st abi.Status) {
		a.outB, st = h.dequeue(a.u[0])
		return st
	}}
	callEnqueueSharedQueue = &hostcall{"proxy_enqueue_shared_queue", "ub", func(h *Host, f *frame, a *args) abi.Status {
		return h.enqueue(a.u[0], a.b[0])
	}}
	callGetHeaderMapValue = &hostcall{"proxy_get_header_map_value", "ubB", func(h *Host, f *frame, a *args) abi.Status {
		m := f.headerMap(abi.Map(a.u[0]), false)
		if m == nil {
			if s := f.target(); s != nil && s.logging {
				return abi.NotFound
			}
			return abi.BadArgument
		}
		name := strings.ToLower(string(a.b[0]))
		if !m.Has(name) {
			return abi.NotFound
		}
		a.outB = []byte(m.Get(name))
		return abi.OK
	}}
	callAddHeaderMapValue = &hostcall{"proxy_add_header_map_value", "ubb", func(h *Host, f *frame, a *args) abi.Status {
		return f.changeMap(a.u[0], func(m *Headers) { m.add(string(a.b[0]), string(a.b[1])) })
	}}
	callReplaceHeaderMapValue = &hostcall{"proxy_replace_header_map_value", "ubb", func(h *Host, f *frame, a *args) abi.Status {
		return f.changeMap(a.u[0], func(m *Headers) { m.set(string(a.b[0]), string(a.b[1])) })
	}}
	callRemoveHeaderMapValue = &hostcall{"proxy_remove_header_map_value", "ub", func(h *Host, f *frame, a *args) abi.Status {
		return f.changeMap(a.u[0], func(m *Headers) { m.del(string(a.b[0])) })
	}}
	callGetHeaderMapPairs = &hostcall{"proxy_get_header_map_pairs", "uB", func(h *Host, f *frame, a *args) abi.Status {
		if m := f.headerMap(abi.Map(a.u[0]), false); m != nil && len(*m) > 0 {
			a.outB = encodePairs(*m)
		}
		return abi.OK
	}}
	callSetHeaderMapPairs = &hostcall{"proxy_set_header_map_pairs", "ub", func(h *Host, f *frame, a *args) abi.Status {
		pairs, ok := decodePairs(a.b[0])
		if !ok {
			return abi.BadArgument
		}
		return f.changeMap(a.u[0], func(m *Headers) { *m = pairs })
	}}
	callGetBufferBytes = &hostcall{"proxy_get_buffer_bytes", "uuuB", func(h *Host, f *frame, a *args) (st abi.Status) {
		a.outB, st = h.getBuffer(f, abi.Buffer(a.u[0]), int(a.u[1]), int(a.u[2]))
		return st
	}}
	callSetBufferBytes = &hostcall{"proxy_set_buffer_bytes", "uuub", func(h *Host, f *frame, a *args) abi.Status {
		return h.setBuffer(f, abi.Buffer(a.u[0]), int(a.u[1]), int(a.u[2]), a.b[0])
	}}
	callContinueStream = &hostcall{"proxy_continue_stream", "u", func(h *Host, f *frame, a *args) abi.Status {
		return f.target().askContinue(abi.Stream(a.u[0]))
	}}
	callCloseStream = &hostcall{"proxy_close_stream", "u", func(h *Host, f *frame, a *args) abi.Status {
		if a.u[0] > uint32(abi.ResponseStream) {
			return abi.BadArgument
		}
		if s := f.target(); s != nil {
			h.later(s.reset)
		}
		return abi.OK
	}}
	callHTTPCall = &hostcall{"proxy_http_call", "bbbbuU", func(h *Host, f *frame, a *args) abi.Status {
		return abi.BadArgument // as for a cluster that is not there
	}}
	callForeignFunction = &hostcall{"proxy_call_foreign_function", "bbB", func(h *Host, f *frame, a *args) abi.Status {
		return abi.NotFound
	}}
	callSetTickPeriod = &hostcall{"proxy_set_tick_period_milliseconds", "u", func(h *Host, f *frame, a *args) abi.Status {
		f.root.tick = a.u[0]
		return abi.OK
	}}
	callSetEffectiveContext = &hostcall{"proxy_set_effective_context", "u", func(h *Host, f *frame, a *args) abi.Status {
		if s := f.vm.stream[a.u[0]]; s != nil {
			f.effective = s
			return abi.OK
		}
		if f.vm.roots[a.u[0]] != nil {
			f.effective = nil
			return abi.OK
		}
		return abi.BadArgument
	}}
	callDone = &hostcall{"proxy_done", "", func(h *Host, f *frame, a *args) abi.Status {
		if !f.root.done {
			return abi.NotFound
		}
		r := f.root
		h.later(func() {
			h.call(&frame{vm: r.vm, root: r}, "delete", r.id)
			delete(r.vm.roots, r.id)
		})
		return abi.OK
	}}
	callDefineMetric = &hostcall{"proxy_define_metric", "ubU", func(h *Host, f *frame, a *args) (st abi.Status) {
		a.outU, st = h.metrics.define(abi.Metric(a.u[0]), string(a.b[0]))
		return st
	}}
	callIncrementMetric = &hostcall{"proxy_increment_metric", "ul", func(h *Host, f *frame, a *args) abi.Status {
		return h.metrics.increment(a.u[0], int64(a.l))
	}}
	callRecordMetric = &hostcall{"proxy_record_metric", "ul", func(h *Host, f *frame, a *args) abi.Status {
		return h.metrics.record(a.u[0], a.l)
	}}
	callGetMetric = &hostcall{"proxy_get_metric", "uL", func(h *Host, f *frame, a *args) (st abi.Status) {
		a.outL, st = h.metrics.get(a.u[0])
		return st
	}}
)

var hostcalls = []*hostcall{
	callLog, callSetProperty, callGetProperty, callSendLocalResponse, callGetSharedData, callSetSharedData,
	callRegisterSharedQueue, callResolveSharedQueue, callDequeueSharedQueue, callEnqueueSharedQueue, callGetHeaderMapValue,
	callAddHeaderMapValue, callReplaceHeaderMapValue, callRemoveHeaderMapValue, callGetHeaderMapPairs, callSetHeaderMapPairs,
	callGetBufferBytes, callSetBufferBytes, callContinueStream, callCloseStream, callHTTPCall, callForeignFunction,
	callSetTickPeriod, callSetEffectiveContext, callDone, callDefineMetric, callIncrementMetric, callRecordMetric, callGetMetric,
}
