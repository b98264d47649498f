package detect

// checkPhoneSaid accepts what stands where a telephone number is announced, of any
// plan: six to fifteen digits that are neither a day nor all alike.
func checkPhoneSaid(v []byte, _ []int32) Verdict {
	var buf [digitsMax]byte
	n := digits(v, &buf)
	if n < 6 || n > 15 || sameDigit(buf[:n]) {
		return Reject
	}
	groups, size, key := 0, 0, uint32(0)
	for i := 0; i <= len(v); i++ {
		if i < len(v) && byteClass[v[i]]&isDigit != 0 {
			size++
		} else if size > 0 {
			groups, key, size = groups+1, key<<4|uint32(min(size, 15)), 0
		}
	}
	if groups == 3 && isDate(key, buf[:n]) || n == 8 && groups == 1 && isDate(0x422, buf[:n]) {
		return Reject
	}
	return Plain
}
