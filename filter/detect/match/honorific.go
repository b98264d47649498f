package match

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/chatguard/chatguard/filter/detect/check"
	"github.com/chatguard/chatguard/filter/detect/lex"
)

// HonorificMax is how many bytes before an honorific a name may have.
const HonorificMax = 3*honorificWords + 1

// honorificWords is how many characters before an honorific are looked at.
const honorificWords = 6

// matchHonorific finds the name before an honorific of Chinese, Japanese or
// Korean, which the literal is: a surname, and what may be a given name after it.
func matchHonorific(w *Window, _ []int32) Hit {
	t, end := w.Text, w.Start
	if len(t) < w.End+3 && !w.Final {
		return Hit{Start: max(0, end-15), More: true}
	}
	korean := t[w.Start] >= 0xEA && t[w.Start] <= 0xED
	if korean && end > 0 && t[end-1] == ' ' {
		end--
	}
	script := unicode.Han
	if korean {
		script = unicode.Hangul
	}
	var at [honorificWords]int // where the last characters before the honorific begin
	start, n := end, 0
	for n < len(at) {
		r, size := utf8.DecodeLastRune(t[:start])
		if !unicode.Is(script, r) || strings.ContainsRune(hanStops, r) {
			break
		}
		start -= size
		at[n] = start
		n++
	}
	for k := n; k > 1; k-- {
		whole := k == n && n < len(at)
		if surnamed(t[at[k-1]:end], k, whole, korean, string(t[w.Start:w.End])) {
			return Hit{Start: at[k-1], End: end, Verdict: check.Plain}
		}
	}
	return none
}

// surnamed reports whether the n characters v begin with a surname and are a name
// before an honorific; whole says that a word begins with them.
func surnamed(v []byte, n int, whole, korean bool, honorific string) bool {
	first := string(v[:min(3, len(v))])
	switch {
	case korean:
		return whole && n == 3 && strings.Contains(hangulSurnames, first) && !lex.Listed(hangulNone, v)
	case honorific[:3] == "様" || honorific == "さん":
		return whole && (kanjiSurnames.Has(v[:min(6, len(v))]) || n > 2 && kanjiSurnames.Has(v[:9]))
	}
	return n < 4 && len(first) == 3 && strings.Contains(hanSurnames, first)
}
