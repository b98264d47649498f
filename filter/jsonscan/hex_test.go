package jsonscan

import "testing"

// Each of the four digits of an escape is one of 0-9, a-f and A-F (RFC 8259, section 7), and no other byte.
func TestHexDigits(t *testing.T) {
	for at := range 4 {
		for c := range 256 {
			escape := []byte(`["\u0000"]`)
			escape[4+at] = byte(c)
			if at == 0 && (c|0x20 == 'd') {
				continue // half of a pair
			}
			var s Scanner
			s.Reset(Limits{Depth: 8, Keys: 10, KeyBytes: 10, StringBytes: 10, NumberBytes: 10, Bytes: 100}, silence{})
			err := s.Write(escape)
			if err == nil {
				err = s.Close()
			}
			hex := c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F'
			if (err == nil) != hex {
				t.Errorf("%q: %v", escape, err)
			}
		}
	}
}
