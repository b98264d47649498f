package mask

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"testing"
	"unicode/utf8"
)

var key = []byte("0123456789abcdef")

func TestAppend(t *testing.T) {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte("jo@example.com"))
	digits := hex.EncodeToString(mac.Sum(nil))[:16]
	for _, c := range []struct {
		name  string
		spec  Spec
		value string
		want  string
	}{
		{"placeholder", Spec{}, "jo@example.com", "[T_1]"},
		{"label", Spec{Style: Label}, "jo@example.com", "[T]"},
		{"redact", Spec{Style: Redact}, "jo@example.com", ""},
		{"fixed", Spec{Style: Fixed, Text: "(hidden)"}, "jo@example.com", "(hidden)"},
		{"hash", Spec{Style: Hash, Key: key}, "jo@example.com", "[T:" + digits + "]"},
		{"hash without a key", Spec{Style: Hash}, "jo@example.com", "[T]"},
		{"token without keys", Spec{Style: Token}, "jo@example.com", "[T]"},
		{"unknown style", Spec{Style: 99}, "jo@example.com", "[T]"},
		{"card", Spec{Style: Partial, KeepLast: 4}, "4111 1111 1111 1234", "**** **** **** 1234"},
		{"card with dashes", Spec{Style: Partial, KeepLast: 4, Char: "#"}, "4111-1111-1111-1234", "####-####-####-1234"},
		{"card without groups", Spec{Style: Partial, KeepFirst: 6, KeepLast: 4}, "4111111111111234", "411111******1234"},
		{"separators are not counted", Spec{Style: Partial, KeepLast: 4}, "DE89 3704 00", "**** **04 00"},
		{"mail", Spec{Style: Partial, KeepFirst: 1}, "jo.doe@example.com", "j*.***@*******.***"},
		{"phone", Spec{Style: Partial, KeepLast: 2}, "+49 (30) 123-45", "+** (**) ***-45"},
		{"nothing kept", Spec{Style: Partial}, "secret", "******"},
		{"too short", Spec{Style: Partial, KeepLast: 4}, "1234", "****"},
		{"too short for both ends", Spec{Style: Partial, KeepFirst: 2, KeepLast: 2}, "1-2-34", "******"},
		{"one hidden", Spec{Style: Partial, KeepFirst: 2, KeepLast: 2}, "1-2-345", "1-2-*45"},
		{"only separators", Spec{Style: Partial}, "--", "**"},
		{"empty", Spec{Style: Partial, KeepLast: 4}, "", ""},
		{"characters, not bytes", Spec{Style: Partial, KeepFirst: 1, KeepLast: 1}, "Łódź€", "Ł***€"},
		{"wide filler", Spec{Style: Partial, KeepLast: 1, Char: "●"}, "abc", "●●c"},
		{"broken UTF-8 is hidden", Spec{Style: Partial, KeepFirst: 2, KeepLast: 2}, "a\xffbcd\xff", "a***d*"},
		{"negative counts", Spec{Style: Partial, KeepFirst: -5, KeepLast: -1}, "abc", "***"},
		{"huge counts", Spec{Style: Partial, KeepFirst: 1<<63 - 1, KeepLast: 1<<63 - 1}, "abc", "***"},
	} {
		var n Numbers
		if got := Append([]byte("<"), &c.spec, "T", []byte(c.value), &n); string(got) != "<"+c.want {
			t.Errorf("%s: %q, want %q", c.name, got, "<"+c.want)
		}
	}
	if got := Append(nil, &Spec{}, "T", []byte("x"), nil); string(got) != "[T]" {
		t.Errorf("placeholder without numbers: %q", got)
	}
}

func TestHashOfAnyKeyAndValue(t *testing.T) {
	for _, size := range []int{1, 16, 63, 64, 65, 200} {
		for _, length := range []int{0, 1, 55, 56, 64, 1000} {
			k, v := bytes.Repeat([]byte{'k'}, size), bytes.Repeat([]byte{'v'}, length)
			mac := hmac.New(sha256.New, k)
			mac.Write(v)
			want := "[T:" + hex.EncodeToString(mac.Sum(nil))[:16] + "]"
			if got := Append(nil, &Spec{Style: Hash, Key: k}, "T", v, nil); string(got) != want {
				t.Errorf("key of %d, value of %d: %s, want %s", size, length, got, want)
			}
		}
	}
}

// A hash must leave neither the key nor the value in the buffer it worked in.
func TestHashWipes(t *testing.T) {
	buf := make([]byte, 0, 1024)
	got := Append(buf, &Spec{Style: Hash, Key: bytes.Repeat(key, 4)}, "T", bytes.Repeat([]byte("secret"), 50), nil)
	if rest := buf[len(got):cap(buf)]; len(bytes.Trim(rest, "\x00")) > 0 {
		t.Error("the buffer still holds what was hashed")
	}
}

func TestValidate(t *testing.T) {
	for _, c := range []struct {
		spec  Spec
		field string
	}{
		{Spec{}, ""},
		{Spec{Style: Label}, ""},
		{Spec{Style: Redact}, ""},
		{Spec{Style: Partial}, ""},
		{Spec{Style: Partial, KeepFirst: 64, KeepLast: 64, Char: "•"}, ""},
		{Spec{Style: Hash, Key: key}, ""},
		{Spec{Style: Fixed, Text: "***"}, ""},
		{Spec{Style: Token}, "style"},
		{Spec{Style: 99}, "style"},
		{Spec{Style: Hash}, "key"},
		{Spec{Style: Hash, Key: key[:15]}, "key"},
		{Spec{Key: key}, "key"},
		{Spec{Style: Fixed}, "text"},
		{Spec{Style: Fixed, Text: "\xff"}, "text"},
		{Spec{Style: Fixed, Text: strings.Repeat("x", 1025)}, "text"},
		{Spec{Style: Label, Text: "x"}, "text"},
		{Spec{KeepFirst: 1}, "keepFirst"},
		{Spec{Style: Label, KeepLast: 1}, "keepLast"},
		{Spec{Style: Partial, KeepFirst: -1}, "keepFirst"},
		{Spec{Style: Partial, KeepLast: 65}, "keepLast"},
		{Spec{Char: "*"}, "char"},
		{Spec{Style: Partial, Char: "**"}, "char"},
		{Spec{Style: Partial, Char: "\n"}, "char"},
		{Spec{Style: Partial, Char: " "}, "char"},
		{Spec{Style: Partial, Char: "-"}, "char"},
		{Spec{Style: Partial, Char: "\xff"}, "char"},
	} {
		field := ""
		if err := c.spec.Validate(); err != nil {
			field = err.(*SpecError).Field
			if strings.Contains(err.Error(), string(key[:15])) {
				t.Errorf("the error shows the key: %v", err)
			}
		}
		if field != c.field {
			t.Errorf("%+v: problem in %q, want %q", c.spec, field, c.field)
		}
	}
}

func TestStyleNames(t *testing.T) {
	for s := Placeholder; s <= Fixed; s++ {
		if got, ok := ParseStyle(s.String()); !ok || got != s {
			t.Errorf("ParseStyle(%q) = %v, %v", s.String(), got, ok)
		}
	}
	for _, name := range []string{"", "placeholder", "Nothing", "unknown"} {
		if _, ok := ParseStyle(name); ok {
			t.Errorf("ParseStyle(%q) succeeds", name)
		}
	}
	if got := Style(99).String(); got != "unknown" {
		t.Errorf("Style(99) is %q", got)
	}
}

// FuzzAppend holds what every style promises: valid UTF-8, and no more of the
// value than was allowed.
func FuzzAppend(f *testing.F) {
	f.Add("4111 1111 1111 1234", 4, 4)
	f.Add("a\xff\u00e9 \U0001f600-", 1, 1)
	f.Fuzz(func(t *testing.T, value string, first, last int) {
		var n Numbers
		for style := Placeholder; style <= Fixed; style++ {
			spec := Spec{Style: style, Text: "\u2588", Key: key, Char: "\u2588", KeepFirst: first, KeepLast: last}
			got := Append(nil, &spec, "\u2588", []byte(value), &n)
			if !utf8.Valid(got) {
				t.Fatalf("%v of %q is not UTF-8: %q", style, value, got)
			}
			if style == Partial {
				checkPartial(t, []rune(value), []rune(string(got)), max(first, 0), max(last, 0))
			} else if len(value) > 25 && bytes.Contains(got, []byte(value)) {
				t.Fatalf("%v of %q shows it: %q", style, value, got)
			}
		}
	})
}

func checkPartial(t *testing.T, value, got []rune, first, last int) {
	t.Helper()
	if len(got) != len(value) {
		t.Fatalf("%q has not the length of %q", string(got), string(value))
	}
	shown := 0
	for i, r := range got {
		if r == '\u2588' {
			continue
		}
		if r != value[i] {
			t.Fatalf("%q shows what %q does not hold", string(got), string(value))
		}
		if !isSeparator(r) {
			shown++
		}
	}
	if shown > first && shown-first > last {
		t.Fatalf("%q shows %d characters, allowed are %d and %d", string(got), shown, first, last)
	}
	if len(value) > 0 && !strings.ContainsRune(string(got), '\u2588') {
		t.Fatalf("%q hides nothing of %q", string(got), string(value))
	}
}
