package eval

import "strings"

// joinAddress makes one span of the parts of an address that a corpus labels one
// by one: house, street, flat, town and post code with nothing but spaces and
// punctuation between them, as far as one of them is an ADDRESS.
func joinAddress(c *Case) {
	var out []Span
	for _, s := range c.Spans {
		if n := len(out); n > 0 && addressPart(s.Type) && addressPart(out[n-1].Type) && s.Start >= out[n-1].End &&
			(s.Type == "ADDRESS" || out[n-1].Type == "ADDRESS") && strings.Trim(c.Text[out[n-1].End:s.Start], " ,\n\r\t>?") == "" {
			out[n-1].End, out[n-1].Type = s.End, "ADDRESS"
			continue
		}
		out = append(out, s)
	}
	c.Spans = out
}

func addressPart(typ string) bool { return typ == "ADDRESS" || typ == "LOCATION" || typ == "ZIP_CODE" }
