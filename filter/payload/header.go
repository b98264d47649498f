package payload

import (
	"bytes"

	"github.com/chatguard/chatguard/filter/text/ascii"
)

// header looks for a line behind the first one of a value that whoever writes the value into the head of a message sends as a line
// of that: Bcc:, Set-Cookie:, another request. A value that is a message itself begins with such a line.
// coded tells that its line feeds had percent signs.
func header(t []byte, coded bool) (Finding, bool) {
	i := bytes.IndexByte(t, '\n')
	if i < 0 || i > maxBefore || isHead(t[:i]) || bytes.ContainsAny(t[:i], "'\"`({") {
		return Finding{}, false
	}
	carriage := coded || i > 0 && t[i-1] == '\r'
	k := skipSpace(t, i)
	for n := range headers {
		h := &headers[n]
		if e := h.match(t, k); e > 0 && (carriage || h.strength > 0.8) {
			return Finding{max(0, i-1), e, Header, 0.9}, true
		}
	}
	if e := ascii.Find(t, k, " http/1.", maxGap); e > 0 && carriage {
		return Finding{max(0, i-1), e + 8, Header, 0.9}, true
	}
	return Finding{}, false
}

// isHead tells whether a line is one of the head of a message, or divides its parts.
func isHead(t []byte) bool {
	n := len(t)
	for i, c := range t {
		if !ascii.Word(c) && c != '-' {
			n = i
			break
		}
	}
	return at(t, n) == ':' && n > 0 || ascii.Has(t, 0, "--") || ascii.Find(t, 0, "http/", len(t)) >= 0
}

// filter looks for a way out of a filter of LDAP (RFC 4515): a parenthesis that ends what the value did not begin, and another one
// with an operator or a comparison behind it.
func filter(t []byte) (Finding, bool) {
	i := bytes.Index(t, []byte(")("))
	if i < 0 || bytes.IndexByte(t[:i], '(') >= 0 {
		return Finding{}, false
	}
	switch c := at(t, i+2); c {
	case '&', '|', '!':
		return Finding{i, i + 3, SQL, 0.85}, true
	}
	w := word(t, i+2)
	if c := at(t, i+2+len(w)); len(w) > 0 && (c == '=' || (c == '~' || c == '>' || c == '<') && at(t, i+3+len(w)) == '=') {
		return Finding{i, i + 3 + len(w), SQL, 0.85}, true
	}
	return Finding{}, false
}
