package payload

import (
	"bytes"

	"github.com/chatguard/chatguard/filter/text/ascii"
)

// leads tells whether a value that begins at i is an address which whoever checks it reads in another way than whoever follows it:
// //host and /\host in the place of a path, http:host, a host before an @. What a page loads by //host is left alone.
func leads(t []byte, i int) bool {
	if bytes.IndexByte(t[i:], ' ') >= 0 {
		return false
	}
	begin, odd := i, false
	for i < len(t) && i-begin < 8 && (t[i] == '/' || t[i] == '\\' || t[i] == '\t' || i > begin && t[i] < ' ') {
		odd = odd || t[i] != '/'
		i++
	}
	for i > begin && t[i-1] < ' ' { // // and a tab begin a comment
		i--
	}
	n := i - begin
	if n > 0 && bytes.IndexByte(t[begin:i], '/') < 0 {
		return false // a share of Windows
	}
	for _, scheme := range [...]string{"https:", "http:"} {
		if ascii.Has(t, i, scheme) {
			return n >= 1 && hasHost(t, skipSlashes(t, i+len(scheme)), false) || strange(t, i+len(scheme))
		}
	}
	if n <= 1 {
		return n == 1 && at(t, i) == '.' && hasHost(t, i+1, true) && ended(t, i+1)
	}
	if _, at := authority(t, i); at {
		return true
	}
	host, _ := HostAt(t, i)
	switch {
	case bytes.IndexByte(host, '.') > 0 && Inside(host) >= enough:
		return true
	case odd, n > 2:
		return hasHost(t, i, true)
	}
	return hasHost(t, i, true) && !isAsset(t) && bytes.IndexByte(t[i:], ':') < 0
}

// strange tells whether what stands behind the colon of http: is anything but two slashes and a host.
func strange(t []byte, i int) bool {
	k := skipSlashes(t, i)
	if k-i == 2 {
		host, has := authority(t, k)
		if e := k + len(host); at(t, e) == '\\' && (at(t, e+1) == '.' || hasHost(t, e+1, true)) {
			return true
		}
		return has || (t[i] == '\\' || t[i+1] == '\\') && hasHost(t, k, true) || divided(t, k)
	}
	host, _ := HostAt(t, k)
	return hasHost(t, k, true) || Inside(host) > 0 || bytes.IndexByte(t[k:min(len(t), k+maxGap)], '@') > 0
}

// divided tells whether the authority at i ends for some and goes on for others: host#@other, host%2f.other, x>y@0x7f.1.
func divided(t []byte, i int) bool {
	for k := i; k < len(t) && k-i < reach && t[k] != '/' && t[k] != ' '; k++ {
		switch t[k] {
		case '%':
			if hi, lo := hexDigit(at(t, k+1)), hexDigit(at(t, k+2)); hi == 2 && (lo == 3 || lo == 15) || hi == 3 && lo == 15 || hi == 4 && lo == 0 || hi == 5 && lo == 12 {
				return bytes.IndexByte(t[k:], '@') < 0 // else of a password
			}
		case '#', '?', '\\':
			return at(t, k+1) == '@'
		case '@':
			if host, _ := HostAt(t, k+1); Inside(host) >= enough {
				return true
			}
		}
	}
	return false
}

func skipSlashes(t []byte, i int) int {
	for end := i + 8; i < end && (at(t, i) == '/' || at(t, i) == '\\'); i++ {
	}
	return i
}

// authority is the host at i, and whether a name that reads like a host stands before it and an @.
func authority(t []byte, i int) (host []byte, has bool) {
	k := i
	for k < len(t) && k-i < reach && (ascii.Word(t[k]) || t[k] == '.' || t[k] == '-' || t[k] == ':' || t[k] == '%' || t[k] == '\\') {
		k++
	}
	if at(t, k) != '@' {
		return t[i:k], false
	}
	name := t[i:k]
	if n := bytes.IndexByte(name, ':'); n >= 0 {
		name = name[:n]
	}
	n := bytes.LastIndexByte(name, '.')
	return t[i:k], n > 0 && topDomains.has(name[n+1:])
}

// hasHost tells whether a host with a domain stands at i; known, one that is common.
func hasHost(t []byte, i int, known bool) bool {
	k, dot := i, -1
	for k < len(t) && k-i < reach && (ascii.Word(t[k]) || t[k] == '.' || t[k] == '-') {
		if t[k] == '.' {
			dot = k
		}
		k++
	}
	if c := at(t, k); dot <= i || k < len(t) && c != '/' && c != '\\' && c != ':' && c != '?' && c != '#' && c != '%' && c != '@' && !space(c) {
		return false
	}
	return topDomains.has(t[dot+1:k]) || !known && k-dot > 2
}

// ended tells whether nothing but a slash stands behind the host at i.
func ended(t []byte, i int) bool {
	for i < len(t) && (ascii.Word(t[i]) || t[i] == '.' || t[i] == '-') {
		i++
	}
	return i >= len(t)-1
}

// isAsset tells an address of what pages are made of.
func isAsset(t []byte) bool {
	if k := bytes.IndexByte(t, '?'); k >= 0 {
		t = t[:k]
	}
	k := bytes.LastIndexByte(t, '.')
	for _, a := range assets {
		if k >= 0 && is(t[k+1:], a) {
			return true
		}
	}
	return false
}

// includes tells an address of a file to be run by whoever includes it: what is put behind it is to become its query.
func includes(t []byte) bool {
	n := len(t)
	for n > 0 && t[n-1] == '?' {
		n--
	}
	if n == len(t) || bytes.IndexByte(t, ' ') >= 0 {
		return false
	}
	k := bytes.Index(t, []byte("://"))
	if k < 0 {
		return false
	}
	scheme := before(t, k)
	if !webSchemes.has(scheme) {
		return false
	}
	if begin := k - len(scheme); begin > 0 {
		return t[begin-1] == '='
	}
	dot := bytes.LastIndexByte(t[:n], '.')
	for _, p := range pages {
		if is(t[dot+1:n], p) {
			return true
		}
	}
	return false
}
