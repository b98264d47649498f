package lex

import "testing"

// TestEdges holds where words begin and end: Latin letters with accents are of a word, other scripts are not.
func TestEdges(t *testing.T) {
	for text, edge := range map[string]bool{"a|b": false, "a| ": true, "|b": true, "1|_": false, "é|a": false, "a|é": false, "я|1": true, "1|я": true, "中|a": true, ".|a": true, "ẞ|a": false} {
		i := 0
		for text[i] != '|' {
			i++
		}
		b := []byte(text[:i] + text[i+1:])
		if LeftEdge(b, i) != edge {
			t.Errorf("%q: begins %v, want %v", text, !edge, edge)
		}
		if got, more := RightEdge(b, i, true); got != edge || more {
			t.Errorf("%q: ends %v, want %v", text, got, edge)
		}
	}
	if _, more := RightEdge([]byte("ab"), 2, false); !more {
		t.Error("the end of a text that goes on is known")
	}
}

// TestSet holds that a set has its words and no others.
func TestSet(t *testing.T) {
	s := SetOf("street st avenue ")
	for _, w := range []string{"street", "st", "avenue"} {
		if !s.Has([]byte(w)) {
			t.Errorf("no %s", w)
		}
	}
	for _, w := range []string{"", "s", "stree", "streets", "road", "tst"} {
		if s.Has([]byte(w)) {
			t.Errorf("%q", w)
		}
	}
}

func TestFold(t *testing.T) {
	var buf [16]byte
	for in, want := range map[string]string{"Straße": "strase", "Élysée": "elysee", "St.": "st", "averylongwordthatdoesnotfit": "averylongwordtha"} {
		if got := string(Fold([]byte(in), &buf)); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}
