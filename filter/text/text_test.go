package text

import "testing"

func TestSpan(t *testing.T) {
	// The body "ab\u0040c\ud83d\ude00d" from offset 100 on.
	var x Text
	x.Prefix([]byte("key: ")...)
	x.Append([]byte("a"), 100, 1)
	x.Append([]byte("b"), 101, 1)
	x.Append([]byte("@"), 102, 6)
	x.Append([]byte("c"), 108, 1)
	x.Append([]byte("\U0001F600"), 109, 12)
	x.Append([]byte("d"), 121, 1)
	if got := string(x.Bytes()); got != "key: ab@c\U0001F600d" {
		t.Fatalf("text %q", got)
	}
	for _, c := range []struct {
		start, end int
		from, to   int64
	}{
		{5, 6, 100, 101},
		{5, 7, 100, 102},
		{6, 8, 101, 108},
		{7, 8, 102, 108},
		{8, 9, 108, 109},
		{9, 10, 109, 121}, // part of an escape is all of it
		{8, 14, 108, 122},
		{13, 14, 121, 122},
	} {
		if from, to := x.Span(c.start, c.end); from != c.from || to != c.to {
			t.Errorf("Span(%d, %d) = %d, %d; want %d, %d", c.start, c.end, from, to, c.from, c.to)
		}
	}
}

func TestLiteralRunsJoin(t *testing.T) {
	var x Text
	for i := range 1000 {
		x.Append([]byte("x"), int64(i), 1)
	}
	if len(x.segs) != 1 {
		t.Errorf("%d segments for one literal run", len(x.segs))
	}
	x.Append([]byte("y"), 2000, 1)
	if from, to := x.Span(999, 1001); from != 999 || to != 2001 {
		t.Errorf("a span over a gap = %d, %d", from, to)
	}
	x.Reset()
	if x.Len() != 0 || len(x.segs) != 0 {
		t.Error("Reset left something")
	}
}

func TestResetDropsHugeBuffers(t *testing.T) {
	var x Text
	x.Append(make([]byte, maxKeep+1), 0, maxKeep+1)
	x.Reset()
	if cap(x.buf) > maxKeep {
		t.Errorf("kept %d bytes", cap(x.buf))
	}
}

func TestDropFront(t *testing.T) {
	var whole Text
	pieces := []struct {
		s   string
		raw int
	}{{"abc", 3}, {"@", 6}, {"\U0001F600", 12}, {"defgh", 5}, {"/", 2}, {"i", 1}}
	fill := func(x *Text) {
		pos := int64(50)
		for _, p := range pieces {
			x.Append([]byte(p.s), pos, p.raw)
			pos += int64(p.raw)
		}
	}
	fill(&whole)
	for n := range whole.Len() {
		var x Text
		x.Reset()
		fill(&x)
		x.DropFront(n)
		if got, want := string(x.Bytes()), string(whole.Bytes()[n:]); got != want {
			t.Fatalf("after %d: %q, want %q", n, got, want)
		}
		for i := range x.Len() {
			f, to := x.Span(i, i+1)
			wf, wt := whole.Span(n+i, n+i+1)
			if f != wf || to != wt {
				t.Errorf("after %d: Span(%d) = %d, %d; want %d, %d", n, i, f, to, wf, wt)
			}
		}
	}
}
