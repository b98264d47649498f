package check

import "unicode/utf8"

// wideZeros are the zeros of the scripts whose digits dates are written in: Arabic,
// Persian, Hindi, Bengali, Tamil and Thai.
var wideZeros = [...]rune{0x660, 0x6F0, 0x966, 0x9E6, 0xBE6, 0xE50}

// plainDigits is v with the digits of other scripts as ASCII, in buf as far as it
// reaches; v itself if it holds none.
func plainDigits(v []byte, buf *[64]byte) []byte {
	n, changed := 0, false
	for i := 0; i < len(v); {
		r, size := utf8.DecodeRune(v[i:])
		if n+size > len(buf) {
			return v
		}
		for _, zero := range wideZeros {
			if r >= zero && r < zero+10 {
				buf[n], changed = byte('0'+r-zero), true
				n, r = n+1, -1
				break
			}
		}
		if r >= 0 {
			n += copy(buf[n:], v[i:i+size])
		}
		i += size
	}
	if !changed {
		return v
	}
	return buf[:n]
}
