package check

import (
	"bytes"
	"strings"

	"github.com/chatguard/chatguard/filter/detect/lex"
)

// reference reports whether v names a value in place of being one: a call, a
// variable, a template, a path.
func reference(v []byte) bool {
	if len(v) == 0 {
		return true
	}
	switch v[0] {
	case '{', '<', '[', '(', ',', ';', ':', '=', '|', '\\', '@':
		return true
	case '!':
		if len(v) > 1 && v[1] == '$' {
			return true
		}
	case '~':
		if len(v) > 1 && v[1] == '/' {
			return true
		}
	case '$', '%', '&', '*', '-':
		if len(v) < 2 || v[0] == '&' && v[1] == '#' || v[1] == '{' || v[1] == '(' || v[1] == '$' || v[1] == '-' || isName(v[1:]) || v[0] == v[len(v)-1] {
			return true
		}
	}
	slashes := 0
	for i, b := range v {
		next := byte(0)
		if i+1 < len(v) {
			next = v[i+1]
		}
		switch b {
		case '/':
			slashes++
			if next == '/' && i > 0 && v[i-1] == ':' {
				return true
			}
		case '(':
			if next == 0 || i > 0 && lex.Class[v[i-1]]&lex.Word != 0 && (next == ')' || isName(v[:i]) || lex.Holds(v[i:], ")")) {
				return true
			}
		case '[':
			if next == 0 || isName(v[:i]) {
				return true
			}
		case ';', ',':
			if lex.Class[next]&lex.Letter != 0 && lex.Holds(v[i:], "=") { // the next part of a connection string, or of code
				return true
			}
		case '$', '{', '#':
			if next == '{' && template(v[i+2:], b == '{') || b == '{' && (i == 0 || v[i-1] != '{') && lex.Class[next]&lex.Letter != 0 && bytes.IndexByte(v[i:], '}') > 3 && template(v[i+1:], false) {
				return true
			}
		case '%':
			if next == 's' && (i == 0 || i+2 == len(v)) {
				return true
			}
		case '-':
			if next == '>' {
				return true
			}
		}
	}
	return slashes > 0 && (v[0] == '/' || kindsOf(v).digits == 0) || closes(v)
}

// closes reports whether v ends with a bracket that it does not open: what
// opens it was skipped, and v is a part of code.
func closes(v []byte) bool {
	open := byte(0)
	switch v[len(v)-1] {
	case ')':
		open = '('
	case ']':
		open = '['
	case '}':
		open = '{'
	}
	return open != 0 && bytes.IndexByte(v, open) < 0
}

// unspaced reports whether v holds a character of a script that has no spaces
// between its words.
func unspaced(v []byte) bool {
	for _, b := range v {
		if b >= 0xE0 {
			return true
		}
	}
	return false
}

// isTestName reports whether v is named as the tests that pass are: TestLoad/3.
func isTestName(v []byte) bool {
	if len(v) < 6 || string(v[:4]) != "Test" && string(v[:4]) != "Fuzz" {
		return false
	}
	return v[4] >= 'A' && v[4] <= 'Z' || v[4] == '_' || v[4] == '/' || v[4] >= 0xE0
}

// isArgument reports whether v is an argument or a member with a name of its own
// (help=, required=True, value={x}), or words to choose from: a|b|c, required|min:8.
func isArgument(v []byte) bool {
	i := 0
	if v[0] == '&' {
		i = 1
	}
	if bytes.Count(v, []byte{'|'}) > 1 || lex.Holds(v, "|none") || lex.Holds(v, "|null") {
		return true
	}
	start := i
	for i < len(v) && (lex.Class[v[i]]&(lex.Letter|lex.Underscore) != 0 || v[i] == '-') {
		i++
	}
	if i-start < 2 || i == len(v) {
		return false
	}
	rest := v[i+1:]
	switch v[i] {
	case '!': // {name!r} of Python
		return len(rest) == 1 && (rest[0] == 'r' || rest[0] == 's')
	case '|':
		return lex.Listed("required nullable string confirmed sometimes min ", v[start:i]) || lex.Holds(rest, "|min:")
	case '=':
		return start > 0 || isSetting(v[:i]) || len(rest) == 0 || isCount(rest) || strings.IndexByte("{\"'<[(", rest[0]) >= 0 || isName(rest) && (kindsOf(rest).digits == 0 || isPathName(rest))
	}
	return false
}

// isSetting reports whether v is a name as environments have them: SECRET_KEY.
func isSetting(v []byte) bool {
	return bytes.IndexByte(v, '_') > 0 && bytes.Equal(v, bytes.ToUpper(v))
}

// isCount reports whether v is a number of at most three digits, as attributes of
// forms have it: minlength=12.
func isCount(v []byte) bool {
	n := 0
	for n < len(v) && lex.Class[v[n]]&lex.Digit != 0 {
		n++
	}
	return n > 0 && n <= 3 && (n == len(v) || n+1 == len(v) && v[n] == '.')
}

// isQuery reports whether v has a name and an equals sign in it, as parameters
// and options do: id=5, a%3D1&b=2.
func isQuery(v []byte) bool {
	at := bytes.IndexByte(v, '=')
	return at > 0 && at < len(v)-2 && (isName(v[:at]) || bytes.IndexByte(v, '&') >= 0)
}

// template reports whether v goes on as the inside of ${name} or {{ name }}.
func template(v []byte, twice bool) bool {
	for i, b := range v {
		if b == '}' {
			return !twice || i+1 < len(v) && v[i+1] == '}'
		}
		if lex.Class[b]&(lex.Word|lex.Space) == 0 && b != '.' && b != '-' && b != ':' {
			return false
		}
	}
	return true
}

// isName reports whether v consists of word characters and dots.
func isName(v []byte) bool {
	for _, b := range v {
		if lex.Class[b]&lex.Word == 0 && b != '.' {
			return false
		}
	}
	return true
}

// isPathName reports whether v is identifiers joined by dots, or words joined
// by underscores: a name in code, not a value.
func isPathName(v []byte) bool {
	dots, unders, start := 0, 0, true
	if len(v) >= 8 && scattered(v) {
		return false
	}
	for _, b := range v {
		switch {
		case b == '.':
			if start {
				return false
			}
			dots, start = dots+1, true
		case b == '_' && !start:
			unders++
		case start && lex.Class[b]&(lex.Letter|lex.Underscore) == 0:
			return false
		case lex.Class[b]&lex.Word == 0:
			return false
		default:
			start = false
		}
	}
	k := kindsOf(v)
	return dots > 0 && !start || unders > 0 && (k.digits == 0 || bytes.Equal(v, bytes.ToUpper(v)))
}

// scattered reports whether v changes between capitals, small letters and digits
// too often for a name of words, as in rjoA.xEwRF.
func scattered(v []byte) bool {
	parts, letters := 0, 0
	small, large, last := false, false, byte(0)
	for _, b := range v {
		c := classOf(b)
		switch {
		case c == 0:
		case c != last && !(last == 'u' && c == 'l'):
			parts++
		}
		if c != 0 {
			letters++
		}
		small, large, last = small || c == 'l', large || c == 'u', c
	}
	return small && large && 5*letters < 12*parts
}
