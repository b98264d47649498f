package check

import (
	"strings"

	"github.com/chatguard/chatguard/filter/detect/lex"
)

// checkPAN accepts Indian permanent account numbers: the fourth letter tells the
// kind of holder. Others need context.
func checkPAN(v []byte, _ []int32) Verdict {
	if len(v) != 10 || v[0] >= 'a' || strings.IndexByte("ABCFGHJLPTEK", v[3]) < 0 {
		return Weak
	}
	return Plain
}

// checkAadhaar verifies Aadhaar numbers: 2 to 9 first, Verhoeff's test.
func checkAadhaar(v []byte, _ []int32) Verdict {
	var d [digitsMax]byte
	if digits(v, &d) != 12 || d[0] < 2 || SameDigit(d[:12]) {
		return Reject
	}
	return validIf(verhoeff(d[:12]))
}

// checkGSTIN verifies Indian goods and services tax numbers: a state, a permanent
// account number, an entity, Z, and a check character. The form alone is telling.
func checkGSTIN(v []byte, _ []int32) Verdict {
	var c [digitsMax]byte
	if alnums(v, &c) != 15 || c[13] != 'Z' || c[12] == '0' {
		return Reject
	}
	if state := decimal(c[:2]); state == 0 || state > 38 && state != 97 && state != 99 {
		return Reject
	}
	sum := 0
	for i, b := range c[:14] {
		p := base36(b) * (1 + i%2)
		sum += p/36 + p%36
	}
	return pick((36-sum%36)%36 == base36(c[14]), Plain)
}

const indianStates = "AN AP AR AS BH BR CG CH DD DL DN GA GJ HP HR JH JK KA KL LA LD MH ML MN MP MZ NL OD OR PB PY RJ SK TG TN TR TS UA UK UP WB "

// checkIndianPlate accepts vehicle marks of a state: district, series, number.
func checkIndianPlate(v []byte, _ []int32) Verdict {
	var c [digitsMax]byte
	n := alnums(v, &c)
	if n < 8 || !lex.Listed(indianStates, c[:2]) || !IsNumeric(c[n-4:n]) || decimal(c[n-4:n]) == 0 {
		return Reject
	}
	return Plain
}

// checkNRIC verifies Singaporean identity numbers: weights 2, 7, 6, 5, 4, 3, 2,
// plus 4 for T and G and 3 for M, and a letter by the remainder of 11.
func checkNRIC(v []byte, _ []int32) Verdict {
	var c, d [digitsMax]byte
	if alnums(v, &c) != 9 || digits(c[1:8], &d) != 7 || c[8] < 'A' {
		return Reject
	}
	r := dot(d[:7], 2, 7, 6, 5, 4, 3, 2)
	letters := ""
	switch c[0] {
	case 'S':
		letters = "JZIHGFEDCBA"
	case 'T':
		r, letters = r+4, "JZIHGFEDCBA"
	case 'F':
		letters = "XWUTRQPNMLK"
	case 'G':
		r, letters = r+4, "XWUTRQPNMLK"
	case 'M':
		r, letters = r+3, "XWUTRQPNJLK"
	default:
		return Reject
	}
	return validIf(letters[r%11] == c[8])
}

// checkUEN verifies Singaporean entity numbers of businesses, of companies, which
// start with a year, and of others, which start with R, S or T and a year.
func checkUEN(v []byte, _ []int32) Verdict {
	var c, d [digitsMax]byte
	n := alnums(v, &c)
	if n < 9 || n > 10 || c[n-1] < 'A' {
		return Reject
	}
	count := digits(c[:n-1], &d)
	switch {
	case n == 9 && count == 8:
		return validIf("XMKECAWLJDB"[dot(d[:8], 10, 4, 9, 3, 8, 2, 7, 1)%11] == c[8])
	case n == 10 && count == 9:
		if y := Number(d[:4]); y < 1800 || y > 2100 {
			return Reject
		}
		return validIf("ZKCMDNERGWH"[dot(d[:9], 10, 8, 6, 4, 9, 7, 5, 3, 1)%11] == c[9])
	case n == 10 && IsNumeric(c[1:3]) && IsNumeric(c[5:9]) && c[0] >= 'R' && c[0] <= 'T':
		return validIf(entity(c[:9]) == c[9])
	}
	return Reject
}

func entity(c []byte) byte {
	const alphabet = "ABCDEFGHJKLMNPQRSTUVWX0123456789"
	sum := 0
	for i, w := range [...]int{4, 3, 5, 3, 10, 2, 2, 5, 7} {
		sum += w * max(strings.IndexByte(alphabet, c[i]), 0)
	}
	return alphabet[(sum-5+11)%11]
}

// checkRRN verifies Korean resident numbers: a day, sex and century, and a check
// digit, which numbers given since October 2020 lack. Bare ones need it.
func checkRRN(v []byte, args []int32) Verdict {
	var d [digitsMax]byte
	if digits(v, &d) != 13 || d[6] == 0 || d[6] == 9 || !validDate(0, Number(d[2:4]), Number(d[4:6])) {
		return Reject
	}
	foreign := d[6] >= 5 && d[6] <= 8
	if len(args) > 0 && foreign != (args[0] == 1) {
		return Reject
	}
	sum := (11 - dot(d[:12], 2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)%11) % 10
	if foreign && len(args) > 0 && (sum+2)%10 == int(d[12]) || sum == int(d[12]) {
		return Valid
	}
	if len(v) == 13 {
		return Weak
	}
	return Plain
}

// checkKRBRN verifies Korean business numbers.
func checkKRBRN(v []byte, _ []int32) Verdict {
	var d [digitsMax]byte
	if digits(v, &d) != 10 || SameDigit(d[:10]) || Number(d[:3]) < 101 {
		return Reject
	}
	sum := dot(d[:9], 1, 3, 7, 1, 3, 7, 1, 3, 5) + int(d[8])*5/10
	return validIf((10-sum%10)%10 == int(d[9]))
}

// checkKRDriver accepts Korean driving licences: a region from 11 to 28.
func checkKRDriver(v []byte, _ []int32) Verdict {
	var d [digitsMax]byte
	if n := digits(v, &d); n != 12 || Number(d[:2]) < 11 || Number(d[:2]) > 28 {
		return Reject
	}
	return Plain
}

// checkResident verifies Chinese identity numbers: a province, a day, and a check
// character by ISO 7064 mod 11-2 (GB 11643-1999).
func checkResident(v []byte, _ []int32) Verdict {
	var c [digitsMax]byte
	if alnums(v, &c) != 18 || !IsNumeric(c[:17]) || !fullDate(decimal(c[6:10]), decimal(c[10:12]), decimal(c[12:14])) {
		return Reject
	}
	if p := decimal(c[:2]); p < 11 || p > 83 {
		return Reject
	}
	sum := 0
	for _, b := range c[:17] {
		sum = (sum + int(b-'0')) * 2 % 11
	}
	return validIf("10X98765432"[sum] == c[17])
}

// checkHKID verifies Hong Kong identity cards: one or two letters, six digits,
// and a digit or A by modulus 11.
func checkHKID(v []byte, _ []int32) Verdict {
	var c [digitsMax]byte
	n := alnums(v, &c)
	if n < 8 || n > 9 || !IsNumeric(c[n-7:n-1]) || c[n-8] < 'A' || c[n-1] > 'A' {
		return Reject
	}
	sum := 9 * 36
	if n == 9 {
		sum = 9 * base36(c[0])
	}
	for i, b := range c[n-8 : n] {
		sum += base36(b) * (8 - i)
	}
	return validIf(sum%11 == 0)
}

// checkTaiwan verifies Taiwanese identity numbers: the letter of a place as two
// digits, sex or kind, and weights 1, 9, 8 ... 1, 1.
func checkTaiwan(v []byte, _ []int32) Verdict {
	const places = "ABCDEFGHJKLMNPQRSTUVXYWZIO"
	var c [digitsMax]byte
	if alnums(v, &c) != 10 || c[0] < 'A' || !IsNumeric(c[1:10]) || strings.IndexByte("1289", c[1]) < 0 {
		return Reject
	}
	p := strings.IndexByte(places, c[0]) + 10
	sum := p/10 + p%10*9 + int(c[9]-'0')
	for i := 1; i < 9; i++ {
		sum += int(c[i]-'0') * (9 - i)
	}
	return validIf(sum%10 == 0)
}

// checkThai verifies Thai identity numbers: 1 to 8 first, weights 13 to 2.
func checkThai(v []byte, _ []int32) Verdict {
	var d [digitsMax]byte
	if digits(v, &d) != 13 || d[0] == 0 || d[0] == 9 {
		return Reject
	}
	return validIf((11-dot(d[:12], 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2)%11)%10 == int(d[12]))
}

// checkTurkish verifies Turkish identity numbers: two check digits.
func checkTurkish(v []byte, _ []int32) Verdict {
	var d [digitsMax]byte
	if digits(v, &d) != 11 || d[0] == 0 {
		return Reject
	}
	odd, even := dot(d[:9], 1, 0, 1, 0, 1, 0, 1, 0, 1), dot(d[:8], 0, 1, 0, 1, 0, 1, 0, 1)
	return validIf((7*odd+9*even)%10 == int(d[9]) && (odd+even+int(d[9]))%10 == int(d[10]))
}

// checkMyNumber verifies Japanese individual numbers.
func checkMyNumber(v []byte, _ []int32) Verdict {
	var d [digitsMax]byte
	if digits(v, &d) != 12 || SameDigit(d[:12]) {
		return Reject
	}
	r := dot(d[:11], 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2) % 11
	if r = 11 - r; r >= 10 {
		r = 0
	}
	return validIf(r == int(d[11]))
}

// checkSouthAfrican verifies South African identity numbers: a day, citizenship,
// and the Luhn test.
func checkSouthAfrican(v []byte, _ []int32) Verdict {
	var d [digitsMax]byte
	if digits(v, &d) != 13 || d[10] > 2 || !validDate(0, Number(d[2:4]), Number(d[4:6])) {
		return Reject
	}
	return validIf(luhn(d[:13]))
}

// checkMedicare verifies Australian Medicare numbers: 2 to 6 first, weights 1, 3,
// 7, 9, then the number of the card and perhaps the person's on it.
func checkMedicare(v []byte, _ []int32) Verdict {
	var d [digitsMax]byte
	n := digits(v, &d)
	if n < 10 || n > 11 || d[0] < 2 || d[0] > 6 || d[9] == 0 {
		return Reject
	}
	return validIf(dot(d[:8], 1, 3, 7, 9, 1, 3, 7, 9)%10 == int(d[8]))
}

// checkMyKad accepts Malaysian identity numbers: a day and a place of birth. Bare
// ones need context.
func checkMyKad(v []byte, _ []int32) Verdict {
	var d [digitsMax]byte
	if digits(v, &d) != 12 || !validDate(0, Number(d[2:4]), Number(d[4:6])) {
		return Reject
	}
	if p := Number(d[6:8]); p == 0 || p > 16 && p < 21 || p > 59 && p != 82 {
		return Reject
	}
	if len(v) == 12 {
		return Weak
	}
	return Plain
}

// checkNIK accepts Indonesian identity numbers: a province and a day of birth,
// plus 40 for women.
func checkNIK(v []byte, _ []int32) Verdict {
	var d [digitsMax]byte
	if digits(v, &d) != 16 || Number(d[:2]) < 11 || Number(d[:2]) > 96 {
		return Reject
	}
	day := Number(d[6:8])
	if day > 40 {
		day -= 40
	}
	if !validDate(0, Number(d[8:10]), day) {
		return Reject
	}
	return Plain
}

// checkEmirates verifies identity numbers of the Emirates: 784, the year of
// birth, and the Luhn test.
func checkEmirates(v []byte, _ []int32) Verdict {
	var d [digitsMax]byte
	if digits(v, &d) != 15 || Number(d[:3]) != 784 || !fullDate(Number(d[3:7]), 1, 1) {
		return Reject
	}
	return validIf(luhn(d[:15]))
}
