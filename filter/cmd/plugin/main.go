// Command plugin is the filter as a wasm module for Envoy:
//
//	GOOS=wasip1 GOARCH=wasm go build -buildmode=c-shared -ldflags=-w -o chatguard.wasm ./filter/cmd/plugin
//	go run ./filter/cmd/modpack chatguard.wasm
package main

import (
	"runtime/debug"

	"github.com/chatguard/chatguard/filter/plugin"
)

// memoryLimit is where the collector no longer lets the heap double, in bytes. Linear memory never shrinks, and a VM that asks
// for more than Envoy gives it (1 GiB) is gone with all its exchanges. That the collector comes to work at all is package
// abi's to see to.
const memoryLimit = 192 << 20

// init and not main: a module built as a library is initialised by _initialize, which does not call main.
func init() {
	debug.SetMemoryLimit(memoryLimit)
	plugin.Register()
}

func main() {}
