package detect_test

import (
	"os"
	"strings"
	"testing"

	"github.com/chatguard/chatguard/filter/detect"
	"github.com/chatguard/chatguard/filter/detect/samples"
	"github.com/google/go-cmp/cmp"
)

// allTypes is the set of everything built in.
func allTypes(t testing.TB, custom ...detect.Custom) *detect.Set {
	t.Helper()
	set, err := detect.NewSet(detect.Catalog().Names(), custom)
	if err != nil {
		t.Fatal(err)
	}
	return set
}

func scanAll(set *detect.Set, text string) []detect.Finding {
	var sc detect.Scanner
	found, _ := sc.Scan(set, []byte(text), 0, true, nil)
	return found
}

func TestSamples(t *testing.T) {
	all, err := samples.Load(os.DirFS("../../policies"))
	if err != nil {
		t.Fatal(err)
	}
	in := detect.Catalog()
	if len(all) != in.RuleCount() {
		t.Fatalf("%d rules in the sources, %d compiled", len(all), in.RuleCount())
	}
	for r, s := range all {
		set := in.RuleSet(uint16(r))
		for _, m := range s.Match {
			found := scanAll(set, m.Text)
			if len(found) == 0 {
				t.Errorf("%s: no match in %q", s.Rule, m.Text)
			} else if m.Marked && (found[0].Start != m.Start || found[0].End != m.End) {
				t.Errorf("%s: %q: found %d-%d, want %d-%d", s.Rule, m.Text, found[0].Start, found[0].End, m.Start, m.End)
			}
		}
		for _, text := range s.Skip {
			if found := scanAll(set, text); len(found) > 0 {
				t.Errorf("%s: %q: found %q", s.Rule, text, text[found[0].Start:found[0].End])
			}
		}
	}
}

// scanCut scans text as it arrives in pieces that end at cuts, keeping only
// what the contract demands of the caller.
func scanCut(t testing.TB, set *detect.Set, text string, cuts ...int) []detect.Finding {
	var sc detect.Scanner
	var out []detect.Finding
	base, from := 0, 0 // text[base:] is presented, text[:from] is judged
	for i := 0; i <= len(cuts); i++ {
		final := i == len(cuts)
		end := len(text)
		if !final {
			end = cuts[i]
		}
		found, open := sc.Scan(set, []byte(text[base:end]), from-base, final, nil)
		for _, f := range found {
			if f.End > open || f.Start < from-base {
				t.Fatalf("finding %d-%d outside [%d, %d)", f.Start, f.End, from-base, open)
			}
			f.Start, f.End = f.Start+base, f.End+base
			out = append(out, f)
		}
		if open < from-base || open > end-base {
			t.Fatalf("open %d outside [%d, %d]", open, from-base, end-base)
		}
		from = base + open
		base = max(base, from-detect.Lookback)
	}
	return out
}

func TestCuts(t *testing.T) {
	all, err := samples.Load(os.DirFS("../../policies"))
	if err != nil {
		t.Fatal(err)
	}
	set := allTypes(t)
	for _, s := range all {
		for _, m := range s.Match {
			checkCuts(t, set, m.Text)
			checkCuts(t, set, "Please read this: "+m.Text+" and more (1 2 3).")
		}
		for _, text := range s.Skip {
			checkCuts(t, set, text)
		}
	}
}

func checkCuts(t testing.TB, set *detect.Set, text string) {
	t.Helper()
	want := scanAll(set, text)
	for cut := range len(text) {
		if diff := cmp.Diff(want, scanCut(t, set, text, cut)); diff != "" {
			t.Fatalf("%q cut at %d: %s", text, cut, diff)
		}
	}
	var every []int
	for cut := range len(text) {
		every = append(every, cut)
	}
	if diff := cmp.Diff(want, scanCut(t, set, text, every...)); diff != "" {
		t.Fatalf("%q byte by byte: %s", text, diff)
	}
}

func TestScanDoesNotAllocate(t *testing.T) {
	set := allTypes(t)
	text := []byte(strings.Repeat("Write to jane@example.org or call +1 415-555-2671, card 4111 1111 1111 1111. ", 50))
	var sc detect.Scanner
	out, _ := sc.Scan(set, text, 0, true, nil)
	if n := testing.AllocsPerRun(20, func() { out, _ = sc.Scan(set, text, 0, true, out[:0]) }); n != 0 {
		t.Errorf("%v allocations a scan", n)
	}
}
