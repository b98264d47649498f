package check

import "testing"

// TestNoHost holds which addresses are those of no host.
func TestNoHost(t *testing.T) {
	for v, want := range map[string]bool{
		"127.0.0.1": true, "127.1.2.3": true, "127.0.0.0/8": true, "255.255.255.0": true, "255.255.0.0": true,
		"10.0.0.1": false, "128.0.0.1": false, "25.5.0.1": false, "127.0.0.999": false, "127.0.0.1.evil": false, "127.": false, "": false,
	} {
		if got := NoHost([]byte(v)); got != want {
			t.Errorf("%q: %v", v, got)
		}
	}
}
