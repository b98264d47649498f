// Command probe is a measure for scale: a wasm module that looks each byte of a request body up in a table of classes, as
// often as the request's header x-repeats says, and does nothing else. No detection can be faster than that by much.
package main

import (
	"strconv"

	"github.com/tetratelabs/proxy-wasm-go-sdk/proxywasm"
	"github.com/tetratelabs/proxy-wasm-go-sdk/proxywasm/types"

	_ "github.com/chatguard/chatguard/filter/abi" // the exports that a proxy looks for
)

// init and not main, as for the filter.
func init() { proxywasm.SetVMContext(&vm{}) }

func main() {}

type vm struct{ types.DefaultVMContext }

func (*vm) NewPluginContext(uint32) types.PluginContext { return &plugin{} }

type plugin struct{ types.DefaultPluginContext }

func (*plugin) NewHttpContext(uint32) types.HttpContext { return &stream{} }

type stream struct {
	types.DefaultHttpContext
	repeats int
}

func (s *stream) OnHttpRequestHeaders(int, bool) types.Action {
	v, _ := proxywasm.GetHttpRequestHeader("x-repeats")
	s.repeats, _ = strconv.Atoi(v)
	return types.ActionContinue
}

func (s *stream) OnHttpRequestBody(size int, end bool) types.Action {
	if !end {
		return types.ActionPause
	}
	body, err := proxywasm.GetHttpRequestBody(0, size)
	if err != nil {
		proxywasm.LogError("probe: " + err.Error())
	}
	for range s.repeats {
		sum += look(body)
	}
	return types.ActionContinue
}

// sum keeps the loop from being left out.
var sum uint32

var classes = func() (t [256]uint8) {
	for i := range t {
		t[i] = uint8(i>>5*3 + i&3)
	}
	return t
}()

// look is the loop: one look-up a byte.
func look(b []byte) (n uint32) {
	for _, c := range b {
		n += uint32(classes[c])
	}
	return n
}
