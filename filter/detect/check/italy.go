package check

import "strings"

// oddValue is what a character at an odd place of an Italian fiscal code counts;
// digits count as the letters from A (decree of 23 December 1976).
const oddValue = "\x01\x00\x05\x07\x09\x0d\x0f\x11\x13\x15\x02\x04\x12\x14\x0b\x03\x06\x08\x0c\x0e\x10\x0a\x16\x19\x18\x17"

// checkFiscalCode verifies Italian fiscal codes of persons: the letters of the
// name, year, month and day of birth, place and check letter. Letters may stand
// for digits, to tell namesakes apart.
func checkFiscalCode(v []byte, _ []int32) Verdict {
	const form = "AAAAAA99A99A999A"
	var c [digitsMax]byte
	if alnums(v, &c) != 16 {
		return Reject
	}
	sum := 0
	var plain [16]byte
	for i, b := range c[:16] {
		if form[i] == 'A' && b < 'A' {
			return Reject
		}
		plain[i] = b
		if form[i] == '9' && b >= 'A' {
			at := strings.IndexByte("LMNPQRSTUV", b)
			if at < 0 {
				return Reject
			}
			plain[i] = byte('0' + at)
		}
		n := int(b - 'A')
		if b < 'A' {
			n = int(b - '0')
		}
		if i == 15 {
			break
		}
		if i%2 == 0 {
			n = int(oddValue[n])
		}
		sum += n
	}
	month := strings.IndexByte("ABCDEHLMPRST", plain[8]) + 1
	day := decimal(plain[9:11])
	if day > 40 {
		day -= 40
	}
	if !validDate(0, month, day) {
		return Reject
	}
	return validIf(int(c[15]-'A') == sum%26)
}

// checkItalianVAT verifies Italian value added tax numbers: Luhn, and a province
// in the digits before the last.
func checkItalianVAT(v []byte, _ []int32) Verdict {
	var d [digitsMax]byte
	if digits(v, &d) != 11 || Number(d[:7]) == 0 || !luhn(d[:11]) {
		return Reject
	}
	p := Number(d[7:10])
	return validIf(p >= 1 && p <= 100 || p == 120 || p == 121 || p == 888 || p == 999)
}
