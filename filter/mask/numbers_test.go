package mask

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
)

func number(t *testing.T, n *Numbers, typ, value string) int {
	t.Helper()
	num, ok := n.Number(typ, []byte(value))
	if !ok {
		t.Fatalf("%s %q gets no number", typ, value)
	}
	return num
}

func TestNumbersByTypeAndAppearance(t *testing.T) {
	var n Numbers
	for round := range 3 {
		for i, c := range []struct {
			typ, value string
			want       int
		}{
			{"A", "x", 1}, {"A", "y", 2}, {"B", "y", 1}, {"A", "x", 1}, {"B", "x", 2}, {"A", "z", 3}, {"A", "", 4}, {"A", "y", 2}, {"B", "y", 1}, {"A", "", 4},
		} {
			if got := number(t, &n, c.typ, c.value); got != c.want {
				t.Errorf("round %d, call %d: %s %q is %d, want %d", round, i, c.typ, c.value, got, c.want)
			}
		}
		if n.Len() != 6 {
			t.Errorf("%d values, want 6", n.Len())
		}
		n.Reset()
	}
}

func TestNumbersOfManyValues(t *testing.T) {
	var n Numbers
	for i := range MaxValues {
		if got := number(t, &n, "T", strconv.Itoa(i)); got != i+1 {
			t.Fatalf("value %d has number %d", i, got)
		}
	}
	if num, ok := n.Number("T", []byte("one more")); ok {
		t.Errorf("a value over the limit has number %d", num)
	}
	if got := number(t, &n, "T", "77"); got != 78 {
		t.Errorf("an earlier value has number %d now", got)
	}
	if got := Append(nil, &Spec{}, "T", []byte("one more"), &n); string(got) != "[T]" {
		t.Errorf("over the limit: %s", got)
	}
	n.Reset()
	if cap(n.entries) > 0 || n.table != nil {
		t.Error("Reset keeps large buffers")
	}
	if got := number(t, &n, "T", "one more"); got != 1 {
		t.Errorf("after Reset the first number is %d", got)
	}
}

// Two types may hold the same values, in whatever order.
func TestNumbersOfTwoTypes(t *testing.T) {
	var n Numbers
	const count = MaxValues / 2
	for i := range count {
		number(t, &n, "A", strconv.Itoa(i))
	}
	for i := range count {
		if got := number(t, &n, "B", strconv.Itoa(count-1-i)); got != i+1 {
			t.Fatalf("B %d has number %d, want %d", count-1-i, got, i+1)
		}
	}
}

func TestValue(t *testing.T) {
	var n Numbers
	n.Reset()
	number(t, &n, "A", "before")
	n.Keep(10)
	number(t, &n, "A", "12345")
	number(t, &n, "B", "67890")
	number(t, &n, "A", "x") // no room
	number(t, &n, "A", "before")
	for _, c := range []struct {
		typ  string
		num  int
		want string
	}{
		{"A", 1, ""}, {"A", 2, "12345"}, {"B", 1, "67890"}, {"A", 3, ""}, {"A", 4, ""}, {"A", 0, ""}, {"A", -1, ""}, {"C", 1, ""}, {"B", 2, ""},
	} {
		got, ok := n.Value(c.typ, c.num)
		if string(got) != c.want || ok != (c.want != "") {
			t.Errorf("Value(%s, %d) = %q, %v, want %q", c.typ, c.num, got, ok, c.want)
		}
	}
	n.Reset()
	if number(t, &n, "A", "12345"); len(n.values) > 0 {
		t.Error("Reset leaves Keep on")
	}
	if _, ok := n.Value("A", 1); ok {
		t.Error("a value is given back that was not to be kept")
	}
}

func TestAvoid(t *testing.T) {
	var n Numbers
	n.Reset()
	n.Keep(1000)
	n.Avoid([]byte("see [A_1] and [[A_3] or [B_2][A_1], not [A_02], [A_], [_4], [A_4, [A 4], A_4], [A_99999], [A_4x] nor [A__4]"))
	var got []string
	for i := range 4 {
		got = append(got, strconv.Itoa(number(t, &n, "A", fmt.Sprint("v", i))))
	}
	if s := strings.Join(got, " "); s != "2 4 5 6" {
		t.Errorf("numbers of A are %s, want 2 4 5 6", s)
	}
	if got := number(t, &n, "B", "v"); got != 1 {
		t.Errorf("first number of B is %d", got)
	}
	if got := number(t, &n, "B", "w"); got != 3 {
		t.Errorf("second number of B is %d", got)
	}
	if got := number(t, &n, "A", "v1"); got != 4 {
		t.Errorf("a known value has number %d", got)
	}
	if v, ok := n.Value("A", 1); ok {
		t.Errorf("what was typed is given the value %q", v)
	}
	if v, _ := n.Value("A", 4); string(v) != "v1" {
		t.Errorf("Value after a gap is %q", v)
	}
	n.Reset()
	if got := number(t, &n, "A", "v"); got != 1 {
		t.Errorf("Reset keeps what was avoided: %d", got)
	}
}

func TestAvoidIsBounded(t *testing.T) {
	var n Numbers
	var b strings.Builder
	for i := 1; i <= MaxNumber+10; i++ {
		fmt.Fprintf(&b, "[A_%d]", i)
	}
	n.Reset()
	n.Avoid([]byte(b.String()))
	if len(n.avoid.table) > 4*maxAvoid {
		t.Errorf("%d slots", len(n.avoid.table))
	}
	if got := Append(nil, &Spec{}, "A", []byte("v"), &n); string(got) != "[A]" {
		t.Errorf("with more placeholders in the text than can be remembered: %s", got)
	}

	n.Reset()
	n.Avoid([]byte(b.String()[:strings.Index(b.String(), "[A_4098]")]))
	if num, ok := n.Number("A", []byte("v")); ok {
		t.Errorf("with one placeholder too many the first number is %d", num)
	}

	// As many as can be remembered: the first number is the one after them.
	n.Reset()
	n.Avoid([]byte(b.String()[:strings.Index(b.String(), "[A_4097]")]))
	if got := number(t, &n, "A", "v"); got != 4097 {
		t.Errorf("first number is %d, want 4097", got)
	}
}

func TestParsePlaceholder(t *testing.T) {
	for _, c := range []struct {
		text, typ string
		num, n    int
	}{
		{"[A_1]", "A", 1, 5}, {"[EMAIL_ADDRESS_12] x", "EMAIL_ADDRESS", 12, 18}, {"[A_1_2]", "A_1", 2, 7}, {"[x-y.z_20480]", "x-y.z", 20480, 13},
		{"", "", 0, 0}, {"[", "", 0, 0}, {"A_1]", "", 0, 0}, {"[A_1", "", 0, 0}, {"[A_0]", "", 0, 0}, {"[A1]", "", 0, 0}, {"[A_20481]", "", 0, 0}, {"[A_123456]", "", 0, 0}, {"[_1]", "", 0, 0}, {"[1]", "", 0, 0}, {"[]", "", 0, 0},
		{"[" + strings.Repeat("A", 64) + "_1]", strings.Repeat("A", 64), 1, 68}, {"[" + strings.Repeat("A", 65) + "_1]", "", 0, 0},
	} {
		typ, num, n := ParsePlaceholder([]byte(c.text))
		if string(typ) != c.typ || num != c.num || n != c.n {
			t.Errorf("%q: %q, %d, %d", c.text, typ, num, n)
		}
	}
}

func TestNoAllocation(t *testing.T) {
	var n Numbers
	values := make([][]byte, 200)
	for i := range values {
		values[i] = fmt.Appendf(nil, "value-%d@example.com", i)
	}
	dst := make([]byte, 0, 1024)
	text := []byte("a [A_1] b [B_2] c")
	specs := []Spec{{}, {Style: Label}, {Style: Partial, KeepLast: 4}, {Style: Hash, Key: key}, {Style: Redact}, {Style: Fixed, Text: "x"}}
	exchange := func() {
		n.Reset()
		n.Keep(1 << 14)
		n.Avoid(text)
		for i, v := range values {
			dst = Append(dst[:0], &specs[i%len(specs)], "EMAIL_ADDRESS", v, &n)
			dst = AppendNestedJSON(dst[:0], v, 2)
		}
	}
	if got := testing.AllocsPerRun(20, exchange); got != 0 {
		t.Errorf("%v allocations an exchange", got)
	}
}

func BenchmarkPlaceholder(b *testing.B) {
	var n Numbers
	n.Reset()
	value, dst := []byte("jo@example.com"), make([]byte, 0, 64)
	for b.Loop() {
		dst = Append(dst[:0], &Spec{}, "EMAIL_ADDRESS", value, &n)
	}
}

func BenchmarkPartial(b *testing.B) {
	value, dst := []byte("4111 1111 1111 1234"), make([]byte, 0, 64)
	for b.Loop() {
		dst = Append(dst[:0], &Spec{Style: Partial, KeepLast: 4}, "CREDIT_CARD", value, nil)
	}
}

func BenchmarkHash(b *testing.B) {
	value, dst := []byte("4111 1111 1111 1234"), make([]byte, 0, 256)
	for b.Loop() {
		dst = Append(dst[:0], &Spec{Style: Hash, Key: key}, "CREDIT_CARD", value, nil)
	}
}

func BenchmarkAvoid(b *testing.B) {
	var n Numbers
	text := []byte(strings.Repeat("Some prose with a [link](https://example.com) in it and no placeholder. ", 1000))
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		n.Avoid(text)
	}
}
