package link

import (
	"bytes"
	"slices"
	"unicode"
	"unicode/utf8"

	"github.com/chatguard/chatguard/filter/text/ascii"
	"github.com/chatguard/chatguard/policies"
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
				if named(address[i:k]) {
					l.Signs |= Dressed
				}
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
		if endsIn(path, droppers) {
			l.Signs |= Dropper
		}
		if dressed(path) {
			l.Signs |= Dressed
		}
	}
	if unseen(address) {
		l.Signs |= Unseen
	}
	if values(query) >= imageData || opaque(path) {
		l.Signs |= Data
	}
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
	return endsIn(path, executables)
}

// endsIn reports whether one of the endings ends a path that has more than it.
func endsIn(path []byte, endings []string) bool {
	return slices.ContainsFunc(endings, func(e string) bool {
		k := len(path) - len(e)
		return k > 0 && ascii.Has(path, k, e)
	})
}

// droppers are the endings of programs that are meant to be opened by mistake.
var droppers = []string{".scr", ".pif", ".lnk", ".hta", ".vbs", ".vbe", ".jse", ".wsf", ".cpl"}

var documents = []string{".pdf.", ".doc.", ".docx.", ".xls.", ".xlsx.", ".ppt.", ".pptx.", ".txt.", ".jpg.", ".jpeg.", ".png.", ".gif.", ".mp3.", ".mp4.", ".zip.", ".html."}

// dressed tells a program whose name ends like that of a document before its own end.
func dressed(path []byte) bool {
	for _, d := range documents {
		if k := bytes.LastIndexByte(path, '.') - len(d) + 1; k > 0 && ascii.Has(path, k, d) {
			return true
		}
	}
	return false
}

// wellKnownEnds are of hosts that people know by name.
var wellKnownEnds = policies.AttackList("well-known-ends")

// named tells whether what stands before the @ of an address reads like a host: bank.example, or www.bank.example:443.
func named(user []byte) bool {
	if colon := bytes.IndexByte(user, ':'); colon >= 0 {
		user = user[:colon]
	}
	dot := bytes.LastIndexByte(user, '.')
	return dot > 0 && slices.ContainsFunc(wellKnownEnds, func(end string) bool { return is(user[dot+1:], end) })
}

// blank tells a text that nobody sees.
func blank(text []byte) bool {
	for len(text) > 0 {
		r, n := utf8.DecodeRune(text)
		if !unicode.IsSpace(r) && (n == 1 || !unseen(text[:n])) && r != 0x2800 && r != 0x3164 {
			return false
		}
		text = text[n:]
	}
	return true
}

// unseen tells characters that take no room or turn the direction of a text: zero width (U+200B to U+200F, U+2060 to U+2064, U+FEFF,
// U+00AD), direction (U+202A to U+202E, U+2066 to U+2069).
func unseen(address []byte) bool {
	for i := 0; i+1 < len(address); i++ {
		if address[i] < 0xC2 {
			continue
		}
		switch r, _ := utf8.DecodeRune(address[i:]); {
		case r == 0xAD, r >= 0x200B && r <= 0x200F, r >= 0x202A && r <= 0x202E, r >= 0x2060 && r <= 0x2069, r == 0xFEFF:
			return true
		}
	}
	return false
}

// hiddenImage tells an element that is fetched but not to be seen: of a size of one point at most, or not shown.
func hiddenImage(element []byte) bool {
	if ascii.Has(element, 0, "![") {
		return false
	}
	return tiny(element, "width") && tiny(element, "height") || ascii.Find(element, 0, "display:none", len(element)) >= 0 || ascii.Find(element, 0, "visibility:hidden", len(element)) >= 0
}

// tiny tells whether an attribute, or a property of a style, is 0 or 1.
func tiny(element []byte, name string) bool {
	k := ascii.Find(element, 0, name, len(element))
	if k < 0 {
		return false
	}
	for k += len(name); k < len(element) && (element[k] == '=' || element[k] == ':' || element[k] == ' ' || element[k] == '"' || element[k] == '\''); k++ {
	}
	return k+1 < len(element) && (element[k] == '0' || element[k] == '1') && !ascii.Digit(element[k+1]) && element[k+1] != '.' && element[k+1] != '%'
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
