// Command module is echoguest as a wasm module.
package main

import "github.com/chatguard/chatguard/filter/host/testdata/echoguest"

func init() { echoguest.Register() }

func main() {}
