package check

// jwtHeadMax is how much of a token's header is decoded.
const jwtHeadMax = 512

// checkJWT decodes the header of a JSON Web Token (RFC 7519) and looks for its
// mandatory "alg" member.
func checkJWT(v []byte, _ []int32) Verdict {
	var head [jwtHeadMax]byte
	n := 0
	bits, width := uint32(0), 0
	for _, b := range v {
		s := base64Digit[b]
		if s < 0 || n == len(head) {
			break
		}
		bits, width = bits<<6|uint32(s), width+6
		if width >= 8 {
			width -= 8
			head[n] = byte(bits >> width)
			n++
		}
	}
	if n < 2 || head[0] != '{' {
		return Reject
	}
	for i := 1; i+5 <= n; i++ {
		if head[i] == '"' {
			switch string(head[i : i+5]) {
			case `"alg"`, `"enc"`, `"typ"`:
				return Valid
			}
		}
	}
	return Reject
}

// base64Digit is base64Value as a table.
var base64Digit = func() (d [256]int8) {
	for b := range 256 {
		d[b] = int8(base64Value(byte(b)))
	}
	return d
}()

// base64Value returns the value of a base64 digit, in either alphabet, or -1.
func base64Value(b byte) int {
	switch {
	case b >= 'A' && b <= 'Z':
		return int(b - 'A')
	case b >= 'a' && b <= 'z':
		return int(b-'a') + 26
	case b >= '0' && b <= '9':
		return int(b-'0') + 52
	case b == '-' || b == '+':
		return 62
	case b == '_' || b == '/':
		return 63
	}
	return -1
}

// checkAWSKeyID accepts access key ids: base32 digits after the prefix, not all
// letters of one kind as in prose.
func checkAWSKeyID(v []byte, _ []int32) Verdict {
	if len(v) <= 4 || Entropy(v[4:]) < 2.5 {
		return Plain
	}
	return Valid
}
