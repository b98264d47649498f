package check

import (
	"hash/crc32"

	"github.com/chatguard/chatguard/filter/detect/lex"
)

// checkMixed accepts values that hold a letter and a digit: names and plain
// numbers are no tokens.
func checkMixed(v []byte, _ []int32) Verdict {
	seen := uint8(0)
	for _, b := range v {
		seen |= lex.Class[b]
	}
	if seen&lex.Letter == 0 || seen&lex.Digit == 0 {
		return Reject
	}
	return Plain
}

// base62 is the alphabet of the checksums that GitHub and npm put at the end
// of their tokens.
const base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

// checkCRC62 looks at the checksum of GitHub's and npm's tokens: the last six
// bytes are the CRC-32 (IEEE) of what stands between the prefix and them, in
// base 62 (github.blog, "Behind GitHub's new authentication token formats").
// A token whose checksum is wrong has the right form all the same.
func checkCRC62(v []byte, _ []int32) Verdict {
	start := 0
	for i, b := range v {
		if b == '_' {
			start = i + 1
		}
	}
	end := len(v) - 6
	if end <= start {
		return Reject
	}
	sum := crc32.ChecksumIEEE(v[start:end])
	for i := len(v) - 1; i >= end; i-- {
		if v[i] != base62[sum%62] {
			return Plain
		}
		sum /= 62
	}
	return Valid
}

// checkEndsAA accepts keys whose last two bytes are "AA", the base64 padding
// of Anthropic's keys.
func checkEndsAA(v []byte, _ []int32) Verdict {
	if len(v) < 2 || v[len(v)-1] != 'A' || v[len(v)-2] != 'A' {
		return Reject
	}
	return Valid
}
