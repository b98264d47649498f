package payload

import "github.com/chatguard/chatguard/filter/text/ascii"

// ParseIPv4 reads an address in any spelling that inet_aton takes: one to four
// parts, each decimal, octal or hexadecimal. What a part has no room for is
// dropped, as some resolvers do. odd tells that it is not four decimal parts in
// their range, which is how people write one.
func ParseIPv4(host []byte) (ip uint32, odd, ok bool) {
	var parts [4]uint64
	n, i := 0, 0
	for {
		v, k, plain := number(host, i)
		if k == i || n == 4 {
			return 0, false, false
		}
		parts[n] = v
		n++
		odd = odd || !plain
		if i = k; i == len(host) {
			break
		}
		if host[i] != '.' {
			return 0, false, false
		}
		i++
	}
	for k := range n - 1 {
		odd = odd || parts[k] > 255
		ip |= uint32(parts[k]&255) << (24 - 8*k)
	}
	last := uint64(1)<<(8*(5-n)) - 1
	odd = odd || parts[n-1] > last
	return ip | uint32(parts[n-1]&last), odd || n < 4, true
}

// maxDigits bounds a number; more are no address to any resolver.
const maxDigits = 32

// number reads a number as C does, modulo 2^64; plain tells that it is decimal.
func number(t []byte, i int) (v uint64, end int, plain bool) {
	base, begin := uint64(10), i
	switch {
	case ascii.Has(t, i, "0x") && hexDigit(at(t, i+2)) < 16:
		base, i = 16, i+2
	case at(t, i) == '0' && ascii.Digit(at(t, i+1)):
		base = 8
	}
	for ; i < len(t); i++ {
		d := uint64(ascii.Lower(t[i]))
		switch {
		case d-'0' < 10:
			d -= '0'
		case base == 16 && d-'a' < 6:
			d -= 'a' - 10
		default:
			d = base
		}
		if d >= base {
			break
		}
		if v = v*base + d; i-begin >= maxDigits {
			return 0, begin, false
		}
	}
	return v, i, base == 10
}

// PrivateIPv4 tells addresses that do not lead out: RFC 6890, and what is 0.
func PrivateIPv4(ip uint32) bool {
	a, b := byte(ip>>24), byte(ip>>16)
	switch {
	case a == 0, a == 10, a == 127, a == 169 && b == 254, a == 172 && b&0xf0 == 16, a == 192 && b == 168:
		return true
	case a == 100 && b&0xc0 == 64, a == 198 && b&0xfe == 18, a == 192 && b == 0 && byte(ip>>8) == 0, a >= 224:
		return true
	}
	return false
}

// ParseIPv6 reads an address of RFC 4291, section 2.2, with or without a zone.
func ParseIPv6(t []byte) (ip [16]byte, ok bool) {
	n, gap := 0, -1
	i := 0
	if ascii.Has(t, 0, "::") {
		gap, i = 0, 2
	}
	for i < len(t) && t[i] != '%' {
		if n > 14 {
			return ip, false
		}
		if v4, _, is := ParseIPv4(zoneless(t[i:])); is && n <= 12 && dotted(t[i:]) {
			ip[n], ip[n+1], ip[n+2], ip[n+3] = byte(v4>>24), byte(v4>>16), byte(v4>>8), byte(v4)
			n += 4
			break
		}
		v, k := uint32(0), i
		for ; k < len(t) && k-i < 5 && hexDigit(t[k]) < 16; k++ {
			v = v<<4 | uint32(hexDigit(t[k]))
		}
		if k == i || k-i > 4 {
			return ip, false
		}
		ip[n], ip[n+1] = byte(v>>8), byte(v)
		n += 2
		if i = k; i == len(t) || t[i] == '%' {
			break
		}
		if t[i] != ':' {
			return ip, false
		}
		if i++; at(t, i) == ':' {
			if gap >= 0 {
				return ip, false
			}
			gap = n
			i++
		}
	}
	if gap < 0 {
		return ip, n == 16
	}
	copy(ip[16-(n-gap):], ip[gap:n])
	for k := gap; k < 16-(n-gap); k++ {
		ip[k] = 0
	}
	return ip, n < 16
}

func zoneless(t []byte) []byte {
	for i, c := range t {
		if c == '%' {
			return t[:i]
		}
	}
	return t
}

func dotted(t []byte) bool {
	for _, c := range t {
		if c == '.' {
			return true
		}
	}
	return false
}

func hexDigit(c byte) byte {
	switch l := ascii.Lower(c); {
	case ascii.Digit(c):
		return c - '0'
	case l-'a' < 6:
		return l - 'a' + 10
	}
	return 16
}
