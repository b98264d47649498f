package guard

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/chatguard/chatguard/filter/text/view"
)

// reversible masks everything with placeholders and restores all of it.
const reversible = `{"name": "t", "restore": {"never": []}, "rules": [
	{"name": "all", "match": ["pii", "secrets"], "action": "Mask", "mask": {"style": "Placeholder"}}]}`

// FuzzRestore holds that a model which repeats what it got gives the user back
// what the user said, and that every body on the way is JSON.
func FuzzRestore(f *testing.F) {
	for _, c := range bodies {
		f.Add(c.in)
	}
	f.Add("mail jane@acme.org or +1 415 555 2671, email address 1, [EMAIL_ADDRESS_1] \u00e9\u2028\\")
	f.Add("card 4111-1111-1111-1111 [CREDIT CARD 1] {\"a\":\"b@acme.org\"}")
	g := load(f, reversible)
	var disguises view.Maker
	f.Fuzz(func(t *testing.T, said string) {
		if !utf8.ValidString(said) || len(said) > 1024 || strings.Contains(said, `\`) {
			return // an escape of JSON inside the text may come back as what it stands for
		}
		body := func(s string) string {
			b, _ := json.Marshal(map[string]any{"model": "m", "messages": []any{map[string]any{"role": "user", "content": s}}})
			return string(b)
		}
		content := func(body, path string) string {
			if !json.Valid([]byte(body)) {
				t.Fatalf("not JSON: %q", body)
			}
			return value(body, path)
		}
		var masked string
		_, restored, o := echo(t, g, body(said), func(request string) string {
			masked = content(request, "messages.0.content")
			b, _ := json.Marshal(map[string]any{"choices": []any{map[string]any{"message": map[string]any{"content": masked}}}})
			return string(b)
		})
		if o.Verdict != Allow {
			return // what is left between two placeholders reads as something new
		}
		got := content(restored, "choices.0.message.content")
		if strings.Contains(got, "[EMAIL_ADDRESS_") && !strings.Contains(said, "[") {
			t.Errorf("said %q, sent %q, got %q", said, masked, got)
		}
		if len(disguises.Make([]byte(said), true)) > 0 {
			return // what was disguised comes back as what it stands for, as one value has one placeholder
		}
		if got != said {
			t.Errorf("said %q, sent %q, got %q", said, masked, got)
		}
	})
}

// FuzzBody holds that a body of any bytes in any cut has one outcome, and that
// an edited JSON body is JSON.
func FuzzBody(f *testing.F) {
	for _, c := range bodies {
		f.Add(c.in, uint16(len(c.in)/2))
	}
	f.Add(`[{"a":"\ud83d\ude00 jane\u0040acme.org"},4111111111111111,"{\"b\":\"x\\u0040acme.org\"}"]`, uint16(20))
	f.Add("plain jane@acme.org", uint16(3))
	g := load(f, everything)
	var worker Scratch
	f.Fuzz(func(t *testing.T, in string, cut uint16) {
		if len(in) > 2048 {
			return
		}
		for _, b := range []Body{openai, {ContentType: "text/plain"}} {
			whole, out := inspect(t, g, b, in)
			if o, cutOut := inspect(t, g, b, in, min(int(cut), len(in))); cutOut != out || summary(o) != summary(whole) {
				t.Fatalf("cut at %d: %q\n%s\nwhole: %q\n%s", cut, cutOut, summary(o), out, summary(whole))
			}
			if o, again := inspectWith(&worker, g, b, in); again != out || summary(o) != summary(whole) {
				t.Fatalf("by a worker that may know its texts: %q\n%s\nwhole: %q\n%s", again, summary(o), out, summary(whole))
			}
			if b.ContentType == "application/json" && len(whole.Edits) > 0 && !json.Valid([]byte(out)) {
				t.Fatalf("%q became %q", in, out)
			}
		}
	})
}

// FuzzRelay holds that a request goes on while it comes as it would have gone on as a whole, in whichever form it is written.
func FuzzRelay(f *testing.F) {
	for _, c := range bodies {
		f.Add(c.in, uint8(0), uint16(len(c.in)/2))
	}
	f.Add("{\"a\":\"jane@acme.org\"}\n[1]\n", uint8(1), uint16(9))
	f.Add("a=jane%40acme.org&jane@acme.org=1&b=+%4", uint8(2), uint16(6))
	f.Add("--b\r\nContent-Disposition: form-data; name=a\r\n\r\njane@acme.org\r\n--b--", uint8(3), uint16(60))
	types := []string{"application/json", "application/x-ndjson", "application/x-www-form-urlencoded", "multipart/form-data; boundary=b"}
	const doc = `{"requestMode": "Streamed", "rules": [{"name": "all", "match": ["pii", "secrets"], "action": "Mask"}]}`
	streamed, buffered := load(f, doc), load(f, strings.Replace(doc, "Streamed", "Buffered", 1))
	f.Fuzz(func(t *testing.T, in string, form uint8, cut uint16) {
		if len(in) > 8192 {
			return
		}
		as := Body{Path: "/v1/chat/completions", ContentType: types[form%4]}
		whole, want := inspect(t, buffered, as, in)
		got, o, _ := relay(t, streamed, as, in, min(int(cut), len(in)))
		if o.Verdict != whole.Verdict || len(o.Findings) != len(whole.Findings) || o.Verdict != Block && got != want {
			t.Fatalf("%s cut at %d: %q\n%s\nwhole: %q\n%s", as.ContentType, cut, got, summary(o), want, summary(whole))
		}
	})
}

// FuzzStream holds that the text of a stream does not depend on how it was cut
// into pieces.
func FuzzStream(f *testing.F) {
	f.Add("write to bob@acme.org today", uint8(3), uint16(100))
	f.Add("[EMAIL_ADDRESS_1] and 4111 1111 1111 1111\n", uint8(5), uint16(300))
	g := load(f, everything)
	f.Fuzz(func(t *testing.T, text string, step uint8, cut uint16) {
		if !utf8.ValidString(text) || len(text) > 256 || step == 0 {
			return
		}
		var deltas []string
		for rest := []rune(text); len(rest) > 0; {
			n := min(int(step), len(rest))
			deltas, rest = append(deltas, string(rest[:n])), rest[n:]
		}
		d := &dialects[int(step)%3]
		in := d.stream(deltas...)
		whole, _ := streamed(t, g, d, userMail, in)
		if out, _ := streamed(t, g, d, userMail, in, min(int(cut), len(in))); out != whole {
			t.Fatalf("cut at %d:\n%s\nwhole:\n%s", cut, out, whole)
		}
		joined, _ := d.read(t, whole)
		all, _ := streamed(t, g, d, userMail, d.stream(text))
		if once, _ := d.read(t, all); once != joined && !strings.Contains(text, "-----BEGIN") {
			t.Errorf("in %d deltas %q, in one %q", len(deltas), joined, once)
		}
	})
}
