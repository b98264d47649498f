package eval

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"strings"
)

// WriteTable writes counts as a Markdown table, the types that have no span
// and no finding left out.
func WriteTable(w io.Writer, counts []*Count) error {
	var b strings.Builder
	b.WriteString("| type | spans | recall | same ends | findings | precision | F1 |\n|---|---:|---:|---:|---:|---:|---:|\n")
	for _, c := range counts {
		if c.Spans == 0 && c.Found == 0 {
			continue
		}
		fmt.Fprintf(&b, "| %s | %d | %.3f | %.3f | %d | %.3f | %.3f |\n", c.Type, c.Spans, c.Recall(), ratio(c.Exact, c.Spans), c.Found, c.Precision(), c.F1())
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// Digest identifies the files that a result was measured on: the first 16
// hexadecimal digits of the SHA-256 of their contents, one after the other.
func Digest(names ...string) (string, error) {
	h := sha256.New()
	for _, name := range names {
		f, err := os.Open(name)
		if err != nil {
			return "", err
		}
		_, err = io.Copy(h, f)
		f.Close()
		if err != nil {
			return "", err
		}
	}
	return hex.EncodeToString(h.Sum(nil))[:16], nil
}
