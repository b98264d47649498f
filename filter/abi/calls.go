package abi

import (
	"encoding/binary"
	"unsafe"
)

// GetBuffer returns up to size bytes of a buffer from start on. They lie in the arena. An empty buffer is NotFound in
// Envoy.
func GetBuffer(b Buffer, start, size int) ([]byte, Status) {
	var p *byte
	var n int
	st := Status(current.ProxyGetBufferBytes(uint32(b), start, size, &p, &n))
	return found(p, n, st)
}

// SetBuffer replaces size bytes of a buffer from start on with data. Envoy accepts start 0 (size 0 prepends, a size not
// below the buffer's replaces all of it) and a start at or behind the end (appends); anything else is BadArgument there.
func SetBuffer(b Buffer, start, size int, data []byte) Status {
	return Status(current.ProxySetBufferBytes(uint32(b), start, size, unsafe.SliceData(data), len(data)))
}

// GetProperty returns a property. The path's parts are separated by NUL ("xds\x00route_name"). The bytes lie in the arena.
func GetProperty(path string) ([]byte, Status) {
	var p *byte
	var n int
	st := Status(current.ProxyGetProperty(unsafe.StringData(path), len(path), &p, &n))
	return found(p, n, st)
}

// SetProperty sets a property of the stream: in Envoy the filter state "wasm." + path.
func SetProperty(path, value string) Status {
	return Status(current.ProxySetProperty(unsafe.StringData(path), len(path), unsafe.StringData(value), len(value)))
}

// DefineMetric defines a metric, or finds it if the name was defined before.
func DefineMetric(kind Metric, name string) (id uint32, st Status) {
	st = Status(current.ProxyDefineMetric(uint32(kind), unsafe.StringData(name), len(name), &id))
	return id, st
}

// IncrementMetric adds to a counter or gauge. Envoy refuses 0 for a counter with BadArgument, so 0 is not sent.
func IncrementMetric(id uint32, delta int64) Status {
	if delta == 0 {
		return OK
	}
	return Status(current.ProxyIncrementMetric(id, delta))
}

// RecordMetric records a value in a histogram, or sets a gauge.
func RecordMetric(id uint32, value uint64) Status {
	return Status(current.ProxyRecordMetric(id, value))
}

// Log writes a line to the host's log. Envoy drops levels below its own.
func Log(level Level, msg string) Status {
	return Status(current.ProxyLog(uint32(level), unsafe.StringData(msg), len(msg)))
}

// ContinueStream lets a paused direction of the effective context's stream go on, after the running callback has returned.
func ContinueStream(s Stream) Status {
	return Status(current.ProxyContinueStream(uint32(s)))
}

// CloseStream resets a stream: neither side gets more of it.
func CloseStream(s Stream) Status { return Status(current.ProxyCloseStream(uint32(s))) }

// SetEffectiveContext makes following host calls of a tick or another root callback act on a stream.
func SetEffectiveContext(id uint32) Status {
	forgetFields()
	return Status(current.ProxySetEffectiveContext(id))
}

// LocalReply is a response that the host sends in place of the upstream's.
type LocalReply struct {
	Status  uint32
	Details string      // %RESPONSE_CODE_DETAILS% in Envoy's access log; spaces become underscores
	Headers [][2]string // added to :status; Envoy sets content-length, and content-type text/plain if there is none
	Body    []byte
}

// SendLocalReply answers the effective context's stream, after the running callback has returned, whatever that returns.
// Before response headers went out the client gets the reply, after that Envoy can only reset the stream.
func SendLocalReply(r LocalReply) Status {
	pairs := appendPairs(nil, r.Headers)
	return Status(current.ProxySendLocalResponse(r.Status, unsafe.StringData(r.Details), len(r.Details),
		unsafe.SliceData(r.Body), len(r.Body), unsafe.SliceData(pairs), len(pairs), -1))
}

// appendPairs encodes pairs as the ABI does: the count, the sizes of all, then each key and value ended by NUL.
func appendPairs(dst []byte, pairs [][2]string) []byte {
	dst = binary.LittleEndian.AppendUint32(dst, uint32(len(pairs)))
	for _, p := range pairs {
		dst = binary.LittleEndian.AppendUint32(dst, uint32(len(p[0])))
		dst = binary.LittleEndian.AppendUint32(dst, uint32(len(p[1])))
	}
	for _, p := range pairs {
		dst = append(append(dst, p[0]...), 0)
		dst = append(append(dst, p[1]...), 0)
	}
	return dst
}

func found(p *byte, n int, st Status) ([]byte, Status) {
	if st != OK || p == nil {
		return nil, st
	}
	return unsafe.Slice(p, n), OK
}
