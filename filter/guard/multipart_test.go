package guard

import (
	"strings"
	"testing"
)

// A header of a part that is too long is so wherever the body is cut.
func TestLongPartHeaders(t *testing.T) {
	g := load(t, everything)
	b := Body{Path: openai.Path, ContentType: "multipart/form-data; boundary=b"}
	for _, n := range []int{maxPartHeader - 200, maxPartHeader, maxPartHeader + 200} {
		body := "--b\r\nContent-Disposition: form-data; name=\"a\"; x=" + strings.Repeat("x", n) + "\r\n\r\ndora.winter@kontor-nord.de\r\n--b--\r\n"
		whole, _ := inspect(t, g, b, body)
		if refused := whole.Verdict == Block; refused != (n >= maxPartHeader) {
			t.Errorf("%d bytes: %s", n, summary(whole))
		}
		for cut := n - 100; cut < min(n+200, len(body)); cut++ {
			if o, _ := inspect(t, g, b, body, cut); summary(o) != summary(whole) {
				t.Fatalf("%d bytes cut at %d: %s, want %s", n, cut, summary(o), summary(whole))
			}
		}
	}
}
