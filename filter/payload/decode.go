package payload

import "github.com/chatguard/chatguard/filter/text/ascii"

// decode writes into plain what a short value stands for once whoever takes it has undone its percent signs, once or twice, and the
// escapes of strings in programs. It is nil if there are none.
func decode(t []byte, plain *[MaxValue]byte) []byte {
	n, i, any := 0, 0, false
	for i < len(t) {
		c, k := unescape(t, i)
		any = any || k > i+1
		plain[n] = c
		n, i = n+1, k
	}
	if !any {
		return nil
	}
	return plain[:n]
}

// unescape is the byte that the one at i, or the escape there, stands for, and the index behind it.
func unescape(t []byte, i int) (c byte, end int) {
	switch next := at(t, i+1); t[i] {
	case '%':
		// U+560D and U+560A: who keeps the lower byte of a character sends a line's end.
		if ascii.Has(t, i, "%e5%98%8d") {
			return '\r', i + 9
		} else if ascii.Has(t, i, "%e5%98%8a") {
			return '\n', i + 9
		}
		k := i + 1
		for ascii.Has(t, k, "25") && k-i < 8 { // encoded once more
			k += 2
		}
		if hi, lo := hexDigit(at(t, k)), hexDigit(at(t, k+1)); hi|lo < 16 && hi < 8 {
			return hi<<4 | lo, k + 2
		}
	case '&': // in an attribute, the ones that schemes are parted by
		if c, k := reference(t, i+1); k > i+1 && c > 0 && (c < ' ' || c == ':') {
			return c, k
		}
	case '\\':
		switch next {
		case 'n':
			return '\n', i + 2
		case 'r':
			return '\r', i + 2
		case 't':
			return '\t', i + 2
		case 'x':
			if hi, lo := hexDigit(at(t, i+2)), hexDigit(at(t, i+3)); hi|lo < 16 && hi < 8 {
				return hi<<4 | lo, i + 4
			}
		case 'u':
			if hi, lo := hexDigit(at(t, i+4)), hexDigit(at(t, i+5)); ascii.Has(t, i+2, "00") && hi|lo < 16 && hi < 8 {
				return hi<<4 | lo, i + 6
			}
		}
	}
	return t[i], i + 1
}
