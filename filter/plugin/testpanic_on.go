//go:build chatguard_testpanic

package plugin

import "strings"

// testPanic fails in the phase that a request names in a header: "request-body"
// panics there, "memory:request-body" takes all memory there is and
// "stack:request-body" all stack, both of which end the VM. Only test builds
// have it.
func testPanic(s *stream, phase string) {
	if s.panicPhase == "" {
		if s.panicPhase = requestHeader("x-chatguard-test-panic"); s.panicPhase == "" {
			s.panicPhase = "none"
		}
	}
	how, at, trap := strings.Cut(s.panicPhase, ":")
	switch {
	case trap && at == phase && how == "memory":
		for {
			hog = append(hog, make([]byte, 64<<20))
		}
	case trap && at == phase && how == "stack":
		hog = append(hog, make([]byte, deeper(len(hog))))
	case s.panicPhase == phase:
		s.panicPhase = "none"
		var nothing *stream
		nothing.path = phase
	}
}

var hog [][]byte

// deeper never returns.
func deeper(n int) int { return deeper(n+1) + len(hog) }
