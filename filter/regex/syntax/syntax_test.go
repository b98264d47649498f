package syntax

import (
	"regexp"
	stdlib "regexp/syntax"
	"slices"
	"strings"
	"testing"
)

var expressions = []string{
	``, `a`, `ab*c+d?`, `a|b|`, `(a)(?:b)(?P<n>c)(?<m>d)`, `(?i)straße k`, `(?i:K)k`, `(?-i)a`, `(?)a`, `(?i)`, `(?i-s:.)`, `(?s).`, `(?m)^$`, `(?U)a+a+?`,
	`[abc]`, `[^abc]`, `[]a]`, `[^]a]`, `[a-]`, `[-a]`, `[a-z&&b]`, `[[:alpha:]]`, `[[:^alpha:]x]`, `[[:nope:]]`, `[[:alpha:]`, `[\d\s\w]`, `[\D]`, `[^\W]`, `[a`, `[z-a]`, `[]`, `[^]`,
	`(?i)[k]`, `(?i)[^k]`, `(?i)\w`, `(?i)\W`, `(?i)[[:lower:]]`, `(?i)\pL`, `(?i)\p{Lu}`, `(?i)\p{Greek}`, `(?i)[\x00-\x{10FFFF}]`, `(?i)[a-\x{2FF}]`,
	`\pL`, `\PL`, `\p{^L}`, `\P{^L}`, `\p{Latin}`, `\p{Han}`, `\p{Any}`, `\p`, `\p{`, `\p{L`, `\pq`, `\p{Zs}[\p{Nd}x]`,
	`\d\D\s\S\w\W`, `\bx\B`, `\Ax\z`, `\Q.*\E+`, `\Qab`, `\Q\E*`, `\a\f\t\n\r\v`, `\x41\x{1F600}\x{}`, `\x4`, `\x{110000}`, `\07\177\18`, `\1`, `\8`, `\C`, `\Z`, `\_`, `\-`, `\é`, `\`,
	`a{2}`, `a{2,}`, `a{2,4}`, `a{,4}`, `a{4,2}`, `a{1001}`, `a{99999999999}`, `a{2,99999999999}`, `a{02}`, `a{`, `a{2`, `a{2,`, `a{0}b`, `a{0,0}`, `(a{10}){100}`, `(a{10}){101}`, `((a{100}){0}){1000}`,
	`a**`, `a*?*`, `a*{2}`, `a{2}{3}`, `*a`, `|*`, `(*)`, `a(?i)*`, `^*`, `(?:)*`, `(a*)*`, `(|a)*`, `(|a)+`, `(a|ab)(c|bcd)`, `x{2,3}?y`, `(a+)+$`,
	`(`, `)`, `(?`, `(?i`, `(?z)`, `(?i-)`, `(?--i)`, `(?P<n`, `(?P<>a)`, `(?P<n>a)(?P<n>b)`, `(?P<é>a)`, `(?P=n)`, `(?=a)`, "\xff", "[\xff]", `(?i)ſK`, `.`, `$^`, `a.b|c\.d`,
}

var texts = []string{"", "a", "b", "ab", "abbcccd", "abcd", "aaaa", "aab", "xxy", "STRASSE K", "straße \u212A", "K", "\u212A", "ſ", "é", "Ω ω", "日本語", "a\nb", "\n", "-", "]", "^", "\x00", "\U0001F600", "1 _", "ac", "a.b", "c.d", "\u0345"}

// groups are where the first match of an expression and its groups are, found by trying all ways in order of preference.
func groups(p *Prog, text string, caps int) []int {
	runes := []rune(text)
	type state struct{ pc, at int }
	for start := 0; start <= len(runes); start++ {
		seen := map[state]bool{}
		var walk func(pc, at int, caps []int) []int
		walk = func(pc, at int, caps []int) []int {
			if seen[state{pc, at}] {
				return nil
			}
			seen[state{pc, at}] = true
			before, after := rune(-1), rune(-1)
			if at > 0 {
				before = runes[at-1]
			}
			if at < len(runes) {
				after = runes[at]
			}
			switch i := &p.Inst[pc]; i.Op {
			case InstMatch:
				out := append([]int(nil), caps...)
				out[0], out[1] = start, at
				return out
			case InstFail:
			case InstAlt:
				if m := walk(int(i.Out), at, caps); m != nil {
					return m
				}
				return walk(int(i.Arg), at, caps)
			case InstCapture:
				old := caps[i.Arg]
				caps[i.Arg] = at
				m := walk(int(i.Out), at, caps)
				caps[i.Arg] = old
				return m
			case InstEmpty:
				if EmptyOp(i.Arg)&^EmptyOpContext(before, after) == 0 {
					return walk(int(i.Out), at, caps)
				}
			default:
				if at < len(runes) && i.MatchRune(after) {
					return walk(int(i.Out), at+1, caps)
				}
			}
			return nil
		}
		none := make([]int, 2*(caps+1))
		for i := range none {
			none[i] = -1
		}
		if m := walk(p.Start, 0+start, none); m != nil {
			return m
		}
	}
	return nil
}

// unlike tells the expressions that this package means to refuse.
func unlike(expr string, err error) bool {
	return strings.Contains(err.Error(), tooDeep) || strings.Contains(err.Error(), tooLarge) || strings.Contains(err.Error(), badClass) && strings.Contains(strings.ToLower(expr), `\p`)
}

// same compares with package regexp: what is accepted, and where the match and its groups are.
func same(t *testing.T, expr string, texts ...string) {
	t.Helper()
	want, wantErr := regexp.Compile(expr)
	n, caps, err := Parse(expr)
	var p *Prog
	if err == nil {
		p, err = Compile(n)
	}
	if (err == nil) != (wantErr == nil) {
		if wantErr == nil && unlike(expr, err) {
			return
		}
		t.Fatalf("%q: %v, package regexp says %v", expr, err, wantErr)
	}
	if err != nil {
		if e, ok := wantErr.(*stdlib.Error); ok && slices.Contains(expressions, expr) && !strings.HasPrefix(err.Error(), e.Code.String()) && !unlike(expr, err) {
			t.Errorf("%q: %v, package regexp says %v", expr, err, wantErr)
		}
		return
	}
	if caps != want.NumSubexp() {
		t.Fatalf("%q: %d groups, not %d", expr, caps, want.NumSubexp())
	}
	for _, text := range texts {
		got, bytes := groups(p, text, caps), want.FindStringSubmatchIndex(text)
		at := map[int]int{-1: -1}
		k := 0
		for i := range text {
			at[i] = k
			k++
		}
		at[len(text)] = k
		if (got == nil) != (bytes == nil) {
			t.Fatalf("%q on %q: %v, package regexp says %v", expr, text, got, bytes)
		}
		for i := range got {
			if got[i] != at[bytes[i]] {
				t.Fatalf("%q on %q: %v, package regexp says %v (in bytes)", expr, text, got, bytes)
			}
		}
	}
}

func TestLikeRegexp(t *testing.T) {
	for _, expr := range expressions {
		same(t, expr, texts...)
	}
}

func FuzzLikeRegexp(f *testing.F) {
	for i, expr := range expressions {
		f.Add(expr, texts[i%len(texts)])
	}
	f.Fuzz(func(t *testing.T, expr, text string) {
		if len(expr) < 100 && len(text) < 50 {
			same(t, expr, strings.ToValidUTF8(text, "?"))
		}
	})
}

// Deep and large expressions are refused, in time and memory that their length bounds.
func TestBounds(t *testing.T) {
	for _, c := range []struct{ expr, want string }{
		{strings.Repeat("(", 100_000) + strings.Repeat(")", 100_000), tooDeep},
		{strings.Repeat("(?:", 100_000), tooDeep},
		{strings.Repeat(`\pL{1000}`, 100), tooLarge},
		{strings.Repeat("a|", 100_000), tooLarge},
	} {
		n, _, err := Parse(c.expr)
		if err == nil {
			_, err = Compile(n)
		}
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%.20q: %.100v, want %s", c.expr, err, c.want)
		}
	}
}

// The names of the Unicode classes are those of package unicode.
func TestClasses(t *testing.T) {
	for _, name := range Classes() {
		if _, err := regexp.Compile(`\p{` + name + `}`); err != nil {
			t.Error(err)
		}
	}
}
