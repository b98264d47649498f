package host

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"sort"

	"github.com/chatguard/chatguard/filter/abi"
	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"
	"github.com/tetratelabs/wazero/imports/wasi_snapshot_preview1"
)

// compiled keeps compiled modules for the life of the process: compiling takes seconds, instantiating milliseconds.
var compiled = wazero.NewCompilationCache()

// NewWasm makes a host for a module. The module is loaded by Start.
func NewWasm(ctx context.Context, module []byte, opts Options) *Host {
	return newHost(ctx, opts, func(h *Host) (guest, error) { return openWasm(h, module) })
}

// wasm is a guest under wazero.
type wasm struct {
	h       *Host
	runtime wazero.Runtime
	mod     api.Module
	malloc  api.Function
	exports map[string]api.Function
	handed  [][2]uint32 // address and size of what alloc returned
	allowed map[string]bool
}

// What Envoy lets a module call while it starts and while it allocates (proxy-wasm-cpp-host, setRestrictedCallback).
var (
	whileStarting = map[string]bool{"proxy_log": true, "fd_write": true, "args_sizes_get": true, "args_get": true,
		"environ_sizes_get": true, "environ_get": true, "fd_prestat_get": true, "fd_prestat_dir_name": true,
		"fd_fdstat_get": true, "fd_fdstat_set_flags": true, "clock_time_get": true, "random_get": true}
	whileAllocating = map[string]bool{"proxy_log": true, "fd_write": true, "clock_time_get": true}
)

func openWasm(h *Host, module []byte) (_ guest, err error) {
	w := &wasm{h: h, exports: map[string]api.Function{}}
	w.runtime = wazero.NewRuntimeWithConfig(h.ctx, wazero.NewRuntimeConfigCompiler().WithCompilationCache(compiled))
	defer func() {
		if err != nil {
			w.runtime.Close(h.ctx)
		}
	}()
	watched := experimental.WithFunctionListenerFactory(h.ctx, listenerFactory{w})
	wasi := w.runtime.NewHostModuleBuilder(wasi_snapshot_preview1.ModuleName)
	wasi_snapshot_preview1.NewFunctionExporter().ExportFunctions(wasi)
	// Envoy's proc_exit returns. A fatal error of Go's runtime ends in a trap behind it; os.Exit ends nothing.
	wasi.NewFunctionBuilder().WithFunc(func(code uint32) { h.problem("proc_exit(%d)", code) }).Export("proc_exit")
	if _, err := wasi.Instantiate(watched); err != nil {
		return nil, err
	}
	env := w.runtime.NewHostModuleBuilder("env")
	for _, c := range hostcalls {
		env.NewFunctionBuilder().WithGoModuleFunction(w.bind(c), wasmParams(c.params), []api.ValueType{api.ValueTypeI32}).Export(c.name)
	}
	if _, err := env.Instantiate(h.ctx); err != nil {
		return nil, err
	}
	code, err := w.runtime.CompileModule(h.ctx, module)
	if err != nil {
		return nil, err
	}
	w.allowed = whileStarting
	w.mod, err = w.runtime.InstantiateModule(h.ctx, code, w.config())
	w.allowed = nil
	if err != nil {
		return nil, err
	}
	if w.malloc = w.mod.ExportedFunction("proxy_on_memory_allocate"); w.malloc == nil {
		return nil, errors.New("no export proxy_on_memory_allocate")
	}
	return w, nil
}

func (w *wasm) config() wazero.ModuleConfig {
	c := wazero.NewModuleConfig().WithName("").WithStartFunctions("_initialize").
		WithStdout(lineLog{w.h, "info: "}).WithStderr(lineLog{w.h, "error: "})
	names := make([]string, 0, len(w.h.opts.Environment))
	for name := range w.h.opts.Environment {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		c = c.WithEnv(name, w.h.opts.Environment[name])
	}
	if now := w.h.opts.Now; now != nil {
		c = c.WithWalltime(func() (int64, int32) { t := now(); return t.Unix(), int32(t.Nanosecond()) }, 1).
			WithNanotime(func() int64 { return now().UnixNano() }, 1)
	} else {
		c = c.WithSysWalltime().WithSysNanotime()
	}
	return c.WithSysNanosleep()
}

// lineLog takes what the module writes to its standard streams, which Envoy logs too.
type lineLog struct {
	h      *Host
	prefix string
}

var _ io.Writer = lineLog{}

func (l lineLog) Write(p []byte) (int, error) {
	l.h.logs = append(l.h.logs, l.prefix+string(p))
	return len(p), nil
}

func (w *wasm) close() {
	if err := w.keepCoverage(); err != nil && w.h.vm.failed == nil {
		w.h.problem("coverage: %v", err)
	}
	w.runtime.Close(w.h.ctx)
}

func (w *wasm) call(name string, args ...uint32) (uint32, error) {
	f := w.exports[name]
	if f == nil {
		if f = w.mod.ExportedFunction("proxy_on_" + name); f == nil {
			return 0, fmt.Errorf("no export proxy_on_%s", name)
		}
		w.exports[name] = f
	}
	params := make([]uint64, len(args))
	for i, a := range args {
		params[i] = uint64(a)
	}
	results, err := f.Call(w.h.ctx, params...)
	if err != nil || len(results) == 0 {
		return 0, err
	}
	return uint32(results[0]), nil
}

func (w *wasm) alloc(n int) ([]byte, uint32) {
	w.allowed = whileAllocating
	results, err := w.malloc.Call(w.h.ctx, uint64(n))
	w.allowed = nil
	if err != nil || results[0] == 0 {
		return nil, 0
	}
	addr := uint32(results[0])
	b, ok := w.mod.Memory().Read(addr, uint32(n))
	if !ok {
		return nil, 0
	}
	w.handed = append(w.handed, [2]uint32{addr, uint32(n)})
	return b, addr
}

func (w *wasm) forget() {
	for _, r := range w.handed {
		b, _ := w.mod.Memory().Read(r[0], r[1])
		for i := range b {
			b[i] = poison
		}
	}
	w.handed = w.handed[:0]
}

// restricted notes a call that Envoy would trap, which fails the VM.
func (w *wasm) restricted(name string) {
	if w.allowed != nil && !w.allowed[name] {
		w.h.problem("%s called while Envoy does not allow it", name)
	}
}

func wasmParams(params string) (types []api.ValueType) {
	for _, p := range params {
		switch p {
		case 'l':
			types = append(types, api.ValueTypeI64)
		case 'b', 'B':
			types = append(types, api.ValueTypeI32, api.ValueTypeI32)
		default:
			types = append(types, api.ValueTypeI32)
		}
	}
	return types
}

// bind makes the wasm function of a host call: it reads the arguments from the guest's memory and writes the results there.
func (w *wasm) bind(c *hostcall) api.GoModuleFunction {
	return api.GoModuleFunc(func(_ context.Context, mod api.Module, stack []uint64) {
		w.restricted(c.name)
		var a args
		if !w.read(c, &a, mod.Memory(), stack) {
			stack[0] = uint64(abi.InvalidMemoryAccess)
			return
		}
		// The results go where parameters said, so they are looked up before the stack is written to.
		params := append([]uint64(nil), stack...)
		st := w.h.dispatch(c, &a)
		if st == abi.OK && !w.write(c, &a, mod.Memory(), params) {
			st = abi.InvalidMemoryAccess
		}
		stack[0] = uint64(st)
	})
}

func (w *wasm) read(c *hostcall, a *args, mem api.Memory, stack []uint64) bool {
	u, b := 0, 0
	for _, p := range c.params {
		switch p {
		case 'u':
			a.u[u] = uint32(stack[0])
			u++
		case 'l':
			a.l = stack[0]
		case 'b':
			if size := uint32(stack[1]); size > 0 {
				view, ok := mem.Read(uint32(stack[0]), size)
				if !ok {
					return false
				}
				a.b[b] = append([]byte(nil), view...)
			}
			b++
			stack = stack[1:]
		case 'B':
			stack = stack[1:]
		}
		stack = stack[1:]
	}
	return true
}

func (w *wasm) write(c *hostcall, a *args, mem api.Memory, stack []uint64) bool {
	ok := true
	for _, p := range c.params {
		switch p {
		case 'b':
			stack = stack[1:]
		case 'B':
			addr := uint32(0)
			if len(a.outB) > 0 {
				var b []byte
				if b, addr = w.alloc(len(a.outB)); b == nil {
					return false
				}
				copy(b, a.outB)
			}
			ok = ok && mem.WriteUint32Le(uint32(stack[0]), addr) && mem.WriteUint32Le(uint32(stack[1]), uint32(len(a.outB)))
			stack = stack[1:]
		case 'U':
			ok = ok && mem.WriteUint32Le(uint32(stack[0]), a.outU)
		case 'L':
			ok = ok && mem.Write(uint32(stack[0]), binary.LittleEndian.AppendUint64(nil, a.outL))
		}
		stack = stack[1:]
	}
	return ok
}

// listenerFactory watches the WASI calls of a guest.
type listenerFactory struct{ w *wasm }

func (l listenerFactory) NewFunctionListener(def api.FunctionDefinition) experimental.FunctionListener {
	name := def.Name()
	return experimental.FunctionListenerFunc(func(context.Context, api.Module, api.FunctionDefinition, []uint64, experimental.StackIterator) {
		l.w.restricted(name)
	})
}
