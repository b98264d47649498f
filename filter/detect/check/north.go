package check

import "strings"

// checkSwedish verifies Swedish personal numbers: a day (plus 60 in
// co-ordination numbers) and the Luhn test over the last ten digits. Bare, ten
// digits need context.
func checkSwedish(v []byte, _ []int32) Verdict {
	var d [digitsMax]byte
	n := digits(v, &d)
	if n != 10 && n != 12 || n == 12 && (Number(d[:4]) < 1840 || Number(d[:4]) > 2060) {
		return Reject
	}
	p := d[n-10 : n]
	day := Number(p[4:6])
	if day > 60 {
		day -= 60
	}
	return validIf(validDate(0, Number(p[2:4]), day) && Number(p[6:10]) > 0 && luhn(p))
}

// checkSwedishOrg verifies Swedish organisation numbers: what would be a month is
// 20 or more, and the Luhn test; 16 may precede.
func checkSwedishOrg(v []byte, _ []int32) Verdict {
	var d [digitsMax]byte
	n := digits(v, &d)
	if n == 12 && Number(d[:2]) == 16 {
		copy(d[:], d[2:12])
		n = 10
	}
	return validIf(n == 10 && d[0] > 0 && d[2] >= 2 && luhn(d[:10]))
}

// checkFinnish verifies Finnish identity codes: a day, the sign of the century,
// a number from 002, and a character by the nine digits modulo 31.
func checkFinnish(v []byte, _ []int32) Verdict {
	const mark = "0123456789ABCDEFHJKLMNPRSTUVWXY"
	if len(v) != 11 || !IsNumeric(v[:6]) || !IsNumeric(v[7:10]) {
		return Reject
	}
	century := strings.IndexByte("+-YXWVUABCDEF", upper(v[6]))
	if century < 0 || !validDate(0, decimal(v[2:4]), decimal(v[:2])) || decimal(v[7:10]) < 2 {
		return Reject
	}
	return validIf(mark[(decimal(v[:6])*1000+decimal(v[7:10]))%31] == upper(v[10]))
}

func upper(b byte) byte {
	if b >= 'a' && b <= 'z' {
		return b - ('a' - 'A')
	}
	return b
}

// checkNorwegian verifies Norwegian birth and D numbers: a day (plus 40 in D
// numbers) and two check digits modulo 11.
func checkNorwegian(v []byte, _ []int32) Verdict {
	var d [digitsMax]byte
	if digits(v, &d) != 11 {
		return Reject
	}
	day, month := Number(d[:2]), Number(d[2:4])
	if day > 40 {
		day -= 40
	}
	if !validDate(0, month, day) {
		return Reject
	}
	return validIf(dot(d[:10], 3, 7, 6, 1, 8, 9, 4, 5, 2, 1)%11 == 0 && dot(d[:11], 5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)%11 == 0)
}

// checkDanish accepts Danish personal numbers: a day. Since 2007 numbers are
// given that fail the modulus 11 test, so it only confirms.
func checkDanish(v []byte, _ []int32) Verdict {
	var d [digitsMax]byte
	if digits(v, &d) != 10 || !validDate(0, Number(d[2:4]), Number(d[:2])) {
		return Reject
	}
	return pick(dot(d[:10], 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)%11 == 0, Plain)
}

// checkIcelandic verifies Icelandic numbers: a day (plus 40 for organisations),
// a modulus 11 digit, and the century.
func checkIcelandic(v []byte, _ []int32) Verdict {
	var d [digitsMax]byte
	if digits(v, &d) != 10 {
		return Reject
	}
	day := Number(d[:2])
	if day > 40 {
		day -= 40
	}
	if !validDate(0, Number(d[2:4]), day) || d[9] != 0 && d[9] < 8 {
		return Reject
	}
	return validIf(dot(d[:9], 3, 2, 7, 6, 5, 4, 3, 2, 1)%11 == 0)
}

// checkBaltic verifies Estonian and Lithuanian personal codes: sex and century,
// a day, and a check digit by two sets of weights.
func checkBaltic(v []byte, _ []int32) Verdict {
	var d [digitsMax]byte
	if digits(v, &d) != 11 || d[0] < 1 || d[0] > 8 || !validDate(0, Number(d[3:5]), Number(d[5:7])) {
		return Reject
	}
	sum := dot(d[:10], 1, 2, 3, 4, 5, 6, 7, 8, 9, 1) % 11
	if sum == 10 {
		sum = dot(d[:10], 3, 4, 5, 6, 7, 8, 9, 1, 2, 3) % 11 % 10
	}
	return validIf(sum == int(d[10]))
}

// checkCzech verifies Czech and Slovak birth numbers: a day (months plus 50 for
// women, plus 20 where numbers ran out), and divisible by 11.
func checkCzech(v []byte, _ []int32) Verdict {
	var d [digitsMax]byte
	if digits(v, &d) != 10 || !validDate(0, Number(d[2:4])%50%20, Number(d[4:6])) {
		return Reject
	}
	n := Number(d[:9]) % 11 % 10
	return validIf(n == int(d[9]))
}

// checkRomanian verifies Romanian personal codes.
func checkRomanian(v []byte, _ []int32) Verdict {
	var d [digitsMax]byte
	if digits(v, &d) != 13 || d[0] == 0 || !validDate(0, Number(d[3:5]), Number(d[5:7])) || Number(d[7:9]) == 0 || Number(d[7:9]) > 52 && Number(d[7:9]) != 70 {
		return Reject
	}
	sum := dot(d[:12], 2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9) % 11
	if sum == 10 {
		sum = 1
	}
	return validIf(sum == int(d[12]))
}

// checkBulgarian verifies Bulgarian civil numbers: a day, in months that tell the
// century, and a modulus 11 digit.
func checkBulgarian(v []byte, _ []int32) Verdict {
	var d [digitsMax]byte
	if digits(v, &d) != 10 || !validDate(0, Number(d[2:4])%20, Number(d[4:6])) {
		return Reject
	}
	return validIf(dot(d[:9], 2, 4, 8, 5, 10, 9, 7, 3, 6)%11%10 == int(d[9]))
}
