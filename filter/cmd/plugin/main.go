// Command plugin is the filter as a wasm module for Envoy:
//
//	GOOS=wasip1 GOARCH=wasm go build -buildmode=c-shared -ldflags='-s -w' -o chatguard.wasm ./filter/cmd/plugin
package main

import "github.com/chatguard/chatguard/filter/plugin"

// init and not main: a module built as a library is initialised by _initialize, which does not call main.
func init() { plugin.Register() }

func main() {}
