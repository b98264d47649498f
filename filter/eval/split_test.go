package eval

import (
	"fmt"
	"testing"
)

func TestSplit(t *testing.T) {
	dev := 0
	for i := range 1000 {
		c := Case{ID: fmt.Sprint(i)}
		if Split(&c) == "dev" {
			dev++
		}
	}
	if dev < 650 || dev > 750 {
		t.Errorf("%d of 1000 cases are dev, want about 700", dev)
	}
	for i := range 50 {
		a, b := Case{ID: fmt.Sprint(i), Group: "g"}, Case{ID: "other", Group: "g"}
		if Split(&a) != Split(&b) {
			t.Fatalf("cases of one group in both parts")
		}
	}
}
