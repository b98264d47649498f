package match

import (
	"bytes"

	"github.com/chatguard/chatguard/filter/detect/check"
	"github.com/chatguard/chatguard/filter/detect/lex"
)

// urlMax bounds an address on the web.
const urlMax = 2048

var urlByte = func() (s [256]bool) {
	for b := range 256 {
		s[b] = b > ' ' && b != 0x7F && b < 0x80
	}
	for _, b := range []byte("\"'<>`\\{}|^") {
		s[b] = false
	}
	for b := 0x80; b < 256; b++ {
		s[b] = true
	}
	return s
}()

// matchURL finds the address around its literal: "://", which a scheme stands
// before, "www.", or a top-level domain such as ".com" after a host name. It
// ends before white space, quotes and closing punctuation.
func matchURL(w *Window, _ []int32) Hit {
	t, start := w.Text, w.Start
	scheme := t[start] == ':'
	switch {
	case scheme:
		for start > 0 && w.Start-start < 12 && lex.Class[t[start-1]]&lex.Alnum != 0 {
			start--
		}
	case t[start] == '.':
		if start = hostStart(t, start); start == w.Start {
			return none
		}
	}
	if start < w.From || lex.WordBefore(t, start) || start > 0 && (t[start-1] == '@' || t[start-1] == '/' || t[start-1] == '.' || t[start-1] == '-') {
		return none
	}
	if !scheme && t[w.Start] == '.' {
		if word, more := lex.WordAt(t, w.End, w.Final); word || more {
			return Hit{Start: start, More: more}
		}
	}
	end := w.End
	for limit := min(len(t), start+urlMax); end < limit && urlByte[t[end]]; end++ {
	}
	if end == len(t) && !w.Final {
		return Hit{Start: start, More: true}
	}
	end = trimURL(t, start, end)
	if end < w.End || scheme && !webHost(t[start:w.Start], t[w.End:end]) || !scheme && bytes.IndexByte(t[start:end], '@') >= 0 {
		return none
	}
	if t[w.Start] == 'w' || t[w.Start] == 'W' {
		host := t[w.End:end]
		if slash := bytes.IndexAny(host, "/?#:"); slash >= 0 {
			host = host[:slash]
		}
		if bytes.IndexByte(host, '.') < 1 {
			return none
		}
	}
	if rest := t[w.End:end]; !scheme && t[w.Start] == '.' && len(rest) > 0 && rest[0] != '/' && rest[0] != ':' && rest[0] != '?' && rest[0] != '#' && rest[0] != '.' {
		return Hit{Start: start, End: w.End, Verdict: check.Plain}
	}
	return Hit{Start: start, End: end, Verdict: check.Plain}
}

var webSchemes = [...]string{"http", "https", "ftp", "ftps", "sftp", "ws", "wss"}

// webHost reports whether the scheme is one of the web's and rest starts with a
// host that has a dot, or is an IPv6 address, and at most a port after it.
func webHost(scheme, rest []byte) bool {
	known := false
	for _, s := range webSchemes {
		known = known || len(s) == len(scheme) && lex.Holds(scheme, s)
	}
	if end := bytes.IndexAny(rest, "/?#"); end >= 0 {
		rest = rest[:end]
	}
	if at := bytes.LastIndexByte(rest, '@'); at >= 0 {
		if at == 0 || bytes.Count(rest[:at], []byte(":")) > 1 {
			return false
		}
		rest = rest[at+1:]
	}
	if !known || len(rest) == 0 {
		return false
	}
	if rest[0] == '[' {
		end := bytes.IndexByte(rest, ']')
		return end > 0 && check.ValidIPv6(rest[1:end])
	}
	host, port, _ := bytes.Cut(rest, []byte(":"))
	for _, b := range port {
		if b-'0' > 9 {
			return false
		}
	}
	dot := bytes.LastIndexByte(host, '.')
	return dot > 0 && bytes.IndexByte(host, '_') < 0 && (topLevel(host[dot+1:]) || dot+1 < len(host) && host[dot+1] >= 0x80 || check.IPv4(host, nil) != check.Reject)
}

// HostMax is how far before its last dot a host name is read.
const HostMax = 64

// hostStart walks back over the labels of a host name before the dot at t[dot].
func hostStart(t []byte, dot int) int {
	i := dot
	for i > 0 && dot-i < HostMax && (lex.Class[t[i-1]]&lex.Alnum != 0 || t[i-1] == '-' || t[i-1] == '.') {
		i--
	}
	for i < dot && (t[i] == '-' || t[i] == '.') {
		i++
	}
	return i
}

// trimURL takes closing punctuation and unmatched brackets from the end.
func trimURL(t []byte, start, end int) int {
	round := bytes.Count(t[start:end], []byte("(")) - bytes.Count(t[start:end], []byte(")"))
	square := bytes.Count(t[start:end], []byte("[")) - bytes.Count(t[start:end], []byte("]"))
	for ; end > start; end-- {
		switch t[end-1] {
		case '.', ',', ';', ':', '!', '?', '*', '_', '~':
		case ')':
			if round >= 0 {
				return end
			}
			round++
		case ']':
			if square >= 0 {
				return end
			}
			square++
		default:
			return end
		}
	}
	return end
}
