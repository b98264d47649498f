package detect

import (
	"github.com/chatguard/chatguard/filter/detect/lex"
	"github.com/chatguard/chatguard/filter/swar"
)

// capitals stops at words of two letters or more that begin with a capital, and
// runs the rules that look for names there. A set without such rules does not get
// here.
func (sc *Scanner) capitals() {
	t, from := sc.text, sc.from
	for i := nextCapital(t, from); i < len(t); i = nextCapital(t, max(i+1, from)) {
		if i+1 == len(t) {
			if !sc.final && lex.LeftEdge(t, i) {
				sc.hold(i)
			}
			return
		}
		if lex.Class[t[i+1]]&lex.Letter == 0 && t[i+1] < 0x80 || i > 0 && (tied[t[i-1]] || t[i-1] != ' ' && inWord(t, i)) {
			continue
		}
		n := len(sc.cands)
		sc.trigger(sc.in.trigCapital, i, i+1)
		for _, c := range sc.cands[n:] {
			from = max(from, int(c.end)) // a name does not begin inside another
		}
	}
}

// tied are bytes that make the word after them part of something else: a path, an
// address, a name in a program.
var tied = func() (set [256]bool) {
	for _, b := range []byte("@/\\#$&-._=%+~`") {
		set[b] = true
	}
	return set
}()

// inWord reports whether a word goes on at the letter t[i], also over an apostrophe.
func inWord(t []byte, i int) bool {
	return lex.WordBefore(t, i) || i > 1 && t[i-1] == '\'' && lex.WordBefore(t, i-1)
}

// nextCapital returns the first position from i on of a capital of ASCII, or of
// the first byte of an accented Latin letter, len(t) if there is none. It looks
// at eight bytes at once.
func nextCapital(t []byte, i int) int {
	for ; i+8 <= len(t); i += 8 {
		w := swar.Load(t, i)
		latin := swar.Within(w, 0xC3&0x7F, 0xC5&0x7F) & w
		if m := swar.Within(w, 'A', 'Z')&^w | latin; m != 0 {
			return i + swar.First(m)
		}
	}
	for ; i < len(t); i++ {
		if b := t[i]; b >= 'A' && b <= 'Z' || b >= 0xC3 && b <= 0xC5 {
			return i
		}
	}
	return i
}
