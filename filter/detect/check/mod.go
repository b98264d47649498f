package check

// Check digit systems that several countries share. All skip separators.

// verhoeff reports whether the digits pass Verhoeff's test (J. Verhoeff, Error
// Detecting Decimal Codes, 1969): multiplication in the dihedral group D5.
func verhoeff(d []byte) bool {
	c := byte(0)
	for i := range d {
		c = d5[c][permuted[i%8][d[len(d)-1-i]]]
	}
	return c == 0
}

var d5 = [10][10]byte{
	{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, {1, 2, 3, 4, 0, 6, 7, 8, 9, 5}, {2, 3, 4, 0, 1, 7, 8, 9, 5, 6}, {3, 4, 0, 1, 2, 8, 9, 5, 6, 7}, {4, 0, 1, 2, 3, 9, 5, 6, 7, 8},
	{5, 9, 8, 7, 6, 0, 4, 3, 2, 1}, {6, 5, 9, 8, 7, 1, 0, 4, 3, 2}, {7, 6, 5, 9, 8, 2, 1, 0, 4, 3}, {8, 7, 6, 5, 9, 3, 2, 1, 0, 4}, {9, 8, 7, 6, 5, 4, 3, 2, 1, 0},
}

var permuted = [8][10]byte{
	{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, {1, 5, 7, 6, 2, 8, 3, 0, 9, 4}, {5, 8, 0, 3, 7, 9, 6, 1, 4, 2}, {8, 9, 1, 6, 0, 4, 3, 5, 2, 7},
	{9, 4, 5, 3, 1, 2, 6, 8, 7, 0}, {4, 2, 8, 6, 5, 7, 3, 9, 0, 1}, {2, 7, 9, 3, 8, 0, 6, 4, 1, 5}, {7, 0, 4, 6, 9, 1, 3, 2, 5, 8},
}

func checkVerhoeff(v []byte, _ []int32) Verdict {
	var d [digitsMax]byte
	n := digits(v, &d)
	return validIf(n > 1 && !SameDigit(d[:n]) && verhoeff(d[:n]))
}

// checkMod97 verifies that the number modulo 97 is the argument (1 without).
func checkMod97(v []byte, args []int32) Verdict {
	var d [digitsMax]byte
	n := digits(v, &d)
	want, rem := 1, 0
	if len(args) > 0 {
		want = int(args[0])
	}
	for _, b := range d[:max(n, 0)] {
		rem = (rem*10 + int(b)) % 97
	}
	return validIf(n > 2 && rem == want)
}

// checkISO11 is ISO 7064 mod 11,10 (hybrid), as in German tax ids and Croatian
// OIBs: the last digit is the check digit.
func checkISO11(v []byte, _ []int32) Verdict {
	var d [digitsMax]byte
	n := digits(v, &d)
	if n < 2 || SameDigit(d[:n]) {
		return Reject
	}
	p := 10
	for _, b := range d[:n-1] {
		if p = (p + int(b)) % 10; p == 0 {
			p = 10
		}
		p = p * 2 % 11
	}
	return validIf((11-p)%10 == int(d[n-1]))
}

// checkLuhnPrefix is the Luhn test with the digits of the arguments put in
// front (80840 for US provider numbers).
func checkLuhnPrefix(v []byte, args []int32) Verdict {
	var d, all [digitsMax]byte
	n := digits(v, &d)
	if n < 2 || n+len(args) > digitsMax || SameDigit(d[:n]) {
		return Reject
	}
	k := 0
	for _, a := range args {
		all[k] = byte(a)
		k++
	}
	k += copy(all[k:], d[:n])
	return validIf(luhn(all[:k]))
}

func validIf(ok bool) Verdict {
	if ok {
		return Valid
	}
	return Reject
}

// validDate reports whether there is such a day. A year of 0 is unknown.
func validDate(year, month, day int) bool {
	if month < 1 || month > 12 || day < 1 {
		return false
	}
	last := 31
	switch month {
	case 4, 6, 9, 11:
		last = 30
	case 2:
		last = 29
		if year != 0 && (year%4 != 0 || year%100 == 0 && year%400 != 0) {
			last = 28
		}
	}
	return day <= last
}
