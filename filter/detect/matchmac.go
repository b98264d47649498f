package detect

// matchMAC finds the hardware address (IEEE 802) of six or eight bytes around
// its first colon. Addresses written with hyphens or dots are shapes.
func matchMAC(w *window, _ []int32) hit {
	t, start := w.text, w.start-2
	if start < w.from || byteClass[t[start]]&byteClass[t[start+1]]&isHex == 0 || wordBefore(t, start) || start > 0 && t[start-1] == ':' {
		return none
	}
	i, n := start, 0
	for {
		if i+2 > len(t) {
			return hit{start: start, more: true}
		}
		if byteClass[t[i]]&byteClass[t[i+1]]&isHex == 0 {
			return none
		}
		i, n = i+2, n+1
		if i == len(t) && !w.final {
			return hit{start: start, more: true}
		}
		if i == len(t) || t[i] != ':' {
			break
		}
		if i++; n == 8 {
			return none
		}
	}
	if edge, _ := rightEdge(t, i, true); !edge || n != 6 && n != 8 {
		return none
	}
	return hit{start: start, end: i, verdict: Plain}
}

// checkMAC accepts addresses of six or eight bytes whose letters have one case.
func checkMAC(v []byte, _ []int32) Verdict {
	n, upper, lowerCase, zero := 0, false, false, true
	for _, b := range v {
		if byteClass[b]&(isHex|isLetter) == isLetter {
			return Reject
		}
		if byteClass[b]&isHex != 0 {
			n++
			zero = zero && b == '0'
			upper = upper || b >= 'A' && b <= 'F'
			lowerCase = lowerCase || b >= 'a'
		}
	}
	if zero || n != 12 && n != 16 || upper && lowerCase || !upper && !lowerCase && v[0] == '2' && v[1] == '0' {
		return Reject
	}
	return Plain
}
