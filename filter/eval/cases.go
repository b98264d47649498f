// Package eval measures detection on labelled texts: per type, how many of the
// labelled spans are found and how many findings are right. The command
// "chatguard eval" and the tests use it; it is not part of the filter.
package eval

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
)

// Case is one labelled text.
type Case struct {
	ID     string `json:"id"`
	Corpus string `json:"corpus"`
	Label  string `json:"label"`
	Text   string `json:"text"`
	// Request is a request's body in place of a text: as a string, or as the JSON
	// itself. BodyBase64 is one that JSON cannot hold.
	Request    json.RawMessage `json:"request"`
	BodyBase64 []byte          `json:"body_b64"`
	// Needle is what must be seen in the body, or the body be refused.
	Needle string `json:"needle"`
	Spans  []Span `json:"spans"`
	// Annotated lists the types whose absence is asserted too; empty means all.
	Annotated []string `json:"types_annotated"`
	Group     string   `json:"group"`
	Rule      any      `json:"rule"` // a name or a number
	Kind      string   `json:"kind"`
	Variant   string   `json:"variant"`
	Lang      string   `json:"lang"`
	Weak      bool     `json:"weak"`
	TierField string   `json:"tier"`
	Source    string   `json:"source"`
	BaseText  string   `json:"base_text"`
	Payload   string   `json:"payload"` // the attack alone, where the text has a sentence around it
	Paranoia  int      `json:"pl"`      // level of the OWASP core rule set
	Sub       string   `json:"sub"`
	// Categories are what the author of a rule says of what it finds.
	Categories []string `json:"categories"`
}

// Body returns the body of a case that has one in place of a text.
func (c *Case) Body() (body []byte, ok bool) {
	if len(c.BodyBase64) > 0 {
		return c.BodyBase64, true
	}
	var s string
	if len(c.Request) == 0 || string(c.Request) == "null" {
		return nil, false
	}
	if json.Unmarshal(c.Request, &s) == nil {
		return []byte(s), true
	}
	return c.Request, true
}

// TextOnly returns the type that a label such as secret_nospan asserts of the
// text as a whole, "" if the label says nothing of that kind.
func (c *Case) TextOnly() string {
	if name, ok := strings.CutSuffix(c.Label, "_nospan"); ok && len(c.Spans) == 0 {
		return strings.ToUpper(name)
	}
	return ""
}

// Span is a labelled range of the text, in bytes.
type Span struct {
	Start   int    `json:"start"`
	End     int    `json:"end"`
	Type    string `json:"type"`
	Subtype string `json:"subtype"`
	Variant string `json:"variant"`
	// Byte offsets of corpora whose start and end count code points.
	ByteStart *int `json:"bstart"`
	ByteEnd   *int `json:"bend"`
}

// ReadFile reads a JSONL file, compressed if its name ends in .gz.
func ReadFile(name string) ([]Case, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var r io.Reader = f
	if strings.HasSuffix(name, ".gz") {
		if r, err = gzip.NewReader(f); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	cases, err := Read(r)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return cases, nil
}

// Read reads JSONL, one case a line.
func Read(r io.Reader) ([]Case, error) {
	var out []Case
	in := bufio.NewScanner(r)
	in.Buffer(nil, 64<<20)
	for line := 1; in.Scan(); line++ {
		if len(in.Bytes()) == 0 {
			continue
		}
		var c Case
		if err := json.Unmarshal(in.Bytes(), &c); err != nil {
			return nil, fmt.Errorf("line %d: %w", line, err)
		}
		for i := range c.Spans {
			s := &c.Spans[i]
			if s.ByteStart != nil && s.ByteEnd != nil {
				s.Start, s.End = *s.ByteStart, *s.ByteEnd
			}
			if body, ok := c.Body(); ok && c.Text == "" {
				if s.Start < 0 || s.End < s.Start || s.End > len(body) {
					return nil, fmt.Errorf("line %d: span %d-%d is outside the body", line, s.Start, s.End)
				}
				continue
			}
			if s.Start < 0 || s.End < s.Start || s.End > len(c.Text) {
				return nil, fmt.Errorf("line %d: span %d-%d is outside the text", line, s.Start, s.End)
			}
		}
		byCategory(&c)
		out = append(out, c)
	}
	return out, in.Err()
}

// Types of spans that a rule's author does not call a secret outright.
const (
	identifier  = "IDENTIFIER"
	fuzzySecret = "SECRET (fuzzy)"
)

// byCategory tells identifiers, and what only stands where a secret may stand,
// from secrets, so that each has figures of its own.
func byCategory(c *Case) {
	typ := ""
	switch {
	case slices.Contains(c.Categories, "identifier") && !slices.Contains(c.Categories, "secret"):
		typ = identifier
	case slices.Contains(c.Categories, "fuzzy"):
		typ = fuzzySecret
	default:
		return
	}
	for i := range c.Spans {
		if c.Spans[i].Type == "SECRET" {
			c.Spans[i].Type = typ
		}
	}
}
