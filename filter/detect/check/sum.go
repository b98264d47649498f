package check

import "github.com/chatguard/chatguard/filter/detect/lex"

// alnums collects the letters, in upper case, and the digits of v into buf and
// returns how many there are, or -1 if there are more than fit.
func alnums(v []byte, buf *[digitsMax]byte) int {
	n := 0
	for _, b := range v {
		if lex.Class[b]&lex.Alnum == 0 {
			continue
		}
		if n == digitsMax {
			return -1
		}
		if b >= 'a' {
			b -= 'a' - 'A'
		}
		buf[n] = b
		n++
	}
	return n
}

// IsNumeric reports whether all of d are ASCII digits.
func IsNumeric(d []byte) bool {
	for _, b := range d {
		if b < '0' || b > '9' {
			return false
		}
	}
	return true
}

// decimal returns the value of ASCII digits.
func decimal(d []byte) int {
	n := 0
	for _, b := range d {
		n = n*10 + int(b-'0')
	}
	return n
}

// base36 returns the value of an upper-case letter or digit: A is 10.
func base36(b byte) int {
	if b >= 'A' {
		return int(b-'A') + 10
	}
	return int(b - '0')
}

// dot returns the sum of digits times weights.
func dot(d []byte, weights ...int) int {
	sum := 0
	for i, w := range weights {
		sum += w * int(d[i])
	}
	return sum
}

// checkSum verifies that the weighted sum of all digits has a remainder.
// Arguments: modulus, remainder, least and largest first digit, then a weight
// for each digit.
func checkSum(v []byte, args []int32) Verdict {
	var d [digitsMax]byte
	n := digits(v, &d)
	if len(args) < 5 || args[0] <= 0 || n != len(args)-4 || SameDigit(d[:n]) || int32(d[0]) < args[2] || int32(d[0]) > args[3] {
		return Reject
	}
	sum := int32(0)
	for i, w := range args[4:] {
		sum += w * int32(d[i])
	}
	return validIf((sum%args[0]+args[0])%args[0] == args[1])
}

// fullDate reports whether the digits are a day of a person's life.
func fullDate(year, month, day int) bool {
	return year >= 1850 && year < 2100 && validDate(year, month, day)
}

// pick returns the verdict for a value whose form is right: valid if its check
// digits are right, otherwise other.
func pick(ok bool, other Verdict) Verdict {
	if ok {
		return Valid
	}
	return other
}

// checkLength accepts values with as many letters and digits as the arguments say,
// at least and at most.
func checkLength(v []byte, args []int32) Verdict {
	var c [digitsMax]byte
	n := alnums(v, &c)
	if len(args) < 2 || n < int(args[0]) || n > int(args[1]) {
		return Reject
	}
	return Plain
}

// checkFirst accepts values that start with one of the letters of the arguments.
func checkFirst(v []byte, args []int32) Verdict {
	for _, a := range args {
		if len(v) > 0 && upper(v[0]) == byte(a) {
			return Plain
		}
	}
	return Reject
}
