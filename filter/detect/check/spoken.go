package check

import (
	"bytes"

	"github.com/chatguard/chatguard/filter/detect/lex"
)

// SpokenPassword reports whether v cannot be a word of the sentence that announces
// a password: letters with digits or marks among them, and no version, algorithm,
// name of code or placeholder.
func SpokenPassword(v []byte) bool {
	if len(v) < 6 || len(v) > 40 || v[0] == '+' || v[0] == '#' || v[0] == '/' || reference(v) || isArgument(v) || isPathName(v) && !isWordy(v) || placeholderPassword(v) || isTestName(v) || dimension(v) {
		return false
	}
	lower := false
	for i, b := range v {
		lower = lower || b >= 'a' && b <= 'z'
		if b <= ' ' || b == 0x7F || b >= 0xE0 || (b == '/' || b == '(' || b == ',' || b == ';') || b == ':' || b == '.' && i > 0 && lex.Class[v[i-1]]&lex.Digit != 0 {
			return false
		}
	}
	k := kindsOf(v)
	switch {
	case isWordy(v):
		return true
	case !ascii(v) && (k.digits == 0 || bytes.IndexAny(v, "-_!@#") <= 0):
		return false
	case k.marks == 0 && k.inner == 0 && bytes.IndexByte(v, '_') > 0 && (v[0] >= 'a' || v[0] < 'A'):
		return false // a name in code: id_client2
	case k.letters < 2 || !lower && k.marks == 0 || algorithm(v):
		return false
	case k.digits == 0:
		return k.marks > 0 && k.inner > 0 && k.letters > 3
	}
	return k.digits > 1 || k.marks > 0 || k.inner > 0 || len(v) >= 8
}

// algorithm reports whether v begins as the names of ciphers, hashes, encodings
// and protocols do.
func algorithm(v []byte) bool {
	i := 0
	for i < len(v) && lex.Class[v[i]]&lex.Letter != 0 {
		i++
	}
	var buf [16]byte
	return lex.Listed("sha md aes rsa utf pbkdf hmac base argon bcrypt scrypt oauth wpa wep tls ssl ipv http crypt iso rfc nist fips fido ntlm des blake ed win windows ", lex.Fold(v[:i], &buf))
}

func ascii(v []byte) bool {
	for _, b := range v {
		if b >= 0x80 {
			return false
		}
	}
	return true
}
