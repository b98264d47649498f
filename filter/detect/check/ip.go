package check

import "bytes"

// IPv4 accepts four numbers up to 255 without leading zeros, with the length
// of a prefix or without, except the unspecified address.
func IPv4(v []byte, _ []int32) Verdict {
	if slash := bytes.IndexByte(v, '/'); slash >= 0 {
		if number := v[slash+1:]; len(number) == 2 && (number[0] > '3' || number[0] == '3' && number[1] > '2') {
			return Reject
		}
		v = v[:slash]
	}
	parts, n, width := 0, 0, 0
	var octet [4]int
	for i := 0; i <= len(v); i++ {
		if i == len(v) || v[i] == '.' {
			if parts == 4 || width == 0 || n > 255 {
				return Reject
			}
			octet[parts] = n
			parts, n, width = parts+1, 0, 0
			continue
		}
		if width > 0 && n == 0 {
			return Reject
		}
		n, width = n*10+int(v[i]-'0'), width+1
	}
	if parts != 4 || octet[0] == 0 && octet[1] == 0 {
		return Reject
	}
	return Plain
}

// NoHost reports whether v is an IPv4 address of the machine itself, or the mask of
// a network.
func NoHost(v []byte) bool {
	if len(v) < 9 || v[0] != '1' && v[0] != '2' || v[3] != '.' {
		return false
	}
	if first := string(v[:4]); first != "127." && first != "255." {
		return false
	}
	for _, b := range v {
		if b != '.' && b != '/' && b-'0' > 9 {
			return false
		}
	}
	return IPv4(v, nil) != Reject
}

// IPv6Max is the longest text of an IPv6 address, with a zone.
const IPv6Max = 45

// ValidIPv6 parses an address: eight groups, or fewer and one "::"; the last
// two may be an IPv4 address.
func ValidIPv6(v []byte) bool {
	if len(v) < 3 || len(v) > IPv6Max {
		return false
	}
	groups, double, width := 0, false, 0
	for i := 0; i < len(v); i++ {
		switch b := v[i]; {
		case b == ':' && i+1 < len(v) && v[i+1] == ':':
			if double || i+2 < len(v) && v[i+2] == ':' {
				return false
			}
			if width > 0 {
				groups++
			}
			double, width = true, 0
			i++
		case b == ':':
			if width == 0 {
				return false
			}
			groups, width = groups+1, 0
		case b == '.':
			start := i - width
			if IPv4(v[start:], nil) == Reject {
				return false
			}
			groups += 2
			return groups == 8 && !double || groups < 8 && double
		default:
			if width++; width > 4 {
				return false
			}
		}
	}
	if width > 0 {
		groups++
	} else if v[len(v)-1] == ':' && v[len(v)-2] != ':' {
		return false
	}
	return groups == 8 && !double || groups < 8 && groups > 0 && double
}
