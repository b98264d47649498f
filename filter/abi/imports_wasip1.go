package abi

import "unsafe"

// The host's functions. Their pointers are 32 bits wide in wasm, so an address that the host writes goes into a uint32
// and is looked up in the arena; in variables of the package because one on the stack would escape, an allocation a call.
// Only memory_allocate runs between the write and the read, and it uses none of them.
var outAddr, outSize, outID uint32
var outValue uint64

//go:wasmimport env proxy_log
func proxy_log(level uint32, msg *byte, msgSize int32) uint32

//go:wasmimport env proxy_set_property
func proxy_set_property(path *byte, pathSize int32, value *byte, valueSize int32) uint32

//go:wasmimport env proxy_get_property
func proxy_get_property(path *byte, pathSize int32, value *uint32, valueSize *uint32) uint32

//go:wasmimport env proxy_send_local_response
func proxy_send_local_response(status uint32, details *byte, detailsSize int32, body *byte, bodySize int32, headers *byte, headersSize int32, grpcStatus int32) uint32

//go:wasmimport env proxy_get_shared_data
func proxy_get_shared_data(key *byte, keySize int32, value *uint32, valueSize *uint32, cas *uint32) uint32

//go:wasmimport env proxy_set_shared_data
func proxy_set_shared_data(key *byte, keySize int32, value *byte, valueSize int32, cas uint32) uint32

//go:wasmimport env proxy_register_shared_queue
func proxy_register_shared_queue(name *byte, nameSize int32, id *uint32) uint32

//go:wasmimport env proxy_resolve_shared_queue
func proxy_resolve_shared_queue(vmID *byte, vmIDSize int32, name *byte, nameSize int32, id *uint32) uint32

//go:wasmimport env proxy_dequeue_shared_queue
func proxy_dequeue_shared_queue(id uint32, value *uint32, valueSize *uint32) uint32

//go:wasmimport env proxy_enqueue_shared_queue
func proxy_enqueue_shared_queue(id uint32, value *byte, valueSize int32) uint32

//go:wasmimport env proxy_get_header_map_value
func proxy_get_header_map_value(m uint32, key *byte, keySize int32, value *uint32, valueSize *uint32) uint32

//go:wasmimport env proxy_add_header_map_value
func proxy_add_header_map_value(m uint32, key *byte, keySize int32, value *byte, valueSize int32) uint32

//go:wasmimport env proxy_replace_header_map_value
func proxy_replace_header_map_value(m uint32, key *byte, keySize int32, value *byte, valueSize int32) uint32

//go:wasmimport env proxy_continue_stream
func proxy_continue_stream(stream uint32) uint32

//go:wasmimport env proxy_close_stream
func proxy_close_stream(stream uint32) uint32

//go:wasmimport env proxy_remove_header_map_value
func proxy_remove_header_map_value(m uint32, key *byte, keySize int32) uint32

//go:wasmimport env proxy_get_header_map_pairs
func proxy_get_header_map_pairs(m uint32, value *uint32, valueSize *uint32) uint32

//go:wasmimport env proxy_set_header_map_pairs
func proxy_set_header_map_pairs(m uint32, pairs *byte, pairsSize int32) uint32

//go:wasmimport env proxy_get_buffer_bytes
func proxy_get_buffer_bytes(buffer uint32, start int32, maxSize int32, value *uint32, valueSize *uint32) uint32

//go:wasmimport env proxy_set_buffer_bytes
func proxy_set_buffer_bytes(buffer uint32, start int32, maxSize int32, value *byte, valueSize int32) uint32

//go:wasmimport env proxy_http_call
func proxy_http_call(upstream *byte, upstreamSize int32, headers *byte, headersSize int32, body *byte, bodySize int32, trailers *byte, trailersSize int32, timeout uint32, id *uint32) uint32

//go:wasmimport env proxy_call_foreign_function
func proxy_call_foreign_function(name *byte, nameSize int32, param *byte, paramSize int32, value *uint32, valueSize *uint32) uint32

//go:wasmimport env proxy_set_tick_period_milliseconds
func proxy_set_tick_period_milliseconds(period uint32) uint32

//go:wasmimport env proxy_set_effective_context
func proxy_set_effective_context(contextID uint32) uint32

//go:wasmimport env proxy_done
func proxy_done() uint32

//go:wasmimport env proxy_define_metric
func proxy_define_metric(kind uint32, name *byte, nameSize int32, id *uint32) uint32

//go:wasmimport env proxy_increment_metric
func proxy_increment_metric(id uint32, offset int64) uint32

//go:wasmimport env proxy_record_metric
func proxy_record_metric(id uint32, value uint64) uint32

//go:wasmimport env proxy_get_metric
func proxy_get_metric(id uint32, value *uint64) uint32

// imports is the Host that is Envoy.
type imports struct{}

var current imports

// handed makes a call that hands over bytes, again if the arena had no room for them.
func handed(value **byte, size *int, call func() uint32) uint32 {
	for {
		outAddr, outSize = 0, 0
		if st := call(); !memory.extend() {
			return returned(st, value, size)
		}
	}
}

// returned fills the results of a call that hands over bytes.
func returned(st uint32, value **byte, size *int) uint32 {
	*value, *size = nil, 0
	if Status(st) != OK || outSize == 0 {
		return st
	}
	b := memory.view(uintptr(outAddr), int(outSize))
	if b == nil {
		return uint32(InvalidMemoryAccess)
	}
	*value, *size = unsafe.SliceData(b), len(b)
	return st
}

func (*imports) ProxyLog(level uint32, msg *byte, msgSize int) uint32 {
	return proxy_log(level, msg, int32(msgSize))
}

func (*imports) ProxySetProperty(path *byte, pathSize int, value *byte, valueSize int) uint32 {
	return proxy_set_property(path, int32(pathSize), value, int32(valueSize))
}

func (*imports) ProxyGetProperty(path *byte, pathSize int, value **byte, valueSize *int) uint32 {
	return handed(value, valueSize, func() uint32 {
		return proxy_get_property(path, int32(pathSize), &outAddr, &outSize)
	})
}

func (*imports) ProxySendLocalResponse(status uint32, details *byte, detailsSize int, body *byte, bodySize int, headers *byte, headersSize int, grpcStatus int32) uint32 {
	return proxy_send_local_response(status, details, int32(detailsSize), body, int32(bodySize), headers, int32(headersSize), grpcStatus)
}

func (*imports) ProxyGetSharedData(key *byte, keySize int, value **byte, valueSize *int, cas *uint32) uint32 {
	st := handed(value, valueSize, func() uint32 {
		return proxy_get_shared_data(key, int32(keySize), &outAddr, &outSize, &outID)
	})
	*cas = outID
	return st
}

func (*imports) ProxySetSharedData(key *byte, keySize int, value *byte, valueSize int, cas uint32) uint32 {
	return proxy_set_shared_data(key, int32(keySize), value, int32(valueSize), cas)
}

func (*imports) ProxyRegisterSharedQueue(name *byte, nameSize int, id *uint32) uint32 {
	st := proxy_register_shared_queue(name, int32(nameSize), &outID)
	*id = outID
	return st
}

func (*imports) ProxyResolveSharedQueue(vmID *byte, vmIDSize int, name *byte, nameSize int, id *uint32) uint32 {
	st := proxy_resolve_shared_queue(vmID, int32(vmIDSize), name, int32(nameSize), &outID)
	*id = outID
	return st
}

func (*imports) ProxyDequeueSharedQueue(id uint32, value **byte, valueSize *int) uint32 {
	memory.ahead()
	outAddr, outSize = 0, 0
	return returned(proxy_dequeue_shared_queue(id, &outAddr, &outSize), value, valueSize)
}

func (*imports) ProxyEnqueueSharedQueue(id uint32, value *byte, valueSize int) uint32 {
	return proxy_enqueue_shared_queue(id, value, int32(valueSize))
}

func (*imports) ProxyGetHeaderMapValue(m uint32, key *byte, keySize int, value **byte, valueSize *int) uint32 {
	return handed(value, valueSize, func() uint32 {
		return proxy_get_header_map_value(m, key, int32(keySize), &outAddr, &outSize)
	})
}

func (*imports) ProxyAddHeaderMapValue(m uint32, key *byte, keySize int, value *byte, valueSize int) uint32 {
	return proxy_add_header_map_value(m, key, int32(keySize), value, int32(valueSize))
}

func (*imports) ProxyReplaceHeaderMapValue(m uint32, key *byte, keySize int, value *byte, valueSize int) uint32 {
	return proxy_replace_header_map_value(m, key, int32(keySize), value, int32(valueSize))
}

func (*imports) ProxyContinueStream(stream uint32) uint32 {
	return proxy_continue_stream(stream)
}

func (*imports) ProxyCloseStream(stream uint32) uint32 {
	return proxy_close_stream(stream)
}

func (*imports) ProxyRemoveHeaderMapValue(m uint32, key *byte, keySize int) uint32 {
	return proxy_remove_header_map_value(m, key, int32(keySize))
}

func (*imports) ProxyGetHeaderMapPairs(m uint32, value **byte, valueSize *int) uint32 {
	return handed(value, valueSize, func() uint32 {
		return proxy_get_header_map_pairs(m, &outAddr, &outSize)
	})
}

func (*imports) ProxySetHeaderMapPairs(m uint32, pairs *byte, pairsSize int) uint32 {
	return proxy_set_header_map_pairs(m, pairs, int32(pairsSize))
}

func (*imports) ProxyGetBufferBytes(buffer uint32, start int, maxSize int, value **byte, valueSize *int) uint32 {
	return handed(value, valueSize, func() uint32 {
		return proxy_get_buffer_bytes(buffer, int32(start), int32(maxSize), &outAddr, &outSize)
	})
}

func (*imports) ProxySetBufferBytes(buffer uint32, start int, maxSize int, value *byte, valueSize int) uint32 {
	return proxy_set_buffer_bytes(buffer, int32(start), int32(maxSize), value, int32(valueSize))
}

func (*imports) ProxyHttpCall(upstream *byte, upstreamSize int, headers *byte, headersSize int, body *byte, bodySize int, trailers *byte, trailersSize int, timeout uint32, id *uint32) uint32 {
	st := proxy_http_call(upstream, int32(upstreamSize), headers, int32(headersSize), body, int32(bodySize), trailers, int32(trailersSize), timeout, &outID)
	*id = outID
	return st
}

func (*imports) ProxyCallForeignFunction(name *byte, nameSize int, param *byte, paramSize int, value **byte, valueSize *int) uint32 {
	memory.ahead()
	outAddr, outSize = 0, 0
	return returned(proxy_call_foreign_function(name, int32(nameSize), param, int32(paramSize), &outAddr, &outSize), value, valueSize)
}

func (*imports) ProxySetTickPeriodMilliseconds(period uint32) uint32 {
	return proxy_set_tick_period_milliseconds(period)
}

func (*imports) ProxySetEffectiveContext(contextID uint32) uint32 {
	return proxy_set_effective_context(contextID)
}

func (*imports) ProxyDone() uint32 {
	return proxy_done()
}

func (*imports) ProxyDefineMetric(kind uint32, name *byte, nameSize int, id *uint32) uint32 {
	st := proxy_define_metric(kind, name, int32(nameSize), &outID)
	*id = outID
	return st
}

func (*imports) ProxyIncrementMetric(id uint32, offset int64) uint32 {
	return proxy_increment_metric(id, offset)
}

func (*imports) ProxyRecordMetric(id uint32, value uint64) uint32 {
	return proxy_record_metric(id, value)
}

func (*imports) ProxyGetMetric(id uint32, value *uint64) uint32 {
	st := proxy_get_metric(id, &outValue)
	*value = outValue
	return st
}
