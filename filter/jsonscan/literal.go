package jsonscan

import (
	"encoding/binary"

	"github.com/chatguard/chatguard/filter/swar"
)

// Eight bytes of a string are looked at as one word. For a byte b below 0x80,
// b-0x20 sets the high bit if b is a control character, and (b^x)-1 if b is x.
// A borrow reaches only bytes above one that is marked itself, so that the
// lowest mark is always right.
const (
	ones        = swar.Ones
	highs       = swar.Highs
	spaces      = 0x20 * ones
	quotes      = '"' * ones
	backslashes = '\\' * ones
)

// marks sets the high bit of every byte of w that literal text must stop at: a
// quote, a backslash, a control character, or one that is not ASCII.
func marks(w uint64) uint64 {
	return (w | (w - spaces) | ((w ^ quotes) - ones) | ((w ^ backslashes) - ones)) & highs
}

// plain tells the bytes that marks leaves alone.
var plain = func() (t [256]bool) {
	for b := 0x20; b < 0x80; b++ {
		t[b] = b != '"' && b != '\\'
	}
	return t
}()

// literal returns the end of the literal text that starts at p[i]: the index of
// a quote, a backslash or a control character, or of the lead of a UTF-8
// sequence that is ill-formed or not complete in p, or len(p).
func literal(p []byte, i int) int {
	// Many runs are shorter than a word.
	if len(p)-i >= 8 {
		m := marks(swar.Load(p, i))
		if j := i + swar.First(m); m != 0 && p[j] < 0x80 {
			return j
		}
	}
	for {
		for len(p)-i >= 32 {
			q := p[i : i+32 : i+32]
			a := marks(swar.Load(q, 0))
			b := marks(swar.Load(q, 8))
			c := marks(swar.Load(q, 16))
			d := marks(swar.Load(q, 24))
			if a|b|c|d != 0 {
				break
			}
			i += 32
		}
		for len(p)-i >= 8 {
			if m := marks(swar.Load(p, i)); m != 0 {
				i += swar.First(m)
				break
			}
			i += 8
		}
		for uint(i) < uint(len(p)) && plain[p[i]] {
			i++
		}
		if uint(i) >= uint(len(p)) || p[i] < 0x80 {
			return i
		}
		end := sequences(p, i)
		if end == i {
			return i
		}
		i = end
	}
}

// sequences returns the end of the whole well-formed sequences of two to four
// bytes that follow each other from p[i] on (RFC 3629, section 4). A plain ASCII
// byte may stand between them, so that text in other scripts stays in this loop
// across its blanks.
func sequences(p []byte, i int) int {
	for len(p)-i >= 4 {
		w := binary.LittleEndian.Uint32(p[i:])
		switch {
		case w&0xc0e0 == 0x80c0: // two bytes; not overlong
			if w&0x1e == 0 {
				return i
			}
			i += 2
		case w&0xc0c0f0 == 0x8080e0: // three bytes; neither overlong nor a surrogate
			if v := w & 0x200f; v == 0 || v == 0x200d {
				return i
			}
			i += 3
		case w&0x80 == 0: // one byte
			if w&0x8000 == 0 || !plain[w&0x7f] {
				return i
			}
			i++
		case w&0xc0c0c0f8 == 0x808080f0: // four bytes; U+10000 to U+10FFFF
			if v := w&7<<8 | w>>8&0x30; v < 0x010 || v > 0x400 {
				return i
			}
			i += 4
		default:
			return i
		}
	}
	return lastSequences(p, i)
}

// lastSequences does the same within the last four bytes.
func lastSequences(p []byte, i int) int {
	for i < len(p) && p[i] >= 0x80 {
		var u sequence
		end := i
		for ok := u.lead(p[end]); ; ok = u.next(p[end]) {
			if !ok {
				return i
			}
			if end++; u.need == 0 {
				break
			}
			if end == len(p) {
				return i
			}
		}
		i = end
	}
	return i
}

// sequence is a UTF-8 sequence of which some bytes have been read.
type sequence struct {
	need   uint8 // bytes to come
	lo, hi byte  // bounds of the next
}

// lead starts a sequence of more than one byte.
func (u *sequence) lead(c byte) bool {
	u.lo, u.hi = 0x80, 0xbf
	switch {
	case c < 0xc2 || c > 0xf4:
		return false
	case c < 0xe0:
		u.need = 1
	case c < 0xf0:
		u.need = 2
	default:
		u.need = 3
	}
	switch c {
	case 0xe0: // overlong below
		u.lo = 0xa0
	case 0xed: // surrogates above
		u.hi = 0x9f
	case 0xf0: // overlong below
		u.lo = 0x90
	case 0xf4: // beyond U+10FFFF above
		u.hi = 0x8f
	}
	return true
}

func (u *sequence) next(c byte) bool {
	if c < u.lo || c > u.hi {
		return false
	}
	u.lo, u.hi = 0x80, 0xbf
	u.need--
	return true
}

// read goes on with the sequence that has begun, or begins one, until it is
// complete or p ends. It returns the index that it came to, and false if the
// byte there cannot follow.
func (u *sequence) read(p []byte, i int) (int, bool) {
	for u.need == 0 {
		if !u.lead(p[i]) {
			return i, false
		}
		i++
	}
	for u.need > 0 && i < len(p) {
		if !u.next(p[i]) {
			return i, false
		}
		i++
	}
	return i, true
}
