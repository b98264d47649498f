package check

// digitsMax is the largest number of digits of any numeric identifier.
const digitsMax = 40

// digits collects the digits of v into buf and returns how many there are, or
// -1 if there are more than fit.
func digits(v []byte, buf *[digitsMax]byte) int {
	n := 0
	for _, b := range v {
		if b >= '0' && b <= '9' {
			if n == digitsMax {
				return -1
			}
			buf[n] = b - '0'
			n++
		}
	}
	return n
}

// Number returns the value of digits.
func Number(d []byte) int {
	n := 0
	for _, b := range d {
		n = n*10 + int(b)
	}
	return n
}

// SameDigit reports whether all digits are the same.
func SameDigit(d []byte) bool {
	for _, b := range d {
		if b != d[0] {
			return false
		}
	}
	return true
}

// luhn reports whether the digits pass the Luhn test (ISO/IEC 7812-1, annex B).
func luhn(d []byte) bool {
	sum := 0
	for i := range d {
		n := int(d[len(d)-1-i])
		if i&1 == 1 {
			if n *= 2; n > 9 {
				n -= 9
			}
		}
		sum += n
	}
	return sum%10 == 0
}

func checkLuhn(v []byte, _ []int32) Verdict {
	var buf [digitsMax]byte
	n := digits(v, &buf)
	if n < 2 || SameDigit(buf[:n]) || !luhn(buf[:n]) {
		return Reject
	}
	return Valid
}

// checkWeighted is the weighted sum that most national numbers use. Arguments:
// modulus, complement, tens, then one weight for each digit but the last. The
// sum of digit times weight modulo the modulus, subtracted from complement if
// that is not 0, is the last digit; results of 10 or more become tens, which
// -1 makes invalid.
func checkWeighted(v []byte, args []int32) Verdict {
	var buf [digitsMax]byte
	n := digits(v, &buf)
	if len(args) < 4 || args[0] == 0 || n != len(args)-3+1 || SameDigit(buf[:n]) {
		return Reject
	}
	sum := 0
	for i, w := range args[3:] {
		sum += int(w) * int(buf[i])
	}
	sum %= int(args[0])
	if args[1] != 0 {
		sum = (int(args[1]) - sum) % int(args[0])
	}
	if sum >= 10 {
		sum = int(args[2])
	}
	if sum != int(buf[n-1]) {
		return Reject
	}
	return Valid
}
