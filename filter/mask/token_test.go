package mask

import (
	"bytes"
	"encoding/base32"
	"encoding/base64"
	"encoding/json"
	"strings"
	"testing"
)

func tokenKeys(t testing.TB, ids ...string) *Tokens {
	t.Helper()
	var list []string
	for i, id := range ids {
		key := bytes.Repeat([]byte{byte(i + 1), id[0]}, 16)
		list = append(list, id+":"+base64.StdEncoding.EncodeToString(key))
	}
	keys, err := ParseTokenKeys(strings.Join(list, ", "))
	if err != nil {
		t.Fatal(err)
	}
	return keys
}

// take reads a token as strictly as it is written.
func take(t testing.TB, keys *Tokens, token, typ, context string) (string, bool) {
	t.Helper()
	parts := strings.Split(strings.Trim(token, "[]"), ":")
	if len(parts) != 3 || parts[0] != typ {
		t.Fatalf("token %q", token)
	}
	value, ok := keys.Open(nil, typ, context, []byte(parts[1]), []byte(parts[2]))
	return string(value), ok
}

func TestToken(t *testing.T) {
	keys := tokenKeys(t, "k1")
	spec := Spec{Style: Token, Tokens: keys, Context: "acme"}
	if err := spec.Validate(); err != nil {
		t.Fatal(err)
	}
	token := string(Append(nil, &spec, "EMAIL_ADDRESS", []byte("jane@acme.org"), nil))
	if !strings.HasPrefix(token, "[EMAIL_ADDRESS:k1:") || len(token) != len("[EMAIL_ADDRESS:k1:]")+(13+16)*8/5+1 {
		t.Errorf("token %q", token)
	}
	if quoted, _ := json.Marshal(token); string(quoted) != `"`+token+`"` {
		t.Errorf("JSON escapes %q", token)
	}
	for range 3 {
		if again := string(Append(nil, &spec, "EMAIL_ADDRESS", []byte("jane@acme.org"), new(Numbers))); again != token {
			t.Errorf("%q, then %q", token, again)
		}
	}
	for _, s := range []string{token, strings.ToUpper(token), strings.ToLower(token[14:])} {
		if !strings.HasPrefix(s, "[") {
			s = "[EMAIL_ADDRESS" + s
		}
		if value, ok := take(t, keys, s, "EMAIL_ADDRESS", "acme"); !ok || value != "jane@acme.org" {
			t.Errorf("%q: %q %v", s, value, ok)
		}
	}
	body := token[len("[EMAIL_ADDRESS:k1:") : len(token)-1]
	for name, try := range map[string][4]string{
		"other type": {"PERSON", "acme", "k1", body}, "other tenant": {"EMAIL_ADDRESS", "other", "k1", body},
		"no tenant": {"EMAIL_ADDRESS", "", "k1", body}, "unknown key": {"EMAIL_ADDRESS", "acme", "k2", body},
		"cut": {"EMAIL_ADDRESS", "acme", "k1", body[:len(body)-1]}, "longer": {"EMAIL_ADDRESS", "acme", "k1", body + "a"},
		"empty": {"EMAIL_ADDRESS", "acme", "k1", ""}, "padding": {"EMAIL_ADDRESS", "acme", "k1", body + "="},
	} {
		if v, ok := keys.Open(nil, try[0], try[1], []byte(try[2]), []byte(try[3])); ok || len(v) > 0 {
			t.Errorf("%s: opened %q", name, v)
		}
	}
	for i := range body {
		other := []byte(body)
		other[i] = base32Digit[(base32Value[other[i]]+1)%32]
		if v, ok := keys.Open(nil, "EMAIL_ADDRESS", "acme", []byte("k1"), other); ok {
			t.Errorf("character %d changed: opened %q", i, v)
		}
	}
}

// TestTokenRotation holds that the first key makes tokens and all of them turn
// tokens back.
func TestTokenRotation(t *testing.T) {
	before := tokenKeys(t, "k1")
	old := string(before.Append(nil, "T", "", []byte("value")))
	list := "k2:" + base64.StdEncoding.EncodeToString(make([]byte, 64)) + ",k1:" + base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{1, 'k'}, 16))
	after, err := ParseTokenKeys(list)
	if err != nil {
		t.Fatal(err)
	}
	young := string(after.Append(nil, "T", "", []byte("value")))
	if !strings.HasPrefix(young, "[T:k2:") {
		t.Errorf("%q is not of the first key", young)
	}
	for _, token := range []string{old, young} {
		if v, ok := take(t, after, token, "T", ""); !ok || v != "value" {
			t.Errorf("%q: %q %v", token, v, ok)
		}
	}
	if v, ok := take(t, before, young, "T", ""); ok {
		t.Errorf("without the key: %q", v)
	}
}

func TestTokenLong(t *testing.T) {
	keys := tokenKeys(t, "k1")
	for _, n := range []int{0, 1, MaxTokenValue} {
		value := strings.Repeat("x", n)
		if got, ok := take(t, keys, string(keys.Append(nil, "T", "", []byte(value))), "T", ""); !ok || got != value {
			t.Errorf("%d bytes: %q %v", n, got, ok)
		}
	}
	long := strings.Repeat("x", MaxTokenValue+1)
	got := string(keys.Append(nil, "T", "", []byte(long)))
	if want := string(appendHash(nil, keys.OneWay(), "T", []byte(long))); got != want || len(got) != len("[T:]")+hashDigits {
		t.Errorf("a long value gave %q, want %q", got, want)
	}
}

func TestTokenKeysRefused(t *testing.T) {
	good := base64.StdEncoding.EncodeToString(make([]byte, 32))
	for _, list := range []string{
		"", ",", "k1", good, "k1:", ":" + good, "K1:" + good, "k 1:" + good, "k123456789:" + good, "k1:" + good + ",", "k1:" + good + ",k1:" + good,
		"k1:" + good[1:], "k1:" + base64.StdEncoding.EncodeToString(make([]byte, 31)), "k1:" + base64.StdEncoding.EncodeToString(make([]byte, 16)),
		"k1:" + strings.TrimRight(good, "="),
		strings.Repeat("k1:"+good+",", 17),
	} {
		keys, err := ParseTokenKeys(list)
		if err == nil {
			t.Errorf("%q was taken", list)
		}
		if err != nil && (keys != nil || strings.Contains(err.Error(), good[:8])) {
			t.Errorf("%q: %v", list, err)
		}
	}
}

// TestBase32 compares with the standard library's, which is not in the module.
func TestBase32(t *testing.T) {
	std := base32.NewEncoding(base32Digit).WithPadding(base32.NoPadding)
	b := []byte{}
	for n := range 70 {
		if got, want := string(appendBase32(nil, b)), std.EncodeToString(b); got != want {
			t.Fatalf("%x: %q, want %q", b, got, want)
		}
		if back, ok := decodeBase32(nil, appendBase32(nil, b)); !ok || !bytes.Equal(back, b) {
			t.Fatalf("%x: back %x %v", b, back, ok)
		}
		b = append(b, byte(n*73+11))
	}
	for _, s := range []string{"a", "aaa", "aaaaaa", "ab", "abcdefghab", "a1", "a=", "aé"} {
		if b, ok := decodeBase32(nil, []byte(s)); ok && string(appendBase32(nil, b)) != s {
			t.Errorf("%q is read as %x", s, b)
		}
	}
}

// FuzzToken holds that what is made is turned back, and that nothing else is.
func FuzzToken(f *testing.F) {
	f.Add([]byte("jane@acme.org"), "EMAIL_ADDRESS", "acme", uint16(3))
	f.Add([]byte{}, "", "", uint16(0))
	keys := tokenKeys(f, "k1", "k2")
	f.Fuzz(func(t *testing.T, value []byte, typ, context string, at uint16) {
		if len(value) > MaxTokenValue || strings.ContainsAny(typ, "[]:") {
			return
		}
		token := string(keys.Append([]byte("x"), typ, context, value))[1:]
		got, ok := take(t, keys, token, typ, context)
		if !ok || got != string(value) {
			t.Fatalf("%q: %q %v", value, got, ok)
		}
		if _, ok := take(t, keys, token, typ, context+"x"); ok {
			t.Fatal("opened in another context")
		}
		body := []byte(token[len(typ)+5 : len(token)-1])
		i := int(at) % len(body)
		body[i] = base32Digit[(base32Value[body[i]]+1+byte(at>>8)%31)%32]
		if _, ok := keys.Open(nil, typ, context, []byte("k1"), body); ok {
			t.Fatalf("opened with character %d changed", i)
		}
	})
}

func BenchmarkToken(b *testing.B) {
	keys := tokenKeys(b, "k1")
	value, dst := []byte("dora.winter@kontor-nord.de"), make([]byte, 0, 256)
	b.Run("make", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			dst = keys.Append(dst[:0], "EMAIL_ADDRESS", "acme", value)
		}
	})
	body, out := []byte(strings.Split(strings.Trim(string(dst), "[]"), ":")[2]), make([]byte, 0, 256)
	b.Run("open", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, ok := keys.Open(out, "EMAIL_ADDRESS", "acme", []byte("k1"), body); !ok {
				b.Fatal("not opened")
			}
		}
	})
}
