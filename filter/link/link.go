// Package link finds links and images in what people and models write: in
// Markdown (CommonMark 0.31, sections 6.3 to 6.5 and 4.7), in HTML, and bare;
// and tells what about them is worth a doubt.
//
// An image is fetched by whoever shows it, without a click: an address with data
// in it carries that data out. That is why images and links are told apart, and
// why a link is found with all that belongs to it, so that it can be taken out
// whole.
//
// Cost: one search for the colon of a scheme; only there is more looked at, no
// further than reach. Nothing is allocated but the links.
package link

import (
	"github.com/chatguard/chatguard/filter/payload"
	"github.com/chatguard/chatguard/filter/text/ascii"
)

// Link is a link in text[Start:End], brackets and tag included. Its address is
// text[From:To].
type Link struct {
	Start, End int
	From, To   int
	Host       []byte // "" if the address has none
	Image      bool   // shown, and so fetched, by itself
	Signs      Signs
}

// Signs are what is worth a doubt.
type Signs uint16

const (
	Script      Signs = 1 << iota // a scheme that runs what it holds
	Local                         // a file of the reader's machine
	Credentials                   // a user's name or password before the host
	Numeric                       // an IP address
	OddNumeric                    // in a spelling that hides it
	Mixed                         // letters of several scripts in the host
	Punycode                      // a host in its ASCII form
	Executable                    // a file that runs when opened
	Data                          // data in the query or in the path
)

// reach bounds what belongs to one link.
const reach = 2048

// Scan appends the links in text[from:] to out.
func Scan(text []byte, from int, out []Link) []Link {
	for i := from; i < len(text); i++ {
		if text[i] != ':' {
			continue
		}
		l, ok := at(text, from, i)
		if !ok {
			continue
		}
		out = append(out, l)
		i = max(i, l.End-1)
	}
	return out
}

// at reads the link whose scheme ends at the colon at i.
func at(t []byte, from, i int) (l Link, ok bool) {
	l.From = i
	for l.From > from && i-l.From < 16 && ascii.Letter(t[l.From-1]) {
		l.From--
	}
	scheme := t[l.From:i]
	slashes := i+2 < len(t) && t[i+1] == '/' && t[i+2] == '/'
	switch {
	case slashes && (is(scheme, "http") || is(scheme, "https") || is(scheme, "ftp") || is(scheme, "ws") || is(scheme, "wss")):
		l.Host, _ = payload.HostAt(t, i+3)
	case slashes && is(scheme, "file"):
		l.Signs |= Local
	case is(scheme, "javascript"), is(scheme, "vbscript"):
		if i+1 == len(t) || t[i+1] == ' ' {
			return l, false // a word of a sentence
		}
		l.Signs |= Script
	case is(scheme, "data") && (ascii.Has(t, i+1, "text/html") || ascii.Has(t, i+1, "image/svg")):
		l.Signs |= Script
	default:
		return l, false
	}
	l.borders(t, from)
	l.judge(t[l.From:l.To], i+3-l.From)
	return l, true
}

// borders finds where the address ends and what the link is a part of.
func (l *Link) borders(t []byte, from int) {
	before := byte(0)
	if l.From > from {
		before = t[l.From-1]
	}
	end := min(len(t), l.From+reach)
	l.To = l.From
	for l.To < end && !stops(t[l.To], before) {
		l.To++
	}
	l.Start, l.End = l.From, l.To
	switch {
	case before == '(' || before == '<' && l.From-2 >= from && t[l.From-2] == '(':
		l.markdown(t, from)
	case before == '"' || before == '\'' || before == '=':
		l.tag(t, from)
	case before == ' ' && l.From-3 >= from && t[l.From-2] == ':' && t[l.From-3] == ']':
		l.Image = true // a definition, which an image may refer to
	}
}

// stops tells the end of an address behind the byte that opened it.
func stops(c, before byte) bool {
	switch c {
	case ' ', '\t', '\n', '\r', '<', '>':
		return true
	case ')':
		return before == '(' || before == '<'
	case '"', '\'':
		return before == c || before != '"' && before != '\''
	case ']', '`':
		return true
	}
	return false
}

// markdown takes in the brackets: ![text](address "title").
func (l *Link) markdown(t []byte, from int) {
	open := l.From - 1
	if t[open] == '<' {
		open--
	}
	if open-1 < from || t[open] != '(' || t[open-1] != ']' {
		return
	}
	depth, k := 0, open-1
	for ; k >= from && open-k < reach; k-- {
		if t[k] == ']' {
			depth++
		} else if t[k] == '[' {
			if depth--; depth == 0 {
				break
			}
		}
	}
	if k < from || t[k] != '[' {
		return
	}
	if l.Start = k; k > from && t[k-1] == '!' {
		l.Start, l.Image = k-1, true
	}
	for e := l.To; e < len(t) && e-l.To < 256; e++ {
		if t[e] == ')' {
			l.End = e + 1
			return
		}
		if t[e] == '\n' {
			return
		}
	}
}

// tag takes in the element: <img src="address">.
func (l *Link) tag(t []byte, from int) {
	k := l.From - 1
	for ; k >= from && l.From-k < reach && t[k] != '<'; k-- {
		if t[k] == '>' {
			return
		}
	}
	if k < from || t[k] != '<' {
		return
	}
	for _, name := range []string{"img", "image", "iframe", "video", "audio", "source", "embed", "object", "link", "script", "input", "track", "bgsound", "body", "table", "td", "svg", "use"} {
		l.Image = l.Image || ascii.Has(t, k+1, name)
	}
	if !l.Image && !ascii.Has(t, k+1, "a ") && !ascii.Has(t, k+1, "a\n") && !ascii.Has(t, k+1, "area") && !ascii.Has(t, k+1, "form") && !ascii.Has(t, k+1, "base") {
		return
	}
	l.Start = k
	for e := l.To; e < len(t) && e-l.To < reach; e++ {
		if t[e] == '>' {
			l.End = e + 1
			return
		}
	}
}

// Open is from where on a link at the end of text[from:] may still go on:
// len(text) if there is none. Prose is held only from a bracket or a colon on
// that can belong to one.
func Open(text []byte, from int) int {
	low := max(from, len(text)-reach)
	open, lastWord := len(text), true
	for k := len(text) - 1; k >= low; k-- {
		switch text[k] {
		case ' ', '\n', '\t', '\r':
			lastWord = false
		case ':':
			if lastWord && k > low && ascii.Letter(text[k-1]) {
				for open = k; open > low && ascii.Letter(text[open-1]); {
					open--
				}
			}
		case '[':
			if openBracket(text[k:]) {
				if open = k; k > low && text[k-1] == '!' {
					open--
				}
			}
		case '<':
			if k+1 == len(text) || ascii.Letter(text[k+1]) && !contains(text[k:], '>') {
				open = k
			}
		case '>':
			return open
		}
	}
	return open
}

// openBracket tells whether t, which begins with a bracket, can still become a
// link: it is not closed yet, or an address follows that is not.
func openBracket(t []byte) bool {
	for i, c := range t {
		switch {
		case c == '\n':
			return false
		case c == ']':
			if i+1 == len(t) {
				return true
			}
			return t[i+1] == '(' && !contains(t[i+1:], ')')
		}
	}
	return len(t) < 256
}
