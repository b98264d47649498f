package check

import "github.com/chatguard/chatguard/filter/detect/lex"

// checkPESEL verifies Polish identity numbers: a day, in months that tell the
// century, and weights 1, 3, 7, 9.
func checkPESEL(v []byte, _ []int32) Verdict {
	var d [digitsMax]byte
	if digits(v, &d) != 11 || SameDigit(d[:11]) || !validDate(0, Number(d[2:4])%20, Number(d[4:6])) {
		return Reject
	}
	return validIf(dot(d[:11], 1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1)%10 == 0)
}

// checkDETaxID verifies German tax identification numbers: ISO 7064 mod 11,10;
// among the first ten digits one occurs two or three times, and only one. Those
// of an earlier form need context.
func checkDETaxID(v []byte, args []int32) Verdict {
	var d [digitsMax]byte
	if digits(v, &d) != 11 || d[0] == 0 || checkISO11(v, args) != Valid {
		return Reject
	}
	var count [10]int
	for _, b := range d[:10] {
		count[b]++
	}
	repeated, most := 0, 0
	for _, c := range count {
		if c > 1 {
			repeated++
		}
		most = max(most, c)
	}
	return pick(repeated == 1 && most <= 3, Weak)
}

// checkMRZ verifies a document number whose last character is its check digit
// (ICAO 9303 part 3: weights 7, 3, 1; letters from A = 10). German passports and
// identity cards are often written without it.
func checkMRZ(v []byte, _ []int32) Verdict {
	var c [digitsMax]byte
	n := alnums(v, &c)
	if n == 9 {
		return Plain
	}
	if n != 10 || c[9] > '9' {
		return Reject
	}
	sum := 0
	for i, b := range c[:9] {
		sum += base36(b) * [3]int{7, 3, 1}[i%3]
	}
	return validIf(sum%10 == int(c[9]-'0'))
}

// checkDEDocument accepts serial numbers of German passports and identity cards:
// letters that cannot be read as digits or vowels.
func checkDEDocument(v []byte, args []int32) Verdict {
	var c [digitsMax]byte
	n := alnums(v, &c)
	for i, b := range c[:max(n, 0)] {
		if b >= 'A' && !lex.Listed("C F G H J K L M N P R T V W X Y Z ", c[i:i+1]) {
			return Reject
		}
	}
	return checkMRZ(v, args)
}

// checkDEPension verifies German social insurance numbers: area, day of birth,
// initial, serial number, check digit. The digits of the products count.
func checkDEPension(v []byte, _ []int32) Verdict {
	var c [digitsMax]byte
	if alnums(v, &c) != 12 || !IsNumeric(c[:8]) || c[8] < 'A' || !IsNumeric(c[9:12]) {
		return Reject
	}
	day := decimal(c[2:4])
	if day > 50 {
		day -= 50
	}
	if area := decimal(c[:2]); area < 2 || area > 89 || !validDate(0, max(decimal(c[4:6]), 1), max(day, 1)) {
		return Reject
	}
	return validIf(letterSum(c[:11], 8, [...]int{2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1})%10 == int(c[11]-'0'))
}

// letterSum is the sum of the digits of the products of digits and weights, with
// the letter at place at as two digits, A = 01.
func letterSum(c []byte, at int, weights [12]int) int {
	sum, w := 0, 0
	add := func(digit int) {
		p := digit * weights[w]
		sum += p/10 + p%10
		w++
	}
	for i, b := range c {
		if i == at {
			add(int(b-'A'+1) / 10)
			add(int(b-'A'+1) % 10)
			continue
		}
		add(int(b - '0'))
	}
	return sum
}

// checkDEHealth verifies German health insurance numbers: a letter, eight digits
// and the check digit.
func checkDEHealth(v []byte, _ []int32) Verdict {
	var c [digitsMax]byte
	if alnums(v, &c) != 10 || c[0] < 'A' || !IsNumeric(c[1:10]) || SameDigit(c[1:9]) {
		return Reject
	}
	return validIf(letterSum(c[:9], 0, [...]int{1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 0, 0})%10 == int(c[9]-'0'))
}

// checkLANR verifies German physicians' numbers: weights 4 and 9 over six
// digits, the check digit, two digits of the specialty.
func checkLANR(v []byte, _ []int32) Verdict {
	var d [digitsMax]byte
	if digits(v, &d) != 9 || SameDigit(d[:7]) {
		return Reject
	}
	return validIf((10-dot(d[:6], 4, 9, 4, 9, 4, 9)%10)%10 == int(d[6]))
}

// checkNIR verifies French social security numbers: sex, year, month, place (2A
// and 2B in Corsica), and 97 less the number modulo 97.
func checkNIR(v []byte, _ []int32) Verdict {
	var c [digitsMax]byte
	n := alnums(v, &c)
	if n != 13 && n != 15 || !IsNumeric(c[:5]) || !IsNumeric(c[7:n]) || c[5] > '9' {
		return Reject
	}
	month := decimal(c[3:5])
	if s := c[0]; s == '0' || s == '5' || s == '6' || s == '9' || month == 0 || month > 12 && month < 20 || month > 42 && month < 50 {
		return Reject
	}
	corsica := 0
	switch {
	case c[6] == 'A' && c[5] == '2':
		corsica, c[5], c[6] = 1000000, '2', '0'
	case c[6] == 'B' && c[5] == '2':
		corsica, c[5], c[6] = 2000000, '2', '0'
	case c[6] > '9' || c[5] == '0' && c[6] == '0':
		return Reject
	}
	if n == 13 {
		return Weak
	}
	return validIf(97-(decimal(c[:13])-corsica)%97 == decimal(c[13:15]))
}

// checkBelgian verifies Belgian national numbers: the day of birth, and 97 less
// the first nine digits modulo 97, which 2 precedes for those born from 2000 on.
func checkBelgian(v []byte, _ []int32) Verdict {
	var d [digitsMax]byte
	if digits(v, &d) != 11 {
		return Reject
	}
	if month := Number(d[2:4]) % 20; month > 12 || Number(d[4:6]) > 31 {
		return Reject
	}
	n, check := Number(d[:9]), Number(d[9:11])
	return validIf(check == 97-n%97 || check == 97-(2000000000+n)%97)
}

// checkNIF verifies Spanish identity numbers of citizens and of minors (K, L, M):
// a letter by the number modulo 23. With an argument also those of foreigners (X,
// Y, Z for 0, 1, 2).
func checkNIF(v []byte, args []int32) Verdict {
	const letter = "TRWAGMYFPDXBNJZSQVHLCKE"
	var c [digitsMax]byte
	n := alnums(v, &c)
	if n < 8 || n > 9 || !IsNumeric(c[1:n-1]) || c[n-1] < 'A' || decimal(c[1:n-1]) == 0 {
		return Reject
	}
	value := decimal(c[1 : n-1])
	switch {
	case c[0] <= '9':
		value = decimal(c[:n-1])
	case c[0] >= 'X' && n == 9 && len(args) > 0:
		value += int(c[0]-'X') * 10000000
	case c[0] < 'K' || c[0] > 'M':
		return Reject
	}
	return validIf(letter[value%23] == c[n-1])
}

// checkNIE verifies Spanish numbers of foreigners alone.
func checkNIE(v []byte, _ []int32) Verdict {
	if len(v) == 0 || upper(v[0]) < 'X' || upper(v[0]) > 'Z' {
		return Reject
	}
	return checkNIF(v, []int32{1})
}

// checkCIF verifies Spanish numbers of organisations: a letter of the kind, seven
// digits, and a Luhn digit or its letter.
func checkCIF(v []byte, _ []int32) Verdict {
	var c [digitsMax]byte
	if alnums(v, &c) != 9 || !IsNumeric(c[1:8]) || !lex.Listed("A B C D E F G H J N P Q R S U V W ", c[:1]) {
		return Reject
	}
	var d [8]byte
	for i := range 7 {
		d[i] = c[i+1] - '0'
	}
	for x := range byte(10) {
		if d[7] = x; luhn(d[:]) {
			return validIf(c[8] == '0'+x || c[8] == "JABCDEFGHI"[x])
		}
	}
	return Reject
}

// checkNLBSN is the eleven test of Dutch citizen service numbers: weights 9 to 2,
// and -1 for the last.
func checkNLBSN(v []byte, _ []int32) Verdict {
	var d [digitsMax]byte
	n := digits(v, &d)
	if n == 8 {
		copy(d[1:9], d[:8])
		d[0] = 0
	} else if n != 9 {
		return Reject
	}
	return validIf(!SameDigit(d[:9]) && dot(d[:9], 9, 8, 7, 6, 5, 4, 3, 2, -1)%11 == 0)
}

// checkPPS verifies Irish personal public service numbers.
func checkPPS(v []byte, _ []int32) Verdict {
	var c [digitsMax]byte
	n := alnums(v, &c)
	if n < 8 || n > 9 || !IsNumeric(c[:7]) || c[7] < 'A' || n == 9 && c[8] < 'A' {
		return Reject
	}
	sum := 0
	for i := range 7 {
		sum += int(c[i]-'0') * (8 - i)
	}
	if n == 9 && c[8] != 'W' {
		sum += int(c[8]-'A'+1) * 9
	}
	return validIf("WABCDEFGHIJKLMNOPQRSTUV"[sum%23] == c[7])
}

// checkFrenchTax verifies French tax identification numbers: 0 to 3 first, the
// last three digits are the others modulo 511.
func checkFrenchTax(v []byte, _ []int32) Verdict {
	var d [digitsMax]byte
	return validIf(digits(v, &d) == 13 && d[0] <= 3 && Number(d[:10])%511 == Number(d[10:13]))
}
