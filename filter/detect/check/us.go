package check

// checkSSN applies the issuance rules of the Social Security Administration:
// area not 000, 666 or 900 and above, group not 00, serial not 0000, not one of
// the numbers that were printed in advertisements.
func checkSSN(v []byte, _ []int32) Verdict {
	var d [digitsMax]byte
	if digits(v, &d) != 9 {
		return Reject
	}
	area, group, serial := Number(d[:3]), Number(d[3:5]), Number(d[5:9])
	if area == 0 || area == 666 || area >= 900 || group == 0 || serial == 0 || SameDigit(d[:9]) {
		return Reject
	}
	switch Number(d[:9]) {
	case 78051120, 219099999, 123456789:
		return Reject
	}
	return Plain
}
