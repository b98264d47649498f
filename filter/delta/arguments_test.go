package delta

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
)

// read adds the pieces of s between the cuts.
func read(s string, cuts ...int) *Arguments {
	a := &Arguments{}
	for from, i := 0, 0; from < len(s); i++ {
		to := len(s)
		if i < len(cuts) {
			to = cuts[i]
		}
		a.Add([]byte(s[from:to]))
		from = to
	}
	a.Settle()
	return a
}

// TestArguments holds that the text is that of the document with the escapes of its strings undone, wherever the pieces part it.
func TestArguments(t *testing.T) {
	for in, want := range map[string]string{
		`{"a":"b"}`:                    `{"a":"b"}`,
		`{"a":"\u0041\n\\\"\/"}`:       "{\"a\":\"A\n\\\"/\"}",
		`["\ud83d\ude00", "\ud83d x"]`: "[\"\U0001F600\", \"\uFFFD x\"]",
		` {"a":1} `:                    ` {"a":1} `,
		`no \u0041 document`:           `no \u0041 document`,
		`{"a":"\x \u00`:                `{"a":"\x \u00`,
		``:                             ``,
	} {
		for cut := range len(in) + 1 {
			a := read(in, cut)
			if got := string(a.Text.Bytes()); got != want {
				t.Fatalf("%q cut at %d: %q, want %q", in, cut, got, want)
			}
			if a.End() != int64(len(in)) || a.Text.Len() > 0 && a.At(0) != 0 {
				t.Fatalf("%q cut at %d: ends at %d", in, cut, a.End())
			}
		}
	}
}

// TestValues holds where strings begin and end, and how they begin, also when what stands before was dropped.
func TestValues(t *testing.T) {
	const in = `{"key":"va\"lue","n":12,"last":"open`
	for cut := range len(in) {
		a := read(in, cut)
		var got []string
		for from, to := range a.Values() {
			got = append(got, string(a.Text.Bytes()[from:to]))
		}
		if !slices.Equal(got, []string{"key", `va"lue`, "n", "last"}) {
			t.Fatalf("cut at %d: %q", cut, got)
		}
		from, ok := a.Unended()
		if !ok || string(a.Text.Bytes()[from:]) != "open" {
			t.Fatalf("cut at %d: %d, %v", cut, from, ok)
		}
	}
	a := read(in)
	text := string(a.Text.Bytes())
	inside := strings.Index(text, "lue")
	a.Drop(inside)
	if head, at := a.StringAt(1); string(head) != `va"` || at == 0 {
		t.Errorf("the string begins with %q", head)
	}
	if i := strings.Index(text, "12") - inside; !a.Bare(i) || a.Bare(0) {
		t.Error("what is a number and what is in a string")
	}
	if head, _ := a.StringAt(strings.Index(text, "12") - inside); head != nil {
		t.Errorf("a number is in a string: %q", head)
	}
}

// FuzzArguments compares with a decoder: the strings of a document, in order, whatever the cut and what was dropped.
func FuzzArguments(f *testing.F) {
	f.Add(`{"a":["b\n","\u00e9"],"c":{"":"\\"}}`, 7, 3)
	f.Fuzz(func(t *testing.T, in string, cut, drop int) {
		if cut < 0 || cut > len(in) || drop < 0 {
			return
		}
		a := read(in, cut)
		if !json.Valid([]byte(in)) || !a.JSON {
			return
		}
		var want, got []string
		for d := json.NewDecoder(strings.NewReader(in)); ; {
			tok, err := d.Token()
			if err != nil {
				break
			}
			if s, ok := tok.(string); ok {
				want = append(want, s)
			}
		}
		for from, to := range a.Values() {
			got = append(got, strings.ToValidUTF8(string(a.Text.Bytes()[from:to]), "\uFFFD"))
		}
		if len(want) != len(got) {
			t.Fatalf("%q, want %q", got, want)
		}
		if n := a.Text.Len(); n > 0 {
			rest := string(a.Text.Bytes()[drop%n:])
			end := a.End()
			a.Drop(drop % n)
			if string(a.Text.Bytes()) != rest || a.End() != end {
				t.Fatalf("what is left is %q, want %q", a.Text.Bytes(), rest)
			}
		}
	})
}
