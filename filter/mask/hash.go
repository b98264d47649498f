package mask

import "crypto/sha256"

// hashDigits is how many hexadecimal digits of the HMAC are shown: 64 bits, so
// that among a million values a coincidence has a chance of 1 in 37 million.
const hashDigits = 16

// appendHash appends [TYPE:digits], the first digits of HMAC-SHA256(key, value)
// (RFC 2104). Without the key, values that are easy to guess cannot be tried.
//
// The two messages are put together behind dst, so that nothing is allocated
// once dst has room, and wiped again.
func appendHash(dst, key []byte, typ string, value []byte) []byte {
	dst = append(dst, '[')
	dst = append(dst, typ...)
	dst = append(dst, ':')
	start := len(dst)

	dst = append(appendPad(dst, key, 0x36), value...)
	inner := sha256.Sum256(dst[start:])
	used := len(dst)
	dst = append(appendPad(dst[:start], key, 0x5c), inner[:]...)
	sum := sha256.Sum256(dst[start:])
	clear(dst[start:max(used, len(dst))])

	dst = dst[:start]
	for _, b := range sum[:hashDigits/2] {
		dst = append(dst, hexDigits[b>>4], hexDigits[b&15])
	}
	return append(dst, ']')
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
