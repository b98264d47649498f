package restore

import (
	"testing"

	"github.com/chatguard/chatguard/filter/mask"
)

// issue is a restorer of an exchange in which the values were given placeholders.
func issue(t *testing.T, typ string, values ...string) *Restorer {
	t.Helper()
	n := &mask.Numbers{}
	n.Reset()
	n.Keep(1 << 20)
	r := &Restorer{}
	r.Reset(n)
	for _, v := range values {
		if _, ok := n.Number(typ, []byte(v)); !ok {
			t.Fatal("no number is left")
		}
		r.Issued(typ)
	}
	return r
}

// turned is text with what was found in it turned back.
func turned(r *Restorer, text string) string {
	found, _ := r.Find([]byte(text), 0, true)
	out, at := "", 0
	for _, f := range found {
		out, at = out+text[at:f.Start]+string(f.Value), f.End
	}
	return out + text[at:]
}

// TestFind holds which spellings of a placeholder are turned back, and which texts only look like one.
func TestFind(t *testing.T) {
	r := issue(t, "EMAIL_ADDRESS", "a@x.org", "b@x.org")
	for text, want := range map[string]string{
		"[EMAIL_ADDRESS_1]":                  "a@x.org",
		"to [EMAIL_ADDRESS_2]!":              "to b@x.org!",
		"[email_address_1]":                  "a@x.org",
		"[Email Address 1]":                  "a@x.org",
		"[EMAIL-ADDRESS-1]":                  "a@x.org",
		`[EMAIL\_ADDRESS\_1]`:                "a@x.org",
		"[[EMAIL_ADDRESS_1]]":                "a@x.org",
		"EMAIL_ADDRESS_1 and":                "a@x.org and",
		"[EMAIL_ADDRESS_1":                   "a@x.org",
		"[EMAIL_ADDRESS_3]":                  "[EMAIL_ADDRESS_3]",
		"[PHONE_NUMBER_1]":                   "[PHONE_NUMBER_1]",
		"[EMAIL_ADDRESS]":                    "[EMAIL_ADDRESS]",
		"email address 1 of the list":        "email address 1 of the list",
		"[EMAIL_ADDRESS_11]":                 "[EMAIL_ADDRESS_11]",
		"XEMAIL_ADDRESS_1":                   "XEMAIL_ADDRESS_1",
		"[EMAIL_ADDRESS_99999999999]":        "[EMAIL_ADDRESS_99999999999]",
		"[EMAIL_ADDRESS_1][EMAIL_ADDRESS_2]": "a@x.orgb@x.org",
	} {
		if got := turned(r, text); got != want {
			t.Errorf("%q became %q, want %q", text, got, want)
		}
	}
	if got := turned(issue(t, "EMAIL_ADDRESS"), "[EMAIL_ADDRESS_1]"); got != "[EMAIL_ADDRESS_1]" {
		t.Errorf("without a value: %q", got)
	}
}

// TestOpen holds that what may still become a placeholder waits, wherever the text ends, and that nothing else does.
func TestOpen(t *testing.T) {
	r := issue(t, "EMAIL_ADDRESS", "a@x.org")
	const text = "mail [EMAIL_ADDRESS_1] and [EMAIL later"
	for end := range len(text) + 1 {
		found, open := r.Find([]byte(text[:end]), 0, false)
		begin, stop := 5, 22
		switch {
		case end > begin && end < stop && open > begin:
			t.Errorf("%q: open at %d", text[:end], open)
		case end > stop+1 && (len(found) != 1 || found[0].Start != begin || found[0].End != stop):
			t.Errorf("%q: %v", text[:end], found)
		}
	}
	if _, open := r.Find([]byte("the e-mail is late"), 0, false); open != len("the e-mail is late") {
		t.Errorf("prose waits from %d on", open)
	}
}

// TestAvoid holds that a placeholder that somebody wrote is not issued.
func TestAvoid(t *testing.T) {
	r := issue(t, "EMAIL_ADDRESS")
	r.Avoid([]byte("I wrote [Email Address 1] myself"))
	if n, _ := r.numbers.Number("EMAIL_ADDRESS", []byte("a@x.org")); n != 2 {
		t.Errorf("number %d", n)
	}
}
