package mask

import (
	"encoding/base64"
	"strings"
)

// Tokens turns values into tokens and back, with nothing but keys: the same
// value of the same type and context has the same token, in each exchange and
// on each replica. It is immutable and safe for concurrent use.
//
// A token is [TYPE:key:body]. Key is the id of the key that made it. Body is
// the ciphertext of AES-SIV (RFC 5297), whose associated data are the type and
// the context, in the base32 of RFC 4648, section 6, in lower case and without
// padding: letters and digits that neither JSON nor markdown nor a change of
// case disturbs.
type Tokens struct {
	keys []tokenKey // the first makes tokens
}

type tokenKey struct {
	id   string
	siv  *siv
	once []byte // for what must not be turned back
}

// Bounds of tokens.
const (
	MaxTokenValue = 256 // bytes of a value; of longer ones a hash is given
	MaxKeyID      = 8
	maxTokenKeys  = 16

	MinTokenBody = (sivOverhead*8 + 4) / 5 // characters, of the empty value
	MaxTokenBody = ((MaxTokenValue+sivOverhead)*8 + 4) / 5
)

// TokenKeyError is what is wrong with a list of keys. It shows no key.
type TokenKeyError string

func (e TokenKeyError) Error() string { return "keys of tokens: " + string(e) }

// ParseTokenKeys reads "id:key,id:key": the first key makes tokens, all of them
// turn tokens back. An id is 1 to 8 lower-case letters and digits; a key is 32,
// 48 or 64 random bytes in the base64 of RFC 4648, section 4.
func ParseTokenKeys(list string) (*Tokens, error) {
	t := &Tokens{}
	for item := range strings.SplitSeq(list, ",") {
		id, text, ok := strings.Cut(strings.TrimSpace(item), ":")
		switch {
		case !ok:
			return nil, TokenKeyError("each is id:key")
		case !validKeyID(id):
			return nil, TokenKeyError("an id is 1 to 8 lower-case letters and digits")
		case t.key([]byte(id)) != nil:
			return nil, TokenKeyError("two keys have one id")
		case len(t.keys) == maxTokenKeys:
			return nil, TokenKeyError("more than 16")
		}
		key, err := base64.StdEncoding.Strict().DecodeString(text)
		if err != nil {
			return nil, TokenKeyError("key " + id + " is not base64")
		}
		if len(key) != 32 && len(key) != 48 && len(key) != 64 {
			return nil, TokenKeyError("key " + id + " is not 32, 48 or 64 bytes long")
		}
		s, err := newSIV(key)
		if err != nil {
			return nil, TokenKeyError("key " + id + " cannot be used")
		}
		t.keys = append(t.keys, tokenKey{id, s, AppendMAC(nil, key, 64, []byte("chatguard: values that are not turned back"))})
	}
	return t, nil
}

func validKeyID(id string) bool {
	for i := range len(id) {
		if c := id[i]; c-'0' >= 10 && c-'a' >= 26 {
			return false
		}
	}
	return id != "" && len(id) <= MaxKeyID
}

func (t *Tokens) key(id []byte) *tokenKey {
	for i := range t.keys {
		if strings.EqualFold(t.keys[i].id, string(id)) {
			return &t.keys[i]
		}
	}
	return nil
}

// OneWay is the key of hashes that stand in for values that must not be turned
// back. It is derived from the key that makes tokens.
func (t *Tokens) OneWay() []byte { return t.keys[0].once }

// Append appends the token of value. A value that is too long gets a hash.
func (t *Tokens) Append(dst []byte, typ, context string, value []byte) []byte {
	k := &t.keys[0]
	if len(value) > MaxTokenValue {
		return appendHash(dst, k.once, typ, value)
	}
	dst = append(dst, '[')
	dst = append(dst, typ...)
	dst = append(dst, ':')
	dst = append(dst, k.id...)
	dst = append(dst, ':')
	sealed := k.siv.seal(make([]byte, 0, sivOverhead+MaxTokenValue), value, []byte(typ), []byte(context))
	return append(appendBase32(dst, sealed), ']')
}

// Open appends the value of a token to dst: of its key's id and its body, in
// any case. It is false, and dst unchanged, if the token was not made from a
// value of this type in this context with one of the keys.
func (t *Tokens) Open(dst []byte, typ, context string, id, body []byte) ([]byte, bool) {
	k := t.key(id)
	if k == nil || len(body) < MinTokenBody || len(body) > MaxTokenBody {
		return dst, false
	}
	sealed, ok := decodeBase32(make([]byte, 0, sivOverhead+MaxTokenValue), body)
	if !ok {
		return dst, false
	}
	return k.siv.open(dst, sealed, []byte(typ), []byte(context))
}

// base32Digit is the alphabet of RFC 4648, section 6, in lower case.
const base32Digit = "abcdefghijklmnopqrstuvwxyz234567"

// base32Value is the number of a digit in either case, 0xff of other bytes.
var base32Value = func() (t [256]byte) {
	for i := range t {
		t[i] = 0xff
	}
	for i := range len(base32Digit) {
		c := base32Digit[i]
		t[c] = byte(i)
		if c >= 'a' {
			t[c-'a'+'A'] = byte(i)
		}
	}
	return t
}()

// TokenByte tells whether c can stand in the body of a token.
func TokenByte(c byte) bool { return base32Value[c] != 0xff }

func appendBase32(dst, b []byte) []byte {
	bits, n := uint32(0), 0
	for _, c := range b {
		bits, n = bits<<8|uint32(c), n+8
		for ; n >= 5; n -= 5 {
			dst = append(dst, base32Digit[bits>>(n-5)&31])
		}
	}
	if n > 0 {
		dst = append(dst, base32Digit[bits<<(5-n)&31])
	}
	return dst
}

// decodeBase32 is false for what appendBase32 does not write: a length that is
// none, or bits beyond the last byte.
func decodeBase32(dst, b []byte) ([]byte, bool) {
	bits, n := uint32(0), 0
	for _, c := range b {
		v := base32Value[c]
		if v == 0xff {
			return nil, false
		}
		bits, n = bits<<5|uint32(v), n+5
		if n >= 8 {
			dst = append(dst, byte(bits>>(n-8)))
			n -= 8
		}
	}
	return dst, n < 5 && bits&(1<<n-1) == 0
}
