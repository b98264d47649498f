package abi

// Host is the proxy-wasm host as the SDK sees it: the 29 methods of its internal interface, names and order of
// arguments included. An implementation is handed to the SDK as its own interface type, so a method that is missing or
// has another name would land calls in the wrong slot.
//
// Results that the host owns are written through pointers (nil and 0 for nothing).
type Host interface {
	ProxyLog(level uint32, msg *byte, msgSize int) uint32
	ProxySetProperty(path *byte, pathSize int, value *byte, valueSize int) uint32
	ProxyGetProperty(path *byte, pathSize int, value **byte, valueSize *int) uint32
	ProxySendLocalResponse(status uint32, details *byte, detailsSize int, body *byte, bodySize int, headers *byte, headersSize int, grpcStatus int32) uint32
	ProxyGetSharedData(key *byte, keySize int, value **byte, valueSize *int, cas *uint32) uint32
	ProxySetSharedData(key *byte, keySize int, value *byte, valueSize int, cas uint32) uint32
	ProxyRegisterSharedQueue(name *byte, nameSize int, id *uint32) uint32
	ProxyResolveSharedQueue(vmID *byte, vmIDSize int, name *byte, nameSize int, id *uint32) uint32
	ProxyDequeueSharedQueue(id uint32, value **byte, valueSize *int) uint32
	ProxyEnqueueSharedQueue(id uint32, value *byte, valueSize int) uint32
	ProxyGetHeaderMapValue(m uint32, key *byte, keySize int, value **byte, valueSize *int) uint32
	ProxyAddHeaderMapValue(m uint32, key *byte, keySize int, value *byte, valueSize int) uint32
	ProxyReplaceHeaderMapValue(m uint32, key *byte, keySize int, value *byte, valueSize int) uint32
	ProxyContinueStream(stream uint32) uint32
	ProxyCloseStream(stream uint32) uint32
	ProxyRemoveHeaderMapValue(m uint32, key *byte, keySize int) uint32
	ProxyGetHeaderMapPairs(m uint32, value **byte, valueSize *int) uint32
	ProxySetHeaderMapPairs(m uint32, pairs *byte, pairsSize int) uint32
	ProxyGetBufferBytes(buffer uint32, start int, maxSize int, value **byte, valueSize *int) uint32
	ProxySetBufferBytes(buffer uint32, start int, maxSize int, value *byte, valueSize int) uint32
	ProxyHttpCall(upstream *byte, upstreamSize int, headers *byte, headersSize int, body *byte, bodySize int, trailers *byte, trailersSize int, timeout uint32, id *uint32) uint32
	ProxyCallForeignFunction(name *byte, nameSize int, param *byte, paramSize int, value **byte, valueSize *int) uint32
	ProxySetTickPeriodMilliseconds(period uint32) uint32
	ProxySetEffectiveContext(contextID uint32) uint32
	ProxyDone() uint32
	ProxyDefineMetric(kind uint32, name *byte, nameSize int, id *uint32) uint32
	ProxyIncrementMetric(id uint32, offset int64) uint32
	ProxyRecordMetric(id uint32, value uint64) uint32
	ProxyGetMetric(id uint32, value *uint64) uint32
}
