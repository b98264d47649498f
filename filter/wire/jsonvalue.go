package wire

import "github.com/chatguard/chatguard/filter/swar"

// jsonStops marks the bytes outside strings at which a value may begin, nest or
// end; with jsonBreaks, those that end a scalar.
var (
	jsonStops  = [256]bool{'"': true, '{': true, '}': true, '[': true, ']': true}
	jsonBreaks = [256]bool{'"': true, '{': true, '}': true, '[': true, ']': true, ',': true, ' ': true, '\t': true, '\r': true, '\n': true}
)

// scan reads on in a value at p[i] and reports whether the value ends before the
// index that it returns.
func (j *JSONStream) scan(p []byte, i int) (int, bool) {
	if j.state == jsonScalar {
		for i < len(p) && !jsonBreaks[p[i]] {
			i++
		}
		return i, i < len(p)
	}
	for i < len(p) {
		if j.text {
			if i = j.scanString(p, i); !j.text && j.depth == 0 {
				return i, true
			}
			continue
		}
		for i < len(p) && !jsonStops[p[i]] {
			i++
		}
		if i == len(p) {
			break
		}
		c := p[i]
		i++
		switch {
		case c == '"':
			j.text = true
		case c == '{' || c == '[':
			j.depth++
		default:
			if j.depth--; j.depth == 0 {
				return i, true
			}
		}
	}
	return i, false
}

// scanString reads on in a string at p[i], to behind its closing quote.
func (j *JSONStream) scanString(p []byte, i int) int {
	if j.escape {
		j.escape = false
		i++
	}
	for {
		i = quoteOrBackslash(p, i)
		switch {
		case i == len(p):
			return i
		case p[i] == '"':
			j.text = false
			return i + 1
		case i+1 == len(p):
			j.escape = true
			return i + 1
		}
		i += 2
	}
}

// quoteOrBackslash is the index of the first of them from p[i] on, len(p) if there
// is none. It looks at eight bytes at once.
func quoteOrBackslash(p []byte, i int) int {
	for ; len(p)-i >= 8; i += 8 {
		w := swar.Load(p, i)
		if m := swar.Zero(w^'"'*swar.Ones) | swar.Zero(w^'\\'*swar.Ones); m != 0 {
			return i + swar.First(m)
		}
	}
	for i < len(p) && p[i] != '"' && p[i] != '\\' {
		i++
	}
	return i
}
