package jsonscan

import (
	"fmt"
	"strings"
	"testing"
)

func TestLimits(t *testing.T) {
	long := strings.Repeat("x", 20)
	for _, c := range []struct {
		name   string
		limits Limits
		body   string
		want   string
	}{
		{"body of the limit", Limits{Bytes: 10}, `[1,2,3,40]`, "ok"},
		{"body over it", Limits{Bytes: 9}, `[1,2,3,40]`, "too-large@9"},
		{"body over it by white space", Limits{Bytes: 2}, `[] `, "too-large@2"},
		{"body over it, wrong before", Limits{Bytes: 5}, `[1;2,3,40]`, "syntax@2"},
		{"depth of the limit", Limits{Depth: 3}, `[{"a":[]}]`, "ok"},
		{"depth over it", Limits{Depth: 2}, `[{"a":[]}]`, "too-deep@6"},
		{"depth returns", Limits{Depth: 2}, `[[],{},[1],{"a":1}]`, "ok"},
		{"keys of the limit", Limits{Keys: 3}, `{"a":{"b":1},"c":2}`, "ok"},
		{"keys over it", Limits{Keys: 2}, `{"a":{"b":1},"c":2}`, "too-many-keys@13"},
		{"key of the limit", Limits{KeyBytes: 3}, `{"abc":1,"\n1":2,"` + "\u20ac" + `":3}`, "ok"},
		{"key over it", Limits{KeyBytes: 2}, `{"ab":0,"abc":1}`, "key-too-long@11"},
		{"key over it within an escape", Limits{KeyBytes: 3}, `{"ab\n":1}`, "key-too-long@5"},
		{"key over it within a character", Limits{KeyBytes: 3}, `{"ab` + "\u20ac" + `":1}`, "key-too-long@5"},
		{"long key over it", Limits{KeyBytes: 19}, `{"` + long + `":1}`, "key-too-long@21"},
		{"key over it, wrong before", Limits{KeyBytes: 3}, "{\"ab\x01d\":1}", "syntax@4"},
		{"string of the limit", Limits{StringBytes: 4}, `["abcd","\n\"","` + "\U0001f600" + `"]`, "ok"},
		{"string over it", Limits{StringBytes: 4}, `["abcde"]`, "string-too-long@6"},
		{"string over it, never closed", Limits{StringBytes: 4}, `["abcde`, "string-too-long@6"},
		{"string over it within an escape", Limits{StringBytes: 4}, `["\u0041"]`, "string-too-long@6"},
		{"string over it at an escaped quote", Limits{StringBytes: 4}, `["abc\"]`, "string-too-long@6"},
		{"string ends at the limit after half a pair", Limits{StringBytes: 6}, `["\ud83d"]`, "ok"},
		{"string over it after half a pair", Limits{StringBytes: 6}, `["\ud83d\ude00"]`, "string-too-long@8"},
		{"string over it within a character", Limits{StringBytes: 4}, `["abc` + "\u20ac" + `"]`, "string-too-long@6"},
		{"string ends at the limit within a character", Limits{StringBytes: 4}, "[\"abc\xe2\"]", "string-too-long@6"},
		{"key ends at the limit within a character", Limits{KeyBytes: 4}, "{\"abc\xe2\":1}", "key-too-long@6"},
		{"string limit spares keys", Limits{StringBytes: 1}, `{"abcdef":"x"}`, "ok"},
		{"long string over it", Limits{StringBytes: 19}, `["` + long + `"]`, "string-too-long@21"},
		{"number of the limit", Limits{NumberBytes: 4}, `[-1.5,1e10,1234 ]`, "ok"},
		{"number over it", Limits{NumberBytes: 4}, `[12345]`, "number-too-long@5"},
		{"number incomplete at it", Limits{NumberBytes: 4}, `[1.5e]`, "syntax@5"},
		{"number incomplete over it", Limits{NumberBytes: 4}, `[1.5e3]`, "number-too-long@5"},
		{"number over it on top", Limits{NumberBytes: 4}, `12345`, "number-too-long@4"},
		{"number of the limit on top", Limits{NumberBytes: 4}, `1234`, "ok"},
		{"duplicates allowed", Limits{AllowDuplicateKeys: true}, `{"a":1,"a":2}`, "ok"},
		{"negative limits are defaults", Limits{Bytes: -1, Depth: -1, Keys: -1, KeyBytes: -1, StringBytes: -1, NumberBytes: -1}, `{"a":[12,"b"]}`, "ok"},
	} {
		got := sameAtEveryCut(t, c.limits, c.body)
		if outcome(got) != c.want {
			t.Errorf("%s: %s, want %s", c.name, outcome(got), c.want)
		}
		if free := sameAtEveryCut(t, Limits{AllowDuplicateKeys: true}, c.body); c.want == "ok" && got != free {
			t.Errorf("%s:\n%s\nwithout limits:\n%s", c.name, got, free)
		}
	}
}

func TestDefaults(t *testing.T) {
	for _, c := range []struct{ name, body, want string }{
		{"bytes", strings.Repeat(" ", DefaultBytes) + "1", "too-large@1048576"},
		{"keys", keys(DefaultKeys+1, "k"), "too-many-keys@"},
		{"key bytes", `{"` + strings.Repeat("k", DefaultKeyBytes+1) + `":1}`, "key-too-long@4098"},
		{"number bytes", strings.Repeat("1", DefaultNumberBytes+1), "number-too-long@256"},
		{"string bytes", `"` + strings.Repeat("s", DefaultBytes-2) + `"`, "ok"},
	} {
		var s Scanner
		if got := outcome(run(t, &s, Limits{}, true, c.body, c.body)); !strings.HasPrefix(got, c.want) {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

// The scanner holds nothing for what a body opens beyond the limit, and finds
// its end where the limit is.
func TestDeepNesting(t *testing.T) {
	brackets := strings.Repeat("[", 1<<20)
	for _, c := range []struct {
		depth int
		want  string
	}{
		{512, "too-deep@512"}, {MaxDepth, "too-deep@4096"}, {1 << 30, "too-deep@4096"}, {1, "too-deep@1"},
	} {
		s, r := Scanner{}, recorder{}
		s.Reset(Limits{Bytes: 1 << 40, Depth: c.depth}, &r)
		for range 10 { // ten million brackets
			if s.Write([]byte(brackets)) != nil {
				break
			}
		}
		if e := s.Close().(*Error); fmt.Sprintf("%v@%d", e.Code, e.Offset) != c.want {
			t.Errorf("depth %d: %v, want %s", c.depth, e, c.want)
		}
		if cap(s.open) > MaxDepth {
			t.Errorf("depth %d: room for %d containers", c.depth, cap(s.open))
		}
	}
}

// keys is an object of n keys that begin with prefix.
func keys(n int, prefix string) string {
	var b strings.Builder
	b.WriteByte('{')
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `"%s%d":0`, prefix, i)
	}
	return b.String() + "}"
}

// The first key is repeated after n others, on both sides of where an object's
// keys move to the table and where the table grows.
func TestDuplicateAfterManyKeys(t *testing.T) {
	var s Scanner
	for _, prefix := range []string{"", "k", "a-long-key-", "a key that is longer than sixteen bytes "} {
		for _, n := range []int{1, 2, 15, 16, 17, 18, 31, 32, 33, 95, 96, 97, 98, 1000, 40000} {
			fresh := keys(n, prefix)
			if got := outcome(run(t, &s, Limits{Bytes: 1 << 30}, true, fresh, fresh)); got != "ok" {
				t.Errorf("%d keys %q: %s", n, prefix, got)
			}
			for _, again := range []int{0, n / 2, n - 1} {
				body := fresh[:len(fresh)-1] + fmt.Sprintf(`,"%s%d":{}}`, prefix, again)
				want := fmt.Sprintf("duplicate-key@%d", len(fresh)+1)
				if got := outcome(run(t, &s, Limits{Bytes: 1 << 30}, true, body, body)); got != want {
					t.Errorf("%d keys %q, key %d again: %s, want %s", n, prefix, again, got, want)
				}
			}
		}
	}
}

// Objects that are open at once, small and large, do not see each other's keys,
// and find their own again after an inner one has closed.
func TestDuplicatesInNestedObjects(t *testing.T) {
	var s Scanner
	for _, outer := range []int{3, 16, 17, 200} {
		for _, inner := range []int{3, 16, 17, 200} {
			in, out := keys(inner, "k"), keys(outer, "k")
			out = out[:len(out)-1]
			body := out + `,"in":` + in + `,"also":[` + in + `,{"k0":` + in + `}],"last":0}`
			if got := outcome(run(t, &s, Limits{}, true, body, body)); got != "ok" {
				t.Errorf("%d around %d: %s", outer, inner, got)
			}
			body = out + `,"in":` + in + `,"k1":0}`
			want := fmt.Sprintf("duplicate-key@%d", strings.LastIndex(body, `k1`))
			if got := outcome(run(t, &s, Limits{}, true, body, body)); got != want {
				t.Errorf("%d around %d: %s, want %s", outer, inner, got, want)
			}
		}
	}
}

// Keys that agree in all but one byte, in length, or in how they are escaped.
func TestSimilarKeys(t *testing.T) {
	var b strings.Builder
	b.WriteByte('{')
	for n := range 40 {
		for at := range n {
			k := []byte(strings.Repeat("a", n))
			k[at] = 'b'
			fmt.Fprintf(&b, `"%s":0,`, k)
		}
		fmt.Fprintf(&b, `"%s":0,`, strings.Repeat("a", n))
		fmt.Fprintf(&b, `"%s":0,`, strings.Repeat(`\u0000`, n+1))
	}
	body := b.String() + `"end":0}`
	var s Scanner
	if got := outcome(run(t, &s, Limits{}, true, body, body)); got != "ok" {
		t.Errorf("different keys: %s", got)
	}
	if got := outcome(run(t, &s, Limits{}, true, body, bytewise(body)...)); got != "ok" {
		t.Errorf("different keys byte by byte: %s", got)
	}
}

// A million keys take linear time and memory within the limit.
func TestMillionKeys(t *testing.T) {
	body := []byte(keys(1_000_000, "k"))
	var s Scanner
	s.Reset(Limits{Bytes: 1 << 30, Keys: 1_000_000}, &sink{})
	if err := s.Write(body); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if got := 8 * len(s.seen.table); got > 16<<20 {
		t.Errorf("%d bytes for the keys", got)
	}
	if s.Reset(Limits{}, &sink{}); s.seen.table != nil {
		t.Error("Reset keeps a large table")
	}
}

func TestReset(t *testing.T) {
	var s Scanner
	whole := `{"a":[1,"b\n",null]}`
	want := run(t, &s, Limits{}, false, whole, whole)
	for _, f := range documents {
		for _, c := range f.cases {
			run(t, &s, Limits{Depth: 8}, false, c.body, c.body)
			if got := run(t, &s, Limits{}, false, whole, whole); got != want {
				t.Fatalf("after %q:\n%s\nwant\n%s", c.body, got, want)
			}
		}
	}
}

func TestStickyError(t *testing.T) {
	var s Scanner
	r := &recorder{}
	s.Reset(Limits{}, r)
	err := s.Write([]byte(`[1,]`))
	events := r.b.String()
	if again := s.Write([]byte(`2]`)); again != err || err == nil {
		t.Errorf("a Write after %v returns %v", err, again)
	}
	if closed := s.Close(); closed != err {
		t.Errorf("Close after %v returns %v", err, closed)
	}
	if r.b.String() != events {
		t.Error("there are events after the error")
	}
	if s.Offset() != 3 {
		t.Errorf("Offset is %d, want 3", s.Offset())
	}
	if got := err.Error(); got != "json: syntax at offset 3" {
		t.Errorf("message %q", got)
	}
}

func TestCodeNames(t *testing.T) {
	seen := map[string]bool{"": true, "unknown": true}
	for c := Syntax; c <= DuplicateKey; c++ {
		if seen[c.String()] {
			t.Errorf("code %d has the name %q", c, c)
		}
		seen[c.String()] = true
	}
	if got := Code(0).String() + Code(200).String(); got != "unknownunknown" {
		t.Errorf("codes out of range: %s", got)
	}
}

func TestNoAllocation(t *testing.T) {
	for _, c := range benchmarks {
		body, s := []byte(c.body), Scanner{}
		h := &sink{want: c.want}
		for _, size := range []int{1000, len(body)} {
			got := testing.AllocsPerRun(10, func() {
				s.Reset(Limits{}, h)
				for rest := body; len(rest) > 0; rest = rest[min(size, len(rest)):] {
					if s.Write(rest[:min(size, len(rest))]) != nil {
						t.Fatal(s.err)
					}
				}
				if s.Close() != nil {
					t.Fatal(s.err)
				}
			})
			if got != 0 {
				t.Errorf("%s in pieces of %d: %v allocations", c.name, size, got)
			}
		}
	}
}
