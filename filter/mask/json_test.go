package mask

import (
	"encoding/json"
	"testing"
)

func TestAppendJSON(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"", ""}, {"plain", "plain"}, {`a"b\c/d`, `a\"b\\c/d`}, {"\b\f\n\r\t", `\b\f\n\r\t`}, {"\x00\x1f\x7f", "\\u0000\\u001f\x7f"},
		{"\u00e9\u20ac\U0001f600\u2028", "\u00e9\u20ac\U0001f600\u2028"}, {"a\xffb\xc3", "a\ufffdb\ufffd"}, {"\ufffd", "\ufffd"}, {"<&>", "<&>"},
	} {
		if got := AppendJSON([]byte("x"), []byte(c.text)); string(got) != "x"+c.want {
			t.Errorf("%q: %q, want %q", c.text, got, "x"+c.want)
		}
	}
}

// FuzzAppendJSON decodes what was encoded, once and nested.
func FuzzAppendJSON(f *testing.F) {
	for _, s := range []string{"", `"`, `\`, "\n\x00\u00e9\xff", `{"a":"b\n"}`, `[EMAIL_ADDRESS_1]`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for levels := 0; levels <= 4; levels++ {
			got := string(AppendNestedJSON([]byte("prefix"), []byte(text), levels))
			if got[:6] != "prefix" {
				t.Fatalf("level %d lost what stood before", levels)
			}
			got = got[6:]
			for range levels {
				var s string
				if err := json.Unmarshal([]byte(`"`+got+`"`), &s); err != nil {
					t.Fatalf("level %d of %q: %v", levels, text, err)
				}
				got = s
			}
			want := text
			if levels > 0 {
				want = string([]rune(text)) // each bad byte becomes U+FFFD
			}
			if got != want {
				t.Fatalf("level %d of %q decodes to %q", levels, text, got)
			}
		}
		if once := AppendJSON(nil, []byte(text)); string(AppendJSON(nil, once)) != string(AppendNestedJSON(nil, []byte(text), 2)) {
			t.Fatalf("twice AppendJSON of %q is not two levels", text)
		}
	})
}
