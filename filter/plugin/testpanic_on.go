//go:build chatguard_testpanic

package plugin

// testPanic panics in the phase that a request names in a header. Only test
// builds have it.
func testPanic(s *stream, phase string) {
	if s.panicPhase == "" {
		if s.panicPhase = requestHeader("x-chatguard-test-panic"); s.panicPhase == "" {
			s.panicPhase = "none"
		}
	}
	if s.panicPhase == phase {
		s.panicPhase = "none"
		var nothing *stream
		nothing.path = phase
	}
}
