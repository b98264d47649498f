package wire

import (
	"bytes"
	"encoding/json"
	"io"
	"strings"
	"testing"
)

func TestJSONStream(t *testing.T) {
	for _, c := range []struct {
		name, stream string
		want         []string
	}{
		{"array", `[{"a":1},{"b":[2]}]`, []string{`other@0 "["`, `message@1 "{\"a\":1}" data="{\"a\":1}"`,
			`message@8 ",{\"b\":[2]}" data="{\"b\":[2]}"`, `other@18 "]"`}},
		{"white space", " [ {} \r\n,\r\n {} ] \n", []string{`other@0 " "`, `other@1 "["`, `other@2 " "`, `message@3 "{}" data="{}"`,
			`other@5 " \r\n"`, `message@8 ",\r\n {}" data="{}"`, `other@14 " "`, `other@15 "]"`, `other@16 " \n"`}},
		{"strings hide brackets", `[{"a":"}]\"{[\\"},"]"]`, []string{`other@0 "["`, `message@1 "{\"a\":\"}]\\\"{[\\\\\"}" data="{\"a\":\"}]\\\"{[\\\\\"}"`,
			`message@17 ",\"]\"" data="\"]\""`, `other@21 "]"`}},
		{"scalars", `[1,true , "x",-2.5e3,null]`, []string{`other@0 "["`, `message@1 "1" data="1"`, `message@2 ",true" data="true"`, `other@7 " "`,
			`message@8 ", \"x\"" data="\"x\""`, `message@13 ",-2.5e3" data="-2.5e3"`, `message@20 ",null" data="null"`, `other@25 "]"`}},
		{"nested arrays", `[[],[[{}]]]`, []string{`other@0 "["`, `message@1 "[]" data="[]"`, `message@3 ",[[{}]]" data="[[{}]]"`, `other@10 "]"`}},
		{"empty array", `[ ]`, []string{`other@0 "["`, `other@1 " "`, `other@2 "]"`}},
		{"one object", `{"a":[1,2]}`, []string{`message@0 "{\"a\":[1,2]}" data="{\"a\":[1,2]}"`}},
		{"one number", `12`, []string{`message@0 "12" data="12"`}},
		{"objects in a row", "{}{}\n{} 1 2", []string{`message@0 "{}" data="{}"`, `message@2 "{}" data="{}"`, `other@4 "\n"`, `message@5 "{}" data="{}"`,
			`other@7 " "`, `message@8 "1" data="1"`, `other@9 " "`, `message@10 "2" data="2"`}},
		{"arrays in a row", "[1][2]", []string{`other@0 "["`, `message@1 "1" data="1"`, `other@2 "]"`, `other@3 "["`, `message@4 "2" data="2"`, `other@5 "]"`}},
		{"commas too many", "[,{},, ]", []string{`other@0 "["`, `message@1 ",{}" data="{}"`, `other@4 ","`, `other@5 ", "`, `other@7 "]"`}},
		{"nonsense is a frame", `}x:"a"]`, []string{`message@0 "}x:" data="}x:"`, `message@3 "\"a\"" data="\"a\""`, `message@6 "]" data="]"`}},
		{"cut in an element", `[{},{"a`, []string{`other@0 "["`, `message@1 "{}" data="{}"`, `partial@3 ",{\"a" wire: truncated at offset 3`}},
		{"cut in a number", `[1`, []string{`other@0 "["`, `partial@1 "1" wire: truncated at offset 1`}},
		{"cut after a comma", `[1, `, []string{`other@0 "["`, `message@1 "1" data="1"`, `other@2 ", "`}},
		{"cut in a string", `"a\`, []string{`partial@0 "\"a\\" wire: truncated at offset 0`}},
		{"empty", "", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			g := sameAtEveryCut(t, &JSONStream{}, 0, []byte(c.stream))
			check(t, g, c.want...)
			if !bytes.Equal(g.same, g.raw) {
				t.Errorf("payloads written over themselves give %q", g.same)
			}
		})
	}
}

func TestJSONStreamOversize(t *testing.T) {
	long := `{"a":"` + strings.Repeat("x", 80) + `"}`
	quoted := `{\"a\":\"` + strings.Repeat("x", 80) + `\"}`
	g := sameAtEveryCut(t, &JSONStream{}, 64, []byte("[1,\n"+long+",2,"+strings.Repeat(" ", 99)+"]"))
	check(t, g, `other@0 "["`, `message@1 "1" data="1"`, `oversize@2 ",\n`+quoted+`" last wire: frame-too-large at offset 2`,
		`message@92 ",2" data="2"`, `oversize@94 ",`+strings.Repeat(" ", 99)+`" last wire: frame-too-large at offset 94`, `other@194 "]"`)
}

func TestJSONStreamDepthIsFlat(t *testing.T) {
	deep := strings.Repeat("[", 200_000) + strings.Repeat("]", 200_000)
	g := decode(t, &JSONStream{}, 1<<20, []byte("["+deep+","+deep+"]"))
	if len(g.data) != 2 || string(g.data[0]) != deep {
		t.Errorf("%d elements", len(g.data))
	}
}

// TestJSONStreamEdits drops, replaces and inserts elements in all ways: the result
// is an array of what is left.
func TestJSONStreamEdits(t *testing.T) {
	streams := []string{"[{\"n\":0}\r\n,\r\n{\"n\":1},{\"n\":2}]", "[ 0 ]", "[\n]", "[0,1, 2 ,3]"}
	const drop, pass, edit, before, instead, choices = 0, 1, 2, 3, 4, 5
	for _, stream := range streams {
		var elements []json.RawMessage
		if err := json.Unmarshal([]byte(stream), &elements); err != nil {
			t.Fatal(err)
		}
		all := 1
		for range elements {
			all *= choices
		}
		for plan := range all {
			for _, stop := range []bool{false, true} {
				var out []byte
				var j JSONStream
				j.Reset(0)
				want, rest := 0, plan
				h := handlerFunc(func(f *Frame) error {
					if f.Kind == Other && stop && string(f.Raw) == "]" {
						out = j.AppendEnd(j.AppendNew(out, "", []byte("9")))
						want++
						return nil
					}
					choice := pass
					if f.Kind == Message {
						choice, rest = rest%choices, rest/choices
					}
					switch choice {
					case pass:
						out = f.AppendRaw(out)
					case edit:
						out = f.AppendWith(out, []byte(`"new"`))
					case before:
						out = f.AppendRaw(j.AppendNew(out, "", []byte("7")))
						want++
					case instead:
						out = j.AppendNew(out, "", []byte("7"))
					}
					if f.Kind == Message && choice != drop {
						want++
					}
					return nil
				})
				if j.Write([]byte(stream), h) != nil || j.Close(h) != nil {
					t.Fatal(stream)
				}
				var got []any
				if err := json.Unmarshal(out, &got); err != nil || len(got) != want {
					t.Fatalf("%q plan %d: %q has %d elements, want %d: %v", stream, plan, out, len(got), want, err)
				}
			}
		}
	}
}

func TestJSONStreamAppendNewOutsideArray(t *testing.T) {
	var j JSONStream
	j.Reset(0)
	out := j.AppendEnd(j.AppendNew([]byte("{}"), "", []byte("{}")))
	if string(out) != "{}{}\n" {
		t.Errorf("%q", out)
	}
}

func TestJSONStreamRecordings(t *testing.T) {
	match := func(kind, api string) bool { return api == "gemini-streamGenerateContent-array" || kind == "ndjson" }
	traffic(t, match, func(t *testing.T, stream []byte) {
		g := sameAtEveryCut(t, &JSONStream{}, 0, stream)
		if !bytes.Equal(g.same, stream) {
			t.Error("payloads written over themselves give other bytes")
		}
		var want []json.RawMessage
		if stream[0] == '[' {
			if err := json.Unmarshal(stream, &want); err != nil {
				t.Fatal(err)
			}
		} else {
			for d := json.NewDecoder(bytes.NewReader(stream)); ; {
				var v json.RawMessage
				if err := d.Decode(&v); err == io.EOF {
					break
				} else if err != nil {
					t.Fatal(err)
				}
				want = append(want, v)
			}
		}
		if len(g.data) != len(want) {
			t.Fatalf("%d values, want %d", len(g.data), len(want))
		}
		for i := range want {
			if !bytes.Equal(g.data[i], want[i]) {
				t.Errorf("value %d differs", i)
			}
		}
	})
}
