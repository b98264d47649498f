package guard

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"

	"github.com/chatguard/chatguard/filter/chat"
)

// badges masks what a person can find with one expression, so that plain texts have a naive oracle.
const badges = `{"rules":[{"name":"r","match":["BADGE"],"action":"Mask","mask":{"style":"Fixed","text":"<a & b>"}}],
	"detectors":[{"name":"BADGE","regex":"EMP-[0-9]{4}"}]}`

const badge = "<a & b>"

var (
	naiveBadge = regexp.MustCompile(`EMP-[0-9]{4}`)
	plainText  = regexp.MustCompile(`\A[A-Za-z0-9 ,-]*\z`) // in which the engine sees nothing but the text
)

// checkText holds what became of a text: it is the same, or masked; a plain one exactly where the expression says.
func checkText(t *testing.T, body, before, after string) {
	t.Helper()
	if plainText.MatchString(before) {
		if want := naiveBadge.ReplaceAllLiteralString(before, badge); after != want {
			t.Fatalf("%q: %q became %q, want %q", body, before, after, want)
		}
	} else if after != before && !strings.Contains(after, badge) && !strings.Contains(after, `a \u0026 b`) {
		t.Fatalf("%q: %q became %q", body, before, after)
	}
}

// naiveToken is a token of a JSON document as the standard library reads it.
type naiveToken struct {
	value json.Token
	raw   string // with what stands before it: white space, a comma, a colon
	key   bool   // or a value
}

func readTokens(doc string) (tokens []naiveToken) {
	d := json.NewDecoder(strings.NewReader(doc))
	d.UseNumber()
	var objects []int // of each container that is open, how many tokens it has had; -1 for an array
	for at := int64(0); ; at = d.InputOffset() {
		v, err := d.Token()
		if err != nil {
			return tokens
		}
		t := naiveToken{value: v, raw: doc[at:d.InputOffset()]}
		delim, _ := v.(json.Delim)
		if delim == '}' || delim == ']' {
			objects = objects[:len(objects)-1]
		} else if n := len(objects); n > 0 && objects[n-1] >= 0 {
			t.key = objects[n-1]%2 == 0
			objects[n-1]++
		}
		switch delim {
		case '{':
			objects = append(objects, 0)
		case '[':
			objects = append(objects, -1)
		}
		tokens = append(tokens, t)
	}
}

// FuzzEdits holds that the standard library reads the same document after edits but for the texts that are masked, and that
// every byte outside of those is as it was.
func FuzzEdits(f *testing.F) {
	f.Add(`{"a":"Badge EMP-1234, please","b":["\u0045MP-1234EMP-0000",1.50,{"EMP-1234":null}]}`, uint16(20))
	f.Add("[ \"x\" ,\n\"{\\\"a\\\":\\\"EMP-1234\\\"}\", \"\\ud83d\\ude00 EMP-1234\", -0, true ]", uint16(9))
	f.Add(`"EMP-1234"`, uint16(3))
	for _, c := range bodies {
		f.Add(c.in, uint16(7))
	}
	g := load(f, badges)
	f.Fuzz(func(t *testing.T, body string, cut uint16) {
		if len(body) > 1024 {
			return
		}
		b := Body{Path: "/hook", ContentType: "application/json"}
		whole, out := inspect(t, g, b, body)
		if o, again := inspect(t, g, b, body, int(cut)%(len(body)+1)); again != out || summary(o) != summary(whole) {
			t.Fatalf("%q cut at %d: %q\n%s\nwhole: %q\n%s", body, int(cut)%(len(body)+1), again, summary(o), out, summary(whole))
		}
		if !json.Valid([]byte(body)) || whole.Verdict == Block {
			return
		}
		if !json.Valid([]byte(out)) {
			t.Fatalf("%q became %q", body, out)
		}
		before, after := readTokens(body), readTokens(out)
		if len(before) != len(after) {
			t.Fatalf("%q became %q", body, out)
		}
		for i, was := range before {
			old, isText := was.value.(string)
			now, stillText := after[i].value.(string)
			if was.raw == after[i].raw && (was.key || !isText || whole.API != chat.GenericName) {
				continue // a name is looked at only where it may be a value, and APIs have members that are not
			}
			if !isText || !stillText {
				t.Fatalf("%q became %q: %q became %q", body, out, was.raw, after[i].raw)
			}
			checkText(t, body, old, now)
			lead, _, _ := strings.Cut(was.raw, `"`)
			if !strings.HasPrefix(after[i].raw, lead+`"`) || now == old && was.raw != after[i].raw {
				t.Fatalf("%q became %q: %q became %q", body, out, was.raw, after[i].raw)
			}
		}
	})
}
