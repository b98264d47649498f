package view

import "testing"

func TestFold(t *testing.T) {
	for r, want := range map[rune]struct {
		kind Kind
		to   string
	}{
		'ａ': {Compat, "a"}, '４': {Compat, "4"}, '＠': {Compat, "@"}, '𝐈': {Compat, "I"}, '𝟗': {Compat, "9"}, '٣': {Compat, "3"}, '९': {Compat, "9"},
		'ⓧ': {Compat, "x"}, '⑫': {Compat, "12"}, 'ﬁ': {Compat, "fi"}, '²': {Compat, "2"}, '₅': {Compat, "5"}, '⒜': {Compat, "a"},
		'é': {Accent, "e"}, 'Ñ': {Accent, "N"}, 'ø': {Accent, "o"}, 'ß': {Accent, "ss"}, 'ế': {Accent, "e"},
		'а': {Alike, "a"}, 'І': {Alike, "I"}, 'ο': {Alike, "o"}, 'Ж': {None, ""}, '中': {None, ""}, '한': {None, ""},
		'\u200b': {Drop, ""}, '\u00ad': {Drop, ""}, '\ufe0f': {Drop, ""}, '\u2060': {Drop, ""}, '\U000e0101': {Drop, ""},
		'\u202e': {Bidi, ""}, '\u2067': {Bidi, ""}, '\u0301': {Mark, ""}, '\u00a0': {Soft, " "}, '–': {Soft, "-"}, '，': {Soft, ","}, '’': {Soft, "'"},
		'。': {Soft, "."}, '．': {Compat, "."},
	} {
		if k, to := Fold(r); k != want.kind || to != want.to {
			t.Errorf("%U %c: %d %q, want %d %q", r, r, k, to, want.kind, want.to)
		}
	}
}
