package check

import (
	"strings"

	"github.com/chatguard/chatguard/filter/detect/lex"
)

// checkCPF verifies Brazilian numbers of persons: two check digits modulo 11.
func checkCPF(v []byte, _ []int32) Verdict {
	var c [digitsMax]byte
	if alnums(v, &c) != 11 || !IsNumeric(c[:11]) || SameDigit(c[:11]) {
		return Reject
	}
	return validIf(brazilian(c[:11], 11))
}

// checkCNPJ verifies Brazilian numbers of organisations. From July 2026 on the
// first twelve places may hold letters, which count by their ASCII code less 48.
func checkCNPJ(v []byte, _ []int32) Verdict {
	var c [digitsMax]byte
	if alnums(v, &c) != 14 || !IsNumeric(c[12:14]) || SameDigit(c[:12]) {
		return Reject
	}
	return validIf(brazilian(c[:14], 9))
}

// brazilian verifies the last two of c by weights that rise from 2 at the right
// to most and start again.
func brazilian(c []byte, most int) bool {
	for end := len(c) - 2; end < len(c); end++ {
		sum, w := 0, 2
		for i := end - 1; i >= 0; i-- {
			sum += int(c[i]-'0') * w
			if w++; w > most {
				w = 2
			}
		}
		if sum*10%11%10 != int(c[end]-'0') {
			return false
		}
	}
	return true
}

// checkRUT verifies Chilean numbers: modulus 11 with weights 2 to 7, K for ten.
func checkRUT(v []byte, _ []int32) Verdict {
	var c [digitsMax]byte
	n := alnums(v, &c)
	if n < 8 || n > 9 || !IsNumeric(c[:n-1]) || c[0] == '0' || SameDigit(c[:n-1]) {
		return Reject
	}
	sum, w := 0, 2
	for i := n - 2; i >= 0; i-- {
		sum += int(c[i]-'0') * w
		if w++; w > 7 {
			w = 2
		}
	}
	return validIf("0123456789K"[(11-sum%11)%11] == c[n-1])
}

// checkCUIT verifies Argentine tax numbers: a prefix of persons or companies and
// a modulus 11 digit.
func checkCUIT(v []byte, _ []int32) Verdict {
	var d [digitsMax]byte
	if digits(v, &d) != 11 {
		return Reject
	}
	switch Number(d[:2]) {
	case 20, 23, 24, 25, 26, 27, 30, 33, 34:
	default:
		return Reject
	}
	return validIf(dot(d[:11], 5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)%11 == 0)
}

// mexicanStates are the states of Mexican identity codes; NE is born abroad.
const mexicanStates = "AS BC BS CC CL CM CS CH DF DG GT GR HG JC MC MN MS NT NL OC PL QT QR SP SL SR TC TS TL VZ YN ZS NE "

// checkCURP verifies Mexican identity codes: letters of the name, day of birth,
// sex, state, consonants, and a check digit in which Ñ counts 24.
func checkCURP(v []byte, _ []int32) Verdict {
	var c [digitsMax]byte
	if alnums(v, &c) != 18 || !IsNumeric(c[4:10]) || !IsNumeric(c[17:18]) {
		return Reject
	}
	if s := c[10]; s != 'H' && s != 'M' && s != 'X' || !lex.Listed(mexicanStates, c[11:13]) || !validDate(0, decimal(c[6:8]), decimal(c[8:10])) {
		return Reject
	}
	sum := 0
	for i, b := range c[:17] {
		sum += mexicanValue(b) * (18 - i)
	}
	return pick((10-sum%10)%10 == int(c[17]-'0'), Plain)
}

func mexicanValue(b byte) int {
	n := base36(b)
	if b > 'N' {
		n++
	}
	return n
}

// checkRFC verifies Mexican tax codes: letters of the name, a day, and two
// characters and a check digit by modulus 11.
func checkRFC(v []byte, _ []int32) Verdict {
	var c [digitsMax]byte
	n := alnums(v, &c)
	if n != 12 && n != 13 || !IsNumeric(c[n-9:n-3]) || !validDate(0, decimal(c[n-7:n-5]), decimal(c[n-5:n-3])) {
		return Reject
	}
	for _, b := range c[:n-9] {
		if b < 'A' {
			return Reject
		}
	}
	sum := 0
	if n == 12 {
		sum = 37 * 13 // companies have a space in front
	}
	for i, b := range c[:n-1] {
		sum += rfcValue(b) * (n - i)
	}
	return pick("0123456789A"[(11-sum%11)%11] == c[n-1], Weak)
}

// rfcValue is a character's value: letters to N from 10, & is 24, from O on 25.
func rfcValue(b byte) int { return mexicanValue(b) }

// checkCASIN verifies Canadian social insurance numbers: Luhn, and a first digit
// that is given to persons.
func checkCASIN(v []byte, _ []int32) Verdict {
	var d [digitsMax]byte
	return validIf(digits(v, &d) == 9 && d[0] != 0 && d[0] != 8 && !SameDigit(d[:9]) && luhn(d[:9]))
}

// checkCAHealth verifies numbers of health insurance plans in Canada with ten
// digits: Luhn in Ontario, modulus 11 after a 9 in British Columbia.
func checkCAHealth(v []byte, _ []int32) Verdict {
	var d [digitsMax]byte
	if digits(v, &d) != 10 || SameDigit(d[:10]) {
		return Reject
	}
	columbia := d[0] == 9 && (11-dot(d[1:9], 2, 4, 8, 5, 10, 9, 7, 3)%11)%11 == int(d[9])
	return pick(luhn(d[:10]) || columbia, Weak)
}

// checkRAMQ accepts health insurance numbers of Quebec: four letters of the name,
// year, month (plus 50 for women), day and two digits.
func checkRAMQ(v []byte, _ []int32) Verdict {
	var c [digitsMax]byte
	if alnums(v, &c) != 12 || !IsNumeric(c[4:12]) {
		return Reject
	}
	month := decimal(c[6:8])
	if month > 50 {
		month -= 50
	}
	if !validDate(0, month, decimal(c[8:10])) {
		return Reject
	}
	return Plain
}

// checkCAPostal accepts Canadian postal codes: letter, digit, letter, digit,
// letter, digit, with letters that occur. Without the space they need context.
func checkCAPostal(v []byte, _ []int32) Verdict {
	var c [digitsMax]byte
	if alnums(v, &c) != 6 || c[0] == 'W' || c[0] == 'Z' {
		return Reject
	}
	for _, b := range [...]byte{c[0], c[2], c[4]} {
		if strings.IndexByte("DFIOQU", b) >= 0 {
			return Reject
		}
	}
	if len(v) == 6 {
		return Weak
	}
	return Plain
}
