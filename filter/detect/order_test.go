package detect

import "testing"

// TestCertain holds the order of overlapping candidates: check digits that pass by
// chance give way to a word that names another number.
func TestCertain(t *testing.T) {
	chance := candidate{end: 11, score: 0.5, flags: isValid}
	named := candidate{end: 11, score: 0.9, rule: 1}
	sure := candidate{end: 9, score: 0.7, flags: isValid, rule: 2}
	if better(&named, &chance) >= 0 {
		t.Error("a low validated score wins over a word beside the number")
	}
	if better(&sure, &named) >= 0 {
		t.Error("a validated number does not win over a plain one")
	}
}

// TestOrder holds the stated order of overlapping candidates, each before the next.
func TestOrder(t *testing.T) {
	order := []candidate{
		{end: 5, score: 0.6, flags: isValid, rule: 9},
		{end: 30, score: 0.7, rule: 8},
		{end: 20, score: 0.9, rule: 7},
		{end: 20, score: 0.8, rule: 6, start: 0},
		{end: 21, score: 0.7, rule: 2, start: 1},
		{end: 21, score: 0.7, rule: 3, start: 1},
		{end: 22, score: 0.7, rule: 3, start: 2},
		{end: 40, score: 0.3, rule: 4},
		{end: 30, score: 0.3, rule: 0},
		{end: 99, score: 1, rule: 1, flags: isContainer},
	}
	for i := range order {
		for j := i + 1; j < len(order); j++ {
			if a, b := order[i], order[j]; better(&a, &b) >= 0 || better(&b, &a) <= 0 {
				t.Errorf("%d does not win over %d", i, j)
			}
		}
	}
}
