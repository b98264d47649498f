package mask

import "unicode/utf8"

const hexDigits = "0123456789abcdef"

// short is the letter of the one-letter escape of a byte, 0 if it has none;
// 'u' stands for \u00XX (RFC 8259, section 7).
var short = func() (t [256]byte) {
	for c := range 0x20 {
		t[c] = 'u'
	}
	t['"'], t['\\'] = '"', '\\'
	t['\b'], t['\f'], t['\n'], t['\r'], t['\t'] = 'b', 'f', 'n', 'r', 't'
	return t
}()

// AppendJSON appends text as content of a JSON string, without the quotes.
// UTF-8 stays as it is; a byte that is not UTF-8 becomes U+FFFD. Applied to its
// own result it gives the content of a string that holds a JSON string.
func AppendJSON(dst, text []byte) []byte {
	from := 0
	for i := 0; i < len(text); {
		c := text[i]
		esc := short[c]
		if esc == 0 && c < utf8.RuneSelf {
			i++
			continue
		}
		if esc == 0 {
			r, n := utf8.DecodeRune(text[i:])
			if r != utf8.RuneError || n > 1 {
				i += n
				continue
			}
		}
		dst = append(dst, text[from:i]...)
		switch esc {
		case 0:
			dst = append(dst, "\uFFFD"...)
		case 'u':
			dst = append(dst, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&15])
		default:
			dst = append(dst, '\\', esc)
		}
		i++
		from = i
	}
	return append(dst, text[from:]...)
}

// AppendNestedJSON applies AppendJSON levels times: 0 for plain text, 1 for the
// content of a JSON string, 2 for that of a JSON string inside a JSON string.
func AppendNestedJSON(dst, text []byte, levels int) []byte {
	if levels <= 0 {
		return append(dst, text...)
	}
	start := len(dst)
	dst = AppendJSON(dst, text)
	for range levels - 1 {
		end := len(dst)
		dst = AppendJSON(dst, dst[start:end])
		dst = dst[:start+copy(dst[start:], dst[end:])]
	}
	return dst
}
