package detect_test

import (
	"testing"

	"github.com/chatguard/chatguard/filter/detect"
)

// TestWeak holds that a form without its word is a finding of a low score where
// one is asked for, none where not, and takes no text from what scores more.
func TestWeak(t *testing.T) {
	all := map[string]float32{}
	for _, name := range detect.Catalog().Names() {
		all[name] = 0
	}
	for _, c := range []struct {
		least map[string]float32
		text  string
		want  string
		score float32
	}{
		{map[string]float32{"US_PASSPORT": detect.Usual}, "it is Z12803456", "", 0},
		{map[string]float32{"US_PASSPORT": 0.1}, "it is Z12803456", "US_PASSPORT", 0.1},
		{map[string]float32{"US_PASSPORT": 0.11}, "it is Z12803456", "", 0},
		{map[string]float32{"US_PASSPORT": 0}, "passport Z12803456", "US_PASSPORT", 0.9},
		{map[string]float32{"US_PASSPORT": 0, "US_DRIVER_LICENSE": detect.Usual}, "it is D1234567", "", 0},
		{map[string]float32{"US_PASSPORT": 0.1, "US_PASSPORT_NUMBER": 0.2}, "it is Z12803456", "US_PASSPORT", 0.1}, // the least of both
		{map[string]float32{"US_SSN": 0, "US_BANK_NUMBER": 0, "NL_BSN": 0}, "SSN 078051121", "US_SSN", 0.95},
		{all, "call +1 415 555 2671 now", "PHONE_NUMBER", 1},
		{all, "on 2024-05-06", "DATE_TIME", 0.2},
		{map[string]float32{"DATE_TIME": detect.Usual}, "on 2024-05-06", "", 0},
	} {
		set, err := detect.NewSetFrom(c.least, nil)
		if err != nil {
			t.Fatal(err)
		}
		got, score := "", float32(0)
		for _, f := range scanAll(set, c.text) {
			got, score = got+set.Name(f.Type), f.Score
		}
		if got != c.want || score != c.score {
			t.Errorf("%q: %q of score %g, want %q of %g", c.text, got, score, c.want, c.score)
		}
	}
}
