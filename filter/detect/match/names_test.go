package match

import (
	"testing"

	"github.com/chatguard/chatguard/filter/detect/table"
	"github.com/chatguard/chatguard/policies"
)

// TestNames holds that the compiled names are those of the lists.
func TestNames(t *testing.T) {
	f, err := table.Open(policies.Rules())
	if err != nil {
		t.Fatal(err)
	}
	names := table.NamesOf(f)
	for name, want := range map[string]uint32{
		"anna": table.NameGiven, "virginia": table.NameGiven | table.NameUnsure, "szabo": table.NameSurname,
		"martin": table.NameGiven | table.NameSurname | table.NameWordy,
		"":       0, "clarkkent": table.NameThing, "zzz": 0, "annax": 0, "kubernetes": 0,
	} {
		if got := names.Find([]byte(name)); got != want {
			t.Errorf("%q has flags %b, want %b", name, got, want)
		}
	}
}

// TestPlainWord compares the short way through a word of ASCII with the long one, which a letter of another kind forces.
func TestPlainWord(t *testing.T) {
	for _, text := range []string{"Anna ", "anna.", "ANNA", "O'Neil x", "Jean-Luc ", "A ", "b", "Ann7", "Ann_", "Zoë ", "", " x", "Abcdefghijklmnopqrstuvwxyz ", "Abcdefghijklmnopqrstuvw "} {
		var buf [24]byte
		n := plainWord([]byte(text), &buf)
		if n == 0 {
			continue
		}
		slow := nameReader{t: []byte("É" + text), final: true}
		var long [24]byte
		end, folded, _ := slow.word(0, &long)
		if end != len("É")+n || string(folded) != "e"+string(buf[:n]) {
			t.Errorf("%q: %q, %q", text, buf[:n], folded)
		}
	}
}
