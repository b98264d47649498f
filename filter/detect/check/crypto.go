package check

import (
	"crypto/sha256"
	"slices"
	"strings"

	"github.com/chatguard/chatguard/filter/detect/lex"
)

// Addresses of cryptocurrencies, by their checksums: base58check (the Bitcoin
// family, Tron, Ripple), bech32 and bech32m (BIP 173, BIP 350), and the mixed
// case of Ethereum (EIP-55).

const (
	base58Bitcoin = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
	base58Ripple  = "rpshnaf39wBUDNEGHJKLM4PQRST7VWXYZ2bcdeCg65jkm8oFqi1tuvAxyz"
)

// checkBase58 verifies an address in base58 with a checksum: version, 20 bytes,
// the first four bytes of the double SHA-256. The arguments are the versions of
// one byte that count, such as 0 and 5 of Bitcoin, 48 and 50 of Litecoin, 30 of
// Dogecoin, 76 of Dash, 65 of Tron.
func checkBase58(v []byte, versions []int32) Verdict {
	if len(v) < 25 || len(v) > 35 {
		return Reject
	}
	if v[0] == 'r' && len(versions) > 2 {
		return validIf(base58Check(v, base58Ripple, []int32{0}))
	}
	return validIf(base58Check(v, base58Bitcoin, versions))
}

func base58Check(v []byte, alphabet string, versions []int32) bool {
	var raw [26]byte
	size := 25
	if v[0] == 't' {
		size = 26 // Zcash
	}
	out := raw[:size]
	for _, b := range v {
		carry := strings.IndexByte(alphabet, b)
		if carry < 0 {
			return false
		}
		for i := size - 1; i >= 0; i-- {
			carry += 58 * int(out[i])
			out[i] = byte(carry)
			carry >>= 8
		}
		if carry != 0 {
			return false
		}
	}
	for i := 0; i < len(v) && v[i] == alphabet[0]; i++ {
		if i == size || out[i] != 0 {
			return false
		}
	}
	if size == 26 && out[0] != 0x1c || size == 25 && !slices.Contains(versions, int32(out[0])) {
		return false
	}
	first := sha256.Sum256(out[:size-4])
	second := sha256.Sum256(first[:])
	return string(second[:4]) == string(out[size-4:])
}

const bech32Chars = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"

// checkBech32 verifies a segregated witness address: one case, and the checksum
// over prefix and data; version 0 has that of bech32, later ones of bech32m.
func checkBech32(v []byte, _ []int32) Verdict {
	sep := -1
	up, low := false, false
	for i, b := range v {
		up, low = up || b >= 'A' && b <= 'Z', low || b >= 'a'
		if b == '1' {
			sep = i
		}
	}
	if up && low || sep < 1 || len(v)-sep < 8 {
		return Reject
	}
	sum := uint32(1)
	step := func(x byte) {
		top := sum >> 25
		sum = sum&0x1ffffff<<5 ^ uint32(x)
		for i, g := range [5]uint32{0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3} {
			sum ^= g * (top >> i & 1)
		}
	}
	for _, b := range v[:sep] {
		step(lex.Lower(b) >> 5)
	}
	step(0)
	for _, b := range v[:sep] {
		step(lex.Lower(b) & 31)
	}
	for _, b := range v[sep+1:] {
		x := strings.IndexByte(bech32Chars, lex.Lower(b))
		if x < 0 {
			return Reject
		}
		step(byte(x))
	}
	segwit := sep == 2 || sep == 3 || sep == 4 && lex.Lower(v[0]) == 'b'
	if segwit && lex.Lower(v[sep+1]) != 'q' {
		return validIf(sum == 0x2bc830a3)
	}
	return validIf(sum == 1 || !segwit && sum == 0x2bc830a3)
}

// checkEthereum accepts 20 bytes in hexadecimal. In mixed case, the case must be
// that of the hash of the address; one case is the form without checksum.
func checkEthereum(v []byte, _ []int32) Verdict {
	if len(v) < 2 {
		return Reject
	}
	up, low := false, false
	var plain [40]byte
	if len(v) != 2+len(plain) || v[0] != '0' || v[1] != 'x' {
		return Reject
	}
	hex := v[2:]
	for i, b := range hex {
		if lex.Class[b]&lex.Hex == 0 {
			return Reject
		}
		up, low = up || b >= 'A' && b <= 'F', low || b >= 'a'
		plain[i] = lex.Lower(b)
	}
	if !up || !low {
		return Plain
	}
	sum := keccak256(plain[:])
	for i, b := range hex {
		nibble := sum[i/2] >> (4 * (1 - i%2)) & 15
		if b > '9' && (b < 'a') != (nibble >= 8) {
			return Reject
		}
	}
	return Valid
}
