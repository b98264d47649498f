package payload

import (
	"strings"
	"testing"
)

// nearMisses are what begins like an attack and is none, over and over: what each look-up reads at most, and bounds that another
// repeats.
var nearMisses = []string{
	"'", "\"", "`", ";", "|", "&", "<", ".", "{", "(", "$", "=", "/", "\\", "%", ":", "#", "@", "!", "-", "+", "~", "[", ",", "．",
	"nc ", "ncat a ", "powershell -e ", "certutil ", "<!doctype a system ", "<!entity &a", "exec/*", ":1:'", "document['", "window[", "self['a'",
	"'-", "' or ", "';", "', ", "'   ", ";for a in b ", ";while ", ";if [", "; $", "a=b;$", "a=1;$a=", "char(1)+", "chr(1)||", "(){a", "(){a|", "{cat,", "{,",
	"<a ", "<a href=&#1", "<a \\6a", "<a /*", "<style>", "<script>a", "<?xml-stylesheet ", "<x:", "javascript", "j:", "java\n:", "script:", "http:/", "http://", "http://a@",
	"http://[::", "http://①", "http://％", "../", "．．／", "etc///", "/etc//", "/?", "/*", "${", "${${", "{{1+", "@{", "\n", "\r\n", "union select a ", "; show ", ")(", "a|a", "a|b|c ",
}

// TestNearMisses reads each of them over and over: nobody would wait for a step that reads all of it at every byte.
func TestNearMisses(t *testing.T) {
	var out []Finding
	for _, unit := range nearMisses {
		text := []byte(strings.Repeat(unit, (64<<10)/len(unit)))
		out = Scan(text, 0, out[:0])
		for i := 0; i+MaxValue < len(text)/4; i += MaxValue {
			out = Value(text[i:i+MaxValue], out[:0])
		}
	}
}

// TestNothingAllocated holds that a text costs no memory but its findings, and a value no more.
func TestNothingAllocated(t *testing.T) {
	out := make([]Finding, 0, 2*maxFindings)
	for _, unit := range nearMisses {
		text := []byte(strings.Repeat(unit, MaxValue/len(unit)))
		if n := testing.AllocsPerRun(5, func() { out = Value(text, Scan(text, 0, out[:0])) }); n > 0 {
			t.Errorf("%q: %.0f allocations", unit, n)
		}
	}
}
