package payload

import "github.com/chatguard/chatguard/filter/text/ascii"

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
	if otherSchemes.has(scheme) {
		return Finding{start, i + 3, Address, 0.9}, true
	}
	if wrappers.has(scheme) {
		return Finding{start, i + 3, Path, 0.9}, true
	}
	if !webSchemes.has(scheme) {
		return Finding{}, false
	}
	host, end := HostAt(t, i+3)
	strength := Inside(host)
	if strength == 0 {
		return Finding{}, false
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
	case '/', '\\', '?', '#', '"', '\'', '<', '>', '`', ')', ',', '}':
		return true
	}
	return false
}

// Inside tells how sure a host is one that only the server can reach: 0 if it
// is none.
func Inside(host []byte) float32 {
	for len(host) > 0 && host[len(host)-1] == '.' {
		host = host[:len(host)-1]
	}
	if len(host) == 0 {
		return 0
	}
	if ip, odd, ok := ParseIPv4(host); ok {
		switch private := PrivateIPv4(ip); {
		case ip>>16 == 169<<8|254, ip == 100<<24|100<<16|100<<8|200, ip == 192<<24|192:
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

func insideIPv6(ip [16]byte) float32 {
	v4 := uint32(ip[12])<<24 | uint32(ip[13])<<16 | uint32(ip[14])<<8 | uint32(ip[15])
	zero := true
	for _, b := range ip[:10] {
		zero = zero && b == 0
	}
	switch {
	case zero && ip[10] == 0xff && ip[11] == 0xff, ip[0] == 0 && ip[1] == 0x64 && ip[2] == 0xff && ip[3] == 0x9b:
		if PrivateIPv4(v4) {
			return 0.95 // mapped, or translated
		}
	case zero && ip[10] == 0 && ip[11] == 0 && v4 <= 1:
		return 0.85 // :: and ::1
	case ip[0] == 0xfd && ip[1] == 0 && ip[2] == 0x0e && ip[3] == 0xc2:
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
