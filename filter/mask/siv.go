package mask

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/subtle"
)

// siv is deterministic authenticated encryption, AES-SIV of RFC 5297: equal
// messages have equal ciphertexts, which say nothing else of them but their
// length, and none can be made or changed without the key. Unlike other modes
// it needs no nonce, and so no memory of what was encrypted before.
type siv struct {
	mac, ctr       cipher.Block
	double, triple [aes.BlockSize]byte // CMAC's subkeys for whole and padded last blocks (RFC 4493, section 2.3)
}

// sivOverhead is how much longer a ciphertext is than its message, in bytes.
const sivOverhead = aes.BlockSize

// newSIV takes a key of 32, 48 or 64 bytes, the first half of it for the
// authentication (RFC 5297, section 2.2).
func newSIV(key []byte) (*siv, error) {
	half := len(key) / 2
	mac, err := aes.NewCipher(key[:half])
	if err != nil {
		return nil, err
	}
	ctr, err := aes.NewCipher(key[half:])
	if err != nil {
		return nil, err
	}
	s := &siv{mac: mac, ctr: ctr}
	mac.Encrypt(s.double[:], s.double[:])
	dbl(&s.double)
	s.triple = s.double
	dbl(&s.triple)
	return s, nil
}

// seal appends the encryption of text to dst, the synthetic IV first. The
// result depends on each of ads and on their order.
func (s *siv) seal(dst, text []byte, ads ...[]byte) []byte {
	iv := s.s2v(text, ads)
	dst = append(dst, iv[:]...)
	at := len(dst)
	dst = append(dst, text...)
	s.xorKeyStream(iv, dst[at:])
	return dst
}

// open appends the text of sealed to dst. It is false, and dst unchanged, if
// sealed was not made by seal with this key and these ads.
func (s *siv) open(dst, sealed []byte, ads ...[]byte) ([]byte, bool) {
	if len(sealed) < sivOverhead {
		return dst, false
	}
	iv := [aes.BlockSize]byte(sealed)
	at := len(dst)
	dst = append(dst, sealed[sivOverhead:]...)
	s.xorKeyStream(iv, dst[at:])
	want := s.s2v(dst[at:], ads)
	if subtle.ConstantTimeCompare(want[:], iv[:]) != 1 {
		clear(dst[at:]) // nothing of a text that is not authentic
		return dst[:at], false
	}
	return dst, true
}

// s2v is the pseudo-random function over a vector of strings (RFC 5297,
// section 2.4).
func (s *siv) s2v(text []byte, ads [][]byte) [aes.BlockSize]byte {
	d := s.cmac(nil, [aes.BlockSize]byte{})
	for _, a := range ads {
		dbl(&d)
		c := s.cmacText(a)
		subtle.XORBytes(d[:], d[:], c[:])
	}
	if len(text) >= aes.BlockSize {
		return s.cmac(text[:len(text)-aes.BlockSize], xorBlock(d, [aes.BlockSize]byte(text[len(text)-aes.BlockSize:])))
	}
	dbl(&d)
	var last [aes.BlockSize]byte
	copy(last[:], text)
	last[len(text)] = 0x80
	return s.cmac(nil, xorBlock(d, last))
}

// cmac is AES-CMAC (RFC 4493) of head followed by the sixteen bytes of tail.
func (s *siv) cmac(head []byte, tail [aes.BlockSize]byte) [aes.BlockSize]byte {
	x := new([aes.BlockSize]byte)
	for ; len(head) >= aes.BlockSize; head = head[aes.BlockSize:] {
		subtle.XORBytes(x[:], x[:], head)
		s.mac.Encrypt(x[:], x[:])
	}
	// What is left of head and tail together is one block and a part.
	n := len(head)
	if n == 0 {
		subtle.XORBytes(x[:], x[:], tail[:])
		return s.cmacLast(x, &s.double)
	}
	subtle.XORBytes(x[:n], x[:n], head)
	subtle.XORBytes(x[n:], x[n:], tail[:aes.BlockSize-n])
	s.mac.Encrypt(x[:], x[:])
	subtle.XORBytes(x[:n], x[:n], tail[aes.BlockSize-n:])
	x[n] ^= 0x80
	return s.cmacLast(x, &s.triple)
}

// cmacText is AES-CMAC of text.
func (s *siv) cmacText(text []byte) [aes.BlockSize]byte {
	if n := len(text) - aes.BlockSize; n >= 0 {
		return s.cmac(text[:n], [aes.BlockSize]byte(text[n:]))
	}
	x := new([aes.BlockSize]byte)
	copy(x[:], text)
	x[len(text)] = 0x80
	return s.cmacLast(x, &s.triple)
}

func (s *siv) cmacLast(x, subkey *[aes.BlockSize]byte) [aes.BlockSize]byte {
	subtle.XORBytes(x[:], x[:], subkey[:])
	s.mac.Encrypt(x[:], x[:])
	return *x
}

// xorKeyStream is AES in counter mode. Two bits of the counter are cleared
// (RFC 5297, section 2.5), which leaves room for 2^31 blocks before a carry
// would pass them.
func (s *siv) xorKeyStream(iv [aes.BlockSize]byte, text []byte) {
	buf := new([2 * aes.BlockSize]byte)
	counter, stream := buf[:aes.BlockSize], buf[aes.BlockSize:]
	copy(counter, iv[:])
	counter[8] &= 0x7f
	counter[12] &= 0x7f
	for len(text) > 0 {
		s.ctr.Encrypt(stream, counter)
		text = text[subtle.XORBytes(text, text, stream):]
		for i := aes.BlockSize - 1; i >= 0; i-- {
			if counter[i]++; counter[i] != 0 {
				break
			}
		}
	}
}

// dbl multiplies by x in GF(2^128) (RFC 5297, section 2.3), without a branch
// on what it multiplies.
func dbl(b *[aes.BlockSize]byte) {
	carry := b[0] >> 7
	for i := range aes.BlockSize - 1 {
		b[i] = b[i]<<1 | b[i+1]>>7
	}
	b[aes.BlockSize-1] = b[aes.BlockSize-1]<<1 ^ carry*0x87
}

func xorBlock(a, b [aes.BlockSize]byte) [aes.BlockSize]byte {
	subtle.XORBytes(a[:], a[:], b[:])
	return a
}
