package view

import (
	"bytes"
	"encoding/binary"
	"testing"

	"github.com/chatguard/chatguard/filter/swar"
)

// TestWordAtATime compares what is told of eight bytes at once with the classes of each.
func TestWordAtATime(t *testing.T) {
	const must = cHigh | cEsc | cOpen | cPlus | cUpper
	for _, fill := range []byte{'a', '0', '.', '$', ',', '<', '>', 'Z', 'z', 0x7F} {
		for at := range 8 {
			for c := range 256 {
				b := bytes.Repeat([]byte{fill}, 8)
				b[at] = byte(c)
				w := binary.LittleEndian.Uint64(b)
				if (class[c]|class[fill])&must != 0 && !maySign(w) {
					t.Errorf("no sign in %q", b)
				}
				if blank := c <= ' '; (swar.Below(w, ' '+1) != 0) != blank {
					t.Errorf("blank in %q: %v", b, !blank)
				}
			}
		}
	}
}
