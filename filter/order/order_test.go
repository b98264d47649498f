package order

import (
	"slices"
	"testing"
)

func TestOrder(t *testing.T) {
	if got := Unique([]string{"b", "a", "", "b", "a"}); !slices.Equal(got, []string{"", "a", "b"}) {
		t.Errorf("unique: %q", got)
	}
	if got := Keys(map[string]bool{"b": true, "c": false, "a": true}); !slices.Equal(got, []string{"a", "b", "c"}) {
		t.Errorf("keys: %q", got)
	}
	if Keys(map[string]bool{}) != nil {
		t.Error("an empty map has keys: a rule without types is one for all types")
	}
}
