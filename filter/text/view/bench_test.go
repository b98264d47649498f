package view

import (
	"encoding/base64"
	"strings"
	"testing"
)

// BenchmarkMake measures 64 KB of ordinary text and of the worst disguises.
func BenchmarkMake(b *testing.B) {
	const size = 64 << 10
	fill := func(s string) []byte { return []byte(strings.Repeat(s, size/len(s)+1)[:size]) }
	for name, text := range map[string][]byte{
		"english":   fill("Please tell me (in short) how the old refund works, and what it costs; a = b. "),
		"russian":   fill("Пожалуйста, расскажите кратко, как вернуть деньги и сколько это стоит. "),
		"fullwidth": fill("４１１１　ａｂｃ"),
		"zerowidth": fill("a\u200b"),
		"apart":     fill("a b c d "),
		"percent":   fill("%41%25"),
		"nested":    fill("%2541"),
		"entities":  fill("&#65;"),
		"base64":    fill(base64.StdEncoding.EncodeToString([]byte("this is text that reads like text, all of it")) + "\n"),
		"blob":      fill("QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo0MTIzNDU2Nzg5"),
		"marks":     fill("a\u0301\u0302\u0303\u0304"),
		"brackets":  fill("([{(at)"),
		"override":  fill("\u202eabc def\n"),
		"alike":     fill("аbсdе "),
	} {
		b.Run(name, func(b *testing.B) {
			var m Maker
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				m.Make(text, true)
			}
		})
	}
}
