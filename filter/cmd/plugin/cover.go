//go:build chatguard_cover

package main

import (
	"bytes"
	"runtime/coverage"
	"unsafe"
)

// written keeps what was handed out reachable.
var written bytes.Buffer

// chatguardCoverage returns the address and size of the counters of a build with -cover: a library never exits, which is
// when they would be written to a file.
//
//go:wasmexport chatguard_coverage
func chatguardCoverage(meta uint32) uint64 {
	written.Reset()
	write := coverage.WriteCounters
	if meta != 0 {
		write = coverage.WriteMeta
	}
	if write(&written) != nil || written.Len() == 0 {
		return 0
	}
	b := written.Bytes()
	return uint64(uintptr(unsafe.Pointer(&b[0])))<<32 | uint64(len(b))
}
