package detect

import "bytes"

// checkIPv4 accepts four numbers up to 255 without leading zeros, with the length
// of a prefix or without, except the unspecified address.
func checkIPv4(v []byte, _ []int32) Verdict {
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

// ipv6Max is the longest text of an IPv6 address, with a zone.
const ipv6Max = 45

// matchIPv6 finds the IPv6 address (RFC 4291, section 2.2) around a colon: the
// first colon of a run of hexadecimal digits, colons and, for an embedded IPv4
// address, dots.
func matchIPv6(w *window, _ []int32) hit {
	t := w.text
	i := w.start
	if i > 0 && t[i-1] == ':' {
		return none
	}
	start := i
	for start > 0 && i-start <= 4 && byteClass[t[start-1]]&isHex != 0 {
		start--
	}
	if start > 0 && t[start-1] == ':' || start < w.from || wordBefore(t, start) {
		return none
	}
	end := i
	for end < len(t) && end-start <= ipv6Max && (byteClass[t[end]]&isHex != 0 || t[end] == ':' || t[end] == '.') {
		end++
	}
	if end == len(t) && !w.final {
		return hit{start: start, more: true}
	}
	for end > start && (t[end-1] == '.' || t[end-1] == ':' && (end-start < 2 || t[end-2] != ':')) {
		end--
	}
	if edge, _ := rightEdge(t, end, true); !edge || !validIPv6(t[start:end]) {
		return none
	}
	return w.ipv6Suffix(start, end)
}

// ipv6Suffix adds a zone ("%eth0", RFC 4007) and the length of a prefix to the
// address.
func (w *window) ipv6Suffix(start, end int) hit {
	t, i := w.text, end
	if i < len(t) && t[i] == '%' {
		for i++; i < len(t) && i-end < 17 && byteClass[t[i]]&isWord != 0; i++ {
		}
		if i > end+1 && i-end < 17 {
			end = i
		}
	}
	i = end
	if i < len(t) && t[i] == '/' {
		for i++; i < len(t) && i-end < 5 && byteClass[t[i]]&isDigit != 0; i++ {
		}
		if i > end+1 && i-end < 5 {
			end = i
		}
	}
	if i == len(t) && !w.final {
		return hit{start: start, more: true}
	}
	return hit{start: start, end: end, verdict: Plain}
}

// validIPv6 parses an address: eight groups, or fewer and one "::"; the last
// two may be an IPv4 address.
func validIPv6(v []byte) bool {
	if len(v) < 3 || len(v) > ipv6Max {
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
			if checkIPv4(v[start:], nil) == Reject {
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
