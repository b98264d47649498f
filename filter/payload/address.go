package payload

import (
	"unicode/utf8"

	"github.com/chatguard/chatguard/filter/text/ascii"
	"github.com/chatguard/chatguard/filter/text/view"
)

// address looks at a URL whose scheme ends at the colon at i.
func (s *scanner) address(i int) (Finding, bool) {
	t := s.text
	if !ascii.Has(t, i, "://") && !ascii.Has(t, i, `:\\`) && !ascii.Has(t, i, `:/\`) {
		return Finding{}, false
	}
	scheme := before(t, i)
	if len(scheme) == 0 {
		return Finding{}, false
	}
	start := i - len(scheme)
	if c := at(t, i+3); c <= ' ' || c == '\'' || c == '"' || c == '`' || c == ',' || c == ')' || c == '-' {
		return Finding{}, false // the name of a scheme
	}
	if otherSchemes.has(scheme) {
		return Finding{start, i + 3, Address, 0.9}, true
	}
	if wrappers.has(scheme) {
		return Finding{start, i + 3, Path, 0.9}, true
	}
	if !webSchemes.has(scheme) && !netSchemes.has(scheme) {
		return Finding{}, false
	}
	host, end := HostAt(t, i+3)
	strength := Inside(host)
	if strength == 0 {
		return Finding{}, false
	}
	if strength < 0.9 && !webSchemes.has(scheme) {
		strength = 0.6 // a service beside a program: it is how people write where their database is
	}
	return Finding{start, end, Address, strength}, true
}

// HostAt is the host of an authority at i (RFC 3986, section 3.2) as a lenient
// client reads it, and the index behind it.
func HostAt(t []byte, i int) (host []byte, end int) {
	for at(t, i) == '/' || at(t, i) == '\\' {
		i++
	}
	k := i
	for k < len(t) && k-i < reach && !space(t[k]) && !ends(t[k]) {
		k++
	}
	a := t[i:k]
	for n := len(a) - 1; n >= 0; n-- {
		if a[n] == '@' {
			a = a[n+1:]
			break
		}
	}
	if len(a) > 0 && a[0] == '[' {
		for n := range a {
			if a[n] == ']' {
				return a[1:n], k
			}
		}
		return nil, k
	}
	for n := range a {
		if a[n] == ':' {
			return a[:n], k
		}
	}
	return a, k
}

func ends(c byte) bool {
	switch c {
	case '/', '\\', '?', '!', '#', '"', '\'', '<', '>', '`', ')', ',', '}':
		return true
	}
	return false
}

// Inside tells how sure a host is one that only the server can reach: 0 if it
// is none.
func Inside(host []byte) float32 {
	var plain [maxGap]byte
	host = folded(host, &plain)
	for len(host) > 0 && host[len(host)-1] == '.' {
		host = host[:len(host)-1]
	}
	if len(host) == 0 {
		return 0
	}
	if ip, odd, ok := ParseIPv4(host); ok {
		switch private := PrivateIPv4(ip); {
		case ip>>16 == 169<<8|254, ip == 100<<24|100<<16|100<<8|200, ip == 192<<24|192, ip == 168<<24|63<<16|129<<8|16:
			return 0.95 // metadata services
		case private && odd:
			return 0.95
		case private:
			return 0.85
		case odd:
			return 0.8
		}
		return 0
	}
	if ip, ok := ParseIPv6(host); ok {
		return insideIPv6(ip)
	}
	if suffixOf(host, metadataNames) {
		return 0.95 // before the inner names: some of them lie below one
	}
	if suffixOf(host, insideNames) {
		return 0.85
	}
	if suffixOf(host, rebindingNames) {
		return 0.9
	}
	return 0
}

// folded is a host with its letters, digits and dots in other dresses as the ones they stand for (UTS 46), as far as plain has room.
func folded(host []byte, plain *[maxGap]byte) []byte {
	n, dressed := 0, false
	for i := 0; i < len(host); {
		r, k := utf8.DecodeRune(host[i:])
		to := string(host[i : i+k])
		switch {
		case r < utf8.RuneSelf:
		case r == '\u3002' || r == '\uff61': // ideographic full stops
			to, dressed = ".", true
		default:
			if kind, as := view.Fold(r); kind == view.Compat || kind == view.Drop {
				to, dressed = as, true
			}
		}
		if n+len(to) > len(plain) {
			return host
		}
		n += copy(plain[n:], to)
		i += k
	}
	if !dressed {
		return host
	}
	return plain[:n]
}

func insideIPv6(ip [16]byte) float32 {
	word := func(i int) uint32 {
		return uint32(ip[i])<<24 | uint32(ip[i+1])<<16 | uint32(ip[i+2])<<8 | uint32(ip[i+3])
	}
	a, b, c, v4 := word(0), word(4), word(8), word(12)
	switch {
	case a|b == 0 && (c == 0xffff || c == 0xffff0000 || c == 0 && v4 > 1), // mapped, translated, compatible
		a == 0x64ff9b && b>>16 <= 1, c == 0x5efe: // NAT64, ISATAP
		if PrivateIPv4(v4) {
			return 0.95
		}
		if c == 0xffff {
			return 0.8 // nobody writes an address of the net like that
		}
	case a>>16 == 0x2002: // 6to4
		if PrivateIPv4(a<<16 | b>>16) {
			return 0.95
		}
	case a|b|c == 0:
		return 0.85 // :: and ::1
	case a == 0xfd000ec2:
		return 0.95 // a metadata service
	case ip[0]&0xfe == 0xfc, ip[0] == 0xfe && ip[1]&0xc0 == 0x80:
		return 0.85
	}
	return 0
}

// suffixOf tells whether a host is one of names or lies below one.
func suffixOf(host []byte, names []string) bool {
	for _, n := range names {
		k := len(host) - len(n)
		if k >= 0 && ascii.Has(host, k, n) && (k == 0 || host[k-1] == '.') {
			return true
		}
	}
	return false
}
