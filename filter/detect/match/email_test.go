package match

import "testing"

// TestUserInfo holds that what stands before the host of a URL is no address,
// though a byte of the password would begin one.
func TestUserInfo(t *testing.T) {
	for text, want := range map[string]bool{"amqp://worker:fjord*Lake2@mq.shop.io": false, "mail *jo@shop.io": true, "a:*jo@shop.io": true} {
		w := Window{Text: []byte(text), Final: true}
		for w.Start = 0; text[w.Start] != '@'; w.Start++ {
		}
		if got := matchEmail(&w, nil).End > 0; got != want {
			t.Errorf("%s: %v", text, got)
		}
	}
}
