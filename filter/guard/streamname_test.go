package guard

import (
	"strings"
	"testing"
)

// TestStreamName holds that a name is masked however its letters are dealt to
// deltas, and that a place that begins like one is not.
func TestStreamName(t *testing.T) {
	g := load(t, `{"rules":[{"name":"r","match":["PERSON"],"action":"Mask","mask":{"style":"Label"}}]}`)
	for _, c := range [][2]string{
		{"as Em|ma Fis|cher, who", "as [PERSON], who"},
		{"as Emma| |K|. |Fischer| writes", "as [PERSON] writes"},
		{"the| Anna| Bridge| is", "the Anna Bridge is"},
		{"with| Anna| and |Peter.", "with [PERSON] and [PERSON]."},
		{"by | \u00c5|sa Lind|qvist", "by  [PERSON]"},
	} {
		for i := range dialects {
			d := &dialects[i]
			out, _ := streamed(t, g, d, userMail, d.stream(strings.Split(c[0], "|")...))
			if got, _ := d.read(t, out); got != c[1] {
				t.Errorf("%s: %q became %q, want %q", d.name, c[0], got, c[1])
			}
		}
	}
}
