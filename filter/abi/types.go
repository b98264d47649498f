package abi

// Status is what a host call answers: the ABI's WasmResult.
type Status uint32

// The statuses Envoy answers with.
const (
	OK                  Status = 0
	NotFound            Status = 1
	BadArgument         Status = 2
	InvalidMemoryAccess Status = 6 // among others: proxy_on_memory_allocate refused
	Empty               Status = 7
	CasMismatch         Status = 8
	InternalFailure     Status = 10
	Unimplemented       Status = 12
)

// Buffer names a buffer of the host.
type Buffer uint32

// The buffers that an HTTP filter meets.
const (
	RequestBody         Buffer = 0
	ResponseBody        Buffer = 1
	HTTPCallBody        Buffer = 4
	VMConfiguration     Buffer = 6
	PluginConfiguration Buffer = 7
)

// Map names a header map of the host.
type Map uint32

// The header maps that an HTTP filter meets.
const (
	RequestHeaders   Map = 0
	RequestTrailers  Map = 1
	ResponseHeaders  Map = 2
	ResponseTrailers Map = 3
)

// Stream names the direction to continue or close.
type Stream uint32

// The two directions of an HTTP exchange.
const (
	RequestStream  Stream = 0
	ResponseStream Stream = 1
)

// Level is a log level of the host.
type Level uint32

// The log levels of the host.
const (
	Trace Level = iota
	Debug
	Info
	Warn
	Error
	Critical
)

// Metric is the kind of a metric.
type Metric uint32

// The kinds of metrics of the host.
const (
	Counter Metric = iota
	Gauge
	Histogram
)

// Action is what a stream callback answers.
type Action uint32

// The two answers of the ABI. What Pause means on headers depends on the plugin's configuration in Envoy.
const (
	Continue Action = 0
	Pause    Action = 1
)
