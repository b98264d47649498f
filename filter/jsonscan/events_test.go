package jsonscan

import "testing"

// TestEvents spells out the events of documents that show each of them.
func TestEvents(t *testing.T) {
	for _, c := range []struct{ body, want string }{
		{`{"a":[1,-2.5e3,true,false,null]}`, `{@0
key@2 "a"
[@5
scalar@6 "1"
scalar@8 "-2.5e3"
scalar@15 "true"
scalar@20 "false"
scalar@26 "null"
]@30
}@31
ok`},
		{`{"\u0061\n":""}`, `{@0
key@2 "a\n"
string@13
end@13
}@14
ok`},
		{`["x\n\u00e9\ud83d\ude00y"]`, `[@0
string@2
text@2 "x"
escape+2@3 "\n"
escape+6@5 "é"
escape+12@11 "😀"
text@23 "y"
end@24
]@25
ok`},
		{`["\ud83d\ud83d\ude00\udc00\ud83d\t\ud83dz"]`, `[@0
string@2
escape+6@2 "�"
escape+12@8 "😀"
escape+6@20 "�"
escape+6@26 "�"
escape+2@32 "\t"
escape+6@34 "�"
text@40 "z"
end@41
]@42
ok`},
		{"[\"ab\xff\"]", `[@0
string@2
text@2 "ab"
utf8@4`},
		{`["ab\x"]`, `[@0
string@2
text@2 "ab"
syntax@5`},
		{`{"a":1,"a":2}`, `{@0
key@2 "a"
scalar@5 "1"
duplicate-key@8`},
		{` -1 `, `scalar@1 "-1"
ok`},
		{`[12`, `[@0
truncated@3`},
	} {
		if got := sameAtEveryCut(t, Limits{}, c.body); got != c.want {
			t.Errorf("%s:\n%s\nwant\n%s", c.body, got, c.want)
		}
	}
}

// pieces counts the calls of Text for literal text.
type pieces struct {
	sink
	literal int
}

func (p *pieces) Text(b []byte, _ int64, raw int) {
	if raw == len(b) {
		p.literal++
	}
}

// A literal run comes in one call for each piece of the body it lies in.
func TestOneTextForEachRun(t *testing.T) {
	body := `["` + english + "\u00e9\u20ac\U0001f600" + english + `\n` + chinese + german + `"]`
	for _, c := range []struct{ cuts, want int }{{1, 2}, {2, 3}, {4, 5}} {
		h := &pieces{sink: sink{want: true}}
		var s Scanner
		s.Reset(Limits{}, h)
		size := (len(body) + c.cuts - 1) / c.cuts
		for rest := body; len(rest) > 0; rest = rest[min(size, len(rest)):] {
			if err := s.Write([]byte(rest[:min(size, len(rest))])); err != nil {
				t.Fatal(err)
			}
		}
		if h.literal != c.want {
			t.Errorf("%d pieces of the body: %d of text, want %d", c.cuts, h.literal, c.want)
		}
	}
}
