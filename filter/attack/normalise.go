package attack

import (
	"slices"
	"unicode/utf8"

	"github.com/chatguard/chatguard/filter/text/view"
)

// lowered maps the bytes of ASCII: letters to lower case, controls and spaces
// to a space.
var lowered = func() (t [256]byte) {
	for i := range t {
		c := byte(i)
		switch {
		case c >= 'A' && c <= 'Z':
			c += 'a' - 'A'
		case c < ' ' || c == 0x7F:
			c = ' '
		}
		t[i] = c
	}
	return t
}()

// wordByte marks what words consist of: letters, digits, and all bytes of
// characters outside ASCII.
var wordByte = func() (t [256]bool) {
	for i := range t {
		c := byte(i)
		t[i] = c-'a' < 26 || c-'0' < 10 || c >= utf8.RuneSelf
	}
	return t
}()

// stepBytes is the distance of the marks that lead from normalised text back
// to the text it came from.
const stepBytes = chunkBytes

// normalise sets s.norm to text in plain lower-case letters: one space for any
// white space, digits that stand for letters inside words as those letters,
// pictures and signs of other scripts as spaces. s.steps has, for every
// stepBytes bytes of it, the offset in text.
func (s *Scorer) normalise(text []byte) {
	out, steps := s.norm[:0], s.steps[:0]
	out = append(out, ' ')
	space := true
	for i := 0; i < len(text); {
		if len(out) >= len(steps)*stepBytes {
			steps = append(steps, int32(i))
		}
		n := len(out)
		if text[i] < utf8.RuneSelf {
			room := len(steps)*stepBytes - n
			out = slices.Grow(out, room)
			wrote, read := lowerRun(out[n:n+room], text[i:], space)
			out, i = out[:n+wrote], i+read
			space = out[len(out)-1] == ' '
			continue
		}
		out, i = appendFolded(out, text, i)
		if len(out) > n {
			if out[len(out)-1] == ' ' && len(out) == n+1 && space {
				out = out[:n]
			}
			space = out[len(out)-1] == ' '
		}
	}
	if !space {
		out = append(out, ' ')
	}
	s.norm, s.steps = out, steps
	unleet(out)
}

// lowerRun writes what src begins with in ASCII to dst, until that is full, and
// leaves out spaces after a space. It is a function of its own for its speed.
func lowerRun(dst, src []byte, space bool) (wrote, read int) {
	for read < len(src) && wrote < len(dst) && src[read] < utf8.RuneSelf {
		c := lowered[src[read]]
		if c != ' ' || !space {
			dst[wrote] = c
			wrote++
		}
		read++
		space = c == ' '
	}
	return wrote, read
}

// appendFolded appends the character at text[i], folded, and returns where the
// next one begins.
func appendFolded(out, text []byte, i int) ([]byte, int) {
	r, n := utf8.DecodeRune(text[i:])
	kind, to := view.Fold(r)
	switch kind {
	case view.Drop, view.Bidi:
		return out, i + n
	case view.Mark:
		if r < 0x370 || r >= 0x1AB0 && r < 0x1B00 || r >= 0x1DC0 && r < 0x1E00 || r >= 0x20D0 && r < 0x2100 {
			return out, i + n
		}
		return append(out, text[i:i+n]...), i + n
	case view.Alike:
		if !view.Mixed(text, i) {
			return utf8.AppendRune(out, lower(r)), i + n
		}
	case view.None:
		switch {
		case r >= 0xE0020 && r < 0xE007F:
			return append(out, lowered[byte(r)]), i + n
		case !letter(r):
			return append(out, ' '), i + n
		}
		return utf8.AppendRune(out, lower(r)), i + n
	}
	for j := range len(to) {
		out = append(out, lowered[to[j]])
	}
	return out, i + n
}

// lower is the small letter of r for the scripts that have two, as far as one
// look tells.
func lower(r rune) rune {
	switch {
	case r >= 0x410 && r < 0x430, r >= 0x391 && r < 0x3AA:
		return r + 0x20
	case r >= 0x400 && r < 0x410:
		return r + 0x50
	case r >= 0x531 && r < 0x557:
		return r + 0x30
	}
	return r
}

// letter tells letters of any script from signs and pictures.
func letter(r rune) bool {
	switch {
	case r < 0x2000:
		return r != utf8.RuneError && r >= 0xC0 && r != 0xD7 && r != 0xF7
	case r < 0x2C00, r >= 0x3000 && r < 0x3040, r >= 0xD800 && r < 0xF900, r >= 0xFE00 && r < 0xFE70, r > 0xFFDC && r < 0x10000:
		return false
	}
	return r < 0x1F000 || r >= 0x20000 && r < 0x32000
}

// leet is the letter that a digit or sign inside a word stands for.
var leet = [256]byte{'0': 'o', '1': 'i', '3': 'e', '4': 'a', '5': 's', '7': 't', '@': 'a', '$': 's', '!': 'i'}

// unleet replaces digits by the letters they stand for, in words of both.
func unleet(b []byte) {
	for i := nextLeet(b, 0); i < len(b); i = nextLeet(b, i) {
		at := i
		for i > 0 && (wordByte[b[i-1]] || (b[i-1] == '@' || b[i-1] == '$') && wordByte[b[i]]) {
			i--
		}
		if !wordByte[b[i]] {
			if i++; i == len(b) || !wordByte[b[i]] {
				continue
			}
		}
		start, letters, digits, bad := i, 0, 0, false
		for ; i < len(b) && (wordByte[b[i]] || (b[i] == '@' || b[i] == '$') && i+1 < len(b) && wordByte[b[i+1]]); i++ {
			switch {
			case b[i]-'a' < 26:
				letters++
			case leet[b[i]] != 0:
				digits++
			default:
				bad = true
			}
		}
		if digits > 0 && letters > 0 && !bad && i-start >= 3 && digits <= 2*letters {
			for j := start; j < i; j++ {
				if leet[b[j]] != 0 {
					b[j] = leet[b[j]]
				}
			}
		}
		i = max(i, at+1)
	}
}

// nextLeet returns the position from i on of a digit or sign that may stand for
// a letter inside a word.
func nextLeet(b []byte, i int) int {
	for i < len(b) && (leet[b[i]] == 0 || b[i] == '!') {
		i++
	}
	return i
}
