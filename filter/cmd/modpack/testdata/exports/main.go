//go:build wasip1

// Command exports calls its host, which calls it again.
package main

//go:wasmimport host call
func call(n int32) int32

// outer needs the stack as it was before its host's call, and more of it afterwards.
//
//go:wasmexport outer
func outer(n int32) int32 {
	here := [4]int32{n, n + 1, n + 2, n + 3}
	p := &here
	p[0] += call(n)
	return between(p) + grow(n/2)
}

//go:noinline
func between(p *[4]int32) int32 {
	p[1] += call(p[1])
	return p[0] + p[1] + p[2] + p[3]
}

// inner grows the stack, with frames on it that wait for the host.
//
//go:wasmexport inner
func inner(n int32) int32 { return grow(n) }

//go:noinline
func grow(n int32) int32 {
	var pad [64]int32
	pad[n%64] = n
	if n == 0 {
		return 0
	}
	return grow(n-1) + pad[n%64]
}

func main() {}
