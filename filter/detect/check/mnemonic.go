package check

import "github.com/chatguard/chatguard/filter/detect/lex"

// mnemonicWords is the least number of words of a seed phrase (BIP 39).
const mnemonicWords = 12

// mnemonicLetters is the length of the longest of them.
const mnemonicLetters = 8

// proseWords are words of ordinary sentences that the English list of BIP 39 has
// not, each followed by a space.
const proseWords = "the and for with are not from your was were which but our out its their been should would could has had his her these those words phrase wallet them where who how here please never store keep "

// mnemonicShort is how many of them may have three letters: one in twenty of the
// list has, but most instructions of a processor.
const mnemonicShort = 5

// checkMnemonic accepts the words of a seed phrase: twelve or more that no
// sentence would have in a row, since none of them joins others, and hardly one
// comes twice.
func checkMnemonic(v []byte, _ []int32) Verdict {
	var seen [mnemonicWords]uint32
	words, again, short := 0, 0, 0
	for i := 0; i < len(v) && words < mnemonicWords; i++ {
		start := i
		for i < len(v) && lex.Class[v[i]]&lex.Letter != 0 {
			i++
		}
		if i == start {
			continue
		}
		var buf [16]byte
		if i-start > mnemonicLetters {
			return Reject
		}
		w := lex.Fold(v[start:i], &buf)
		if lex.Listed(proseWords, w) {
			return Reject
		}
		if len(w) == 3 {
			short++
		}
		h := uint32(0)
		for _, b := range w {
			h = h*31 + uint32(b)
		}
		for _, s := range seen[:words] {
			if s == h {
				again++
			}
		}
		seen[words], words = h, words+1
	}
	if words < mnemonicWords || again > 2 || short > mnemonicShort {
		return Reject
	}
	return Plain
}
