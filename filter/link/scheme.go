package link

import (
	"github.com/chatguard/chatguard/filter/payload"
	"github.com/chatguard/chatguard/filter/text/ascii"
)

// relative reports whether an address begins at the slash at i that has the scheme of the page around it: in an attribute or in
// the brackets of Markdown.
func relative(t []byte, from, i int) bool {
	if i == from || i+2 >= len(t) || t[i+1] != '/' || !ascii.Word(t[i+2]) {
		return false
	}
	switch c := t[i-1]; c {
	case '"', '\'', '=':
		k := i - 1
		for k > from && i-k < 4 && (t[k] == '"' || t[k] == '\'' || t[k] == '=' || t[k] == ' ') {
			k--
		}
		return k > from+2 && (ascii.Has(t, k-2, "src") || ascii.Has(t, k-3, "href")) || ascii.Has(t, max(from, k-3), "data")
	case '(':
		return i-2 >= from && t[i-2] == ']'
	}
	return false
}

// scheme reads the scheme that ends at the colon at i and the host behind it; authority is where that begins.
func (l *Link) scheme(t []byte, from, i int) (authority int, ok bool) {
	for l.From > from && i-l.From < 16 && ascii.Letter(t[l.From-1]) {
		l.From--
	}
	scheme := t[l.From:i]
	authority, odd := slashes(t, i+1)
	switch {
	case authority > 0 && webScheme(scheme):
		l.Host, _ = payload.HostAt(t, authority)
		if odd && len(l.Host) > 0 {
			l.Signs |= Slashes
		}
	case authority > 0 && (is(scheme, "hxxp") || is(scheme, "hxxps") || is(scheme, "fxp")):
		l.Signs |= Defanged
		l.Host, _ = payload.HostAt(t, authority)
		l.Host = refang(l.Host)
	case authority > 0 && is(scheme, "file"):
		l.Signs |= Local
		if authority < len(t) && t[authority] != '/' && t[authority] != '\\' {
			l.Host, _ = payload.HostAt(t, authority)
		}
		if len(l.Host) > 1 && !is(l.Host, "localhost") { // no drive
			l.Signs |= Share
		}
	case is(scheme, "javascript"), is(scheme, "vbscript"), l.broken(t, from, i):
		if i+1 == len(t) || t[i+1] == ' ' {
			return 0, false // a word of a sentence
		}
		l.Signs |= Script
	case is(scheme, "data") && (ascii.Has(t, i+1, "text/html") || ascii.Has(t, i+1, "image/svg")):
		l.Signs |= Script
	default:
		return 0, false
	}
	return max(authority, i+1), true
}

func webScheme(s []byte) bool {
	return is(s, "http") || is(s, "https") || is(s, "ftp") || is(s, "ws") || is(s, "wss")
}

// slashes is the index behind the two slashes at i, 0 if there are none; odd tells that one leans the other way. \/\/ is how some
// write them in strings of programs.
func slashes(t []byte, i int) (end int, odd bool) {
	if ascii.Has(t, i, `\/\/`) {
		return i + 4, false
	}
	for end = i; end < i+2; end++ {
		if end >= len(t) || t[end] != '/' && t[end] != '\\' {
			return 0, false
		}
		odd = odd || t[end] == '\\'
	}
	return end, odd
}

// broken reports whether the scheme before the colon at i is one that runs what it holds, with line breaks or tabs inside, which
// browsers leave out (WHATWG URL, section 4.4). The link then begins where it does.
func (l *Link) broken(t []byte, from, i int) bool {
	const name = "javascript"
	n, k := len(name), i
	for k > from && n > 0 {
		switch c := t[k-1]; {
		case ascii.Lower(c) == name[n-1]:
			n--
		case c != '\t' && c != '\n' && c != '\r':
			return false
		}
		k--
	}
	if n > 0 || i-k == len(name) || k > from && ascii.Letter(t[k-1]) {
		return false
	}
	l.From = k
	return true
}
