package host

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/chatguard/chatguard/filter/abi"
)

// FailurePolicy says what streams get once the VM has failed (a trap, an exit). The zero value is Envoy's default.
type FailurePolicy uint8

// The failure policies.
const (
	FailClosed FailurePolicy = iota // 503, for ever
	FailReload                      // 503 for the streams that met it, a new VM for the next
	FailOpen                        // streams pass unfiltered
)

// Options are the parts of Envoy's configuration that change what a filter meets, and what tests need besides.
type Options struct {
	AllowOnHeadersStopIteration bool              // PluginConfig.allow_on_headers_stop_iteration
	FailurePolicy               FailurePolicy     // PluginConfig.failure_policy
	BufferLimit                 int               // what one direction of a stream may hold; 0 is DefaultBufferLimit
	Name, RootID, VMID          string            // PluginConfig.name, .root_id, VmConfig.vm_id
	VMConfiguration             []byte            // VmConfig.configuration
	Environment                 map[string]string // VmConfig.environment_variables; the wasm guest only

	// Register is called before the VM starts and must call proxywasm.SetVMContext. Native guest only; nil keeps the one
	// that was set.
	Register func()
	// Fault, if set, is asked before each host call, by its ABI name ("proxy_get_buffer_bytes"). A status other than OK is
	// returned to the guest in place of doing the call.
	Fault func(call string) abi.Status
	// Now is the clock of the wasm guest; nil is the real one.
	Now func() time.Time
	// Shared is the data that VMs share; nil is one of its own.
	Shared *Shared
	// KeepMemory leaves what was handed to the guest as it is after a callback, as Envoy does.
	KeepMemory bool
}

// DefaultBufferLimit is Envoy's per_connection_buffer_limit_bytes if nothing is configured. It holds for HTTP/1; over HTTP/2
// the limit is initial_stream_window_size, 16 MiB if nothing is configured.
const DefaultBufferLimit = 1 << 20

// Host runs one plugin. It is for one goroutine.
type Host struct {
	opts    Options
	ctx     context.Context
	open    func(*Host) (guest, error)
	vm      *vm
	plugin  *root // that new streams get; nil if none was accepted
	config  []byte
	nextID  uint32
	current *frame
	actions []func()

	logs     []string
	problems []string
	metrics  metrics
	queues   map[uint32]*queue
}

// vm is one instance of the guest with the contexts in it.
type vm struct {
	guest  guest
	failed error
	roots  map[uint32]*root
	stream map[uint32]*Stream
}

// root is a plugin context: one configuration in one VM.
type root struct {
	vm      *vm
	id      uint32
	config  []byte
	reading bool // OnPluginStart runs, the configuration can be read
	tick    uint32
	streams int
	retired bool
	done    bool
}

// frame is a callback that runs: whose it is, and what its host calls act on.
type frame struct {
	outer     *frame
	vm        *vm
	root      *root
	stream    *Stream // nil in a callback of the plugin context
	effective *Stream
	starting  bool // proxy_on_vm_start: the VM's configuration can be read
	stop      bool // a local reply was asked for: whatever is returned, the stream stops
}

// guest is what the two kinds of plugin have in common: the exports of the module. An error means that the VM failed.
type guest interface {
	// alloc has the guest allocate n bytes for the host to write to; addr is where, for a wasm guest. nil if refused.
	alloc(n int) (b []byte, addr uint32)
	// forget overwrites what alloc returned since the last call.
	forget()
	// call runs the export proxy_on_<name>. A result that the export does not have is 0.
	call(name string, args ...uint32) (uint32, error)
	close()
}

// poison is what memory of an ended callback reads as: not UTF-8, not a number a test uses.
const poison = 0xDB

func newHost(ctx context.Context, opts Options, open func(*Host) (guest, error)) *Host {
	if opts.BufferLimit == 0 {
		opts.BufferLimit = DefaultBufferLimit
	}
	if opts.Shared == nil {
		opts.Shared = &Shared{}
	}
	return &Host{opts: opts, ctx: ctx, open: open, queues: map[uint32]*queue{}}
}

// Start starts the VM and configures the plugin. An error says that Envoy would refuse the configuration and answer
// every request with 500.
func (h *Host) Start(config []byte) error {
	if h.vm != nil {
		return errors.New("host: already started")
	}
	h.config = config
	return h.load()
}

func (h *Host) load() error {
	g, err := h.open(h)
	if err != nil {
		return fmt.Errorf("host: load: %w", err)
	}
	h.vm = &vm{guest: g, roots: map[uint32]*root{}, stream: map[uint32]*Stream{}}
	r := h.newRoot(h.config)
	f := &frame{vm: h.vm, root: r, starting: true}
	ok, err := h.call(f, "vm_start", r.id, uint32(len(h.opts.VMConfiguration)))
	if err != nil {
		return fmt.Errorf("host: vm_start: %w", err)
	}
	if ok == 0 {
		return errors.New("host: vm_start refused")
	}
	if err := h.configure(r); err != nil {
		return err
	}
	h.plugin = r
	return nil
}

// newRoot creates a plugin context.
func (h *Host) newRoot(config []byte) *root {
	h.nextID++
	r := &root{vm: h.vm, id: h.nextID, config: config}
	h.vm.roots[r.id] = r
	h.call(&frame{vm: h.vm, root: r}, "context_create", r.id, 0)
	return r
}

func (h *Host) configure(r *root) error {
	r.reading = true
	ok, err := h.call(&frame{vm: r.vm, root: r}, "configure", r.id, uint32(len(r.config)))
	r.reading = false
	if err != nil {
		return fmt.Errorf("host: configure: %w", err)
	}
	if ok == 0 {
		return errors.New("host: configuration refused")
	}
	return nil
}

// Reconfigure does what an update by xDS does: a new plugin context, which new streams get if it accepts the
// configuration; if not the old one stays. Streams that are open keep the one they have, which ends with the last.
func (h *Host) Reconfigure(config []byte) error {
	if h.vm == nil || h.vm.failed != nil {
		return errors.New("host: no VM")
	}
	r := h.newRoot(config)
	if err := h.configure(r); err != nil {
		r.retired = true
		h.endRoot(r)
		return err
	}
	old := h.plugin
	h.plugin, h.config = r, config
	if old != nil {
		old.retired = true
		h.endRoot(old)
	}
	return nil
}

// endRoot ends a plugin context that nothing uses any more.
func (h *Host) endRoot(r *root) {
	if !r.retired || r.done || r.streams > 0 {
		return
	}
	r.done = true
	if ok, _ := h.call(&frame{vm: r.vm, root: r}, "done", r.id); ok != 0 {
		h.call(&frame{vm: r.vm, root: r}, "delete", r.id)
		delete(r.vm.roots, r.id)
	}
}

// Tick calls the plugin contexts that have asked for ticks. Periods are not waited for.
func (h *Host) Tick() {
	if h.vm == nil {
		return
	}
	for _, r := range h.vm.roots {
		if r.tick > 0 {
			h.call(&frame{vm: r.vm, root: r}, "tick", r.id)
		}
	}
}

// TickPeriod is what the current plugin context asked for, in milliseconds; 0 is none.
func (h *Host) TickPeriod() uint32 {
	if h.plugin == nil {
		return 0
	}
	return h.plugin.tick
}

// Failed returns why the VM failed, nil if it runs.
func (h *Host) Failed() error {
	if h.vm == nil {
		return nil
	}
	return h.vm.failed
}

// Logs returns what the guest logged so far, each line after its level ("warn: ...").
func (h *Host) Logs() []string { return h.logs }

// Problems returns what the guest did that Envoy bears and a filter should not do, in words. Empty is good.
func (h *Host) Problems() []string { return h.problems }

func (h *Host) problem(format string, args ...any) {
	h.problems = append(h.problems, fmt.Sprintf(format, args...))
}

// Close ends the plugin and the guest. Streams should have been closed.
func (h *Host) Close() {
	if h.vm == nil {
		return
	}
	for _, r := range h.vm.roots {
		r.retired, r.streams = true, 0
		h.endRoot(r)
	}
	h.vm.guest.close()
	h.vm, h.plugin = nil, nil
}

// call runs a callback in its frame, and after the outermost one what was put off until then.
func (h *Host) call(f *frame, name string, args ...uint32) (uint32, error) {
	if f.vm.failed != nil {
		return 0, f.vm.failed
	}
	f.outer, h.current = h.current, f
	result, err := f.vm.guest.call(name, args...)
	h.current = f.outer
	if err != nil && f.vm.failed == nil {
		f.vm.failed = fmt.Errorf("proxy_on_%s: %w", name, err)
		h.actions = nil
	}
	if h.current == nil {
		if !h.opts.KeepMemory && f.vm.failed == nil {
			f.vm.guest.forget()
		}
		for len(h.actions) > 0 {
			a := h.actions[0]
			h.actions = h.actions[1:]
			a()
		}
	}
	return result, err
}

// later puts off an action until the running callback has returned.
func (h *Host) later(a func()) { h.actions = append(h.actions, a) }
