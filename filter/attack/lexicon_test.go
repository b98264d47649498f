package attack

import (
	"slices"
	"strings"
	"testing"
)

// classesOf returns the class of each word of text.
func classesOf(l *Lexicon, text string) (classes []uint32) {
	var s Scorer
	s.normalise([]byte(text))
	for i := 0; i < len(s.norm); {
		if !wordByte[s.norm[i]] {
			i++
			continue
		}
		h, end := word(s.norm, i)
		classes = append(classes, l.class(s.norm, i, end, h))
		i = end
	}
	return classes
}

func TestLexicon(t *testing.T) {
	var l Lexicon
	for _, w := range []struct {
		text  string
		stem  bool
		class int
	}{{"ignor", true, 1}, {"prompt", false, 5}, {"rule", false, 2}, {"игнор", true, 1}, {"无", false, 3}, {"무시", true, 1}, {"निर्द", true, 2}} {
		if err := l.Add(w.text, w.stem, w.class); err != nil {
			t.Fatalf("%q: %v", w.text, err)
		}
	}
	for text, want := range map[string][]uint32{
		"Ignore the RULE":       {1, 0, 2},
		"ıgnoriert rules":       {1, 0},
		"ignor Rule rule":       {0, 2, 2},
		"Игнорируй, 무시하세요 无":    {1, 1, 3},
		"निर्देशों":             {2},
		"prmopt promtp prompts": {5, 0, 0},
	} {
		if got := classesOf(&l, text); !slices.Equal(got, want) {
			t.Errorf("%q: classes %v, want %v", text, got, want)
		}
	}
	for _, bad := range []string{"", "two words", "a"} {
		if l.Add(bad, false, 1) == nil && len(bad) != 1 {
			t.Errorf("%q is a word", bad)
		}
	}
	if l.Add("ign", true, 1) == nil || l.Add("rule", false, 0) == nil || l.Add("rule", false, classMask+1) == nil {
		t.Error("a stem too short, or a class that is none, is taken")
	}
}

func TestLexiconThatIsFull(t *testing.T) {
	var l lexicon
	data := strings.Repeat("\x01\x02\x03\x04", lexSlots)
	if l.read(data) || !l.read(data[4:]+"\x00\x00\x00\x00") {
		t.Error("a full lexicon is read, or one with room is not")
	}
}

// TestClassRun: classes follow on each other over a few words, not over many.
func TestClassRun(t *testing.T) {
	var r classRun
	for _, step := range []struct {
		class uint32
		n     int
	}{{0, 0}, {3, 1}, {0, 0}, {4, 2}, {5, 4}} {
		if _, n := r.add(step.class); n != step.n {
			t.Fatalf("class %d: %d features, want %d", step.class, n, step.n)
		}
	}
	for range classGap + 1 {
		r.add(0)
	}
	if _, n := r.add(6); n != 1 {
		t.Errorf("%d features after a gap", n)
	}
}
