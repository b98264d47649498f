package source

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
)

func TestRead(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"nothing", "", `{}`},
		{"only a comment", "# nothing\n", `{}`},
		{"scalars", "a: x\nb: 'y'\nc: \"z\"\nd: 1\ne: 0.5\nf: true\ng: null\nh:\ni: ~\n", `{"a":"x","b":"y","c":"z","d":1,"e":0.5,"f":true,"g":null,"h":null,"i":null}`},
		{"numbers of YAML", "a: 0x10\nb: 0o17\nc: 1_000\nd: -1\ne: 1e3\nf: .5\ng: +7", `{"a":16,"b":15,"c":1000,"d":-1,"e":1000,"f":0.5,"g":7}`},
		{"words that were booleans", "a: on\nb: Off\nc: yes\nd: n", `{"a":"on","b":"Off","c":"yes","d":"n"}`},
		{"dates are text", "a: 2024-01-31\nb: 2024-01-31T10:00:00Z", `{"a":"2024-01-31","b":"2024-01-31T10:00:00Z"}`},
		{"strings that look like more", "a: '1'\nb: !!str 1\nc: 'null'", `{"a":"1","b":"1","c":"null"}`},
		{"lists", "a: [1, [], {}]\nb:\n- x\n-\n  - y\n", `{"a":[1,[],{}],"b":["x",["y"]]}`},
		{"block texts", "a: |\n  one\n  two\nb: >-\n  one\n  two\n", `{"a":"one\ntwo\n","b":"one two"}`},
		{"escapes", `a: "\u00e9\t\x00<&>"`, `{"a":"é\t\u0000<&>"}`},
		{"keys", "1: a\ntrue: b\n? c\n: d\n", `{"1":"a","true":"b","c":"d"}`},
		{"keys twice stay", "a: 1\nb: 2\na: 3\n", `{"a":1,"b":2,"a":3}`},
		{"aliases", "a: &x {b: [1]}\nc: *x\n*y : 1\n", ""},
		{"aliases of values", "a: &x {b: [1]}\nc: *x\n", `{"a":{"b":[1]},"c":{"b":[1]}}`},
		{"merge", "a: &a {x: 1, y: 2}\nb: {<<: *a, y: 3}\n", `{"a":{"x":1,"y":2},"b":{"y":3,"x":1}}`},
		{"merge several", "a: &a {x: 1}\nb: &b {x: 2, z: 3}\nc: {<<: [*a, *b]}\n", `{"a":{"x":1},"b":{"x":2,"z":3},"c":{"x":1,"z":3}}`},
		{"merge of merged", "a: &a {x: 1}\nb: &b {<<: *a, y: 2}\nc: {<<: *b}\n", `{"a":{"x":1},"b":{"y":2,"x":1},"c":{"y":2,"x":1}}`},
		{"flow style is YAML", "{a: b, c: [d]}", `{"a":"b","c":["d"]}`},
		{"a list on top", "- 1", `[1]`},
	} {
		d, err := Read([]byte(c.in))
		switch {
		case c.want == "":
			if err == nil {
				t.Errorf("%s: %s is taken", c.name, d.JSON)
			}
		case err != nil:
			t.Errorf("%s: %v", c.name, err)
		case string(d.JSON) != c.want || !json.Valid(d.JSON):
			t.Errorf("%s: %s, want %s", c.name, d.JSON, c.want)
		}
	}
}

func TestJSONStaysAsItIs(t *testing.T) {
	for _, in := range []string{`{"a": 1.0, "b" : "\u0041"}`, "\n\t{\n\t\"a\": 1}", `{}`, `{"a": nonsense`} {
		d, err := Read([]byte(in))
		if err != nil || string(d.JSON) != in {
			t.Errorf("%s: %v", in, err)
		}
	}
}

func TestErrors(t *testing.T) {
	for in, want := range map[string]string{
		"a: [1,\nb: 2\n":                  "2:1: not YAML: ",
		"{a: b":                           "1:1: not YAML: ",
		"a: 1\n---\nb: 2\n":               "2:1: a second document in one file",
		"a: !env X":                       "1:4: unknown tag !env",
		"a: !x {b: 1}":                    "1:4: unknown tag !x",
		"a: !x [b]":                       "1:4: unknown tag !x",
		"a: !!binary aGk=":                "1:4: unknown tag !!binary",
		"a: .inf":                         "1:4: not a number that can be used",
		"a: .nan":                         "1:4: not a number that can be used",
		"a: 99999999999999999999999":      "",
		"[a]: b":                          "1:1: a key must be a text",
		"a: {<<: [1]}":                    "1:10: only a mapping can be merged",
		"a: &x\n- *x\n":                   "1:4: nested too deeply",
		"a: &x {b: *x}":                   "1:4: nested too deeply",
		"a: &x {<<: *x}":                  "1:4: nested too deeply",
		"a: " + strings.Repeat("[", 200):  "",
		strings.Repeat("a", MaxBytes+1):   "the document is larger than 4194304 bytes",
		bomb("a%d: &a%d [%s]\n", 9):       "the document's aliases make it too large",
		bomb("a%d: &a%d {<<: [%s]}\n", 9): "too many merge keys",
		"\x00":                            "1:1: not YAML: ",
		"a: \"\xff\"":                     "1:1: not YAML: ",
		"? {a: b}\n: c\n":                 "1:3: a key must be a text",
		"a: *nobody":                      "1:1: not YAML: unknown anchor 'nobody' referenced",
	} {
		d, err := Read([]byte(in))
		if err == nil {
			if want != "" || !json.Valid(d.JSON) {
				t.Errorf("%.40q is taken: %.80s", in, d.JSON)
			}
			continue
		}
		var e *Error
		if !errors.As(err, &e) || !strings.Contains(err.Error(), want) {
			t.Errorf("%.40q: %v, want %s", in, err, want)
		}
	}
}

// bomb is a document of n levels, each of which names the one before nine
// times.
func bomb(format string, n int) string {
	doc := "a0: &a0 {x: 1}\n"
	for i := 1; i <= n; i++ {
		names := strings.TrimSuffix(strings.Repeat("*a"+string(rune('0'+i-1))+", ", 9), ", ")
		level := strings.Replace(format, "%d", string(rune('0'+i)), 2)
		doc += strings.Replace(level, "%s", names, 1)
	}
	return doc
}

func TestPosition(t *testing.T) {
	const yaml = "# policy\nä: 1\nlist:\n  - x: [é, \"y\"]\n    key:\n      deep: here\nmerged: &m {one: 1}\nagain: {<<: *m}\n"
	for _, c := range []struct{ text, find, want string }{
		{yaml, `"ä"`, "2:1"}, {yaml, `1,"list"`, "2:4"}, {yaml, `"list"`, "3:1"}, {yaml, `"x"`, "4:5"}, {yaml, `["é"`, "4:8"},
		{yaml, `"y"`, "4:12"}, {yaml, `"here"`, "6:13"}, {yaml, `"again"`, "8:1"}, {yaml, `{"one":1}}`, "8:8"},
		{"{\n\t\"a\": 1,\n  \"é\": [2]}", `"a"`, "2:2"}, {"{\n\t\"a\": 1,\n  \"é\": [2]}", `[2]`, "3:8"},
	} {
		d, err := Read([]byte(c.text))
		if err != nil {
			t.Fatal(err)
		}
		offset := strings.LastIndex(string(d.JSON), c.find)
		if offset < 0 {
			t.Fatalf("%s is not in %s", c.find, d.JSON)
		}
		if got := d.Position(offset).String(); got != c.want {
			t.Errorf("%s: %s, want %s", c.find, got, c.want)
		}
	}
	d, _ := Read([]byte("a: 1"))
	if d.Position(-1) != (Position{}) {
		t.Error("an offset in a preset has a place in the file")
	}
}

// FuzzRead holds that what is read is JSON with a place for every offset.
func FuzzRead(f *testing.F) {
	for _, s := range []string{"a: &x [1, *x]", "a: {<<: [*a, {b: c}]}", "{\"a\": 1}", "a: |\n x\n", "? a\n: !!int 7\n", "- 0x1F\n- 1e400\n- 2024-01-01"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		d, err := Read([]byte(text))
		if err != nil {
			return
		}
		if d.text == nil && !json.Valid(d.JSON) {
			t.Fatalf("%q is no JSON", d.JSON)
		}
		if p := d.Position(len(d.JSON)); p.Line < 1 || p.Column < 1 {
			t.Fatalf("%q: position %v", d.JSON, p)
		}
	})
}
