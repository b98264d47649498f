package ascii

import (
	"bytes"
	"testing"
)

func TestBytes(t *testing.T) {
	for i := range 256 {
		c := byte(i)
		if want := bytes.ToLower([]byte{c}); c < 0x80 && Lower(c) != want[0] {
			t.Errorf("Lower(%q) is %q", c, Lower(c))
		}
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
		digit := c >= '0' && c <= '9'
		if Letter(c) != letter || Digit(c) != digit || Word(c) != (letter || digit || c == '_') {
			t.Errorf("%q: letter %v, digit %v, word %v", c, Letter(c), Digit(c), Word(c))
		}
	}
}

func TestFind(t *testing.T) {
	text := []byte("one UNION two")
	for _, c := range []struct {
		from, n int
		s       string
		want    int
	}{{0, 20, "union", 4}, {0, 3, "union", -1}, {0, 4, "union", 4}, {5, 20, "union", -1}, {0, 20, "three", -1}, {99, 9, "o", -1}, {0, 20, "", 0}} {
		if got := Find(text, c.from, c.s, c.n); got != c.want {
			t.Errorf("%+v: %d", c, got)
		}
	}
	if Has(text, -1, "one") || Has(text, 99, "") || !Has(text, 10, "two") {
		t.Error("Has")
	}
}
