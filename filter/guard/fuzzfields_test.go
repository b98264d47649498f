package guard

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/textproto"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/chatguard/chatguard/filter/policy"
)

var formEscapes = regexp.MustCompile(`%[0-9A-Fa-f]{2}`)

// formDecoded reads a name or a value of a form as browsers do (WHATWG URL, section 5.1): an escape that is none is text.
func formDecoded(s string) string {
	return formEscapes.ReplaceAllStringFunc(strings.ReplaceAll(s, "+", " "), func(escape string) string {
		b, _ := hex.DecodeString(escape[1:])
		return string(b)
	})
}

// FuzzForm holds that a form in any cut has one outcome, that a field without a finding is passed on bit for bit, and that
// what the standard library reads in the others is masked and nothing else.
func FuzzForm(f *testing.F) {
	f.Add("a=1&text=Badge+EMP-1234%2C+please", uint16(20))
	f.Add("text=%45MP-123%34&a=%zz%&none&=&b=c=EMP-0000&&", uint16(7))
	f.Add(`payload=%7B%22t%22%3A%22EMP%5Cu002d1234%22%7D&EMP-1234=x`, uint16(40))
	g := load(f, badges)
	const kind = "application/x-www-form-urlencoded"
	f.Fuzz(func(t *testing.T, body string, cut uint16) {
		if len(body) > 1024 {
			return
		}
		out, whole := inspectCut(t, g, kind, body, 0)
		if again, o := inspectCut(t, g, kind, body, int(cut)%(len(body)+1)); again != out || summary(o) != summary(whole) {
			t.Fatalf("%q cut at %d: %q\n%s\nwhole: %q\n%s", body, int(cut)%(len(body)+1), again, summary(o), out, summary(whole))
		}
		if whole.Verdict == Block {
			return
		}
		before, after := strings.Split(body, "&"), strings.Split(out, "&")
		if len(after) != len(before) {
			t.Fatalf("%q became %q: other fields", body, out)
		}
		for i := range before {
			name, value, _ := strings.Cut(before[i], "=")
			newName, newValue, _ := strings.Cut(after[i], "=")
			if newName != name {
				checkText(t, body, formDecoded(name), formDecoded(newName))
			}
			if checkText(t, body, formDecoded(value), formDecoded(newValue)); formDecoded(value) == formDecoded(newValue) && value != newValue {
				t.Fatalf("%q became %q: written in another way", body, out)
			}
		}
		values, err := url.ParseQuery(body)
		masked, err2 := url.ParseQuery(out)
		if err != nil {
			return
		}
		if err2 != nil || len(masked) > len(values) {
			t.Fatalf("%q became %q: %v", body, out, err2)
		}
		for name, list := range values {
			if len(masked[name]) == len(list) { // else the name was masked
				for i := range list {
					checkText(t, body, list[i], masked[name][i])
				}
			}
		}
	})
}

// naivePart is a part of a multipart body as the standard library reads it.
type naivePart struct {
	head textproto.MIMEHeader
	text string
}

// readParts reads a body; ok is false if the standard library refuses it.
func readParts(contentType string, body []byte) (parts []naivePart, ok bool) {
	_, params, err := mime.ParseMediaType(contentType)
	if err != nil {
		return nil, false
	}
	r := multipart.NewReader(bytes.NewReader(body), params["boundary"])
	for {
		p, err := r.NextRawPart()
		if errors.Is(err, io.EOF) {
			return parts, true
		}
		if err != nil {
			return nil, false
		}
		text, err := io.ReadAll(p)
		if err != nil {
			return nil, false
		}
		parts = append(parts, naivePart{p.Header, string(text)})
	}
}

// FuzzMultipart holds that a multipart body in any cut has one outcome, and that the standard library reads the same parts
// afterwards, with their texts masked.
func FuzzMultipart(f *testing.F) {
	f.Add("prompt", "Badge EMP-1234, please", "a.txt", "EMP-0000\r\n--XX\r\n", uint16(70))
	f.Add("a", "{\"b\":\"EMP\\u002d1234\"}", "b.png", "\x89PNG EMP-1234", uint16(9))
	f.Add("", "", "x", "\r\n--YYZ--\r\nEMP-1234\n--YY-", uint16(100))
	g := load(f, badges)
	f.Fuzz(func(t *testing.T, name, text, file, content string, cut uint16) {
		if len(name)+len(text)+len(file)+len(content) > 1024 {
			return
		}
		var body bytes.Buffer
		w := multipart.NewWriter(&body)
		if w.SetBoundary("YY") != nil || w.WriteField(name, text) != nil {
			return
		}
		p, err := w.CreateFormFile("file", file)
		if err != nil {
			return
		}
		if _, err := io.WriteString(p, content); err != nil || w.Close() != nil {
			t.Fatal(err)
		}
		in := body.String()
		out, whole := inspectCut(t, g, w.FormDataContentType(), in, 0)
		if again, o := inspectCut(t, g, w.FormDataContentType(), in, int(cut)%(len(in)+1)); again != out || summary(o) != summary(whole) {
			t.Fatalf("%q cut at %d: %q\n%s\nwhole: %q\n%s", in, int(cut)%(len(in)+1), again, summary(o), out, summary(whole))
		}
		before, ok := readParts(w.FormDataContentType(), []byte(in))
		if !ok || whole.Verdict == Block {
			return
		}
		after, ok := readParts(w.FormDataContentType(), []byte(out))
		if !ok || len(after) != len(before) {
			t.Fatalf("%q became %q", in, out)
		}
		for i := range before {
			checkText(t, in, before[i].text, after[i].text)
		}
	})
}

// FuzzOwnAPIs holds that a policy's own APIs are refused with the places of what is wrong, or are of use: a body has one
// outcome in any cut, and is JSON after edits.
func FuzzOwnAPIs(f *testing.F) {
	f.Add(`[{"name":"acme","paths":["*/ask"],"request":{"SystemPrompt":["setup"],"Messages":["q"],"skip":["session"]}}]`,
		`{"setup":"EMP-1234","q":["EMP-1234"],"session":"EMP-1234"}`, uint16(20))
	f.Add(`[{"name":"x","like":"openai.chat","paths":["*/ask"],"block":{"contentType":"text/plain","body":{"no":"{message}"}}}]`,
		`{"messages":[{"role":"system","content":"EMP-1234"}]}`, uint16(9))
	f.Add(`[{"name":"b","batch":true,"paths":["/{ask,b}"],"roles":{"request":"m[].role","scopes":{"tool":"ToolOutput"}},"request":{"shape":[["kind=x"]],"ByRole":["m[].{text,note}"],"media":["m[].d.**"]}}]`,
		`[{"kind":"x","m":[{"text":"EMP-1234","role":"tool"}]}]`, uint16(30))
	f.Fuzz(func(t *testing.T, apis, body string, cut uint16) {
		if len(apis) > 1024 || len(body) > 512 {
			return
		}
		g, err := Load([]byte(badges[:len(badges)-1]+`,"apis":`+apis+`}`), Options{Key: []byte("test key")})
		if err != nil {
			var list policy.Errors
			if !errors.As(err, &list) || len(list) == 0 || g != nil {
				t.Fatalf("%q: %v", apis, err)
			}
			return
		}
		b := Body{Path: "/ask", ContentType: "application/json"}
		whole, out := inspect(t, g, b, body)
		if o, again := inspect(t, g, b, body, int(cut)%(len(body)+1)); again != out || summary(o) != summary(whole) {
			t.Fatalf("%q\n%q cut at %d: %q\n%s\nwhole: %q\n%s", apis, body, int(cut)%(len(body)+1), again, summary(o), out, summary(whole))
		}
		if len(whole.Edits) > 0 && !json.Valid([]byte(out)) {
			t.Fatalf("%q\n%q became %q", apis, body, out)
		}
	})
}
