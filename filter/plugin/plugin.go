package plugin

import (
	"os"
	"runtime/debug"

	"github.com/tetratelabs/proxy-wasm-go-sdk/proxywasm"
	"github.com/tetratelabs/proxy-wasm-go-sdk/proxywasm/types"

	"github.com/chatguard/chatguard/filter/abi"
	"github.com/chatguard/chatguard/filter/guard"
	"github.com/chatguard/chatguard/filter/policy"
	"github.com/chatguard/chatguard/filter/quota"
)

// Register makes the plugin known to the proxy. It is called once, from main.
func Register() {
	proxywasm.SetVMContext(&vmContext{})
	abi.OnPanic = onPanic
}

type vmContext struct{ types.DefaultVMContext }

func (*vmContext) NewPluginContext(uint32) types.PluginContext {
	return &pluginContext{streams: map[uint32]*stream{}, quotas: quota.Table{Store: sharedStore{}}}
}

// pluginContext is one configured filter in one worker.
type pluginContext struct {
	types.DefaultPluginContext
	guard   *guard.Guard
	metrics metrics
	hold    holding
	streams map[uint32]*stream
	free    []*guard.Exchange
	medium  *guard.Exchange // whose buffers are larger, nil if it is in use
	scratch guard.Scratch
	out     []byte // what goes on of a piece or of an edited body
	quotas  quota.Table
	key     []byte // of callers' hashes, once one was needed
}

// maxFree bounds the exchanges that are kept for reuse.
const maxFree = 64

// loadGCPercent is how much the heap grows between collections while a configuration is loaded, which makes more garbage than
// it keeps. Linear memory never shrinks: what it needs once it has for good, in each VM.
const loadGCPercent = 15

// OnPluginStart loads the configuration. An invalid one is refused as a whole
// with every error logged; the proxy then keeps the last good one, if any.
func (p *pluginContext) OnPluginStart(size int) types.OnPluginStartStatus {
	var doc []byte
	if size > 0 {
		var err error
		if doc, err = proxywasm.GetPluginConfiguration(); err != nil {
			proxywasm.LogCritical("chatguard: cannot read the configuration: " + err.Error())
			return types.OnPluginStartStatusFailed
		}
	}
	doc, ok := configJSON(doc)
	if !ok {
		proxywasm.LogCritical("chatguard: configuration refused: neither JSON nor a google.protobuf.Struct")
		return types.OnPluginStartStatusFailed
	}
	defer debug.SetGCPercent(debug.SetGCPercent(loadGCPercent))
	g, err := guard.Load(doc, guard.Options{
		Key: []byte(os.Getenv("CHATGUARD_KEY")), TokenKeys: os.Getenv("CHATGUARD_TOKEN_KEYS"), RequireKey: true,
	})
	if err != nil {
		logLines(proxywasm.LogCritical, "chatguard: configuration refused", err)
		return types.OnPluginStartStatusFailed
	}
	p.guard = g
	p.metrics.define()
	p.hold.reset(g.HoldHeaders())
	return types.OnPluginStartStatusOK
}

// logLines writes each error of a configuration on a line of its own.
func logLines(log func(string), title string, err error) {
	list, ok := err.(policy.Errors)
	if !ok {
		log(title + ": " + err.Error())
		return
	}
	for _, e := range list {
		log(title + ": " + e.Error())
	}
}

func (p *pluginContext) NewHttpContext(id uint32) types.HttpContext {
	s := &stream{p: p, id: id}
	p.streams[id] = s
	byID[id] = s
	return s
}

// OnTick looks after streams whose headers wait for a body.
func (p *pluginContext) OnTick() { p.hold.tick(p) }

func (p *pluginContext) exchange() *guard.Exchange {
	if x := p.medium; x != nil {
		p.medium = nil
		return x
	}
	if n := len(p.free); n > 0 {
		x := p.free[n-1]
		p.free = p.free[:n-1]
		return x
	}
	return &guard.Exchange{Terse: true}
}

func (p *pluginContext) release(x *guard.Exchange) {
	if x == nil {
		return
	}
	x.End()
	switch {
	case x.Light() && len(p.free) < maxFree:
		p.free = append(p.free, x)
	case x.Medium() && p.medium == nil:
		p.medium = x
	}
}
