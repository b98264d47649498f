package detect_test

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"runtime"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/chatguard/chatguard/filter/detect"
	"github.com/google/go-cmp/cmp"
)

func customSet(t testing.TB, custom ...detect.Custom) *detect.Set {
	t.Helper()
	set, err := detect.NewSet(nil, custom)
	if err != nil {
		t.Fatal(err)
	}
	return set
}

var customExpressions = []string{
	`EMP-[0-9]{6}`, `(?i)emp-[0-9]{6}`, `[A-Z]{3}[0-9]+`, `\bfoo\b`, `(?i)\bsecret[:=]\s*\w+`, `a.*b`, `(?m)^x+$`, `\d{3}-\d{4}`, `x|xy|xyz`,
	`[a-z]+-[a-z]+`, `(ab|cd)+e?`, `(?i)kelvin`, `é+f`, `[^a-z]b`, `^ab`, `ab$`, `\Bab`, `(?:a|b)*c`, `y?x{2,4}`, `.\bab`,
}

// randomText makes texts in which the expressions nearly match.
func randomText(r *rand.Rand, n int) string {
	parts := []string{"EMP-", "emp-", "123456", "42", "ABC", "foo", " ", "\n", "secret", ": ", "=", "a", "b", "c", "ab", "cd", "e", "x", "xx", "xyz", "-", "é", "f", "K", "elvin", "KELVIN", "世", ".", "9"}
	var b strings.Builder
	for range n {
		b.WriteString(parts[r.IntN(len(parts))])
	}
	return b.String()
}

func TestCustomAgainstRegexp(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, expr := range customExpressions {
		set := customSet(t, detect.Custom{Name: "X", Regex: expr})
		re := regexp.MustCompile(expr)
		for range 300 {
			text := randomText(r, 1+r.IntN(40))
			var want, got []string
			for _, m := range re.FindAllStringIndex(text, -1) {
				if m[0] < m[1] {
					want = append(want, fmt.Sprint(m))
				}
			}
			for _, f := range scanAll(set, text) {
				got = append(got, fmt.Sprint([]int{f.Start, f.End}))
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Fatalf("%s on %q: %s", expr, text, diff)
			}
			if len(text) < 60 {
				checkCuts(t, set, text)
			}
		}
	}
}

func TestCustomGroupAndContext(t *testing.T) {
	set := customSet(t,
		detect.Custom{Name: "TICKET", Regex: `ticket=([0-9]+);`, Group: 1, Score: 0.5},
		detect.Custom{Name: "CODE", Regex: `[A-Z]{2}[0-9]{4}`, Context: []string{"project code", "Vorhaben"}})
	for _, c := range []struct{ text, want string }{
		{"a ticket=4711; b", "TICKET 4711 0.5"},
		{"ticket=;", ""},
		{"the project code is AB1234.", "CODE AB1234 1"},
		{"AB1234 ist das Vorhaben", "CODE AB1234 1"},
		{"the code is AB1234, a project", ""},
		{"projects code AB1234", ""},
	} {
		got := ""
		for _, f := range scanAll(set, c.text) {
			got += fmt.Sprintf("%s %s %v", set.Name(f.Type), c.text[f.Start:f.End], f.Score)
		}
		if got != c.want {
			t.Errorf("%q: %q, want %q", c.text, got, c.want)
		}
		checkCuts(t, set, c.text)
	}
}

// A pair counts unless an exception stands near by, before or after it.
func TestCustomUnless(t *testing.T) {
	set := customSet(t, detect.Custom{
		Name: "RIVAL", Terms: []string{"Globex", "initech"}, Context: []string{"price", "cheaper than"}, Unless: []string{"integration", "export to"}, Window: 30,
	}, detect.Custom{Name: "DRUG", Terms: []string{"speed"}, Unless: []string{"limit", "internet"}})
	for _, c := range []struct{ text, want string }{
		{"what is the price of Globex?", "RIVAL:Globex"},
		{"Globex? you are cheaper than that", "RIVAL:Globex"},
		{"the price of the Globex integration", ""},
		{"export to Globex, price?", ""},
		{"price and export are to Globex", "RIVAL:Globex"},
		{"Globex", ""},
		{"price: " + strings.Repeat("-", 40) + " Globex", ""},
		{"Globex price " + strings.Repeat("-", 40) + " integration", "RIVAL:Globex"},
		{"sell me speed", "DRUG:speed"},
		{"the speed limit, speed; internet speed", ""},
		{"speed " + strings.Repeat("-", 80) + " limit", "DRUG:speed"},
	} {
		var got []string
		for _, f := range scanAll(set, c.text) {
			got = append(got, set.Name(f.Type)+":"+c.text[f.Start:f.End])
		}
		if s := strings.Join(got, " "); s != c.want {
			t.Errorf("%q: %q, want %q", c.text, s, c.want)
		}
		checkCuts(t, set, c.text)
	}
}

func TestTerms(t *testing.T) {
	set := customSet(t,
		detect.Custom{Name: "PROJECT", Terms: []string{"Blue Horizon", "blue", "C++", ".NET", "Müller AG", "机密", "x-47"}},
		detect.Custom{Name: "EXACT", Terms: []string{"Apollo"}, CaseSensitive: true})
	for _, c := range []struct{ text, want string }{
		{"the BLUE HORIZON plan", "PROJECT:BLUE HORIZON"},
		{"blue\nhorizon", "PROJECT:blue\nhorizon"},
		{"blues, bluehorizon, blue_x", ""},
		{"use C++ or .NET!", "PROJECT:C++ PROJECT:.NET"},
		{"a C+ grade", ""},
		{"MÜLLER AG, muller ag", "PROJECT:MÜLLER AG"},
		{"这是机密文件", "PROJECT:机密"},
		{"X-47 x 47", "PROJECT:X-47"},
		{"apollo Apollo", "EXACT:Apollo"},
	} {
		var got []string
		for _, f := range scanAll(set, c.text) {
			got = append(got, set.Name(f.Type)+":"+c.text[f.Start:f.End])
		}
		if s := strings.Join(got, " "); s != c.want {
			t.Errorf("%q: %q, want %q", c.text, s, c.want)
		}
		checkCuts(t, set, c.text)
	}
}

func TestTermsMany(t *testing.T) {
	var terms []string
	for i := range 100_000 {
		terms = append(terms, fmt.Sprintf("term%d of customer %d", i, i*7))
	}
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	set := customSet(t, detect.Custom{Name: "CUSTOMER", Terms: terms})
	runtime.GC()
	runtime.ReadMemStats(&after)
	if kept := int(after.HeapAlloc) - int(before.HeapAlloc); kept > 160*len(terms) {
		t.Errorf("a dictionary of %d terms takes %d bytes", len(terms), kept)
	}
	text := "we met Term4711 of customer 32977 and term4711 of customer 32978."
	found := scanAll(set, text)
	if len(found) != 1 || text[found[0].Start:found[0].End] != "Term4711 of customer 32977" {
		t.Errorf("found %v", found)
	}
}

func TestCustomErrors(t *testing.T) {
	for _, c := range []detect.Custom{
		{Name: "", Regex: "a"}, {Name: "X"}, {Name: "X", Regex: "("}, {Name: "X", Regex: "a", Group: 1}, {Name: "X", Terms: []string{"+"}},
		{Name: "X", Regex: "a", Context: []string{"!"}}, {Name: "X", Regex: "(?:(?:a{100}){100}){10}"},
	} {
		if _, err := detect.NewSet(nil, []detect.Custom{c}); err == nil {
			t.Errorf("%+v: no error", c)
		}
	}
	if _, err := detect.NewSet([]string{"NO_SUCH"}, nil); err == nil {
		t.Error("unknown type: no error")
	}
}

func TestCost(t *testing.T) {
	for expr, want := range map[string]detect.Price{
		`EMP-[0-9]{6}`: detect.ByLiteral, `[0-9]{3}-[0-9]{4}`: detect.ByClass, `[A-Z]{3}[0-9]+`: detect.ByClass, `\w+@\w+`: detect.WholeText,
		`.*`: detect.WholeText, `(?i)id: [a-z]+`: detect.ByLiteral, `(?:foo|ba[rz]x)\d`: detect.ByLiteral,
	} {
		got, err := detect.Cost(detect.Custom{Name: "X", Regex: expr})
		if err != nil || got != want {
			t.Errorf("%s: %v, %v, want %v", expr, got, err, want)
		}
	}
}

func BenchmarkCustom(b *testing.B) {
	prose := strings.Repeat("The quick brown fox jumps over the lazy dog, and nobody in the office noticed that it had moved. ", 84)
	var terms []string
	for i := range 100_000 {
		terms = append(terms, fmt.Sprintf("term%d of customer %d", i, i*7))
	}
	for _, c := range []struct {
		name   string
		custom detect.Custom
	}{
		{"literal", detect.Custom{Name: "X", Regex: `EMP-[0-9]{6}`}},
		{"class", detect.Custom{Name: "X", Regex: `[0-9]{3}-[0-9]{4}`}},
		{"whole", detect.Custom{Name: "X", Regex: `\w+@\w+`}},
		{"terms", detect.Custom{Name: "X", Terms: terms}},
	} {
		b.Run(c.name, func(b *testing.B) {
			set := customSet(b, c.custom)
			var sc detect.Scanner
			out, _ := sc.Scan(set, []byte(prose), 0, true, nil)
			b.SetBytes(int64(len(prose)))
			b.ReportAllocs()
			for b.Loop() {
				out, _ = sc.Scan(set, []byte(prose), 0, true, out[:0])
			}
		})
	}
	b.Run("compile100k", func(b *testing.B) {
		for b.Loop() {
			customSet(b, detect.Custom{Name: "X", Terms: terms})
		}
	})
}

// FuzzCustom compares with package regexp: a prefilter never loses a match.
func FuzzCustom(f *testing.F) {
	r := rand.New(rand.NewPCG(5, 6))
	for i, expr := range customExpressions {
		f.Add(expr, randomText(r, 5+i), i)
	}
	f.Fuzz(func(t *testing.T, expr, text string, cut int) {
		if len(expr) > 60 || len(text) > 300 || !utf8.ValidString(text) {
			t.Skip("too large, or not a text")
		}
		re, err := regexp.Compile(expr)
		set, err2 := detect.NewSet(nil, []detect.Custom{{Name: "X", Regex: expr}})
		if err != nil || err2 != nil {
			if err != nil && err2 == nil {
				t.Fatalf("%q: accepted, but regexp says %v", expr, err)
			}
			t.Skip("not an expression")
		}
		var want, got []string
		for _, m := range re.FindAllStringIndex(text, -1) {
			if m[0] < m[1] {
				want = append(want, fmt.Sprint(m))
			}
		}
		for _, f := range scanAll(set, text) {
			got = append(got, fmt.Sprint([]int{f.Start, f.End}))
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("%q on %q: %s", expr, text, diff)
		}
		if cut < 0 || cut > len(text) {
			cut = len(text) / 2
		}
		if diff := cmp.Diff(scanAll(set, text), scanCut(t, set, text, cut)); diff != "" {
			t.Fatalf("%q on %q cut at %d: %s", expr, text, cut, diff)
		}
	})
}
