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
