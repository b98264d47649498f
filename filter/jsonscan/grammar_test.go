package jsonscan

import (
	"slices"
	"strings"
	"testing"
)

// family is a group of cases: documents, and what each must end in.
type family struct {
	family string
	cases  []ending
}

type ending struct{ body, want string }

// documents are all the cases that must be the same at every cut and alignment.
var documents = slices.Concat(grammar, families, decisions)

// grammar holds the cases that follow the grammar of RFC 8259 step by step.
var grammar = []family{
	{"structure", []ending{
		{`{}`, "ok"}, {`[]`, "ok"}, {" [ ] ", "ok"}, {"\t{\r\n}\n", "ok"},
		{`{"a":1}`, "ok"}, {`{"a":1,"b":[2,{"c":null}]}`, "ok"}, {`[[],{},[[]]]`, "ok"},
		{`{ "a" : 1 , "b" : [ 2 , 3 ] }`, "ok"}, {`{"":0}`, "ok"}, {`[""]`, "ok"},
		{`[1,]`, "syntax@3"}, {`[,1]`, "syntax@1"}, {`[1,,2]`, "syntax@3"}, {`[,]`, "syntax@1"},
		{`[1 2]`, "syntax@3"}, {`[1:2]`, "syntax@2"}, {`["a":1]`, "syntax@4"}, {`["a" "b"]`, "syntax@5"},
		{`{"a":1,}`, "syntax@7"}, {`{,"a":1}`, "syntax@1"}, {`{"a"}`, "syntax@4"}, {`{"a":}`, "syntax@5"},
		{`{"a" 1}`, "syntax@5"}, {`{"a"::1}`, "syntax@5"}, {`{"a":1 "b":2}`, "syntax@7"}, {`{"a":1,,"b":2}`, "syntax@7"},
		{`{a:1}`, "syntax@1"}, {`{'a':1}`, "syntax@1"}, {`{1:1}`, "syntax@1"}, {`{null:1}`, "syntax@1"}, {`{[]:1}`, "syntax@1"},
		{`{"a":1]`, "syntax@6"}, {`[1}`, "syntax@2"}, {`[}`, "syntax@1"}, {`{]`, "syntax@1"}, {`]`, "syntax@0"}, {`}`, "syntax@0"},
		{`,`, "syntax@0"}, {`:`, "syntax@0"}, {`[/*c*/]`, "syntax@1"}, {"[//c\n]", "syntax@1"}, {"[#c\n]", "syntax@1"},
		{"[\f]", "syntax@1"}, {"[\v]", "syntax@1"}, {"[\x00]", "syntax@1"}, {"[\u00a0]", "syntax@1"}, {"[\u2028]", "syntax@1"},
		{"[\u200b]", "syntax@1"}, {"\x7f", "syntax@0"}, {"[\xff]", "syntax@1"}, {"*", "syntax@0"}, {"<a>", "syntax@0"},
		{`[`, "truncated@1"}, {`{`, "truncated@1"}, {`[1`, "truncated@2"}, {`[1,`, "truncated@3"}, {`{"a"`, "truncated@4"},
		{`{"a":`, "truncated@5"}, {`{"a":1`, "truncated@6"}, {`{"a":1,`, "truncated@7"}, {`[{}`, "truncated@3"}, {`[[]`, "truncated@3"},
	}},
	{"empty", []ending{
		{"", "empty@0"}, {" ", "empty@1"}, {" \t\r\n", "empty@4"},
	}},
	{"trailing", []ending{
		{`{}{}`, "trailing@2"}, {`[] []`, "trailing@3"}, {`{}x`, "trailing@2"}, {"{}\x00", "trailing@2"}, {`[]]`, "trailing@2"},
		{`{}}`, "trailing@2"}, {`{},`, "trailing@2"}, {`"a"b`, "trailing@3"}, {`"a""b"`, "trailing@3"}, {`1 2`, "trailing@2"},
		{"{}\n{}\n", "trailing@3"}, {`null null`, "trailing@5"}, {`1"a"`, "trailing@1"}, {`[]/**/`, "trailing@2"}, {"[]\xef\xbb\xbf", "trailing@2"},
		{`truex`, "trailing@4"}, {`{}  `, "ok"},
	}},
	{"top level", []ending{
		{`1`, "ok"}, {`-0`, "ok"}, {`0`, "ok"}, {` 1.5e3 `, "ok"}, {`"a"`, "ok"}, {`""`, "ok"}, {` "a" `, "ok"}, {`true`, "ok"}, {`false`, "ok"}, {`null`, "ok"},
		{" null\n", "ok"}, {`1.`, "truncated@2"}, {`-`, "truncated@1"}, {`1e`, "truncated@2"}, {`1e+`, "truncated@3"}, {`"`, "truncated@1"}, {`"a`, "truncated@2"},
		{`tru`, "truncated@3"}, {`n`, "truncated@1"}, {`fals`, "truncated@4"},
	}},
	{"words", []ending{
		{`[true,false,null]`, "ok"}, {`[true ,false ]`, "ok"}, {`[True]`, "syntax@1"}, {`[TRUE]`, "syntax@1"}, {`[tRue]`, "syntax@2"}, {`[truE]`, "syntax@4"},
		{`[nul]`, "syntax@4"}, {`[nulll]`, "syntax@5"}, {`[truefalse]`, "syntax@5"}, {`[true1]`, "syntax@5"}, {`[nan]`, "syntax@2"}, {`[NaN]`, "syntax@1"}, {`[Infinity]`, "syntax@1"},
		{`[undefined]`, "syntax@1"}, {"[nu\x00ll]", "syntax@3"}, {`[fals e]`, "syntax@5"}, {`[t"rue"]`, "syntax@2"},
	}},
	{"numbers", []ending{
		{`[0]`, "ok"}, {`[-0]`, "ok"}, {`[10]`, "ok"}, {`[-1]`, "ok"}, {`[0.0]`, "ok"}, {`[0.10]`, "ok"}, {`[1e5]`, "ok"}, {`[1E5]`, "ok"}, {`[0e0]`, "ok"}, {`[0E+1]`, "ok"},
		{`[1.5e-300]`, "ok"}, {`[-0.0e-0]`, "ok"}, {`[123456789012345678901234567890]`, "ok"}, {`[1e400]`, "ok"}, {`[1e00]`, "ok"}, {`[0 ]`, "ok"}, {"[1\n]", "ok"}, {`{"a":-2.5}`, "ok"},
		{`[01]`, "syntax@2"}, {`[00]`, "syntax@2"}, {`[-01]`, "syntax@3"}, {`[+1]`, "syntax@1"}, {`[.5]`, "syntax@1"}, {`[-.5]`, "syntax@2"}, {`[1.]`, "syntax@3"}, {`[1.e1]`, "syntax@3"},
		{`[-]`, "syntax@2"}, {`[--1]`, "syntax@2"}, {`[-a]`, "syntax@2"}, {`[- 1]`, "syntax@2"}, {`[1-2]`, "syntax@2"}, {`[1+2]`, "syntax@2"}, {`[1.2.3]`, "syntax@4"}, {`[1e]`, "syntax@3"},
		{`[1e+]`, "syntax@4"}, {`[1e1.5]`, "syntax@4"}, {`[1e1e1]`, "syntax@4"}, {`[1e+-1]`, "syntax@4"}, {`[0x1]`, "syntax@2"}, {`[1a]`, "syntax@2"}, {`[1_000]`, "syntax@2"}, {`[1 000]`, "syntax@3"},
		{`[0.]`, "syntax@3"}, {`[0e]`, "syntax@3"}, {`[-Infinity]`, "syntax@2"}, {"[1\x00]", "syntax@2"}, {"[\uff11]", "syntax@1"}, {"[1\u0661]", "syntax@2"}, {`[1"a"]`, "syntax@2"}, {`[1[]]`, "syntax@2"},
		{`01`, "syntax@1"}, {`-x`, "syntax@1"}, {`1.x`, "syntax@2"},
	}},
	{"strings", []ending{
		{`["a"]`, "ok"}, {`["abcdefghijklmnopqrstuvwxyz0123456789 []{},:'/"]`, "ok"}, {"[\"\x7f\"]", "ok"}, {`["// /* # */"]`, "ok"}, {"[\"\u2028\u2029\"]", "ok"},
		{"[\"a\tb\"]", "syntax@3"}, {"[\"a\nb\"]", "syntax@3"}, {"[\"\x00\"]", "syntax@2"}, {"[\"01234567890123456\x1f\"]", "syntax@19"}, {"[\"\x01\x02\"]", "syntax@2"},
		{"{\"a\x1fb\":1}", "syntax@3"}, {`['a']`, "syntax@1"}, {"[`a`]", "syntax@1"}, {`["a]`, "truncated@4"}, {`["a"x]`, "syntax@4"}, {`["`, "truncated@2"}, {`{"`, "truncated@2"}, {`{"a`, "truncated@3"},
	}},
	{"escapes", []ending{
		{`["\"\\\/\b\f\n\r\t"]`, "ok"}, {`["\u0000\u0041\u00e9\u20AC\uFFFF\uffff"]`, "ok"}, {`{"\u0061\n":1}`, "ok"}, {`["a\nb\\"]`, "ok"}, {`["\\u0041"]`, "ok"}, {`["\\"]`, "ok"},
		{`["\\\""]`, "ok"}, {`["\a"]`, "syntax@3"}, {`["\v"]`, "syntax@3"}, {`["\0"]`, "syntax@3"}, {`["\x41"]`, "syntax@3"}, {`["\'"]`, "syntax@3"}, {`["\U0041"]`, "syntax@3"}, {`["\ "]`, "syntax@3"},
		{`["\u"]`, "syntax@4"}, {`["\u0"]`, "syntax@5"}, {`["\u00"]`, "syntax@6"}, {`["\u004"]`, "syntax@7"}, {`["\u004g"]`, "syntax@7"}, {`["\u+041"]`, "syntax@4"}, {`["\u 041"]`, "syntax@4"},
		{`["\u{41}"]`, "syntax@4"}, {"[\"\\\x00\"]", "syntax@3"}, {"[\"\\\u00e9\"]", "syntax@3"}, {"[\"\\u00\xff1\"]", "syntax@6"}, {`["\`, "truncated@3"}, {`["\"`, "truncated@4"}, {`["\"]`, "truncated@5"},
		{`["\u004`, "truncated@7"}, {`["\u0041`, "truncated@8"}, {`["\ud800`, "truncated@8"}, {`["\ud800\`, "truncated@9"}, {`["\ud800\u`, "truncated@10"}, {`{"\u00x":1}`, "syntax@6"},
	}},
	{"surrogates", []ending{
		{`["\ud83d\ude00"]`, "ok"}, {`["\uD83D\uDE00"]`, "ok"}, {`["\ud800"]`, "ok"}, {`["\udc00"]`, "ok"}, {`["\ude00\ud83d"]`, "ok"}, {`["\ud83dx"]`, "ok"}, {`["\ud83d\n"]`, "ok"},
		{`["\ud83d\u0041"]`, "ok"}, {`["\ud83d\ud83d\ude00"]`, "ok"}, {`["\ud83d\ud83d"]`, "ok"}, {`["\ud83d\\ude00"]`, "ok"}, {`["\ud800\udbff\udfff\udc00"]`, "ok"}, {`{"\ud83d\ude00\ud83d":1}`, "ok"},
		{`["\ud83d\ude0"]`, "syntax@13"}, {`["\ud83d\x"]`, "syntax@9"}, {`["\ud83d\ude0g"]`, "syntax@13"}, {"[\"\\ud83d\x01\"]", "syntax@8"}, {"[\"\\ud83d\u00e9\"]", "ok"}, {"[\"\\ud83d\xff\"]", "utf8@8"},
	}},
	{"UTF-8", []ending{
		{"[\"\u00e9\u20ac\U0001f600\"]", "ok"}, {"[\"\u0080\u07ff\u0800\ud7ff\ue000\uffff\U00010000\U0010ffff\"]", "ok"}, {"[\"\ufeff\"]", "ok"}, {"{\"\u00e9\":1}", "ok"},
		{"[\"\xef\xbf\xbe\"]", "ok"}, {"[\"aaaaaaaaaaaaaaaaaaa\u00e9\u00e9aaaaaaaa\u20acaaaaaaaaa\U0001f600\"]", "ok"},
		{"[\"\x80\"]", "utf8@2"}, {"[\"\xbf\"]", "utf8@2"}, {"[\"\xff\"]", "utf8@2"}, {"[\"\xfe\"]", "utf8@2"}, {"[\"\xc0\xaf\"]", "utf8@2"}, {"[\"\xc1\xbf\"]", "utf8@2"}, {"[\"\xe0\x80\xaf\"]", "utf8@3"},
		{"[\"\xe0\x9f\xbf\"]", "utf8@3"}, {"[\"\xf0\x80\x80\xaf\"]", "utf8@3"}, {"[\"\xf0\x8f\xbf\xbf\"]", "utf8@3"}, {"[\"\xed\xa0\x80\"]", "utf8@3"}, {"[\"\xed\xbf\xbf\"]", "utf8@3"}, {"[\"\xf4\x90\x80\x80\"]", "utf8@3"},
		{"[\"\xf5\x80\x80\x80\"]", "utf8@2"}, {"[\"\xf8\x88\x80\x80\x80\"]", "utf8@2"}, {"[\"\xfc\x84\x80\x80\x80\x80\"]", "utf8@2"}, {"[\"\xc3\"]", "utf8@3"}, {"[\"\xe2\x82\"]", "utf8@4"}, {"[\"\xf0\x9f\x98\"]", "utf8@5"},
		{"[\"\xe2(\xa1\"]", "utf8@3"}, {"[\"\xe2\x82(\"]", "utf8@4"}, {"[\"\xc3\xc3\"]", "utf8@3"}, {"[\"\u00e9\xe9\"]", "utf8@5"}, {"[\"01234567\xe9 0123456789\"]", "utf8@11"}, {"{\"\xff\":1}", "utf8@2"},
		{"[\"\xc3", "truncated@3"}, {"[\"\xe2\x82", "truncated@4"}, {"[\"\xf0\x9f\x98", "truncated@5"}, {"[\"\u00e9\u00e9\u00e9\u00e9\x80\"]", "utf8@10"}, {"[\"\u20ac\u20ac\u20ac\x80aaaaaaaaaa\"]", "utf8@11"},
		{"[\"\u00e9\u00e9\"\u00e9\u00e9\"]", "syntax@7"}, {"[\"\u00e9\\\u00e9\u00e9\"]", "syntax@5"}, {"[\"\u20ac\x01\u20ac\u20ac\"]", "syntax@5"}, {"[\"\u20ac a\u20ac \u20ac\x7f\u20ac\"]", "ok"},
		{"[\"\U0001f600\U0001f600\xf4\x90\x80\x80aaaa\"]", "utf8@11"},
	}},
	{"byte order marks and other encodings", []ending{
		{"\xef\xbb\xbf{}", "syntax@0"}, {"\xef\xbb\xbf", "syntax@0"}, {"\xff\xfe{\x00}\x00", "syntax@0"}, {"\xfe\xff\x00{\x00}", "syntax@0"}, {"{\x00}\x00", "syntax@1"}, {"\x00{\x00}", "syntax@0"}, {"[\xef\xbb\xbf]", "syntax@1"},
	}},
	{"keys", []ending{
		{`{"a":1,"b":2,"A":3}`, "ok"}, {`{"a":{"a":{"a":1}}}`, "ok"}, {`[{"a":1},{"a":2}]`, "ok"}, {`{"a":1,"a":2}`, "duplicate-key@8"}, {`{"a":1,"\u0061":2}`, "duplicate-key@8"},
		{`{"\u0061":1,"a":2}`, "duplicate-key@13"}, {`{"":1,"":2}`, "duplicate-key@7"}, {`{"a":{"b":1,"b":2}}`, "duplicate-key@13"}, {`{"a":{"b":1},"a":2}`, "duplicate-key@14"},
		{`{"\ud83d\ude00":1,"` + "\U0001f600" + `":2}`, "duplicate-key@19"}, {`{"\ud800":1,"\udfff":2}`, "duplicate-key@13"}, {`{"a":[{"a":1},{"a":1}],"b":{"a":1}}`, "ok"}, {`{"a\n":1,"a\u000a":2}`, "duplicate-key@10"},
	}},
	{"nesting", []ending{
		{strings.Repeat("[", 64) + strings.Repeat("]", 64), "ok"}, {strings.Repeat("[", 65), "too-deep@64"}, {strings.Repeat(`{"a":`, 64) + "1" + strings.Repeat("}", 64), "ok"},
		{strings.Repeat(`{"a":`, 65), "too-deep@320"}, {strings.Repeat(`[{"a":`, 40), "too-deep@192"}, {"[" + strings.Repeat("[],", 200) + "[]]", "ok"}, {strings.Repeat("[", 64) + "1", "truncated@65"},
	}},
}

func TestGrammar(t *testing.T) {
	for _, f := range documents {
		t.Run(f.family, func(t *testing.T) {
			for _, c := range f.cases {
				if got := outcome(sameAtEveryCut(t, Limits{}, c.body)); got != c.want {
					t.Errorf("%q ends in %s, want %s", c.body, got, c.want)
				}
			}
		})
	}
}

// Every case again behind so many spaces and inside a string-heavy document,
// so that it meets each alignment of the eight-byte words.
func TestGrammarAtEveryAlignment(t *testing.T) {
	var s Scanner
	for _, f := range documents {
		for _, c := range f.cases {
			want := run(t, &s, Limits{}, false, c.body, c.body)
			for n := 1; n <= 40; n++ {
				body := strings.Repeat(" ", n) + c.body
				got := run(t, &s, Limits{}, false, body, body)
				if cut := run(t, &s, Limits{}, false, body, bytewise(body)...); cut != got {
					t.Fatalf("%q after %d spaces depends on the cut", c.body, n)
				}
				if strings.Count(got, "\n") != strings.Count(want, "\n") || strings.Split(outcome(got), "@")[0] != strings.Split(outcome(want), "@")[0] {
					t.Fatalf("%q after %d spaces:\n%s\nwant\n%s", c.body, n, got, want)
				}
			}
		}
	}
}
