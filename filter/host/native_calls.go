//go:build !wasip1

package host

// The methods of abi.Host: each turns its pointers into slices and runs the shared host call.

func (n *native) ProxyLog(level uint32, msg *byte, msgSize int) uint32 {
	return n.do(callLog, &args{u: [4]uint32{level}, b: [5][]byte{mem(msg, msgSize)}}, nil, nil)
}

func (n *native) ProxySetProperty(path *byte, pathSize int, value *byte, valueSize int) uint32 {
	return n.do(callSetProperty, &args{b: [5][]byte{mem(path, pathSize), mem(value, valueSize)}}, nil, nil)
}

func (n *native) ProxyGetProperty(path *byte, pathSize int, value **byte, valueSize *int) uint32 {
	return n.do(callGetProperty, &args{b: [5][]byte{mem(path, pathSize)}}, value, valueSize)
}

func (n *native) ProxySendLocalResponse(status uint32, details *byte, detailsSize int, body *byte, bodySize int, headers *byte, headersSize int, grpcStatus int32) uint32 {
	return n.do(callSendLocalResponse, &args{u: [4]uint32{status, uint32(grpcStatus)}, b: [5][]byte{mem(details, detailsSize), mem(body, bodySize), mem(headers, headersSize)}}, nil, nil)
}

func (n *native) ProxyGetSharedData(key *byte, keySize int, value **byte, valueSize *int, cas *uint32) uint32 {
	a := args{b: [5][]byte{mem(key, keySize)}}
	st := n.do(callGetSharedData, &a, value, valueSize)
	*cas = a.outU
	return st
}

func (n *native) ProxySetSharedData(key *byte, keySize int, value *byte, valueSize int, cas uint32) uint32 {
	return n.do(callSetSharedData, &args{u: [4]uint32{cas}, b: [5][]byte{mem(key, keySize), mem(value, valueSize)}}, nil, nil)
}

func (n *native) ProxyRegisterSharedQueue(name *byte, nameSize int, id *uint32) uint32 {
	a := args{b: [5][]byte{mem(name, nameSize)}}
	st := n.do(callRegisterSharedQueue, &a, nil, nil)
	*id = a.outU
	return st
}

func (n *native) ProxyResolveSharedQueue(vmID *byte, vmIDSize int, name *byte, nameSize int, id *uint32) uint32 {
	a := args{b: [5][]byte{mem(vmID, vmIDSize), mem(name, nameSize)}}
	st := n.do(callResolveSharedQueue, &a, nil, nil)
	*id = a.outU
	return st
}

func (n *native) ProxyDequeueSharedQueue(id uint32, value **byte, valueSize *int) uint32 {
	return n.do(callDequeueSharedQueue, &args{u: [4]uint32{id}}, value, valueSize)
}

func (n *native) ProxyEnqueueSharedQueue(id uint32, value *byte, valueSize int) uint32 {
	return n.do(callEnqueueSharedQueue, &args{u: [4]uint32{id}, b: [5][]byte{mem(value, valueSize)}}, nil, nil)
}

func (n *native) ProxyGetHeaderMapValue(m uint32, key *byte, keySize int, value **byte, valueSize *int) uint32 {
	return n.do(callGetHeaderMapValue, &args{u: [4]uint32{m}, b: [5][]byte{mem(key, keySize)}}, value, valueSize)
}

func (n *native) ProxyAddHeaderMapValue(m uint32, key *byte, keySize int, value *byte, valueSize int) uint32 {
	return n.do(callAddHeaderMapValue, &args{u: [4]uint32{m}, b: [5][]byte{mem(key, keySize), mem(value, valueSize)}}, nil, nil)
}

func (n *native) ProxyReplaceHeaderMapValue(m uint32, key *byte, keySize int, value *byte, valueSize int) uint32 {
	return n.do(callReplaceHeaderMapValue, &args{u: [4]uint32{m}, b: [5][]byte{mem(key, keySize), mem(value, valueSize)}}, nil, nil)
}

func (n *native) ProxyContinueStream(stream uint32) uint32 {
	return n.do(callContinueStream, &args{u: [4]uint32{stream}}, nil, nil)
}

func (n *native) ProxyCloseStream(stream uint32) uint32 {
	return n.do(callCloseStream, &args{u: [4]uint32{stream}}, nil, nil)
}

func (n *native) ProxyRemoveHeaderMapValue(m uint32, key *byte, keySize int) uint32 {
	return n.do(callRemoveHeaderMapValue, &args{u: [4]uint32{m}, b: [5][]byte{mem(key, keySize)}}, nil, nil)
}

func (n *native) ProxyGetHeaderMapPairs(m uint32, value **byte, valueSize *int) uint32 {
	return n.do(callGetHeaderMapPairs, &args{u: [4]uint32{m}}, value, valueSize)
}

func (n *native) ProxySetHeaderMapPairs(m uint32, pairs *byte, pairsSize int) uint32 {
	return n.do(callSetHeaderMapPairs, &args{u: [4]uint32{m}, b: [5][]byte{mem(pairs, pairsSize)}}, nil, nil)
}

func (n *native) ProxyGetBufferBytes(buffer uint32, start int, maxSize int, value **byte, valueSize *int) uint32 {
	return n.do(callGetBufferBytes, &args{u: [4]uint32{buffer, uint32(start), uint32(maxSize)}}, value, valueSize)
}

func (n *native) ProxySetBufferBytes(buffer uint32, start int, maxSize int, value *byte, valueSize int) uint32 {
	return n.do(callSetBufferBytes, &args{u: [4]uint32{buffer, uint32(start), uint32(maxSize)}, b: [5][]byte{mem(value, valueSize)}}, nil, nil)
}

func (n *native) ProxyHttpCall(upstream *byte, upstreamSize int, headers *byte, headersSize int, body *byte, bodySize int, trailers *byte, trailersSize int, timeout uint32, id *uint32) uint32 {
	a := args{u: [4]uint32{timeout}, b: [5][]byte{mem(upstream, upstreamSize), mem(headers, headersSize), mem(body, bodySize), mem(trailers, trailersSize)}}
	st := n.do(callHTTPCall, &a, nil, nil)
	*id = a.outU
	return st
}

func (n *native) ProxyCallForeignFunction(name *byte, nameSize int, param *byte, paramSize int, value **byte, valueSize *int) uint32 {
	return n.do(callForeignFunction, &args{b: [5][]byte{mem(name, nameSize), mem(param, paramSize)}}, value, valueSize)
}

func (n *native) ProxySetTickPeriodMilliseconds(period uint32) uint32 {
	return n.do(callSetTickPeriod, &args{u: [4]uint32{period}}, nil, nil)
}

func (n *native) ProxySetEffectiveContext(contextID uint32) uint32 {
	return n.do(callSetEffectiveContext, &args{u: [4]uint32{contextID}}, nil, nil)
}

func (n *native) ProxyDone() uint32 {
	return n.do(callDone, &args{}, nil, nil)
}

func (n *native) ProxyDefineMetric(kind uint32, name *byte, nameSize int, id *uint32) uint32 {
	a := args{u: [4]uint32{kind}, b: [5][]byte{mem(name, nameSize)}}
	st := n.do(callDefineMetric, &a, nil, nil)
	*id = a.outU
	return st
}

func (n *native) ProxyIncrementMetric(id uint32, offset int64) uint32 {
	return n.do(callIncrementMetric, &args{u: [4]uint32{id}, l: uint64(offset)}, nil, nil)
}

func (n *native) ProxyRecordMetric(id uint32, value uint64) uint32 {
	return n.do(callRecordMetric, &args{u: [4]uint32{id}, l: value}, nil, nil)
}

func (n *native) ProxyGetMetric(id uint32, value *uint64) uint32 {
	a := args{u: [4]uint32{id}}
	st := n.do(callGetMetric, &a, nil, nil)
	*value = a.outL
	return st
}
