package guard

import (
	"encoding/base64"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/chatguard/chatguard/filter/policy"
	"github.com/chatguard/chatguard/filter/restore"
	"github.com/chatguard/chatguard/filter/text/sight"
)

// tokenKeyList has two keys, the first of which makes tokens.
var tokenKeyList = "k2:" + base64.StdEncoding.EncodeToString([]byte("the key of today, 32 bytes long.")) +
	",k1:" + base64.StdEncoding.EncodeToString([]byte("the key of last year, also of 32"))

const tokenPolicy = `{"restore": {"never": ["US_SSN", "secrets"]}, "rules": [
	{"name": "cards", "match": ["CREDIT_CARD"], "direction": "Response", "action": "Mask", "mask": {"style": "Token", "context": "acme"}},
	{"name": "pii", "match": ["pii", "secrets"], "direction": "Request", "action": "Mask", "mask": {"style": "Token", "context": "acme"}},
	{"name": "answers", "match": ["pii", "secrets"], "action": "Mask", "mask": {"style": "Label"}}]}`

func loadTokens(t testing.TB, doc, keys string) *Guard {
	t.Helper()
	g, err := Load([]byte(doc), Options{Key: []byte("test key"), TokenKeys: keys, RequireKey: true})
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func chatRequest(text string) string {
	return `{"model":"m","messages":[{"role":"user","content":` + quote(text) + `}]}`
}

func chatAnswer(text string) string {
	return `{"choices":[{"message":{"role":"assistant","content":` + quote(text) + `}}]}`
}

// masked is the text of a request's one message as it goes on.
func masked(t testing.TB, g *Guard, text string) string {
	t.Helper()
	_, body := inspect(t, g, openai, chatRequest(text))
	var doc map[string]any
	if err := json.Unmarshal([]byte(body), &doc); err != nil {
		t.Fatal(err)
	}
	return field(doc, "messages", 0, "content")
}

func TestTokenRestored(t *testing.T) {
	g := loadTokens(t, tokenPolicy, tokenKeyList)
	mail := masked(t, g, "jane@acme.org")
	if !strings.HasPrefix(mail, "[EMAIL_ADDRESS:k2:") || masked(t, g, "and jane@acme.org, jane@acme.org") != "and "+mail+", "+mail {
		t.Fatalf("%q", mail)
	}
	body := mail[len("[EMAIL_ADDRESS:k2:") : len(mail)-1]
	old := masked(t, loadTokens(t, tokenPolicy, tokenKeyList[strings.IndexByte(tokenKeyList, ',')+1:]), "jane@acme.org")
	other := masked(t, loadTokens(t, strings.ReplaceAll(tokenPolicy, "acme", "other"), tokenKeyList), "jane@acme.org")
	foreign := masked(t, loadTokens(t, tokenPolicy, "k2:"+base64.StdEncoding.EncodeToString(make([]byte, 32))), "jane@acme.org")
	const value = "jane@acme.org"
	for _, c := range []struct {
		name, request, answer, want string
		unresolved                  int
	}{
		{"in an answer", "I am jane@acme.org", "Hello " + mail + "!", "Hello " + value + "!", 0},
		{"of an earlier turn", "hello", "Hello " + mail + "!", "Hello " + value + "!", 0},
		{"of an old key", "hello", "Hello " + old, "Hello " + value, 0},
		{"upper case", "hello", strings.ToUpper(mail), value, 0},
		{"lower case", "hello", strings.ToLower(mail), value, 0},
		{"markdown", "hello", `\[EMAIL\_ADDRESS:k2:` + body + `\]`, value, 0},
		{"spaces", "hello", "[EMAIL ADDRESS: k2: " + body + "]", value, 0},
		{"doubled brackets", "hello", "[" + mail + "]", value, 0},
		{"bold", "hello", "**" + mail + "**", "**" + value + "**", 0},
		{"no brackets", "I am jane@acme.org", "to EMAIL_ADDRESS:k2:" + body + ".", "to " + value + ".", 0},
		{"no brackets, not of this exchange", "hello", "to EMAIL_ADDRESS:k2:" + body + ".", "to EMAIL_ADDRESS:k2:" + body + ".", 0},
		{"two", "hello", mail + old, value + value, 0},
		{"other tenant", "hello", other, other, 1},
		{"other key", "hello", foreign, foreign, 1},
		{"changed", "hello", "[EMAIL_ADDRESS:k2:" + "aaaa" + body[4:] + "]", "[EMAIL_ADDRESS:k2:" + "aaaa" + body[4:] + "]", 1},
		{"other type", "hello", "[PHONE_NUMBER:k2:" + body + "]", "[PHONE_NUMBER:k2:" + body + "]", 1},
		{"unknown key", "hello", "[EMAIL_ADDRESS:k9:" + body + "]", "[EMAIL_ADDRESS:k9:" + body + "]", 1},
		{"cut short", "hello", "[EMAIL_ADDRESS:k2:" + body[:20] + "]", "[EMAIL_ADDRESS:k2:" + body[:20] + "]", 0},
		{"glued", "hello", "[EMAIL_ADDRESS:k2:" + body + "0]", "[EMAIL_ADDRESS:k2:" + body + "0]", 0},
		{"written by the client", "what is " + mail + "?", "It is " + mail, "It is " + mail, 1},
		{"written and masked", "is " + mail + " the same as jane@acme.org?", "It is " + mail, "It is " + value, 0},
		{"brackets of the user's own", "I am [jane@acme.org]", "You are [" + mail + "]", "You are [" + value + "]", 0},
		{"new data", "hello", mail + " bob@acme.org", value + " [EMAIL_ADDRESS]", 0},
		{"only like one", "hello", "see [EMAIL_ADDRESS], [EMAIL_ADDRESS:k2], [EMAIL_ADDRESS:k2:] and [1]", "see [EMAIL_ADDRESS], [EMAIL_ADDRESS:k2], [EMAIL_ADDRESS:k2:] and [1]", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, got, o := exchange(t, g, chatRequest(c.request), chatAnswer(c.answer))
			if want := chatAnswer(c.want); got != want || o.Unresolved != c.unresolved {
				t.Fatalf("%s\nwant %s\n%d unresolved, want %d", got, want, o.Unresolved, c.unresolved)
			}
			d := &dialects[0]
			in := d.stream(c.answer[:len(c.answer)/2], c.answer[len(c.answer)/2:])
			var pieces []string
			for _, r := range c.answer {
				pieces = append(pieces, string(r))
			}
			for _, in := range []string{in, d.stream(c.answer), d.stream(pieces...), d.stream(append(pieces, " end")...)} {
				out, st := streamed(t, g, d, chatRequest(c.request), in)
				text, _ := d.read(t, out)
				if text = strings.TrimSuffix(text, " end"); text != c.want || st.Outcome().Unresolved != c.unresolved {
					t.Fatalf("streamed %q, want %q\n%d unresolved, want %d\n%s", text, c.want, st.Outcome().Unresolved, c.unresolved, in)
				}
			}
			for cut := range c.answer {
				out, st := streamed(t, g, d, chatRequest(c.request), d.stream(c.answer[:cut], c.answer[cut:]))
				if text, _ := d.read(t, out); text != c.want || st.Outcome().Unresolved != c.unresolved {
					t.Fatalf("delta cut at %d: %q, want %q, %d unresolved", cut, text, c.want, st.Outcome().Unresolved)
				}
			}
		})
	}
}

// TestTokenStreams holds that tokens are turned back in every API, however the
// stream is cut.
func TestTokenStreams(t *testing.T) {
	g := loadTokens(t, tokenPolicy, tokenKeyList)
	mail := masked(t, g, "jane@acme.org")
	for i := range dialects {
		d := &dialects[i]
		t.Run(d.name, func(t *testing.T) {
			in := d.stream("Hello "+mail[:9], mail[9:30], mail[30:]+"!")
			whole, st := streamed(t, g, d, userMail, in)
			if got, _ := d.read(t, whole); got != "Hello jane@acme.org!" || st.Outcome().Restored != 1 {
				t.Fatalf("text %q\nstream %s", got, whole)
			}
			every := make([]int, len(in))
			for cut := range len(in) {
				every[cut] = cut
				if out, _ := streamed(t, g, d, userMail, in, cut); out != whole {
					t.Fatalf("cut at %d:\n%s\nwhole:\n%s", cut, out, whole)
				}
			}
			if out, _ := streamed(t, g, d, userMail, in, every...); out != whole {
				t.Fatalf("byte by byte:\n%s\nwhole:\n%s", out, whole)
			}
		})
	}
}

// TestTokenToolArguments holds that a value is escaped for both levels of JSON.
func TestTokenToolArguments(t *testing.T) {
	g := loadTokens(t, `{"rules": [{"name": "a", "match": ["Q"], "action": "Mask", "mask": {"style": "Token"}}],
		"detectors": [{"name": "Q", "regex": "Q\"[^Q]*\"Q"}]}`, tokenKeyList)
	const value = "Q\"a\\b\n\té\"Q"
	token := masked(t, g, value)
	if !strings.HasPrefix(token, "[Q:k2:") {
		t.Fatal(token)
	}
	for _, before := range []string{"", "\n", `"`, `\`, "é\t"} {
		args, _ := json.Marshal(map[string]any{"to": before + token})
		answer := `{"choices":[{"message":{"tool_calls":[{"function":{"arguments":` + quote(string(args)) + `}}]}}]}`
		_, got, o := exchange(t, g, chatRequest("x"), answer)
		var doc map[string]any
		var inner struct{ To string }
		if err := json.Unmarshal([]byte(got), &doc); err != nil {
			t.Fatal(err)
		}
		a := field(doc, "choices", 0, "message", "tool_calls", 0, "function", "arguments")
		if err := json.Unmarshal([]byte(a), &inner); err != nil || strings.TrimRight(inner.To, `\`) != inner.To || !strings.HasSuffix(inner.To, value) || o.Restored != 1 {
			t.Errorf("after %q: %q %v in %s", before, inner.To, err, got)
		}
		for cut := range args {
			if !utf8.Valid(args[:cut]) {
				continue
			}
			in := ""
			for _, s := range []string{string(args[:cut]), string(args[cut:])} {
				in += `data: {"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":` + quote(s) + `}}]}}],"object":"x"}` + "\n\n"
			}
			out, _ := streamed(t, g, &dialects[0], chatRequest("x"), in+"data: [DONE]\n\n")
			joined := ""
			for block := range strings.SplitSeq(strings.TrimSuffix(out, "\n\ndata: [DONE]\n\n"), "\n\n") {
				var e map[string]any
				if err := json.Unmarshal([]byte(block[6:]), &e); err != nil {
					t.Fatal(err, block)
				}
				joined += field(e, "choices", 0, "delta", "tool_calls", 0, "function", "arguments")
			}
			if joined != a {
				t.Fatalf("after %q, cut at %d: %s\nwant %s", before, cut, joined, a)
			}
		}
	}
}

// TestTokenOneWay holds that what is never turned back has no token: a value of
// such a type, and one that a response brought.
func TestTokenOneWay(t *testing.T) {
	g := loadTokens(t, tokenPolicy, tokenKeyList)
	ssn := masked(t, g, "536-22-8726")
	if !strings.HasPrefix(ssn, "[US_SSN:") || len(ssn) != len("[US_SSN:]")+16 || ssn != masked(t, g, "536-22-8726") {
		t.Errorf("%q", ssn)
	}
	_, got, o := exchange(t, g, chatRequest("536-22-8726"), chatAnswer(ssn+" 4111 1111 1111 1111"))
	if !strings.HasPrefix(got, chatAnswer(ssn + " [CREDIT_CARD:")[:len(chatAnswer(ssn))]) || strings.Contains(got, ":k2:") || o.Restored != 0 {
		t.Errorf("%s", got)
	}
	again := masked(t, loadTokens(t, tokenPolicy, "k2:"+base64.StdEncoding.EncodeToString(make([]byte, 32))), "536-22-8726")
	if again == ssn {
		t.Error("the hash does not depend on the key")
	}
}

// TestTokenClean holds that text without a bracket is not delayed.
func TestTokenClean(t *testing.T) {
	g := loadTokens(t, tokenPolicy, tokenKeyList)
	k := restore.Tokens{Types: g.Default().tokens, Around: &restore.Restorer{}}
	text := []byte("Every phone has an IP address: it is [12] (or E")
	for end := range text {
		if open := k.Find(text[:end], 0, policy.Response, false); open < end && text[end-1] != '[' {
			t.Errorf("%q is held", text[open:end])
		}
	}
	if o, body := inspect(t, g, openai, chatRequest("hello")); o.Verdict != Allow || body != chatRequest("hello") {
		t.Error(summary(o))
	}
}

func TestTokenMonitor(t *testing.T) {
	g := loadTokens(t, strings.Replace(tokenPolicy, "{", `{"mode": "Monitor", `, 1), tokenKeyList)
	mail := masked(t, loadTokens(t, tokenPolicy, tokenKeyList), "jane@acme.org")
	sent, got, o := exchange(t, g, chatRequest("jane@acme.org"), chatAnswer(mail))
	if sent != chatRequest("jane@acme.org") || got != chatAnswer(mail) || o.Restored != 0 {
		t.Errorf("%s\n%s", sent, got)
	}
}

// comesBackPlain reports whether a value in text comes back in another spelling: the plain one that it was read in.
func comesBackPlain(g *Guard, text string) bool {
	var s Scratch
	found, _ := s.Look(g.Default().set, []byte(text), 0, true, true)
	return slices.ContainsFunc(found, func(f sight.Finding) bool { return f.Origin != 0 })
}

// FuzzTokenStream holds that restore(mask(x)) is x, however the tokens come
// back.
func FuzzTokenStream(f *testing.F) {
	g := loadTokens(f, tokenPolicy, tokenKeyList)
	f.Add("I am jane@acme.org, +1 415-555-2671.", uint16(7), uint16(60))
	f.Add("[[bob@acme.org]] \\jane@acme.org\\[EMAIL", uint16(1), uint16(2))
	f.Fuzz(func(t *testing.T, text string, a, b uint16) {
		if len(text) > 500 || strings.ContainsAny(text, "[]\\") {
			return // brackets and escapes beside a token go with it
		}
		if text = strings.ToValidUTF8(text, ""); comesBackPlain(g, text) {
			return
		}
		var s Scratch
		x := &Exchange{}
		x.Begin(g, g.Default(), &s)
		in := x.Open(Body{Direction: policy.Request, Path: openai.Path, ContentType: "application/json"})
		_ = in.Write([]byte(chatRequest(text)))
		o := in.Close(nil)
		var doc map[string]any
		if err := json.Unmarshal(o.Apply(nil, []byte(chatRequest(text))), &doc); err != nil {
			t.Fatal(err)
		}
		for i := range o.Findings {
			if o.Findings[i].Type == "US_SSN" || strings.HasPrefix(o.Findings[i].Type, "SECRET_") {
				return
			}
		}
		sent := []rune(field(doc, "messages", 0, "content"))
		i, j := int(a)%(len(sent)+1), int(b)%(len(sent)+1)
		i, j = min(i, j), max(i, j)
		d := &dialects[0]
		st := x.OpenStream(Body{Direction: policy.Response, ContentType: d.contentType, Path: d.path})
		out := st.Write([]byte(d.stream(string(sent[:i]), string(sent[i:j]), string(sent[j:]))), true)
		if got, _ := d.read(t, string(out)); got != text && st.Outcome().Verdict == Allow {
			t.Fatalf("%q came back as %q\nwent as %q", text, got, string(sent))
		}
	})
}
