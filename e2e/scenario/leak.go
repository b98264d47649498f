package scenario

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
)

// window is how many bytes of a value in a row make a leak: parts of a value tell enough.
const window = 8

// Leaked returns a part of the value that text has, "" if there is none.
func Leaked(value, text string) string {
	if len(value) <= window {
		if strings.Contains(text, value) {
			return value
		}
		return ""
	}
	for i := 0; i+window <= len(value); i++ {
		if part := value[i : i+window]; strings.Contains(text, part) {
			return part
		}
	}
	return ""
}

// leaks searches what the filter added to an exchange, headers, filter state, audit and answers of its own, for the
// values that the scenario names.
func (s *Scenario) leaks(x *Exchange, seen *Seen) []string {
	var d differences
	look := func(where, text string) {
		for _, v := range s.Values {
			if part := Leaked(v, text); part != "" {
				d.add(where, "no part of a value", part)
			}
		}
	}
	look("filter state", seen.State)
	look("audit", strings.Join(seen.Audit, "\n"))
	for _, m := range []*Message{seen.Upstream, seen.Client} {
		if m != nil {
			look("headers", fmt.Sprint(m.Header, m.Trailer))
		}
	}
	if c := seen.Client; c != nil && c.Status >= 400 && c.Status != x.Answer.Status && !bytes.Equal(c.Body, x.Answer.Body) {
		look("answer", string(c.Body))
	}
	return d
}

// AuditLines picks the plugin's audit lines out of log lines: the JSON behind "chatguard audit ".
func AuditLines(lines []string) []string {
	var audit []string
	for _, l := range lines {
		if _, doc, ok := strings.Cut(l, "chatguard audit "); ok && json.Valid([]byte(doc)) {
			audit = append(audit, doc)
		}
	}
	return audit
}
