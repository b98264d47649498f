package check

import (
	"strings"

	"github.com/chatguard/chatguard/filter/detect/lex"
)

// checkITIN accepts individual taxpayer numbers: 9xx and a group that the
// Internal Revenue Service assigns.
func checkITIN(v []byte, _ []int32) Verdict {
	var d [digitsMax]byte
	if digits(v, &d) != 9 || d[0] != 9 {
		return Reject
	}
	g := Number(d[3:5])
	if g < 50 || g == 66 || g == 67 || g == 68 || g == 69 || g == 89 || g == 93 {
		return Reject
	}
	return Plain
}

// checkEIN accepts employer numbers with a prefix that is in use.
func checkEIN(v []byte, _ []int32) Verdict {
	var d [digitsMax]byte
	if digits(v, &d) != 9 || SameDigit(d[2:9]) {
		return Reject
	}
	switch Number(d[:2]) {
	case 0, 7, 8, 9, 17, 18, 19, 28, 29, 49, 69, 70, 78, 79, 89, 96, 97:
		return Reject
	}
	return Plain
}

// checkABA verifies a routing number: Federal Reserve district, thrift or
// electronic prefix, and weights 3, 7, 1 modulo 10.
func checkABA(v []byte, _ []int32) Verdict {
	var d [digitsMax]byte
	if digits(v, &d) != 9 || SameDigit(d[1:9]) {
		return Reject
	}
	p := Number(d[:2])
	if p == 0 || p > 12 && p < 21 || p > 32 && p < 61 || p > 72 && p != 80 {
		return Reject
	}
	return validIf(dot(d[:9], 3, 7, 1, 3, 7, 1, 3, 7, 1)%10 == 0)
}

// checkNPI verifies a provider number: 1 or 2 first, Luhn with 80840 in front
// (45 CFR 162.406).
func checkNPI(v []byte, _ []int32) Verdict {
	var d [digitsMax]byte
	if digits(v, &d) != 10 || d[0] != 1 && d[0] != 2 {
		return Reject
	}
	return checkLuhnPrefix(v, []int32{8, 0, 8, 4, 0})
}

// checkMBI accepts Medicare beneficiary identifiers: of the eleven places 2, 5,
// 8 and 9 are letters, 3 and 6 either, and S, L, O, I, B and Z do not occur.
func checkMBI(v []byte, _ []int32) Verdict {
	const form = "9A-9A-9AA99"
	var c [digitsMax]byte
	if alnums(v, &c) != 11 || c[0] == '0' {
		return Reject
	}
	for i, b := range c[:11] {
		letter := b >= 'A'
		if letter && (form[i] == '9' || b == 'S' || b == 'L' || b == 'O' || b == 'I' || b == 'B' || b == 'Z') || !letter && form[i] == 'A' {
			return Reject
		}
	}
	return Plain
}

// checkDEA verifies a registration of the Drug Enforcement Administration: the
// digits at odd places plus twice those at even places end in the last digit.
// Letters that are rarely registered need context.
func checkDEA(v []byte, _ []int32) Verdict {
	var d, c [digitsMax]byte
	if alnums(v, &c) != 9 || !IsNumeric(c[2:9]) || digits(c[2:9], &d) != 7 || SameDigit(d[:7]) {
		return Reject
	}
	switch c[0] {
	case 'I', 'N', 'O', 'Q', 'V', 'W', 'Y', 'Z':
		return Reject
	}
	if c[1] < 'A' && c[1] != '9' { // the first letter of the name, or 9 for a business
		return Reject
	}
	if dot(d[:6], 1, 2, 1, 2, 1, 2)%10 != int(d[6]) {
		return Reject
	}
	return pick(strings.IndexByte("ABFGMPR", c[0]) >= 0 && len(v) == 9 && v[0] < 'a', Weak)
}

// checkNINO accepts national insurance numbers: prefixes that HM Revenue and
// Customs issues, and a suffix from A to D.
func checkNINO(v []byte, _ []int32) Verdict {
	var c [digitsMax]byte
	if alnums(v, &c) != 9 || !IsNumeric(c[2:8]) || c[8] < 'A' || c[8] > 'D' || SameDigit(c[2:8]) {
		return Reject
	}
	for i, b := range c[:2] {
		switch b {
		case 'D', 'F', 'I', 'Q', 'U', 'V':
			return Reject
		case 'O':
			if i == 1 {
				return Reject
			}
		}
	}
	switch string(c[:2]) {
	case "BG", "GB", "KN", "NK", "NT", "TN", "ZZ":
		return Reject
	}
	return Plain
}

// checkUKDriver accepts driver numbers: five of the surname, padded with 9,
// decade, month (plus 50 for women), day, year, two initials, a digit, two letters.
func checkUKDriver(v []byte, _ []int32) Verdict {
	var c [digitsMax]byte
	n := alnums(v, &c)
	if n != 16 && n != 18 || !IsNumeric(c[5:11]) || !IsNumeric(c[16:n]) {
		return Reject
	}
	padded := false
	for _, b := range c[:5] {
		if b <= '9' && b != '9' || padded && b != '9' {
			return Reject
		}
		padded = b == '9'
	}
	for _, b := range c[11:13] {
		if b <= '8' {
			return Reject
		}
	}
	month := decimal(c[6:8])
	if month > 50 {
		month -= 50
	}
	if c[14] < 'A' || c[15] < 'A' || !validDate(0, month, decimal(c[8:10])) {
		return Reject
	}
	return Plain
}

// postAreas are the areas of British post codes, each followed by a space.
const postAreas = "AB AL B BA BB BD BH BL BN BR BS BT CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E EC EH EN EX FK FY G GL GU GY HA HD HG HP HR HS HU HX " +
	"IG IM IP IV JE KA KT KW KY L LA LD LE LL LN LS LU M ME MK ML N NE NG NN NP NR NW OL OX PA PE PH PL PO PR RG RH RM S SA SE SG SK SL SM SN SO SP SR SS ST SW SY " +
	"TA TD TF TN TQ TR TS TW UB W WA WC WD WF WN WR WS WV YO ZE GIR "

// checkPostcode accepts British post codes: an area that exists, and letters
// that occur in the inward part.
func checkPostcode(v []byte, _ []int32) Verdict {
	for _, b := range v {
		if b >= 'a' {
			return Reject
		}
	}
	n := len(v)
	if n < 5 {
		return Reject
	}
	for _, b := range v[n-2:] {
		switch b {
		case 'C', 'I', 'K', 'M', 'O', 'V':
			return Reject
		}
	}
	a := 0
	for a < n && v[a] >= 'A' {
		a++
	}
	if !lex.Listed(postAreas, v[:a]) {
		return Reject
	}
	if v[n-4] != ' ' {
		return Weak
	}
	return Plain
}

// checkUKPlate accepts vehicle marks: two letters, two digits of the half year,
// three letters; or letter, number, three letters; or three letters, number, letter.
func checkUKPlate(v []byte, _ []int32) Verdict {
	var c [digitsMax]byte
	n := alnums(v, &c)
	for i, b := range c[:max(n, 0)] {
		if b == 'I' || b == 'Q' && i > 0 || b == 'Z' && n == 7 && i < 2 && IsNumeric(c[2:4]) {
			return Reject
		}
	}
	if n == 7 && c[1] >= 'A' && IsNumeric(c[2:4]) {
		if y := decimal(c[2:4]); c[0] == 'Q' || y < 2 || y > 35 && y < 51 || y > 85 {
			return Reject
		}
	}
	return Plain
}
