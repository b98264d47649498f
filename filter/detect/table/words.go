package table

// Context words are found by hash: the text is cut into words, each word is
// folded (ASCII, Greek and Cyrillic case; Latin letters lose their accents)
// and hashed, and a phrase is the chained hash of its words. packgen and the
// engine share this file, so both cut and fold alike.

// PhraseWords is the largest number of words of a context phrase. In scripts
// without spaces each character is a word.
const PhraseWords = 12

// HashStart is the hash of the empty phrase.
const HashStart uint32 = 2166136261

const hashPrime = 16777619

// WordStart returns the first position from i on where a word starts, or
// len(t).
func WordStart(t []byte, i int) int {
	for i < len(t) && !starts[t[i]] {
		i++
	}
	return i
}

// Word hashes the word that starts at i onto h and returns the end of the word.
func Word(t []byte, i int, h uint32) (end int, hash uint32) {
	if b := t[i]; b >= 0xE0 {
		return character(t, i, h)
	}
	for i < len(t) {
		b := t[i]
		if c := folded[b]; c != 0 {
			h = (h ^ uint32(c)) * hashPrime
			i++
			continue
		}
		switch {
		case b >= 0xC3 && b <= 0xDF && i+1 < len(t):
			h = letter(h, rune(b&0x1F)<<6|rune(t[i+1]&0x3F))
			i += 2
		case b >= 0xC3 && b <= 0xDF:
			return i + 1, end1(h)
		default:
			return i, end1(h)
		}
	}
	return i, end1(h)
}

// end1 separates words in a chained hash.
func end1(h uint32) uint32 { return (h ^ ' ') * hashPrime }

// character hashes one character of three bytes, a word of its own.
func character(t []byte, i int, h uint32) (end int, hash uint32) {
	end = min(i+3, len(t))
	for ; i < end; i++ {
		h = (h ^ uint32(t[i])) * hashPrime
	}
	return end, end1(h)
}

func letter(h uint32, r rune) uint32 {
	switch {
	case r >= 0xC0 && r <= 0xFF:
		return (h ^ uint32(latin1[r-0xC0])) * hashPrime
	case r >= 0x100 && r <= 0x17F:
		return (h ^ uint32(latinA[r-0x100])) * hashPrime
	case r >= 0x391 && r <= 0x3A9, r >= 0x410 && r <= 0x42F:
		r += 0x20
	case r >= 0x400 && r <= 0x40F:
		r += 0x50
	case r >= 0x3AC && r <= 0x3CE:
		r = greek(r)
	case r >= 0x386 && r <= 0x38F:
		r = greek(r)
	}
	h = (h ^ uint32(r>>8)) * hashPrime
	return (h ^ uint32(r&0xFF)) * hashPrime
}

// greek takes the accent and the case from a Greek letter.
func greek(r rune) rune {
	switch r {
	case 'ά', 'Ά':
		return 'α'
	case 'έ', 'Έ':
		return 'ε'
	case 'ή', 'Ή':
		return 'η'
	case 'ί', 'Ί', 'ϊ':
		return 'ι'
	case 'ό', 'Ό':
		return 'ο'
	case 'ύ', 'Ύ', 'ϋ':
		return 'υ'
	case 'ώ', 'Ώ':
		return 'ω'
	}
	return r
}

const latin1 = "aaaaaaaceeeeiiiidnooooo*ouuuuytsaaaaaaaceeeeiiiidnooooo/ouuuuyty"

const latinA = "aaaaaaccccccccdd" + "ddeeeeeeeeeegggg" + "gggghhhhiiiiiiii" + "iiiijjkkklllllll" +
	"lllnnnnnnnnnoooo" + "oooorrrrrrssssss" + "ssttttttuuuuuuuu" + "uuuuwwyyyzzzzzzs"

// folded maps ASCII letters to lower case and digits to themselves.
var folded = func() (f [256]byte) {
	for b := range 128 {
		if isAlnum(byte(b)) {
			f[b] = byte(b)
		}
		if b >= 'A' && b <= 'Z' {
			f[b] = byte(b) + 'a' - 'A'
		}
	}
	return f
}()

// starts tells which bytes a word may start with.
var starts = func() (s [256]bool) {
	for b := range 256 {
		s[b] = folded[b] != 0 || b >= 0xC3 && b <= 0xEF && b != 0xE2
	}
	return s
}()

func isAlnum(b byte) bool {
	return b >= '0' && b <= '9' || b|0x20 >= 'a' && b|0x20 <= 'z'
}

// ValueHash is the hash under which Harmless holds an example value (FNV-1a).
func ValueHash(v []byte) uint64 {
	h := uint64(14695981039346656037)
	for _, b := range v {
		h = (h ^ uint64(b)) * 1099511628211
	}
	return h
}
