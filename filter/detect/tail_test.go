package detect_test

import (
	"math/rand"
	"os"
	"testing"

	"github.com/chatguard/chatguard/filter/detect"
	"github.com/chatguard/chatguard/filter/detect/samples"
	"github.com/google/go-cmp/cmp"
)

// TestCutsByRule holds that what a set of a single rule keeps open at a cut is
// enough for this rule.
func TestCutsByRule(t *testing.T) {
	all, err := samples.Load(os.DirFS("../../policies"))
	if err != nil {
		t.Fatal(err)
	}
	for r, s := range all {
		set := detect.Catalog().RuleSet(uint16(r))
		for _, m := range s.Match {
			checkCuts(t, set, m.Text)
			checkCuts(t, set, "so it is, an "+m.Text+" I said")
		}
		weak := detect.Catalog().WeakRuleSet(uint16(r))
		for _, m := range s.Alone {
			checkCuts(t, weak, m.Text)
			checkCuts(t, weak, "so it is, an "+m.Text+" I said; "+s.Match[0].Text)
		}
	}
}

// TestCutsByType holds the same of a set of one type and of texts in which its
// values stand beside each other and beside others.
func TestCutsByType(t *testing.T) {
	all, err := samples.Load(os.DirFS("../../policies"))
	if err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewSource(5))
	joints := []string{" ", ", ", "-", "", ":", "@", "/", ".", " 12 ", "+", "\n", "\"", "(", " be ", "\u00fc", " DE "}
	for r, s := range all {
		if len(s.Match) == 0 {
			continue
		}
		set, err := detect.NewSet([]string{detect.Catalog().Names()[detect.Catalog().RuleType(uint16(r))]}, nil)
		if err != nil {
			t.Fatal(err)
		}
		for range 4 {
			text := ""
			for range 3 {
				other := all[random.Intn(len(all))]
				if random.Intn(2) == 0 || len(other.Match) == 0 {
					other = s
				}
				piece := other.Match[random.Intn(len(other.Match))].Text
				text += piece[random.Intn(len(piece))/3:] + joints[random.Intn(len(joints))]
			}
			checkSomeCuts(t, set, text[:min(len(text), 400)], random)
		}
	}
}

// checkSomeCuts is checkCuts with a few cuts of each kind.
func checkSomeCuts(t *testing.T, set *detect.Set, text string, random *rand.Rand) {
	t.Helper()
	want := scanAll(set, text)
	for i := range 12 {
		var cuts []int
		for at := random.Intn(len(text)); at < len(text); at += 1 + random.Intn(1+i*i) {
			cuts = append(cuts, at)
		}
		if diff := cmp.Diff(want, scanCut(t, set, text, cuts...)); diff != "" {
			t.Fatalf("%q cut at %v: %s", text, cuts, diff)
		}
	}
}

// TestHold tells how much of a text is kept open, by what is looked for.
func TestHold(t *testing.T) {
	for _, c := range []struct {
		types []string
		text  string
		held  string
	}{
		{[]string{"CREDIT_CARD"}, "hello", ""},
		{[]string{"CREDIT_CARD"}, "the card 4111 11", "4111 11"},
		{[]string{"CREDIT_CARD"}, "bob.smith", ""},
		{[]string{"EMAIL_ADDRESS"}, "say hello", "hello"},
		{[]string{"EMAIL_ADDRESS"}, "say hello ", ""},
		{[]string{"EMAIL_ADDRESS"}, "card 4111", "4111"},
		{[]string{"EMAIL_ADDRESS"}, "AB 12 ", ""},
		{[]string{"IBAN_CODE"}, "hello, to ", "to "},
		{[]string{"IBAN_CODE"}, "hello, the ", ""},
		{[]string{"IBAN_CODE"}, "pay DE8", "DE8"},
		{[]string{"IBAN_CODE"}, "pay to DE 89", "DE 89"},
		{[]string{"IBAN_CODE"}, "hello", ""},
		{[]string{"IP_ADDRESS"}, "we add", "add"},
		{[]string{"IP_ADDRESS"}, "we agree", ""},
		{[]string{"PHONE_NUMBER"}, "say hello ", ""},
		{[]string{"PHONE_NUMBER"}, "call (", "("},
		{[]string{"PHONE_NUMBER"}, "call +1 415", "+1 415"},
		{[]string{"SECRET_GITHUB_TOKEN"}, "high", "gh"},
		{[]string{"SECRET_GITHUB_TOKEN"}, "so gh", "gh"},
		{[]string{"URL"}, "see http", "http"},
		{[]string{"PERSON"}, "it looks splendid ", ""},
		{[]string{"PERSON"}, "고객 김민수 ", "고객 김민수 "},
		{[]string{"LOCATION"}, "it looks splendid ", ""},
		{nil, "any text at 4111 1111, bob@example.com", ""},
	} {
		set, err := detect.NewSet(c.types, nil)
		if err != nil {
			t.Fatal(err)
		}
		var sc detect.Scanner
		_, open := sc.Scan(set, []byte(c.text), 0, false, nil)
		if held := c.text[open:]; held != c.held {
			t.Errorf("%v: of %q %q is held, want %q", c.types, c.text, held, c.held)
		}
	}
}
