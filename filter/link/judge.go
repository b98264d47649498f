package link

import (
	"github.com/chatguard/chatguard/filter/payload"
	"github.com/chatguard/chatguard/filter/text/ascii"
)

// Bounds of what an address may carry without a doubt.
const (
	imageData = 8  // bytes of a query's values
	pathData  = 40 // bytes of one step of a path that no person writes
)

// judge notes the signs of an address whose authority begins at i.
func (l *Link) judge(address []byte, i int) {
	if len(l.Host) > 0 {
		l.judgeHost()
		for k := i; k < len(address) && address[k] != '/' && address[k] != '?' && address[k] != '#'; k++ {
			if address[k] == '@' {
				l.Signs |= Credentials
			}
		}
	}
	path, query := address[min(i, len(address)):], []byte(nil)
	for k, c := range path {
		if c == '?' || c == '#' {
			path, query = path[:k], path[k+1:]
			break
		}
	}
	if executable(path) {
		l.Signs |= Executable
	}
	if values(query) >= imageData || opaque(path) {
		l.Signs |= Data
	}
}

func (l *Link) judgeHost() {
	if _, odd, ok := payload.ParseIPv4(l.Host); ok {
		l.Signs |= Numeric
		if odd {
			l.Signs |= OddNumeric
		}
	} else if _, ok := payload.ParseIPv6(l.Host); ok {
		l.Signs |= Numeric
	}
	if ascii.Has(l.Host, 0, "xn--") || ascii.Find(l.Host, 0, ".xn--", len(l.Host)) >= 0 {
		l.Signs |= Punycode
	}
	if mixed(l.Host) {
		l.Signs |= Mixed
	}
}

// mixed tells a label with ASCII letters beside Greek or Cyrillic ones: each of
// these has letters that look like Latin ones.
func mixed(host []byte) bool {
	latin, other := false, false
	for i, c := range host {
		switch {
		case c == '.':
			latin, other = false, false
		case ascii.Letter(c):
			latin = true
		case c >= 0xCD && c <= 0xD4 && i+1 < len(host): // U+0370 to U+052F in UTF-8
			other = true
		}
		if latin && other {
			return true
		}
	}
	return false
}

// values counts the bytes of a query's values; one without any = is a value
// as a whole.
func values(query []byte) (n int) {
	whole := !contains(query, '=')
	value := whole
	for _, c := range query {
		switch {
		case c == '&' || c == ';':
			value = whole
		case c == '=':
			value = true
		case value:
			n++
		}
	}
	return n
}

// opaque tells a path with a long step of letters and digits in no order that
// words have.
func opaque(path []byte) bool {
	run, digits, upper := 0, 0, 0
	for _, c := range path {
		switch {
		case c-'0' < 10:
			run, digits = run+1, digits+1
		case c-'A' < 26:
			run, upper = run+1, upper+1
		case ascii.Letter(c) || c == '_' || c == '%' || c == '=' || c == '+':
			run++
		default:
			run, digits, upper = 0, 0, 0
		}
		if run >= pathData && digits+upper >= run/5 {
			return true
		}
	}
	return false
}

var executables = []string{
	".exe", ".scr", ".bat", ".cmd", ".com", ".msi", ".ps1", ".vbs", ".vbe", ".jse", ".wsf", ".hta", ".lnk", ".jar", ".apk", ".dmg", ".pkg",
	".iso", ".img", ".cpl", ".pif", ".reg", ".sh", ".run", ".appimage", ".deb", ".rpm",
}

func executable(path []byte) bool {
	if ascii.Find(path, 0, "/", len(path)) < 0 {
		return false // the host's own end, as of example.com
	}
	for _, e := range executables {
		if k := len(path) - len(e); k > 0 && ascii.Has(path, k, e) {
			return true
		}
	}
	return false
}

func is(t []byte, s string) bool { return len(t) == len(s) && ascii.Has(t, 0, s) }

func contains(t []byte, c byte) bool {
	for _, x := range t {
		if x == c {
			return true
		}
	}
	return false
}
