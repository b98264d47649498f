package jsonscan

import "unicode/utf8"

// escape is an escape of which some bytes have been read (RFC 8259, section 7).
// A high surrogate waits in it until what follows tells whether it is half of a
// pair.
type escape struct {
	stage   uint8
	digits  uint8
	unit    uint32 // of the digits read
	pos     int64  // of the backslash
	high    uint32 // high surrogate that waits for its low one, or 0
	highPos int64  // of its backslash
}

const (
	escNone   = iota
	escLetter // after the backslash
	escDigits // after \u
)

func (e *escape) open() bool { return e.stage != escNone || e.high != 0 }

// readEscapes reads the escape whose backslash is at p[i] and those that follow
// it directly.
func (s *Scanner) readEscapes(p []byte, i int) int {
	for len(p)-i >= 2 && p[i] == '\\' {
		if c := unescape[p[i+1]]; c != 0 {
			s.out[0] = c
			s.escaped(1, s.base+int64(i), 2)
			i += 2
		} else if r := unitAt(p, i); r < notHex && !isSurrogate(r) {
			s.escaped(encode(&s.out, r), s.base+int64(i), 6)
			i += 6
		} else if low := unitAt(p, i+6); isPair(r, low) {
			s.escaped(encode(&s.out, pair(r, low)), s.base+int64(i), 12)
			i += 12
		} else {
			return s.resumeEscape(p, i)
		}
	}
	if i < len(p) && p[i] == '\\' {
		return s.resumeEscape(p, i)
	}
	return i
}

// skip is literal for text that nobody wants: it passes over escapes, too, as
// long as they stand whole in p. Whether surrogates make pairs does not matter
// then.
func skip(p []byte, i int) int {
	for {
		if i = literal(p, i); len(p)-i < 2 || p[i] != '\\' {
			return i
		}
		if unescape[p[i+1]] != 0 {
			i += 2
		} else if unitAt(p, i) < notHex {
			i += 6
		} else {
			return i
		}
	}
}

// escaped takes the first n bytes of out, which an escape decoded to.
func (s *Scanner) escaped(n int, pos int64, raw int) {
	if s.str.want {
		s.h.Text(s.out[:n], pos, raw)
	} else if s.str.key {
		s.token = append(s.token, s.out[:n]...)
	}
}

// encode writes the UTF-8 form of r, which is no surrogate, and returns its
// length.
func encode(out *[4]byte, r uint32) int {
	switch {
	case r < 0x80:
		out[0] = byte(r)
		return 1
	case r < 0x800:
		out[0], out[1] = 0xc0|byte(r>>6), 0x80|byte(r&0x3f)
		return 2
	case r < 0x10000:
		out[0], out[1], out[2] = 0xe0|byte(r>>12), 0x80|byte(r>>6&0x3f), 0x80|byte(r&0x3f)
		return 3
	}
	out[0], out[1], out[2], out[3] = 0xf0|byte(r>>18), 0x80|byte(r>>12&0x3f), 0x80|byte(r>>6&0x3f), 0x80|byte(r&0x3f)
	return 4
}

// unitAt is the UTF-16 code unit of the escape \uXXXX that stands at p[i], or
// notHex and more if there is none.
func unitAt(p []byte, i int) uint32 {
	if len(p)-i < 6 {
		return notHex
	}
	q := p[i : i+6 : i+6]
	if q[0] != '\\' || q[1] != 'u' {
		return notHex
	}
	return hexOf[q[2]]<<12 | hexOf[q[3]]<<8 | hexOf[q[4]]<<4 | hexOf[q[5]]
}

func isSurrogate(r uint32) bool    { return r&^0x7ff == 0xd800 }
func isHigh(r uint32) bool         { return r&^0x3ff == 0xd800 }
func isPair(high, low uint32) bool { return isHigh(high) && low&^0x3ff == 0xdc00 }
func pair(high, low uint32) uint32 { return 0x10000 + (high-0xd800)<<10 + (low - 0xdc00) }

// resumeEscape reads on byte by byte until no escape is open or p ends.
func (s *Scanner) resumeEscape(p []byte, i int) int {
	e := &s.str.esc
	for ; i < len(p); i++ {
		c := p[i]
		switch {
		case e.stage == escDigits:
			h := hexOf[c]
			if h == notHex {
				return s.stop(Syntax, i)
			}
			e.unit = e.unit<<4 | h
			if e.digits++; e.digits == 4 {
				e.stage = escNone
				s.codeUnit()
			}
		case e.stage == escLetter && c == 'u':
			e.stage, e.digits, e.unit = escDigits, 0, 0
		case e.stage == escLetter:
			if unescape[c] == 0 {
				return s.stop(Syntax, i)
			}
			s.flushHigh()
			e.stage = escNone
			s.out[0] = unescape[c]
			s.escaped(1, e.pos, 2)
		case c == '\\':
			e.stage, e.pos = escLetter, s.base+int64(i)
		default:
			s.flushHigh()
			return i
		}
		if !e.open() {
			return i + 1
		}
	}
	return i
}

// codeUnit takes the code unit of a complete \uXXXX.
func (s *Scanner) codeUnit() {
	e := &s.str.esc
	if isPair(e.high, e.unit) {
		s.escaped(encode(&s.out, pair(e.high, e.unit)), e.highPos, 12)
		e.high = 0
		return
	}
	s.flushHigh()
	if isHigh(e.unit) {
		e.high, e.highPos = e.unit, e.pos
		return
	}
	r := e.unit
	if isSurrogate(r) {
		r = utf8.RuneError
	}
	s.escaped(encode(&s.out, r), e.pos, 6)
}

// flushHigh delivers a high surrogate that no low one followed.
func (s *Scanner) flushHigh() {
	if e := &s.str.esc; e.high != 0 {
		s.escaped(encode(&s.out, utf8.RuneError), e.highPos, 6)
		e.high = 0
	}
}
