package payload

import (
	"strings"
	"testing"

	"github.com/chatguard/chatguard/filter/text/ascii"
	"github.com/chatguard/chatguard/policies"
)

// TestForms holds that each form of the lists is found as it is written, and that those of words have the three bytes without signs
// that a look-up needs.
func TestForms(t *testing.T) {
	const rest = "№|12345|¤|'|¶|abc|↺|abc|‡|;|§|;|…|x|⊣||¬|"
	short := strings.NewReplacer(strings.Split("·|\t|~||"+rest, "|")...)
	long := strings.NewReplacer(strings.Split("·| \n |~| |"+rest, "|")...)
	for _, l := range formLists {
		for _, f := range policies.AttackList(l.name) {
			holdsForm(t, l.name, f, short.Replace(f))
			holdsForm(t, l.name, f, long.Replace(f))
			if b := signed(f); ascii.Word(b[0]) && (len(b) < 3 || b[1] < formSigns && b[1] != formBlanks || b[2] < formSigns && b[2] != formBlanks) {
				t.Errorf("%s: %s begins with too little", l.name, f)
			}
		}
	}
}

// holdsForm holds that a form is found in text, which is an example of it.
func holdsForm(t *testing.T, list, f, text string) {
	switch {
	case f[0] == '^':
		text = text[1:]
	case strings.HasPrefix(f, "¤"):
		text = "x" + text
	default:
		text = "x " + text
	}
	found := Scan([]byte(text), 0, nil)
	if f[0] == '^' {
		found = Value([]byte(text), found)
	}
	if strong(found) < 0 {
		t.Errorf("%s: %s is not found in %q: %v", list, f, text, found)
	}
}
