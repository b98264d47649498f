package jsonscan

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"
)

// families are the cases that conformance suites for parsers are made of, as far as the grammar's own do not have them: what
// lenient readers take, and what strict ones trip over.
var families = []family{
	{"separators", []ending{
		{`[1;2]`, "syntax@2"}, {`{"a",1}`, "syntax@4"}, {`{"a";1}`, "syntax@4"}, {`{"a"=1}`, "syntax@4"}, {`{"a"=>1}`, "syntax@4"}, {`{"a":1;"b":2}`, "syntax@6"},
		{`{"a":1,"b"}`, "syntax@10"}, {`{"a" b}`, "syntax@5"}, {`{:1}`, "syntax@1"}, {`{"a":,}`, "syntax@5"}, {`{"a":1:2}`, "syntax@6"}, {`{"a" "b"}`, "syntax@5"},
		{`["",]`, "syntax@4"}, {`["x",,]`, "syntax@5"}, {`[,`, "syntax@1"}, {`[,""`, "syntax@1"}, {`["a",`, "truncated@5"}, {`[3[4]]`, "syntax@2"}, {`[1 true]`, "syntax@3"},
		{`[""],`, "trailing@4"}, {`[1],2`, "trailing@3"}, {`{,`, "syntax@1"}, {`{"a":true,`, "truncated@10"}, {`{"a":1,}`, "syntax@7"}, {`{"a":1,,}`, "syntax@7"}, {`[1,...]`, "syntax@3"},
	}},
	{"brackets", []ending{
		{`[][]`, "trailing@2"}, {`{"a":1}"b"`, "trailing@7"}, {`{"a":1}}`, "trailing@7"}, {`[1]x`, "trailing@3"}, {`{"a":[}`, "syntax@6"}, {`[{]`, "syntax@2"}, {`{[`, "syntax@1"}, {`[{`, "truncated@2"},
		{`{"a":[1}`, "syntax@7"}, {`{[:1}`, "syntax@1"}, {`(1)`, "syntax@0"}, {`[(1)]`, "syntax@1"}, {`<.>`, "syntax@0"}, {`[<null>]`, "syntax@1"}, {`{{}}`, "syntax@1"}, {`{{"a":1}}`, "syntax@1"},
		{`[1,` + "\n2\n,3", "truncated@8"}, {"[\"a\",\n4\n,1,", "truncated@11"}, {`["\{["\{["\{`, "syntax@3"}, {`[{"a":[{"b":[{`, "truncated@14"}, {"[]\n]", "trailing@3"}, {`[[[]]`, "truncated@5"}, {`{"":`, "truncated@4"}, {`{"a":"b`, "truncated@7"},
		{`[[]   ]`, "ok"}, {"{\n\"a\"\n:\n\"b\"\n}", "ok"}, {`[null,1,"1",{},[]]`, "ok"}, {"\n\n[]", "ok"}, {`{"a":{},"b":[],"c":"","d":0}`, "ok"},
	}},
	{"comments", []ending{
		{`{"a":1}/**/`, "trailing@7"}, {`{"a":1}/**//`, "trailing@7"}, {`{"a":1}//`, "trailing@7"}, {`{"a":1}/`, "trailing@7"}, {`{"a":1}#c`, "trailing@7"}, {`{"a":1}--c`, "trailing@7"},
		{`{"a":/*c*/1}`, "syntax@5"}, {`{/*c*/}`, "syntax@1"}, {`{"a"/*c*/:1}`, "syntax@4"}, {`[1/*c*/]`, "syntax@2"}, {`/*c*/[]`, "syntax@0"}, {"//c\n[]", "syntax@0"}, {`<!--c-->[]`, "syntax@0"},
		{`["/*c*/","//c","#c"]`, "ok"}, {`{"/*c*/":0}`, "ok"},
	}},
	{"identifiers", []ending{
		{`abc`, "syntax@0"}, {"\u00e5b", "syntax@0"}, {"b\u00e5", "syntax@0"}, {"[\u00e5]", "syntax@1"}, {"{\u00e5:1}", "syntax@1"}, {`{"a":b}`, "syntax@5"}, {`[None]`, "syntax@1"}, {`[yes]`, "syntax@1"},
		{`{$a:1}`, "syntax@1"}, {`{_a:1}`, "syntax@1"}, {`{a.b:1}`, "syntax@1"}, {`{"a":function(){}}`, "syntax@6"}, {`a(1)`, "syntax@0"}, {`{"a":new Date(1)}`, "syntax@6"}, {`{true:1}`, "syntax@1"},
		{`{1e9:1}`, "syntax@1"}, {`{-1:1}`, "syntax@1"}, {`{"a":undefined}`, "syntax@5"}, {`)]}',[]`, "syntax@0"}, {`while(1);[]`, "syntax@0"}, {`[ false, nul`, "truncated@12"}, {`[ false, tru`, "truncated@12"},
		{`[tru]`, "syntax@4"}, {`[fals]`, "syntax@5"}, {`[FALSE]`, "syntax@1"}, {`[Null]`, "syntax@1"}, {`[nULL]`, "syntax@2"}, {"[tr\u00fce]", "syntax@3"}, {"[\uff54rue]", "syntax@1"},
	}},
	{"white space", []ending{
		{"[\u2060]", "syntax@1"}, {"[\ufeff]", "syntax@1"}, {"[\u3000]", "syntax@1"}, {"[\u0085]", "syntax@1"}, {"[\u1680]", "syntax@1"}, {"[\u2003]", "syntax@1"}, {"[\u2029]", "syntax@1"}, {"\u2060[]", "syntax@0"},
		{"[]\u2060", "trailing@2"}, {"[]\f", "trailing@2"}, {"[\x1c]", "syntax@1"}, {"[\x08]", "syntax@1"}, {"[\x1f]", "syntax@1"}, {"\v[]", "syntax@0"}, {"{\u00a0}", "syntax@1"}, {"{\"a\"\u2060:1}", "syntax@4"},
		{`[\u000A""]`, "syntax@1"}, {`[\u0020]`, "syntax@1"}, {`\u005b]`, "syntax@0"}, {`[\n]`, "syntax@1"}, {`\n[]`, "syntax@0"}, {`{\t"a":1}`, "syntax@1"}, {`[1,\n2]`, "syntax@3"}, {`[1]\n`, "trailing@3"}, {`[&#32;]`, "syntax@1"},
		{"\r\n[\r\n1\r\n,\r\n2\r\n]\r\n", "ok"}, {"\t{\t\"a\"\t:\t1\t}\t", "ok"}, {"[ 4]", "ok"}, {" [1]", "ok"}, {"[1] \n", "ok"}, {"[true ]", "ok"},
	}},
	{"number signs", []ending{
		{`[++1]`, "syntax@1"}, {`[+0]`, "syntax@1"}, {`[+-1]`, "syntax@1"}, {`[-+1]`, "syntax@2"}, {`[.-1]`, "syntax@1"}, {`[-.1]`, "syntax@2"}, {`[-1.0.]`, "syntax@5"}, {`[1-]`, "syntax@2"}, {`[1+]`, "syntax@2"},
		{`[-NaN]`, "syntax@2"}, {`[+NaN]`, "syntax@1"}, {`[NaN1]`, "syntax@1"}, {`[Inf]`, "syntax@1"}, {`[+Inf]`, "syntax@1"}, {`[-Inf]`, "syntax@2"}, {`[-infinity]`, "syntax@2"}, {`[-foo]`, "syntax@2"}, {`[-true]`, "syntax@2"},
		{`[-"1"]`, "syntax@2"}, {`[-[1]]`, "syntax@2"}, {"[-\n1]", "syntax@2"}, {"[\u22121]", "syntax@1"}, {"[\u20131]", "syntax@1"}, {`[-012]`, "syntax@3"}, {`[-00]`, "syntax@3"}, {`[012]`, "syntax@2"}, {`[0123.5]`, "syntax@2"},
		{`[-0.0]`, "ok"}, {`[-0e0]`, "ok"}, {`[-0.5E-5]`, "ok"}, {`[-12.75]`, "ok"},
	}},
	{"number exponents", []ending{
		{`[1eE2]`, "syntax@3"}, {`[1EE2]`, "syntax@3"}, {`[1ea]`, "syntax@3"}, {`[1Ex]`, "syntax@3"}, {`[1e+a]`, "syntax@4"}, {`[1e.5]`, "syntax@3"}, {`[0e+-1]`, "syntax@4"}, {`[0e-+1]`, "syntax@4"}, {`[0E+]`, "syntax@4"}, {`[0E]`, "syntax@3"},
		{`[0.3e]`, "syntax@5"}, {`[0.3e+]`, "syntax@6"}, {`[1.0e]`, "syntax@5"}, {`[1.0e-]`, "syntax@6"}, {`[9.e+]`, "syntax@3"}, {`[2.e3]`, "syntax@3"}, {`[.2e-3]`, "syntax@1"}, {`[e5]`, "syntax@1"}, {`[1 e5]`, "syntax@3"}, {`[1e 5]`, "syntax@3"},
		{`[1e5e]`, "syntax@4"}, {`[1e5.]`, "syntax@4"}, {`[1^5]`, "syntax@2"}, {`[1p5]`, "syntax@2"}, {"[1\u04355]", "syntax@2"}, {`1e`, "truncated@2"}, {`[1e`, "truncated@3"}, {`[1e-`, "truncated@4"},
		{`[20e1]`, "ok"}, {`[1E22]`, "ok"}, {`[1E-2]`, "ok"}, {`[123.456e78]`, "ok"}, {`[0e1]`, "ok"}, {`[0.4e0066]`, "ok"}, {`[1e-0]`, "ok"}, {`[1.5E+007]`, "ok"},
	}},
	{"number digits", []ending{
		{`[1.]`, "syntax@3"}, {`[1.,2]`, "syntax@3"}, {`[1..2]`, "syntax@3"}, {`[0.1.2]`, "syntax@4"}, {`[.]`, "syntax@1"}, {`[1,5.]`, "syntax@5"}, {`[1'000]`, "syntax@2"}, {`[1 000.0]`, "syntax@3"}, {`[0x]`, "syntax@2"}, {`[0xFF]`, "syntax@2"}, {`[0X1]`, "syntax@2"},
		{`[0b1]`, "syntax@2"}, {`[0o7]`, "syntax@2"}, {`[1.8H-3]`, "syntax@4"}, {`[-1x]`, "syntax@3"}, {`[1.5f]`, "syntax@4"}, {`[1L]`, "syntax@2"}, {`[1n]`, "syntax@2"}, {`[1%]`, "syntax@2"}, {`[$1]`, "syntax@1"}, {`[1/2]`, "syntax@2"}, {`[#1]`, "syntax@1"},
		{"123\x00", "trailing@3"}, {"[12\x00]", "syntax@3"}, {"[1.\x00]", "syntax@3"}, {"[\u0967]", "syntax@1"}, {"[1\u00b2]", "syntax@2"}, {"[1\uff0e5]", "syntax@2"}, {"[\u00bd]", "syntax@1"}, {`[1\u0030]`, "syntax@2"}, {`[1"]`, "syntax@2"}, {`[-1.5foo]`, "syntax@5"},
		{`[123.456789]`, "ok"}, {`[0.000000000000000000000000000001]`, "ok"}, {`[1.000000000000000005]`, "ok"}, {`[100]`, "ok"}, {"[1\t,2]", "ok"},
	}},
	{"invalid UTF-8 outside strings", []ending{
		{"\xe5", "syntax@0"}, {"\x80", "syntax@0"}, {"\xc0", "syntax@0"}, {"[\xe5]", "syntax@1"}, {"[a\xe5]", "syntax@1"}, {"[1\xe5]", "syntax@2"}, {"[123\xe5]", "syntax@4"}, {"[-\xe5]", "syntax@2"}, {"[0\xe5]", "syntax@2"}, {"[1.\xe5]", "syntax@3"}, {"[1.5\xe5]", "syntax@4"},
		{"[1e\xe5]", "syntax@3"}, {"[1e+\xe5]", "syntax@4"}, {"[1e1\xe5]", "syntax@4"}, {"[1\x80]", "syntax@2"}, {"[1\xff1]", "syntax@2"}, {"[t\xe5rue]", "syntax@2"}, {"[tru\xe5]", "syntax@4"}, {"[true\xe5]", "syntax@5"}, {"[nul\x80l]", "syntax@4"}, {"[fals\xffe]", "syntax@5"},
		{"{\xe5}", "syntax@1"}, {"{\"a\"\xe5:1}", "syntax@4"}, {"{\"a\":\xe5}", "syntax@5"}, {"{\"a\":1\xe5}", "syntax@6"}, {"{\"a\":1,\xe5}", "syntax@7"}, {"[]\xe5", "trailing@2"}, {"[] \xff", "trailing@3"}, {"1\xe5", "trailing@1"}, {"true\xe5", "trailing@4"}, {"\"a\"\xe5", "trailing@3"},
	}},
	{"quotes", []ending{
		{`[']`, "syntax@1"}, {`['`, "syntax@1"}, {`{'a':0}`, "syntax@1"}, {`{'a':'b'}`, "syntax@1"}, {"[\u201ca\u201d]", "syntax@1"}, {"{\u201ca\u201d:1}", "syntax@1"}, {"{`a`:1}", "syntax@1"}, {`["a''']`, "truncated@7"}, {`["""a"""]`, "syntax@3"}, {`[r"a"]`, "syntax@1"}, {`[b"a"]`, "syntax@1"},
		{`[f"a"]`, "syntax@2"}, {`[\"a\"]`, "syntax@1"}, {`{\"a\":1}`, "syntax@1"}, {`[&quot;a&quot;]`, "syntax@1"}, {`[%22a%22]`, "syntax@1"}, {`"a" + "b"`, "trailing@4"}, {`["a"+"b"]`, "syntax@4"}, {`["a"."b"]`, "syntax@4"}, {`""x`, "trailing@2"}, {`"a`, "truncated@2"}, {`{"a":"a`, "truncated@7"},
		{`["'"]`, "ok"}, {"[\"`\"]", "ok"}, {`{"'a'":"'"}`, "ok"},
	}},
	{"string escapes", []ending{
		{`["\x00"]`, "syntax@3"}, {`["\012"]`, "syntax@3"}, {`["\e"]`, "syntax@3"}, {`["\N"]`, "syntax@3"}, {`["\T"]`, "syntax@3"}, {`["\?"]`, "syntax@3"}, {"[\"\\\n\"]", "syntax@3"}, {"[\"\\\r\n\"]", "syntax@3"}, {"[\"\\\t\"]", "syntax@3"}, {"[\"\\\U0001f300\"]", "syntax@3"}, {"[\"\\\xe5\"]", "syntax@3"},
		{`"\UA66D"`, "syntax@2"}, {`["\uqqqq"]`, "syntax@4"}, {`["\u00A"]`, "syntax@7"}, {`["\u-041"]`, "syntax@4"}, {`["\u0x41"]`, "syntax@5"}, {`["\u004G"]`, "syntax@7"}, {`["\u00:0"]`, "syntax@6"}, {`["\u00@0"]`, "syntax@6"}, {"[\"\\u00`0\"]", "syntax@6"}, {`["\u00/0"]`, "syntax@6"},
		{"[\"\\u\uff10041\"]", "syntax@4"}, {"[\"\\u\xe5\"]", "syntax@4"}, {`["\\\"]`, "truncated@7"}, {`["\\\\\"`, "truncated@8"}, {`["\u0022]`, "truncated@9"}, {`["\u005c"]`, "ok"}, {`["\u005c\u0022"]`, "ok"}, {`["\u007f\u0080"]`, "ok"},
		{`["\\\\"]`, "ok"}, {`["\/"]`, "ok"}, {`["\u002f\u0022\u002c"]`, "ok"}, {`["a\u0000b"]`, "ok"}, {`{"a\u0000b":1,"a":2}`, "ok"}, {`["\u2028\u200B\u2064\u2060\uFEFF"]`, "ok"}, {`["\uFDD0\uFFFE\uFFFF"]`, "ok"}, {`["\uDBFF\uDFFE\uD83F\uDFFF"]`, "ok"}, {`["\uABCD\uabcd\uAbCd"]`, "ok"},
	}},
	{"control characters", []ending{
		{"[\"a\x00a\"]", "syntax@3"}, {"[\"a\x01\"]", "syntax@3"}, {"[\"\x08\"]", "syntax@2"}, {"[\"\x0b\"]", "syntax@2"}, {"[\"\x0c\"]", "syntax@2"}, {"[\"\r\"]", "syntax@2"}, {"[\"\x1b[0m\"]", "syntax@2"}, {"[\"\x1f\"]", "syntax@2"}, {"{\"a\nb\":1}", "syntax@3"}, {"{\"\t\":1}", "syntax@2"},
		{"[\"\u0080\u009f\"]", "ok"}, {"[\"\x20\x7f\"]", "ok"},
	}},
	{"names", []ending{
		{"{\"\u00e9\":1,\"e\u0301\":2}", "ok"}, {"{\"e\u0301\":1,\"\u00e9\":2}", "ok"}, {"{\"\u212b\":1,\"\u00c5\":2}", "ok"}, {`{"a":1,"A":2,"\uff41":3}`, "ok"}, {`{"a":1," a":2,"a ":3}`, "ok"}, {`{"1":1,"1.0":2,"01":3}`, "ok"}, {`{"__proto__":{},"constructor":1}`, "ok"},
		{"{\"\u00e9\":1,\"\\u00E9\":2}", "duplicate-key@9"}, {"{\"e\u0301\":1,\"\\u0065\\u0301\":2}", "duplicate-key@10"}, {`{"a":1,"a":1}`, "duplicate-key@8"}, {`{"a":0,"a":-0}`, "duplicate-key@8"}, {`{"a":"b","a":"c"}`, "duplicate-key@10"}, {`{"\/":1,"/":2}`, "duplicate-key@9"},
		{"{\"\xb9\":\"0\",}", "utf8@2"}, {`{"a":{"x":1},"b":{"x":1}}`, "ok"}, {`{null:null,null:null}`, "syntax@1"}, {"{\"\u200b\":1,\"\":2}", "ok"},
	}},
}

// decisions are the cases that the RFC leaves to a reader, each family with what this one does and why.
var decisions = []family{
	// A number is passed on and never computed with, so it may be of any size that fits Limits.NumberBytes.
	{"decided: numbers of any value", []ending{
		{`[123123e100000]`, "ok"}, {`[-123123e100000]`, "ok"}, {`[1E-999]`, "ok"}, {`[9223372036854775808]`, "ok"}, {`[-9223372036854775809]`, "ok"}, {`[18446744073709551616]`, "ok"}, {`[10000000000000000999]`, "ok"}, {`[1.7976931348623159e308]`, "ok"}, {`[5e-325]`, "ok"},
		{`[0.4e` + strings.Repeat("0", 40) + `669]`, "ok"}, {`[-` + strings.Repeat("7", 250) + `]`, "ok"}, {`[` + strings.Repeat("1", DefaultNumberBytes) + `]`, "ok"}, {`[` + strings.Repeat("1", DefaultNumberBytes+1) + `]`, "number-too-long@257"},
	}},
	// An escaped surrogate without its other half is grammar (RFC 8259, section 8.2): taken, and read as U+FFFD.
	{"decided: lone surrogates", []ending{
		{`["\uD888\u1234"]`, "ok"}, {`["\uDd1ea"]`, "ok"}, {`["\uDFAA"]`, "ok"}, {`["\uD800\uD800\n"]`, "ok"}, {`["\uD800\uD800\uD800"]`, "ok"}, {`{"\uD800":1}`, "ok"}, {`{"\uD800":1,"\uD801":2}`, "duplicate-key@13"},
		{`["\uD800\uD800\x"]`, "syntax@15"}, {`["\uD834\uDd"]`, "syntax@12"}, {`["\uD800\u1x"]`, "syntax@11"}, {`["\uD800\u"]`, "syntax@10"}, {`["\uD800\"]`, "truncated@11"},
	}},
	// What is not UTF-8 is refused (RFC 8259, section 8.1; RFC 3629): the receiver would see another text than was inspected.
	{"decided: text that is not UTF-8", []ending{
		{"[\"\u65e5\u0448\xfa\"]", "utf8@7"}, {"[\"\xe9\"]", "utf8@3"}, {"[\"\xed\xa0\x80\xed\xa0\x80\"]", "utf8@3"}, {"[\"\xed\xa0\xbd\xed\xb8\x80\"]", "utf8@3"}, {"[\"\xfc\x80\x80\x80\x80\x80\"]", "utf8@2"}, {"[\"\xf8\x87\xbf\xbf\xbf\"]", "utf8@2"}, {"[\"\xc0\x80\"]", "utf8@2"},
		{"[\"\xf0\x80\x80\x80\"]", "utf8@3"}, {"[\"\xe0\xff\"]", "utf8@3"}, {"[\"\xf7\xbf\xbf\xbf\"]", "utf8@2"}, {"[\"\x81\"]", "utf8@2"}, {"[\"a\xa0\"]", "utf8@3"}, {"[\"\\u00e9\xe9\"]", "utf8@9"}, {"{\"\xe9\":1}", "utf8@3"}, {"{\"\xed\xa0\x80\":1}", "utf8@3"},
	}},
	// Neither UTF-16 nor UTF-32 is read, with or without a mark: section 8.1 allows no other encoding between systems.
	{"decided: UTF-16 and UTF-32", []ending{
		{"\x00[\x00\"\x00\xe9\x00\"\x00]", "syntax@0"}, {"[\x00\"\x00\xe9\x00\"\x00]\x00", "syntax@1"}, {"\xff\xfe[\x00]\x00", "syntax@0"}, {"\xfe\xff\x00[\x00]", "syntax@0"}, {"\x00\x00\x00[\x00\x00\x00]", "syntax@0"}, {"[\x00\x00\x00]\x00\x00\x00", "syntax@1"},
		{"\x00\x00\xfe\xff\x00\x00\x00[", "syntax@0"}, {"\xff\xfe\x00\x00[\x00\x00\x00", "syntax@0"}, {"1\x002\x00", "trailing@1"}, {"+ZeVnLIqe-", "syntax@0"},
	}},
	// A byte order mark may be ignored, and must not be sent: it is refused, because receivers differ.
	{"decided: byte order marks", []ending{
		{"\xef\xbb\xbf[]", "syntax@0"}, {"\xef\xbb\xbf 1", "syntax@0"}, {" \xef\xbb\xbf[]", "syntax@1"}, {"\xef\xbb{}", "syntax@0"}, {"\xef{}", "syntax@0"}, {"\xef\xbb", "syntax@0"}, {"\xbb\xbf{}", "syntax@0"}, {"\xef\xbb\xbf\xef\xbb\xbf{}", "syntax@0"}, {"{\xef\xbb\xbf\"a\":1}", "syntax@1"},
		{"[\"\xef\xbb\xbf\"]", "ok"}, {"{\"\xef\xbb\xbfa\":1,\"a\":2}", "ok"},
	}},
	// A name that comes twice is refused, unless a policy allows it: receivers differ in which of the two counts. Names are
	// compared by their characters, not normalised, as receivers do: NFC and NFD are two names.
	{"decided: names that come twice", []ending{
		{`{"a":1,"b":2,"a":1}`, "duplicate-key@14"}, {`[{"a":1,"a":null}]`, "duplicate-key@9"}, {"{\"\u1e69\":1,\"s\u0323\u0307\":2,\"s\u0307\u0323\":3}", "ok"},
	}},
	// Depth is bounded by the policy (RFC 8259, section 9), at 64 by default; the number of values is not, nor white space.
	{"decided: depth and number of values", []ending{
		{strings.Repeat("[", 500) + strings.Repeat("]", 500), "too-deep@64"}, {strings.Repeat(`[{"":`, 500), "too-deep@160"}, {"[" + strings.Repeat(`"",`, 500) + `""]`, "ok"}, {strings.Repeat("[[],", 40) + "1" + strings.Repeat("]", 40), "ok"}, {strings.Repeat(" ", 500) + "1", "ok"},
	}},
}

// TestAsEncodingJSON holds every case against the standard library's reader: what ends "ok" it takes, with the same value,
// and what does not it refuses, but for the three differences that are meant.
func TestAsEncodingJSON(t *testing.T) {
	differences := map[string]func(body []byte) bool{
		"utf8":            func(body []byte) bool { return !utf8.Valid(body) },
		"duplicate-key":   func([]byte) bool { return true },
		"too-deep":        func([]byte) bool { return true },
		"number-too-long": func([]byte) bool { return true },
	}
	met := map[string]int{}
	for _, f := range documents {
		for _, c := range f.cases {
			code, _, _ := strings.Cut(c.want, "@")
			taken, value := read([]byte(c.body), Limits{})
			if taken != (code == "ok") {
				t.Fatalf("%q: taken %t, want %s", c.body, taken, c.want)
			}
			valid := json.Valid([]byte(c.body))
			if taken && !valid {
				t.Errorf("%s: %q is taken, not by encoding/json", f.family, c.body)
			}
			if !taken && valid {
				if allowed := differences[code]; allowed == nil || !allowed([]byte(c.body)) {
					t.Errorf("%s: %q is refused with %s, not by encoding/json", f.family, c.body, code)
				}
				met[code]++
			}
			if taken && valid && !reflect.DeepEqual(value, naive(t, []byte(c.body))) {
				t.Errorf("%s: %q is %#v", f.family, c.body, value)
			}
		}
	}
	for code := range differences {
		if met[code] == 0 {
			t.Errorf("no case shows the difference %s", code)
		}
	}
}

// read is whether the scanner takes a body, and the value that it has.
func read(body []byte, l Limits) (bool, any) {
	var s Scanner
	b := &builder{}
	s.Reset(l, b)
	if s.Write(body) != nil || s.Close() != nil {
		return false, nil
	}
	return true, b.value
}

// naive is the value as encoding/json reads it, numbers as they stand.
func naive(t testing.TB, body []byte) (value any) {
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	if err := d.Decode(&value); err != nil {
		t.Fatal(err)
	}
	return value
}
