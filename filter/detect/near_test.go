package detect_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/chatguard/chatguard/filter/detect"
	"github.com/google/go-cmp/cmp"
)

// asciiWords is what a word is, as long as all is ASCII.
var asciiWords = regexp.MustCompile(`[A-Za-z0-9]+`)

// naiveNear reports whether a phrase stands wholly in text[lo:hi]: as many words that follow each other, whatever stands
// between them.
func naiveNear(phrases []string, text string, lo, hi int) bool {
	var words []string
	for _, w := range asciiWords.FindAllStringIndex(text, -1) {
		if w[0] >= lo && w[1] <= hi {
			words = append(words, strings.ToLower(text[w[0]:w[1]]))
		}
	}
	for _, p := range phrases {
		want := strings.Fields(strings.ToLower(p))
		for i := 0; i+len(want) <= len(words); i++ {
			if slices.Equal(words[i:i+len(want)], want) {
				return true
			}
		}
	}
	return false
}

// naiveBadges are the places where a detector with context and unless finds a badge, in the plainest way.
func naiveBadges(c *detect.Custom, text string) (out []string) {
	near := func(phrases []string, from, to int) bool {
		return naiveNear(phrases, text, max(0, from-c.Window), from) || naiveNear(phrases, text, to, min(len(text), to+c.Window))
	}
	for _, m := range regexp.MustCompile(c.Regex).FindAllStringIndex(text, -1) {
		if !near(c.Unless, m[0], m[1]) && (c.Context == nil || near(c.Context, m[0], m[1])) {
			out = append(out, fmt.Sprint(m))
		}
	}
	return out
}

// FuzzNear compares detectors that ask for words near by, or for none, with the plainest reading, wherever the text is cut.
func FuzzNear(f *testing.F) {
	f.Add("the badge EMP-1234 of the Blue-Sky project; EMP-0000", uint8(0), uint8(40), 20)
	f.Add("a sample: EMP-1234, badge. "+strings.Repeat("x ", 30)+"EMP-4321 blue", uint8(1), uint8(10), 55)
	f.Add(strings.Repeat("EMP-1234 badge sky blue ", 12), uint8(2), uint8(200), 99)
	f.Add("badge"+strings.Repeat(" -", 100)+"EMP-1234 badgeEMP-1234badge", uint8(3), uint8(200), 150)
	f.Fuzz(func(t *testing.T, text string, kind, window uint8, cut int) {
		if len(text) > 1000 || strings.ContainsFunc(text, func(r rune) bool { return r >= 0x80 }) {
			t.Skip("too long, or not ASCII")
		}
		c := detect.Custom{Name: "BADGE", Regex: `EMP-[0-9]{4}`, Window: 10 + int(window)%191}
		if kind&1 == 0 {
			c.Context = []string{"badge", "Blue sky"}
		}
		if kind&2 == 0 {
			c.Unless = []string{"sample", "sky blue x"}
		}
		set, err := detect.NewSet(nil, []detect.Custom{c})
		if err != nil {
			t.Fatal(err)
		}
		if cut %= len(text) + 1; cut < 0 {
			cut = -cut
		}
		want := naiveBadges(&c, text)
		for _, cuts := range [][]int{nil, {cut}, {cut / 2, cut}} {
			var got []string
			for _, f := range scanCut(t, set, text, cuts...) {
				got = append(got, fmt.Sprint([]int{f.Start, f.End}))
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Fatalf("%q, %d bytes near by, cut at %d: %s", text, c.Window, cuts, diff)
			}
		}
	})
}
