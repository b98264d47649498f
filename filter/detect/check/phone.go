package check

import "github.com/chatguard/chatguard/filter/detect/lex"

// checkPhoneSaid accepts what stands where a telephone number is announced, of any
// plan: six to fifteen digits that are neither a day nor all alike.
func checkPhoneSaid(v []byte, _ []int32) Verdict {
	var buf [digitsMax]byte
	n := digits(v, &buf)
	if n < 6 || n > 15 || SameDigit(buf[:n]) {
		return Reject
	}
	groups, size, key := 0, 0, uint32(0)
	for i := 0; i <= len(v); i++ {
		if i < len(v) && lex.Class[v[i]]&lex.Digit != 0 {
			size++
		} else if size > 0 {
			groups, key, size = groups+1, key<<4|uint32(min(size, 15)), 0
		}
	}
	if groups == 3 && IsDate(key, buf[:n]) || n == 8 && groups == 1 && IsDate(0x422, buf[:n]) {
		return Reject
	}
	return Plain
}

// IsDate reports whether digits in groups are a day: 05-06-2024, 2024-05-06.
func IsDate(key uint32, d []byte) bool {
	switch key {
	case 0x224:
		a, b, y := Number(d[:2]), Number(d[2:4]), Number(d[4:8])
		return y >= 1900 && y < 2100 && a <= 31 && b <= 31
	case 0x422:
		y, m, day := Number(d[:4]), Number(d[4:6]), Number(d[6:8])
		return y >= 1900 && y < 2100 && m <= 12 && day <= 31
	}
	return false
}
