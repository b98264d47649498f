package wire

import (
	"bytes"
	"slices"
	"strings"
	"testing"
)

func TestNDJSON(t *testing.T) {
	for _, c := range []struct {
		name, stream string
		want         []string
	}{
		{"lines", "{\"a\":1}\n{}\n", []string{`message@0 "{\"a\":1}\n" data="{\"a\":1}"`, `message@8 "{}\n" data="{}"`}},
		{"crlf", "{}\r\n[]\r\n", []string{`message@0 "{}\r\n" data="{}"`, `message@4 "[]\r\n" data="[]"`}},
		{"white space", " {} \t\n", []string{`message@0 " {} \t\n" data="{}"`}},
		{"blank lines", "\n{}\n \r\n\n{}\n", []string{`other@0 "\n"`, `message@1 "{}\n" data="{}"`, `other@4 " \r\n\n"`, `message@8 "{}\n" data="{}"`}},
		{"no line feed at the end", "{}\n{}", []string{`message@0 "{}\n" data="{}"`, `message@3 "{}" data="{}"`}},
		{"a carriage return is no line end", "{}\r{}\n", []string{`message@0 "{}\r{}\n" data="{}\r{}"`}},
		{"empty", "", nil},
		{"white space at the end", "{}\n  ", []string{`message@0 "{}\n" data="{}"`, `other@3 "  "`}},
	} {
		t.Run(c.name, func(t *testing.T) {
			g := sameAtEveryCut(t, &NDJSON{}, 0, []byte(c.stream))
			check(t, g, c.want...)
			if !bytes.Equal(g.same, g.raw) {
				t.Errorf("payloads written over themselves give %q", g.same)
			}
		})
	}
}

func TestNDJSONOversize(t *testing.T) {
	long := strings.Repeat("x", 99)
	g := sameAtEveryCut(t, &NDJSON{}, 64, []byte("{}\n"+long+"\n{}\n"+long))
	check(t, g, `message@0 "{}\n" data="{}"`, `oversize@3 "`+long+`\n" last wire: frame-too-large at offset 3`,
		`message@103 "{}\n" data="{}"`, `oversize@106 "`+long+`" last wire: frame-too-large at offset 106`)
}

func TestNDJSONAppend(t *testing.T) {
	for _, c := range []struct{ name, stream, with, want string }{
		{"lines", "{}\n{}\n", "1", "1\n1\nnew\n"},
		{"crlf and white space", " {} \r\n\r\n", "1", " 1 \r\n\r\nnew\r\n"},
		{"no line feed", "{}", "1", "1\nnew\n"},
		{"data with line feeds", "{}\n", "{\n\n}", "{  }\nnew\n"},
		{"nothing before", "", "", "new\n"},
	} {
		var n NDJSON
		n.Reset(0)
		var out []byte
		h := handlerFunc(func(f *Frame) error { out = f.AppendWith(out, []byte(c.with)); return nil })
		if n.Write([]byte(c.stream), h) != nil || n.Close(h) != nil {
			t.Fatal(c.name)
		}
		if out = n.AppendEnd(n.AppendNew(out, "", []byte("new"))); string(out) != c.want {
			t.Errorf("%s: %q, want %q", c.name, out, c.want)
		}
	}
}

func TestNDJSONRecordings(t *testing.T) {
	traffic(t, func(kind, _ string) bool { return kind == "ndjson" }, func(t *testing.T, stream []byte) {
		g := sameAtEveryCut(t, &NDJSON{}, 0, stream)
		if !bytes.Equal(g.same, stream) {
			t.Error("payloads written over themselves give other bytes")
		}
		var values []string
		for _, v := range g.data {
			values = append(values, string(v))
		}
		if want := naiveLines(string(stream)); !slices.Equal(values, want) {
			t.Errorf("%d values, want %d", len(values), len(want))
		}
	})
}
