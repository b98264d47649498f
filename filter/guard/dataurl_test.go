package guard

import (
	"encoding/base64"
	"strings"
	"testing"
)

// A text that is sent as a picture is read as the text that it is: in any
// spelling of a data URL, and where base64 is said to be a picture. What is a
// picture stays, also with digits in it that would be a card.
func TestDataURLs(t *testing.T) {
	g := load(t, `{"rules":[{"name":"r","match":["pii"],"action":"Mask","mask":{"style":"Label"}}]}`)
	const text = "Please write to dora.winter@kontor-nord.de about it. "
	encoded := base64.StdEncoding.EncodeToString([]byte(text))
	long := base64.StdEncoding.EncodeToString([]byte(strings.Repeat(text, 40)))
	latin := base64.StdEncoding.EncodeToString([]byte("Schr\xfcben an dora.winter@kontor-nord.de"))
	for _, c := range []struct {
		name, url string
		found     bool
	}{
		{"plain", "data:text/plain,mail%20to%20dora.winter%40kontor-nord.de", true},
		{"no type", "data:,dora.winter@kontor-nord.de", true},
		{"base64", "data:text/plain;base64," + encoded, true},
		{"no type, base64", "data:;base64," + encoded, true},
		{"another charset", "data:text/plain;charset=iso-8859-1;base64," + latin, true},
		{"another case", "DATA:Text/HTML;BASE64," + encoded, true},
		{"a document", "data:application/json;base64," + encoded, true},
		{"text that is called a picture", "data:image/png;base64," + encoded, true},
		{"much of it", "data:image/png;base64," + long, true},
		{"without a head", encoded, true},
		{"much of it, without a head", long, true},
		{"a picture", "data:image/png;base64," + hiddenMedia, false},
		{"a picture without a head", strings.Repeat(hiddenMedia, 8), false},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, shape := range []string{
				`{"messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"%"}}]}]}`,
				`{"model":"m","max_tokens":9,"system":"","messages":[{"role":"user","content":[{"type":"image","source":{"type":"base64","data":"%"}}]}]}`,
				`{"contents":[{"parts":[{"inlineData":{"mimeType":"image/png","data":"%"}}]}]}`,
			} {
				body := strings.ReplaceAll(shape, "%", c.url)
				b := apiBody{kind: "request", path: "/", contentType: "application/json"}
				out, got := b.run(t, g, body)
				if found := len(got.Findings) > 0; found != c.found || (out == body) == c.found {
					t.Errorf("%d findings, want some: %v\n%.300s", len(got.Findings), c.found, out)
				}
				if c.found == (got.Blobs > 0) || c.found == (got.Coverage != Full) {
					t.Errorf("%d blobs, coverage %v", got.Blobs, got.Coverage)
				}
			}
		})
	}
}
