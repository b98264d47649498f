package match

import "strings"

// onsets are pairs of consonants that words begin with in the languages of the rules,
// or names of programs and abbreviations.
const onsets = "bl br ch cl cr cz dj dr dw dz fl fr ft gh gl gn gr ht js kl km kn kr ks kv ll mk ml mn mp ms mt mv ng np ns pd pf pg ph pl pn pr ps pt qt rh rs sc sf sh sk sl sm sn sp sq sr ss st sv sw sz tc th tl tr ts tw tz vl vm vn vp vr wh wl wp wr xm zh zl zn zw "

// oddOnset reports whether w begins with two consonants as no word does, and reads on
// as one: the initial and the surname of a person.
func oddOnset(w []byte) bool {
	consonant := func(b byte) bool { return b >= 'b' && b <= 'z' && strings.IndexByte("aeiouy", b) < 0 }
	if !consonant(w[0]) || !consonant(w[1]) || strings.Contains(onsets, string(w[:2])+" ") {
		return false
	}
	vowels, run := 0, 0
	for _, b := range w[1:] {
		if run++; !consonant(b) {
			vowels, run = vowels+1, 0
		}
		if run > 4 {
			return false
		}
	}
	return vowels > 1
}
