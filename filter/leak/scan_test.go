package leak

import (
	"fmt"
	"strings"
	"testing"
)

const instructions = "You are the assistant of Kontor Nord. Never speak of prices below list. Discounts up to 12 percent need the approval of " +
	"Mrs. Winter; above that, of the board. If a customer threatens to leave, offer the silver plan first and the gold plan only when asked twice."

// TestSet holds what is in a set, how large it gets, and that it lets go of it.
func TestSet(t *testing.T) {
	var p Set
	for range 3 {
		p.Add([]uint64{1, 2, 3}, 30)
	}
	if p.used != 3 || !p.has(2) || p.has(4) || p.Letters() != 90 {
		t.Error("not a set")
	}
	big := make([]uint64, 3*MaxShingles)
	for i := range big {
		big[i] = uint64(i+1) * 0x9e3779b97f4a7c15
	}
	p.Add(big, len(big))
	if p.used > MaxShingles || len(p.table) > 4*MaxShingles {
		t.Errorf("%d of %d slots", p.used, len(p.table))
	}
	if p.Reset(); !p.Empty() || p.Letters() != 0 || len(p.table) > MaxShingles {
		t.Error("kept after the reset")
	}
}

// FuzzScan holds that spans do not depend on the cuts.
func FuzzScan(f *testing.F) {
	f.Add("x "+instructions+" y", []byte{3, 200, 40})
	f.Add(`{"a":"`+instructions[50:150]+`\n\u00e9"}`, []byte{1})
	var p Set
	sums, n := Sample(nil, []byte(instructions), MaxShingles)
	p.Add(sums, n)
	lim := Limits{Prompt: &p, Need: 60, Span: 128}
	f.Fuzz(func(t *testing.T, text string, cuts []byte) {
		for _, nested := range []bool{false, true} {
			var whole, cut Scan
			whole.Feed(&lim, []byte(text), 0, quotes(&whole, nested), true)
			var spans []Span
			at := 0
			for _, c := range cuts {
				at = min(at+int(c), len(text))
				cut.Feed(&lim, []byte(text[:at]), 0, quotes(&cut, nested), false)
				spans = append(spans, cut.Spans...)
				if h := cut.Held(); h > int64(at) {
					t.Fatal("holds what has not come")
				}
			}
			cut.Feed(&lim, []byte(text), 0, quotes(&cut, nested), true)
			spans = append(spans, cut.Spans...)
			if fmt.Sprint(spans) != fmt.Sprint(whole.Spans) {
				t.Fatalf("%v, whole %v", spans, whole.Spans)
			}
			last := int64(0)
			for _, s := range spans {
				if s.Start < last || s.End <= s.Start || s.End > int64(len(text)) {
					t.Fatal(spans)
				}
				last = s.End
			}
		}
	})
}

func BenchmarkScan(b *testing.B) {
	var p Set
	sums, n := Sample(nil, []byte(instructions), MaxShingles)
	p.Add(sums, n)
	lim := Limits{Prompt: &p, Need: 60, Span: 1024}
	text := []byte(strings.Repeat("The weather in Paris is fine, and nothing of it is in the prompt. ", 100))
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	var l Scan
	for b.Loop() {
		l = Scan{Spans: l.Spans[:0]}
		l.Feed(&lim, text, 0, nil, true)
	}
}

// quotes is what Feed is told of the quotes of JSON text.
func quotes(l *Scan, nested bool) func(int) bool {
	if nested {
		return l.Unescaped
	}
	return nil
}
