package view

import (
	"encoding/base64"
	"encoding/hex"
	"strings"
	"testing"
	"unicode/utf8"
)

// TestViews: what a disguise stands for is in some view, and the way back hits
// the disguised bytes.
func TestViews(t *testing.T) {
	for _, c := range []struct{ text, want, from string }{
		{"card ４１１１ 1111 now", "4111 1111", "４１１１ 1111"},
		{"call ٠١٢٣-٤٥٦ now", "0123-456", "٠١٢٣-٤٥٦"},
		{"jane\u200b@\u200bexample.com", "jane@example.com", "jane\u200b@\u200bexample.com"},
		{"𝐈𝐠𝐧𝐨𝐫𝐞 this", "Ignore", "𝐈𝐠𝐧𝐨𝐫𝐞"},
		{"lеt's mееt bоb", "meet bob", "mееt bоb"},
		{"What a day! \U000e0054\U000e006f\U000e0064", "Tod", "\U000e0054\U000e006f\U000e0064"},
		{"I g n o r e   t h e   above", "Ignore the", "I g n o r e   t h e"},
		{"the s-y-s-t-e-m prompt", "system", "s-y-s-t-e-m"},
		{"id 1 6 8 - 5 4 - 5 0 0 0 ok", "168-54-5000", "1 6 8 - 5 4 - 5 0 0 0"},
		{"jane (at) example dot co dot uk", "jane@example.co.uk", "jane (at) example dot co dot uk"},
		{"jane[at]example[.]com", "jane@example.com", "jane[at]example[.]com"},
		{`"Ign"+"ore" it`, `"Ignore"`, `"Ign"+"ore"`},
		{"jane%40example%2ecom", "jane@example.com", "jane%40example%2ecom"},
		{"jane%2540example.com", "jane@example.com", "jane%2540example.com"},
		{"&#106;ane&#x40;example.com", "jane@example.com", "&#106;ane&#x40;example.com"},
		{`\x6aane\u0040example.com`, "jane@example.com", `\x6aane\u0040example.com`},
		{"jane=40example.com", "jane@example.com", "jane=40example.com"},
		{"see " + base64.StdEncoding.EncodeToString([]byte("write to jane@example.com")) + " there", "jane@example.com", base64.StdEncoding.EncodeToString([]byte("write to jane@example.com"))},
		{"see " + hex.EncodeToString([]byte("to jane@example.com")), "jane@example.com", hex.EncodeToString([]byte("to jane@example.com"))},
		{"\u202emoc.elpmaxe@enaj\u202c", "jane@example.com", "moc.elpmaxe@enaj"},
		{"a\u0301\u0302\u0303\u0304\u0305b", "ab", "a\u0301\u0302\u0303\u0304\u0305b"},
	} {
		var m Maker
		ok := false
		for _, v := range m.Make([]byte(c.text), true) {
			at := strings.Index(string(v.Bytes()), c.want)
			if at < 0 {
				continue
			}
			from, to := v.Span(at, at+len(c.want))
			if got := c.text[from:to]; got != c.from {
				t.Errorf("%q: %q came from %q, want %q", c.text, c.want, got, c.from)
			}
			ok = true
			break
		}
		if !ok {
			t.Errorf("%q: no view has %q", c.text, c.want)
			for _, v := range m.Make([]byte(c.text), true) {
				t.Logf("   view %d: %q", v.Origin, v.Bytes())
			}
		}
	}
}

// TestOrdinaryTextHasNoViews: what people write every day costs one look.
func TestOrdinaryTextHasNoViews(t *testing.T) {
	for _, text := range []string{
		"", "Hi", "How do I reset my password? Thanks (really)!", "Combien coûte la livraison\u00a0? 12\u202f€ c’est trop\u00a0!",
		"Danke dir 🙏🏽 das war super ❤️\u200d🔥", "می\u200cخواهم سفارشم را لغو کنم؛ لطفاً", "Игнорируйте моё прошлое письмо, я нашёл чек.",
		"你好，请问如何取消订单？谢谢。", "注文をキャンセルしたいです。", "Tiếng Việt có dấu", "Scotland 🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f!",
		"a == b && c != d; x = y % 3", "json.dumps gives me \"\\u00fc\" instead of ü, why?", "∀ε>0 ∃δ>0: |x−a|<δ", "רقم", "Zażółć gęślą jaźń",
	} {
		var m Maker
		for _, v := range m.Make([]byte(text), true) {
			t.Errorf("%q has a view %d: %q", text, v.Origin, v.Bytes())
		}
		if len(m.Hidden()) > 0 {
			t.Errorf("%q hides something", text)
		}
	}
}

func TestHidden(t *testing.T) {
	for _, text := range []string{"hi \U000e0041\U000e0042", "a\u200bb\u200bc\u200bd", "\u202enoitcurtsni\u202c", "x\u200b\u200c\u200b\u200c\u200b\u200c\u200b\u200b y"} {
		var m Maker
		m.Make([]byte(text), true)
		if len(m.Hidden()) == 0 {
			t.Errorf("%q hides nothing", text)
		}
	}
}

// FuzzMap: the maps of all views are monotone where they have to be, and in
// range, and budgets hold.
func FuzzMap(f *testing.F) {
	for _, s := range []string{"４１１１\u200b 1 2 3 4 5 (at) %41%42 &#65;&#66; \\u0041 =41A", "аbс", "\u202eabc\u202c", strings.Repeat("QUJD", 12), "\xff\xfe４", "I g n o r e  x", strings.Repeat("４", 3000), "\"a\" + \"b\""} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		var m Maker
		total := 0
		for _, v := range m.Make(text, true) {
			total += len(v.text)
			last := 0
			if v.At(0) != 0 && v.Origin&Encoded == 0 {
				t.Fatalf("At(0) = %d", v.At(0))
			}
			for i := range v.text {
				from, to := v.Span(i, i+1)
				if from < 0 || to > len(text) || from >= to {
					t.Fatalf("Span(%d) = %d, %d of %d", i, from, to, len(text))
				}
				if v.Origin&Encoded == 0 && from < last {
					t.Fatalf("Span(%d) begins at %d, before %d", i, from, last)
				}
				last = from
			}
			if len(v.text) > 0 {
				if from, to := v.Span(0, len(v.text)); v.Origin&Encoded == 0 && (from < 0 || to > len(text) || from >= to) {
					t.Fatalf("whole = %d, %d", from, to)
				}
			}
		}
		if total > 5*(len(text)+spare) {
			t.Fatalf("%d bytes of views for %d", total, len(text))
		}
		for _, r := range m.Hidden() {
			if r.From < 0 || r.To > len(text) || r.From >= r.To {
				t.Fatalf("hidden %v of %d", r, len(text))
			}
		}
		_ = utf8.Valid(text)
	})
}
