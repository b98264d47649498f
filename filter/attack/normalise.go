package attack

import (
	"encoding/binary"
	"slices"
	"unicode/utf8"

	"github.com/chatguard/chatguard/filter/swar"
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

// wordASCII is wordByte for ASCII alone.
var wordASCII = func() (t [256]bool) {
	copy(t[:utf8.RuneSelf], wordByte[:])
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
	out := append(s.norm[:0], ' ')
	s.steps = s.steps[:0]
	space := true
	for i := 0; i < len(text); {
		n := len(out)
		if text[i] < utf8.RuneSelf {
			out = slices.Grow(out, len(text)-i)
			wrote, read := s.lowerRun(out[n:n+len(text)-i], text[i:], n, i, space)
			out, i = out[:n+wrote], i+read
			space = out[len(out)-1] == ' '
			continue
		}
		s.step(n, i)
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
	s.norm = out
	unleet(out)
}

// step notes that the byte n of the normalised text comes from at, if a mark is due.
func (s *Scorer) step(n, at int) {
	if n >= len(s.steps)*stepBytes {
		s.steps = append(s.steps, int32(at))
	}
}

// lowerRun writes the ASCII that src begins with to dst, which is as long, and leaves out spaces after a space. The first
// bytes of both stand at n and at i.
func (s *Scorer) lowerRun(dst, src []byte, n, i int, space bool) (wrote, read int) {
	next := len(s.steps)*stepBytes - n // where a mark is due
	for read < len(src) && src[read] < utf8.RuneSelf {
		if len(src)-read >= 8 {
			if low, last, ok := lowerWord(swar.Load(src, read), space); ok {
				if next < wrote+8 {
					s.steps = append(s.steps, int32(i+read+max(next-wrote, 0)))
					next += stepBytes
				}
				binary.LittleEndian.PutUint64(dst[wrote:], low)
				read, wrote, space = read+8, wrote+8, last
				continue
			}
		}
		for end := min(read+8, len(src)); read < end && src[read] < utf8.RuneSelf; read++ {
			if next <= wrote {
				s.steps = append(s.steps, int32(i+read))
				next += stepBytes
			}
			c := lowered[src[read]]
			if c != ' ' || !space {
				dst[wrote] = c
				wrote++
			}
			space = c == ' '
		}
	}
	return wrote, read
}

// lowerWord is w in small letters, and whether it ends in a space, if all of its bytes are ASCII and none but single spaces
// is white space or a control.
func lowerWord(w uint64, space bool) (low uint64, last, ok bool) {
	blank := swar.Equal(w, ' ')
	before := blank << 8
	if space {
		before |= 0x80
	}
	if (^swar.Within(w, ' ', '~')|w)&swar.Highs|blank&before != 0 {
		return 0, false, false
	}
	return w | swar.Within(w, 'A', 'Z')>>2, blank>>63 != 0, true
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
// a letter inside a word, len(b) if there is none.
func nextLeet(b []byte, i int) int {
	for ; i+8 <= len(b); i += 8 {
		w := swar.Load(b, i)
		for m := (swar.Within(w, '0', '9') | swar.Equal(w, '@') | swar.Equal(w, '$')) &^ w; m != 0; m &= m - 1 {
			if at := i + swar.First(m); leet[b[at]] != 0 {
				return at
			}
		}
	}
	for i < len(b) && (leet[b[i]] == 0 || b[i] == '!') {
		i++
	}
	return i
}
