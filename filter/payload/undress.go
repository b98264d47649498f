package payload

import "github.com/chatguard/chatguard/filter/text/ascii"

// undressed tells whether any of list is in t[i:end], which is no longer than reach, as browsers read markup and style sheets: with the
// references of HTML and the escapes of CSS for what they stand for, without comments, controls and backslashes.
func undressed(t []byte, i, end int, list []string) bool {
	if !isDressed(t[i:end]) {
		return false
	}
	var plain [2 * reach]byte
	n := 0
	for i < end && n < len(plain) {
		c := t[i]
		i++
		switch {
		case c == '&':
			if r, k := reference(t, i); k > i {
				if c, i = r, k; at(t, i) == ' ' {
					i++
				}
			}
		case c == '\\':
			c, i = escaped(t, i)
		case c == '/' && at(t, i) == '*':
			c = 0
			if k := ascii.Find(t, i+1, "*/", end-i); k >= 0 {
				i = k + 2
			}
		}
		if c >= ' ' {
			plain[n] = c
			n++
		}
	}
	return contains(plain[:n], 0, n, list)
}

func isDressed(t []byte) bool {
	for i, c := range t {
		if c == '&' || c == '\\' || c < ' ' || c == '/' && at(t, i+1) == '*' {
			return true
		}
	}
	return false
}

// named are references of HTML that stand for what a script needs (WHATWG HTML, section 13.5).
var named = []struct {
	name string
	to   byte
}{{"colon;", ':'}, {"lpar;", '('}, {"rpar;", ')'}, {"tab;", '\t'}, {"newline;", '\n'}, {"sol;", '/'}}

// reference reads a reference of HTML behind its &: the byte it stands for, 0 for one that is none of ASCII, and the index behind it; i
// if there is none.
func reference(t []byte, i int) (c byte, end int) {
	for _, r := range named {
		if ascii.Has(t, i, r.name) {
			return r.to, i + len(r.name)
		}
	}
	if at(t, i) != '#' {
		return 0, i
	}
	k, base := i+1, 10
	if at(t, k)|0x20 == 'x' {
		k, base = k+1, 16
	}
	v, begin := 0, k
	for ; k-begin < 12; k++ {
		d := int(hexDigit(at(t, k)))
		if d >= base {
			break
		}
		v = min(v*base+d, 1<<16)
	}
	if k == begin {
		return 0, i
	}
	if at(t, k) == ';' {
		k++
	}
	if v >= 0x80 {
		v = 0
	}
	return byte(v), k
}

// escaped reads an escape of CSS or of JavaScript behind its backslash; what is none stands for itself.
func escaped(t []byte, i int) (c byte, end int) {
	k, most := i, 6
	if at(t, k)|0x20 == 'u' || at(t, k)|0x20 == 'x' {
		k, most = k+1, 4
	}
	v, begin := 0, k
	for ; k-begin < most && hexDigit(at(t, k)) < 16; k++ {
		v = v<<4 | int(hexDigit(t[k]))
	}
	if k-begin < 2 {
		return at(t, i), min(i+1, len(t))
	}
	if most == 6 && at(t, k) == ' ' {
		k++
	}
	if v >= 0x80 {
		v = 0
	}
	return byte(v), k
}
