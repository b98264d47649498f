package detect

// A word boundary is where a word character does not stand beside another.
// Word characters are ASCII letters, digits, '_' and Latin letters outside
// ASCII. Other scripts are not: Chinese or Cyrillic text directly beside a
// number or a token does not hide it.

// class bits of a byte, see byteClass.
const (
	isDigit = 1 << iota
	isLetter
	isUnder
	isLatinLead // first byte of a Latin letter or combining accent of two bytes
	isLocal     // may stand in the local part of an e-mail address
	isSpace
	isHex
	isTrigger // digit, '@', ':'

	isAlnum = isDigit | isLetter
	isWord  = isAlnum | isUnder
)

var byteClass = func() (c [256]byte) {
	for b := range 256 {
		switch {
		case b >= '0' && b <= '9':
			c[b] = isDigit | isHex | isTrigger | isLocal
		case b|0x20 >= 'a' && b|0x20 <= 'z' && b < 128:
			c[b] = isLetter | isLocal
			if b|0x20 <= 'f' {
				c[b] |= isHex
			}
		case b == '_':
			c[b] = isUnder | isLocal
		case b >= 0xC3 && b <= 0xC9, b == 0xCC, b == 0xCD:
			c[b] = isLatinLead
		case b == ' ', b == '\t', b == '\n', b == '\r':
			c[b] = isSpace
		case b == '@', b == ':':
			c[b] = isTrigger
		}
	}
	for _, b := range []byte(".!#$%&'*+/=?^`{|}~-") {
		c[b] |= isLocal
	}
	return c
}()

// wordAt reports whether a word character starts at t[i]; more says that the
// answer depends on bytes that are not there yet.
func wordAt(t []byte, i int, final bool) (word, more bool) {
	if i >= len(t) {
		return false, !final
	}
	b := t[i]
	if b < 0x80 {
		return byteClass[b]&isWord != 0, false
	}
	if b == 0xE1 {
		if i+1 >= len(t) {
			return false, !final
		}
		return t[i+1]>>2 == 0xB8>>2, false
	}
	return byteClass[b]&isLatinLead != 0, false
}

// wordBefore reports whether a word character ends at t[:i].
func wordBefore(t []byte, i int) bool {
	if i == 0 {
		return false
	}
	b := t[i-1]
	if b < 0x80 {
		return byteClass[b]&isWord != 0
	}
	if b >= 0xC0 || i < 2 {
		return false
	}
	if p := t[i-2]; p >= 0xC0 {
		return byteClass[p]&isLatinLead != 0
	}
	return i >= 3 && t[i-3] == 0xE1 && t[i-2]>>2 == 0xB8>>2
}

// leftEdge reports whether a token may start at t[i].
func leftEdge(t []byte, i int) bool {
	w, _ := wordAt(t, i, true)
	return !w || !wordBefore(t, i)
}

// rightEdge reports whether a token may end at t[:i].
func rightEdge(t []byte, i int, final bool) (edge, more bool) {
	if !wordBefore(t, i) {
		return true, false
	}
	w, more := wordAt(t, i, final)
	return !w, more
}
