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
	sample := strings.NewReplacer("·", "\t", "~", "", "№", "12345", "¤", "'", "¶", "abc", "↺", "abc", "‡", ";", "§", ";", "…", "x", "⊣", "", "¬", "")
	for _, l := range formLists {
		for _, f := range policies.AttackList(l.name) {
			text := sample.Replace(f)
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
				t.Errorf("%s: %s is not found in %q: %v", l.name, f, text, found)
			}
			if b := signed(f); ascii.Word(b[0]) && (len(b) < 3 || b[1] < formSigns && b[1] != formBlanks || b[2] < formSigns && b[2] != formBlanks) {
				t.Errorf("%s: %s begins with too little", l.name, f)
			}
		}
	}
}
