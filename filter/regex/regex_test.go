package regex

import (
	"regexp"
	"strings"
	"testing"
)

// same compares with package regexp.
func same(t *testing.T, expr, text string) {
	t.Helper()
	want, err := regexp.Compile(expr)
	got, err2 := Compile(expr, false)
	if err == nil && err2 != nil && strings.Contains(strings.ToLower(expr), `\p`) {
		return // a class that this package does not know
	}
	if (err == nil) != (err2 == nil) {
		t.Fatalf("%q: %v, package regexp says %v", expr, err2, err)
	}
	if err != nil {
		return
	}
	if m := got.MatchString(text); m != want.MatchString(text) {
		t.Errorf("%q on %q: %v", expr, text, m)
	}
	whole, err := regexp.Compile(`\A(?:` + expr + `)\z`)
	if err != nil {
		return // such as \Q, which takes the rest in
	}
	if got, err = Compile(expr, true); err != nil {
		t.Fatal(err)
	}
	if m := got.MatchString(text); m != whole.MatchString(text) {
		t.Errorf("%q on the whole of %q: %v", expr, text, m)
	}
}

var cases = [][2]string{
	{`^test-`, "test-1"}, {`^test-`, "a test-1"}, {`a|b$`, "b"}, {`a|b$`, "bc"}, {`(?i)straße`, "STRAßE"}, {``, ""}, {``, "x"}, {`\bkey\b`, "my key."},
	{`\bkey\b`, "monkey"}, {`(?m)^b$`, "a\nb\nc"}, {`^b$`, "a\nb"}, {`[^a]`, "aaa"}, {`.`, "\n"}, {`(?s).`, "\n"}, {`(a*)*b`, "aaaaaaaaaaaaaaaaaaaaaaaac"},
	{`\pL{3}`, "äöü"}, {`\pL{3}`, "1ä2"}, {`x{2,3}$`, "axxxx"}, {`(`, ""}, {`a{1001}`, "a"}, {`\C`, "a"}, {"\xff", "a"}, {`.`, "\xff"}, {`[\x{FFFD}]`, "\xff"},
	{`\Aa?\z`, ""}, {`a\z|^b`, "ba"}, {`(?:a|ab)(?:c|bcd)`, "abcd"}, {`a+?b`, "aab"}, {`\B`, ""}, {`\B`, "a"}, {`$^`, ""}, {`\Q`, "0"},
}

func TestLikeRegexp(t *testing.T) {
	for _, c := range cases {
		same(t, c[0], c[1])
	}
}

func FuzzLikeRegexp(f *testing.F) {
	for _, c := range cases {
		f.Add(c[0], c[1])
	}
	f.Fuzz(func(t *testing.T, expr, text string) {
		if len(expr) < 200 && len(text) < 1000 {
			same(t, expr, text)
		}
	})
}
