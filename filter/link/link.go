// Package link finds links and images in what people and models write: in
// Markdown (CommonMark 0.31, sections 6.3 to 6.5 and 4.7), in HTML, and bare;
// and tells what about them is worth a doubt.
//
// An image is fetched by whoever shows it, without a click: an address with data
// in it carries that data out. That is why images and links are told apart, and
// why a link is found with all that belongs to it, so that it can be taken out
// whole.
//
// Cost: one search for the colon of a scheme and for two slashes; only there is
// more looked at, no further than reach. Little is allocated but the links.
package link

import (
	"github.com/chatguard/chatguard/filter/payload"
	"github.com/chatguard/chatguard/filter/swar"
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
type Signs uint32

const (
	Script      Signs = 1 << iota // a scheme that runs what it holds
	Local                         // a file of the reader's machine
	Share                         // a file of another machine, to which the reader's tells who is reading
	Credentials                   // a user's name or password before the host
	Numeric                       // an IP address
	OddNumeric                    // in a spelling that hides it
	Mixed                         // letters of several scripts in the host
	Punycode                      // a host in its ASCII form
	Executable                    // a file that runs when opened
	Data                          // data in the query or in the path
	Dropper                       // an Executable that nobody links to in good faith
	Dressed                       // an Executable with the name of a document, or a host with another one before it
	Slashes                       // \ where a / belongs, which browsers read alike
	Unseen                        // characters in the address that take no room or turn its direction
	Lookalike                     // a host dressed as that of a well-known name
	Mismatch                      // its text names another host
	Tracker                       // an image that is not to be seen
	Blank                         // nothing of it is to be seen
	Defanged                      // written so that nobody follows it by accident: hxxp, [.]
)

// reach bounds what belongs to one link.
const reach = 2048

// Scan appends the links in text[from:] to out.
func Scan(text []byte, from int, out []Link) []Link {
	ends := tagEnds{text: text}
	for i := next(text, from); i < len(text); i = next(text, i+1) {
		if text[i] == '/' && !relative(text, from, i) {
			continue
		}
		l, ok := at(text, from, i, &ends)
		if !ok {
			continue
		}
		out = append(out, l)
		i = max(i, l.End-1)
	}
	return out
}

// next is the first colon or slash in text[i:], len(text) if there is none. It looks at eight bytes at once.
func next(text []byte, i int) int {
	for ; i+8 <= len(text); i += 8 {
		w := swar.Load(text, i)
		if m := swar.Zero(w^':'*swar.Ones) | swar.Zero(w^'/'*swar.Ones); m != 0 {
			return i + swar.First(m)
		}
	}
	for i < len(text) && text[i] != ':' && text[i] != '/' {
		i++
	}
	return i
}

// at reads the link whose scheme ends at the colon at i, or which begins with the slash there.
func at(t []byte, from, i int, ends *tagEnds) (l Link, ok bool) {
	authority := i + 3
	if l.From = i; t[i] == '/' {
		authority = i + 2
		l.Host, _ = payload.HostAt(t, authority)
	} else if authority, ok = l.scheme(t, from, i); !ok {
		return l, false
	}
	l.borders(t, from, ends)
	l.judge(t[l.From:l.To], authority-l.From)
	if l.Image && hiddenImage(t[l.Start:l.End]) {
		l.Signs |= Tracker
	}
	return l, true
}

// borders finds where the address ends and what the link is a part of.
func (l *Link) borders(t []byte, from int, ends *tagEnds) {
	before := byte(0)
	if l.From > from {
		before = t[l.From-1]
	}
	end := min(len(t), l.From+reach)
	l.To = l.From
	for l.To < end && (!stops(t[l.To], before) || l.Signs&Defanged != 0 && dotted(t, l.To) || l.Signs&Script != 0 && l.To < l.From+12 && t[l.To] < ' ') {
		l.To++
	}
	l.Start, l.End = l.From, l.To
	switch {
	case before == '(' || before == '<' && l.From-2 >= from && t[l.From-2] == '(':
		l.markdown(t, from)
	case before == '"' || before == '\'' || before == '=':
		l.tag(t, from, ends)
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
	} else if text := t[k+1 : open-1]; blank(text) {
		l.Signs |= Blank
	} else if misnamed(text, l.Host) {
		l.Signs |= Mismatch
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

// < and > as JSON inside a string may have them.
const escapedLess, escapedMore = `\u003c`, `\u003e`

// tag takes in the element: <img src="address">.
func (l *Link) tag(t []byte, from int, ends *tagEnds) {
	k := l.From - 1
	for ; k >= from && l.From-k < reach && t[k] != '<' && !ascii.Has(t, k, escapedLess); k-- {
		if t[k] == '>' || ascii.Has(t, k, escapedMore) {
			return
		}
	}
	if k < from || l.From-k >= reach {
		return
	}
	begin, escaped := k, t[k] != '<'
	if escaped {
		k += len(escapedLess) - 1
	}
	for _, name := range []string{"img", "image", "iframe", "video", "audio", "source", "embed", "object", "link", "script", "input", "track", "bgsound", "body", "table", "td", "svg", "use"} {
		l.Image = l.Image || ascii.Has(t, k+1, name)
	}
	if !l.Image && !ascii.Has(t, k+1, "a ") && !ascii.Has(t, k+1, "a\n") && !ascii.Has(t, k+1, "area") && !ascii.Has(t, k+1, "form") && !ascii.Has(t, k+1, "base") {
		return
	}
	l.Start = begin
	if escaped {
		if e := ascii.Find(t, l.To, escapedMore, reach); e >= 0 {
			l.End = e + len(escapedMore)
		}
		return
	}
	if e := ends.behind(l.To); e < len(t) && e-l.To < reach {
		l.End = e + 1
	}
}

// tagEnds finds the ends of tags. It is asked in order of the text, and looks at each byte once however many tags have no end.
type tagEnds struct {
	text []byte
	next int // the last one that was found
}

// behind is the next > from i on, the text's end if there is none.
func (e *tagEnds) behind(i int) int {
	if i > e.next {
		e.next = i
	} else if e.next == len(e.text) || e.text[e.next] == '>' {
		return e.next
	}
	for e.next < len(e.text) && e.text[e.next] != '>' {
		e.next++
	}
	return e.next
}
