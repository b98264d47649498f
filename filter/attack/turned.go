package attack

// Some disguises leave a text of letters that no folding tells from prose:
// ROT13, and words written backwards. Frequent words give them away.

// turned are the ways a text may be turned.
const (
	rot13 = 1 + iota
	backwards
)

// leastTurned is the number of telling words that make a text a turned one.
const leastTurned = 2

// telling are frequent words of English and of attacks.
var telling = []string{
	"the", "and", "you", "your", "all", "that", "for", "with", "this", "from", "are", "what", "have", "not",
	"und", "alle", "anweisungen", "vorherigen", "vergiss", "las", "instrucciones", "todas", "anteriores", "les", "toutes", "consignes", "oublie",
	"ignore", "previous", "instructions", "instruction", "prompt", "system", "forget", "rules", "above", "please", "print", "tell", "reveal", "secret",
}

// turnedWords maps the hash of a telling word, turned, to how it is turned;
// turnedMaybe has a bit for each, so that others cost one look.
var turnedWords, turnedMaybe = func() (map[uint32]uint8, [64]uint32) {
	words := make(map[uint32]uint8, 2*len(telling))
	var maybe [64]uint32
	plain := map[string]bool{"not": true, "are": true} // are words, turned, too
	for _, w := range telling {
		for how := uint8(rot13); how <= backwards; how++ {
			t := appendTurned(nil, []byte(w), how)
			if plain[w] {
				continue
			}
			h, _ := word(t, 0)
			words[h] = how
			maybe[h>>26] |= 1 << (h >> 21 & 31)
		}
	}
	return words, maybe
}()

// appendTurned appends b, turned as how says; that undoes it, too.
func appendTurned(dst, b []byte, how uint8) []byte {
	if how == rot13 {
		for _, c := range b {
			switch {
			case c|0x20 >= 'a' && c|0x20 <= 'm':
				c += 13
			case c|0x20 >= 'n' && c|0x20 <= 'z':
				c -= 13
			}
			dst = append(dst, c)
		}
		return dst
	}
	for i := len(b) - 1; i >= 0; i-- {
		dst = append(dst, b[i])
	}
	return dst
}
