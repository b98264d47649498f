package view

import "unicode/utf8"

// minRun is the length from which a run is taken for encoded text: anything
// shorter says little, and most of it is words.
const minRun = 24

// Alphabets of encodings, as bits of a byte's row in alphabet.
const (
	a64 = 1 << iota // base64, both alphabets of RFC 4648
	a32             // base32
	a16             // hexadecimal
	aSp             // may divide pairs or lines
)

var alphabet = func() (t [256]uint8) {
	for i := range 256 {
		c := byte(i)
		if isWord(c) || c == '+' || c == '/' || c == '-' || c == '_' {
			t[i] |= a64
		}
		if c >= 'A' && c <= 'Z' || c >= '2' && c <= '7' {
			t[i] |= a32
		}
		if hexVal[c] < 16 {
			t[i] |= a16
		}
	}
	t['\n'] |= aSp
	t['\r'] |= aSp
	t[' '] |= aSp
	t[':'] |= aSp
	return t
}()

// decoded appends what the encoded runs of t[lo:hi] say, each on a line of its
// own and each as one unit: a finding in a run covers all of it.
func (m *Maker) decoded(v *View, t []byte, lo, hi int) {
	for i := lo; i < hi; {
		if alphabet[t[i]]&a64 == 0 {
			i++
			continue
		}
		end := i + 1
		for end < hi && alphabet[t[end]]&a64 != 0 {
			end++
		}
		if mayBeHex(t, i, end, hi) {
			if hex, n := m.hexRun(t, i, end, hi); n > 0 {
				v.run(hex, i, n)
				i += n
				continue
			}
		}
		if end-i < minRun {
			i = end
			continue
		}
		end = lines(t, i, end, hi)
		for _, decode := range []func([]byte, []byte) []byte{decode64, decode32} {
			if m.buf = decode(m.buf[:0], t[i:end]); readable(m.buf) {
				v.run(m.buf, i, end-i)
				break
			}
		}
		i = end
	}
}

// run appends a decoded run.
func (v *View) run(b []byte, src, raw int) {
	v.marks = append(v.marks, mark{int32(len(v.text)), int32(src), int32(raw)})
	v.text = append(append(v.text, b...), '\n')
}

// lines prolongs a run over line ends, if it is wrapped as mail is, and over
// padding.
func lines(t []byte, i, end, hi int) int {
	width := end - i
	for width >= 60 && end+1 < hi && (t[end] == '\n' || t[end] == '\r' && t[end+1] == '\n') {
		from := end + 1
		if t[end] == '\r' {
			from++
		}
		to := from
		for to < hi && alphabet[t[to]]&a64 != 0 {
			to++
		}
		if to == from || to-from > width {
			break
		}
		if end = to; to-from < width {
			break
		}
	}
	for n := 0; n < 6 && end < hi && t[end] == '='; n++ {
		end++
	}
	return end
}

// mayBeHex tells whether pairs of hexadecimal digits may begin at t[i]: most words do not, and t[i:end] is one.
func mayBeHex(t []byte, i, end, hi int) bool {
	if end-i > 2 && t[i] == '0' && t[i+1]|0x20 == 'x' {
		return true
	}
	return i+2 < hi && alphabet[t[i]]&alphabet[t[i+1]]&a16 != 0 && alphabet[t[i+2]]&(a16|aSp) != 0
}

// hexRun reads pairs of hexadecimal digits from t[i] on, one after the other
// or divided by a space or a colon; two spaces between words stand for one. t[i:end] is one run of letters and digits.
// It reads as far as they are text, so that a row of other numbers costs little wherever it is tried.
func (m *Maker) hexRun(t []byte, i, end, hi int) (out []byte, n int) {
	if end-i > 2 && t[i] == '0' && t[i+1]|0x20 == 'x' {
		i += 2
		n = 2
	}
	out = m.buf[:0]
	at := i
	for from := 0; ; from = len(out) {
		next := at
		if out, next = pairs(out, t, at, hi, hexBlock); len(out) == from {
			break
		}
		if most := max(from, legible(out, from-hexBlock)); most < len(out) {
			out, at = pairs(out[:from], t, at, hi, most-from)
			break
		}
		at = next
	}
	m.buf = out
	for at > i && alphabet[t[at-1]]&aSp != 0 {
		at--
	}
	if len(out) < minRun/2 || at < end {
		return nil, 0
	}
	return out, n + at - i
}

// hexBlock is how many bytes of a row of pairs are judged together with as many before them.
const hexBlock = 32

// pairs appends up to n bytes that pairs of t[at:hi] stand for, and returns where it goes on.
func pairs(out, t []byte, at, hi, n int) ([]byte, int) {
	for most := len(out) + n; len(out) < most && at+1 < hi && hexVal[t[at]]|hexVal[t[at+1]] < 16; {
		out = append(out, hexVal[t[at]]<<4|hexVal[t[at+1]])
		at += 2
		switch {
		case at+2 >= hi || alphabet[t[at]]&aSp == 0:
		case alphabet[t[at+1]]&a16 != 0:
			at++
		case at+3 < hi && t[at] == ' ' && t[at+1] == ' ' && alphabet[t[at+2]]&a16 != 0:
			out = append(out, ' ')
			at += 2
		}
	}
	return out, at
}

// legible is how many bytes of b are text as far as b[from:] tells: the last place up to which nearly all is.
func legible(b []byte, from int) (n int) {
	from = max(from, 0)
	for from < len(b) && from > 0 && !utf8.RuneStart(b[from]) {
		from++
	}
	good, all := 0, 0
	for i := from; i < len(b); all++ {
		size := 1
		if c := b[i]; c >= utf8.RuneSelf {
			if !utf8.FullRune(b[i:]) {
				return len(b) // goes on in the next block
			}
			var r rune
			if r, size = utf8.DecodeRune(b[i:]); r != utf8.RuneError && r >= 0xA0 {
				good++
			}
		} else if c >= ' ' && c < 0x7F || c == '\n' || c == '\t' || c == '\r' {
			good++
		}
		if i += size; good*20 >= (all+1)*19 {
			n = i
		}
	}
	return n
}

// encodesBytes is how much of a run tells that it is text.
const encodesBytes = 128

// Encodes tells whether the run of base64 that t begins with is text, encoded.
func Encodes(t []byte) bool { return readable(decode64(nil, t[:min(len(t), encodesBytes)])) }

// values64 is the value of a base64 character of either alphabet.
var values64 = func() (t [256]byte) {
	for i, c := range "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/" {
		t[c] = byte(i)
	}
	t['-'], t['_'] = 62, 63
	return t
}()

func decode64(dst, b []byte) []byte {
	acc, bits := uint32(0), 0
	for _, c := range b {
		if alphabet[c]&a64 == 0 {
			continue
		}
		acc = acc<<6 | uint32(values64[c])
		if bits += 6; bits >= 8 {
			bits -= 8
			dst = append(dst, byte(acc>>bits))
		}
	}
	return dst
}

func decode32(dst, b []byte) []byte {
	acc, bits := uint32(0), 0
	for _, c := range b {
		switch {
		case alphabet[c]&a32 == 0:
			if c == '=' || alphabet[c]&aSp != 0 {
				continue
			}
			return dst[:0]
		case c >= 'A':
			acc = acc<<5 | uint32(c-'A')
		default:
			acc = acc<<5 | uint32(c-'2'+26)
		}
		if bits += 5; bits >= 8 {
			bits -= 8
			dst = append(dst, byte(acc>>bits))
		}
	}
	return dst
}

// readable tells whether decoded bytes are text: nearly all of them visible
// ASCII or well-formed characters. Random bytes are not for long.
func readable(b []byte) bool {
	if len(b) < minRun/2 {
		return false
	}
	good, n := 0, 0
	for i := 0; i < len(b); n++ {
		c := b[i]
		if c < utf8.RuneSelf {
			if c >= ' ' && c < 0x7F || c == '\n' || c == '\t' || c == '\r' {
				good++
			}
			i++
		} else {
			r, size := utf8.DecodeRune(b[i:])
			if r != utf8.RuneError && r >= 0xA0 {
				good++
			}
			i += size
		}
		if n == 32 && good < 30 {
			return false
		}
	}
	return good*20 >= n*19
}
