package scenario

import (
	"bytes"
	"compress/gzip"
	"encoding/hex"
	"strings"
	"text/template"
)

// expand fills in what a text file cannot hold well: <<repeat 1000 "[">>, <<hex "fffe">>, <<gzip "text">>. Only
// sections marked "template" are expanded.
func expand(data []byte) ([]byte, error) {
	t, err := template.New("").Delims("<<", ">>").Funcs(template.FuncMap{
		"repeat": func(n int, s string) string { return strings.Repeat(s, n) },
		"hex": func(s string) (string, error) {
			b, err := hex.DecodeString(s)
			return string(b), err
		},
		"gzip": func(s string) (string, error) {
			var b bytes.Buffer
			z := gzip.NewWriter(&b)
			if _, err := z.Write([]byte(s)); err != nil {
				return "", err
			}
			err := z.Close()
			return b.String(), err
		},
	}).Parse(string(data))
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	err = t.Execute(&b, nil)
	return b.Bytes(), err
}
