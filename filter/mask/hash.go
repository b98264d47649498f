package mask

import "crypto/sha256"

// hashDigits is how many hexadecimal digits of the HMAC are shown: 64 bits, so
// that among a million values a coincidence has a chance of 1 in 37 million.
const hashDigits = 16

// appendHash appends [TYPE:digits]. Without the key, values that are easy to
// guess cannot be tried.
func appendHash(dst, key []byte, typ string, value []byte) []byte {
	dst = append(dst, '[')
	dst = append(dst, typ...)
	dst = append(dst, ':')
	return append(AppendMAC(dst, key, hashDigits, value), ']')
}

// AppendMAC appends the first digits, in hexadecimal, of HMAC-SHA256(key,
// message) (RFC 2104); digits is even and at most 64. The message comes in
// parts that are put together.
//
// Both inputs of the hash are put together behind dst, so that nothing is
// allocated once dst has room, and wiped again. Package crypto/hmac would cost
// the module more than this.
func AppendMAC(dst, key []byte, digits int, message ...[]byte) []byte {
	start := len(dst)
	dst = appendPad(dst, key, 0x36)
	for _, part := range message {
		dst = append(dst, part...)
	}
	inner := sha256.Sum256(dst[start:])
	used := len(dst)
	dst = append(appendPad(dst[:start], key, 0x5c), inner[:]...)
	sum := sha256.Sum256(dst[start:])
	clear(dst[start:max(used, len(dst))])

	dst = dst[:start]
	for _, b := range sum[:digits/2] {
		dst = append(dst, hexDigits[b>>4], hexDigits[b&15])
	}
	return dst
}

// appendPad appends the key, filled up to one block, xored with pad.
func appendPad(dst, key []byte, pad byte) []byte {
	var block [sha256.BlockSize]byte
	if len(key) > len(block) {
		sum := sha256.Sum256(key)
		copy(block[:], sum[:])
	} else {
		copy(block[:], key)
	}
	for i := range block {
		block[i] ^= pad
	}
	return append(dst, block[:]...)
}
