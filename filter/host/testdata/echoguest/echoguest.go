// Package echoguest is a plugin that does what its configuration says, event by event. It is the guest of the tests of the
// packages host and abi.
//
// The configuration has a line an event, "event: command; command". Events are the callbacks (request_headers,
// request_body, ..., tick, log, start), with ".end" for the one that ends the stream and ".1", ".2" for the n-th of its
// kind. The most special line that fits is obeyed. Commands are in commands.go. What commands find out they log.
package echoguest

import (
	"strconv"
	"strings"

	"github.com/chatguard/chatguard/filter/abi"
	"github.com/tetratelabs/proxy-wasm-go-sdk/proxywasm"
	"github.com/tetratelabs/proxy-wasm-go-sdk/proxywasm/types"
)

// Register installs the plugin.
func Register() {
	proxywasm.SetVMContext(&vm{})
}

type vm struct{ types.DefaultVMContext }

func (*vm) NewPluginContext(id uint32) types.PluginContext {
	return &plugin{id: id}
}

type plugin struct {
	types.DefaultPluginContext
	id     uint32
	script map[string][]string
	kept   []byte
	armed  uint32
}

func (p *plugin) OnPluginStart(int) types.OnPluginStartStatus {
	config, _ := abi.GetBuffer(abi.PluginConfiguration, 0, 1<<20)
	p.script = map[string][]string{}
	for line := range strings.Lines(string(config)) {
		event, commands, _ := strings.Cut(strings.TrimSpace(line), ": ")
		p.script[event] = strings.Split(commands, "; ")
	}
	abi.OnPanic = func(panicked abi.Panic) abi.Outcome {
		at, _, _ := strings.Cut(panicked.Where, ":")
		abi.Log(abi.Error, "panic in "+string(panicked.Callback)+" at "+at)
		for _, outcome := range p.script["panic"] {
			switch outcome {
			case "pass":
				return abi.Pass
			case "stop":
				abi.SendLocalReply(abi.LocalReply{Status: 418, Body: []byte("stopped")})
				return abi.Stop
			case "panic":
				panic("again")
			}
		}
		return abi.Fail
	}
	e := event{p: p, name: "start"}
	e.obey()
	return types.OnPluginStartStatus(e.action == types.ActionContinue)
}

func (p *plugin) OnTick() {
	e := event{p: p, name: "tick"}
	e.obey()
}

func (p *plugin) OnPluginDone() bool {
	e := event{p: p, name: "plugin_done"}
	e.obey()
	return true
}

func (p *plugin) NewHttpContext(id uint32) types.HttpContext {
	s := &stream{p: p, id: id, seen: map[string]int{}}
	e := event{p: p, name: "create"}
	e.obey()
	return s
}

type stream struct {
	types.DefaultHttpContext
	p    *plugin
	id   uint32
	seen map[string]int
}

func (s *stream) event(name string, request bool, size int, end bool) types.Action {
	s.seen[name]++
	e := event{p: s.p, id: s.id, name: name, request: request, size: size, end: end, nth: s.seen[name]}
	e.obey()
	return e.action
}

func (s *stream) OnHttpRequestHeaders(n int, end bool) types.Action {
	return s.event("request_headers", true, n, end)
}

func (s *stream) OnHttpRequestBody(n int, end bool) types.Action {
	return s.event("request_body", true, n, end)
}

func (s *stream) OnHttpRequestTrailers(n int) types.Action {
	return s.event("request_trailers", true, n, true)
}

func (s *stream) OnHttpResponseHeaders(n int, end bool) types.Action {
	return s.event("response_headers", false, n, end)
}

func (s *stream) OnHttpResponseBody(n int, end bool) types.Action {
	return s.event("response_body", false, n, end)
}

func (s *stream) OnHttpResponseTrailers(n int) types.Action {
	return s.event("response_trailers", false, n, true)
}

func (s *stream) OnHttpStreamDone() {
	s.event("log", true, 0, true)
}

// event is a callback that runs.
type event struct {
	p            *plugin
	id           uint32
	name         string
	request, end bool
	size, nth    int
	action       types.Action
}

func (e *event) obey() {
	commands := e.p.script[e.name]
	if c, ok := e.p.script[e.name+"."+strconv.Itoa(e.nth)]; ok {
		commands = c
	}
	if c, ok := e.p.script[e.name+".end"]; ok && e.end {
		commands = c
	}
	for _, c := range commands {
		e.do(strings.Fields(c))
	}
}
